"""The roles of the product and the kind of home each one has."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is while acting; one at a time."""

    COMPANY = "company", _("Company")
    COORDINATOR = "coordinator", _("Provider coordinator")
    CONSULTANT = "consultant", _("Consultant")
    MANAGER = "manager", _("Center manager")
    ASSESSOR = "assessor", _("Assessor")
    OFFICER = "officer", _("Bureau officer")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    FINANCE = "finance", _("Bureau finance")
    AUDITOR = "auditor", _("Auditor")


class Home(TextChoices):
    """Where a role is at home: the owner whose rows it sees."""

    COMPANY = "company", _("Company")
    PROVIDER = "provider", _("Provider")
    CENTER = "center", _("Center")
    DISTRICT = "district", _("District")
    PERSON = "assessor", _("Person")
    CITY = "city", _("City")


HOME_OF: dict[str, Home] = {
    Role.COMPANY: Home.COMPANY,
    Role.COORDINATOR: Home.PROVIDER,
    Role.CONSULTANT: Home.PROVIDER,
    Role.MANAGER: Home.CENTER,
    Role.ASSESSOR: Home.PERSON,
    Role.OFFICER: Home.CITY,
    Role.DISTRICT_OFFICER: Home.DISTRICT,
    Role.FINANCE: Home.CITY,
    Role.AUDITOR: Home.CITY,
}
