"""People, and the dated roles they act in."""

from datetime import date
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import FirmRole
from centers.models import Center, District
from companies.models import Company
from foundation import clock
from foundation.access.roles import HOME_OF, Home, Role
from foundation.access.scoping import Reach, ScopedQuerySet
from foundation.prepared import Given, prepared
from providers.models import Consultant, Provider
from providers.querysets import current


class UserManager(BaseUserManager["User"]):
    """Makes people, known by their phone number."""

    def create_user(
        self, phone: str, password: str | None = None, **facts: Any
    ) -> "User":
        """A person; without password nobody can sign in as them."""
        user = self.model(phone=phone, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, phone: str, password: str, **facts: Any) -> "User":
        """The system's keeper, who sees Django's admin and no desk."""
        return self.create_user(
            phone, password, is_staff=True, is_superuser=True, **facts
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from the membership they act in."""

    phone = models.CharField(_("mobile phone"), max_length=20, unique=True)
    phone_is_proven = models.BooleanField(_("phone is proven"), default=True)
    name = models.CharField(_("name"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("system keeper"), default=False)

    objects = UserManager()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name

    @cached_property
    def memberships_now(self) -> list["Membership"]:
        """The roles this person may act in today; a firm comes with its row."""
        rows: list[Membership] = _memberships.all(user=self.pk, day=clock.today())
        for row in rows:
            row.user = self
        return rows

    @classmethod
    def with_roles(cls, rows: list["Membership"]) -> "User":
        """The one person of these memberships of today, which are all there are."""
        person = rows[0].user
        for row in rows:
            row.user = person
        person.memberships_now = rows
        return person

    @cached_property
    def acting(self) -> "Membership | None":
        """The membership in force; the first one until another is chosen."""
        return self.memberships_now[0] if self.memberships_now else None

    def act_as(self, membership_id: int | None) -> bool:
        """Act in another of today's memberships; False where it is not theirs."""
        for membership in self.memberships_now:
            if membership.pk == membership_id:
                self.acting = membership
                return True
        return False

    @property
    def role(self) -> str:
        """The role in force, '' for none."""
        return self.acting.role if self.acting else ""

    @property
    def is_owner(self) -> bool:
        """Whether this person looks after the people of the firm acted for."""
        return self.acting is not None and self.acting.firm_role == FirmRole.OWNER

    @property
    def home_id(self) -> int | None:
        """The primary key of the role's home (a person's own key for assessors)."""
        return self.acting.home_id if self.acting else None

    @property
    def role_label(self) -> str:
        """The role in words."""
        return self.acting.get_role_display() if self.acting else ""

    @property
    def home_label(self) -> str:
        """The home in words, '' for city-wide roles."""
        return str(self.acting.home or "") if self.acting else ""


class MembershipQuerySet(ScopedQuerySet):
    """Questions about memberships."""

    def on(self, day: date | Given) -> Self:
        """Those in force on that day."""
        return self.filter(current(day, "starts_on", "ends_on"))

    def acting(self, day: date | Given) -> Self:
        """Those in force on that day, the oldest first, with person, firm and district.

        A firm's own page asks for its firm as often as for the person.
        """
        rows = self.on(day).select_related("user", "company__district")
        return rows.order_by("pk")

    def owners(self) -> Self:
        """The owners of firms whose membership has no end."""
        return self.filter(firm_role=FirmRole.OWNER, ends_on=None)


class Membership(models.Model):
    """A dated role at a home (half-open: `ends_on` is the first day without it)."""

    reach = Reach(company="company", provider="provider", center="center")

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    center = models.ForeignKey(
        Center, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    consultant = models.ForeignKey(
        Consultant, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    firm_role = models.CharField(
        _("in the firm"), max_length=10, choices=FirmRole, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_home_fits_role",
                condition=(
                    Q(role=Role.COMPANY, company__isnull=False)
                    | Q(
                        role__in=[Role.COORDINATOR, Role.CONSULTANT],
                        provider__isnull=False,
                    )
                    | Q(role=Role.MANAGER, center__isnull=False)
                    | Q(role=Role.DISTRICT_OFFICER, district__isnull=False)
                    | Q(
                        role__in=[
                            Role.ASSESSOR,
                            Role.OFFICER,
                            Role.FINANCE,
                            Role.AUDITOR,
                        ]
                    )
                ),
            ),
            models.CheckConstraint(
                name="membership_firm_role_of_firms",
                condition=Q(role=Role.COMPANY) | Q(firm_role=""),
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(firm_role=FirmRole.OWNER, ends_on=None),
                name="membership_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.home or ''}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The first person of a firm is its owner, everybody else a contact."""
        if self.role == Role.COMPANY and not self.firm_role:
            owned = Membership.objects.filter(company=self.company).owners().exists()
            self.firm_role = FirmRole.CONTACT if owned else FirmRole.OWNER
        super().save(*args, **kwargs)

    @property
    def home(self) -> Any:
        """The row at which this role is at home; None for city-wide roles."""
        return self.company or self.provider or self.center or self.district

    @property
    def home_id(self) -> int | None:
        """The home's primary key."""
        kind = HOME_OF[self.role]
        if kind == Home.PERSON:
            return self.user_id
        return None if kind == Home.CITY else getattr(self, f"{kind.value}_id")


@prepared
def _memberships() -> Any:
    """The roles a person may act in on a day."""
    return Membership.objects.acting(Given("day")).filter(user=Given("user"))
