"""Connecting a person to a firm's file, by each of the ways that prove it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions.codes import check_code, use_code
from accounts.actions.invitations import refuse_closed
from accounts.choices import FirmRole, InvitationKind, Way
from accounts.models import Code, Invitation, Membership, User
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.notices.actions import tell
from foundation.phones import masked_phone

JOINED = gettext_noop("%(name)s is now connected to the file of %(firm)s.")


def sign_in_by_code(
    *, code: Code, typed: str, at: datetime, by: User | None = None
) -> User:
    """Whoever holds the phone the code was sent to; a new number gets an account.

    Where that is who is signed in already (`by`), the password stays. Raises Refused.
    """
    check_code(code=code, typed=typed, at=at)
    with transaction.atomic():
        use_code(code=code, at=at)
        if by is not None and by.phone == code.phone:
            _prove(by, at)
            return by
        return holder_of(phone=code.phone, at=at)


def enter_file(*, code: Code, typed: str, by: User | None, at: datetime) -> User:
    """Connect to the file whose listed contact has the code; without an account, as
    the holder of the listed phone.

    Raises Refused.
    """
    check_code(code=code, typed=typed, at=at)
    company = code.company
    assert company is not None  # noqa: S101 - no code fits where there is no firm
    with transaction.atomic():
        use_code(code=code, at=at)
        user = by or holder_of(phone=code.phone, name=company.contact_name, at=at)
        bind(user=user, company=company, way=Way.LISTED, at=at)
    return user


def accept_invitation(*, code: Code, typed: str, at: datetime) -> User:
    """Connect the invited phone's holder to the file.

    Raises Refused, also where the invitation has been withdrawn meanwhile.
    """
    invitation = code.invitation
    assert invitation is not None  # noqa: S101 - codes of this purpose have one
    refuse_closed(invitation=invitation, at=at)
    check_code(code=code, typed=typed, at=at)
    listed = invitation.kind == InvitationKind.LISTED
    name = invitation.company.contact_name if listed else invitation.name
    with transaction.atomic():
        use_code(code=code, at=at)
        user = holder_of(phone=invitation.phone, name=name, at=at)
        way = Way.LISTED if listed else Way.INVITED
        bind(user=user, company=invitation.company, way=way, at=at)
        Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at)
    return user


@transaction.atomic
def holder_of(*, phone: str, at: datetime, name: str = "") -> User:
    """The person of a phone just proven; a new number gets an account.

    Whoever typed that number before without proving it loses the password set then:
    it may have been a stranger's. Raises Refused for a closed account.
    """
    found = User.objects.filter(phone=phone).first()
    user = found or User.objects.create_user(
        phone, None, name=name or masked_phone(phone)
    )
    if not user.is_active:
        raise Refused(_("This account is closed."))
    if found is None:
        record(by=user, deed="accounts.enrol", at=at, row=user)
    if not user.phone_is_proven:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    _prove(user, at)
    return user


def _prove(user: User, at: datetime) -> None:
    if user.phone_is_proven:
        return
    user.phone_is_proven = True
    user.save(update_fields=["phone_is_proven"])
    record(by=user, deed="accounts.prove_phone", at=at, row=user)


@transaction.atomic
def bind(
    *, user: User, company: Company, way: Way, at: datetime, owns: bool = False
) -> Membership:
    """Give the person a membership of the firm; known people of it keep theirs.

    The first one is the owner, the others are contacts. With `owns` the person is the
    owner whoever was it before, who becomes a contact. The firm's people are told.
    """
    Company.objects.select_for_update().get(pk=company.pk)  # one at a time
    people = list(
        Membership.objects.on(local_day(at))
        .filter(company=company, role=Role.COMPANY)
        .select_related("user")
    )
    mine = next((row for row in people if row.user_id == user.pk), None)
    if mine is None:
        mine = Membership.objects.create(
            user=user, role=Role.COMPANY, company=company, starts_on=local_day(at)
        )
        told = {"way": way, "firm_role": mine.firm_role}
        record(by=user, deed="accounts.bind", at=at, row=company, after=told)
        tell(
            people=[row.user for row in people],
            event="accounts.bind",
            text=JOINED,
            at=at,
            name=user.name,
            firm=company.name,
        )
    if owns and mine.firm_role != FirmRole.OWNER:
        make_owner(membership=mine, by=user, at=at)
    vars(user).pop("memberships_now", None)
    vars(user).pop("acting", None)
    return mine


def make_owner(*, membership: Membership, by: User, at: datetime) -> None:
    """Put the membership in the owner's place; the former owner becomes a contact."""
    rows = Membership.objects.filter(company=membership.company)
    before = rows.owners().select_related("user").first()
    rows.owners().update(firm_role=FirmRole.CONTACT)
    rows.filter(pk=membership.pk).update(firm_role=FirmRole.OWNER)
    membership.firm_role = FirmRole.OWNER
    record(
        by=by,
        deed="accounts.hand_over",
        at=at,
        row=membership.company,
        before={"owner": before.user.name if before else ""},
        after={"owner": membership.user.name},
    )
