"""What the deeds to applications for the pool are called, and their facts."""

from django.utils.translation import gettext_lazy

ADMISSION_DEEDS = {
    "admissions.add_evidence": gettext_lazy("Evidence added"),
    "admissions.apply": gettext_lazy("Application begun"),
    "admissions.check": gettext_lazy("Application checked"),
    "admissions.complete": gettext_lazy("Application completed"),
    "admissions.confirm": gettext_lazy("Agreement confirmed"),
    "admissions.decide": gettext_lazy("Admission decided"),
    "admissions.decide_objection": gettext_lazy("Objection to an admission decided"),
    "admissions.decline": gettext_lazy("Offered agreement declined"),
    "admissions.end_notice": gettext_lazy("Notice of an admission ended"),
    "admissions.manage_calls": gettext_lazy("Call drafted"),
    "admissions.name_experts": gettext_lazy("Experts named"),
    "admissions.object": gettext_lazy("Admission objected to"),
    "admissions.offer": gettext_lazy("Agreement offered"),
    "admissions.publish": gettext_lazy("Admission published"),
    "admissions.publish_call": gettext_lazy("Call published"),
    "admissions.rank": gettext_lazy("Application scored"),
    "admissions.register": gettext_lazy("Provider registered"),
    "admissions.remove": gettext_lazy("Removed from the pool"),
    "admissions.remove_evidence": gettext_lazy("Evidence removed"),
    "admissions.score": gettext_lazy("Expert's sheet handed in"),
    "admissions.submit": gettext_lazy("Application handed in"),
    "admissions.withdraw": gettext_lazy("Application taken back"),
}
ADMISSION_FACTS = {
    "application_state": gettext_lazy("state of the application"),
    "credit_check": gettext_lazy("credit check"),
    "exception": gettext_lazy("below the threshold"),
    "fee_fen": gettext_lazy("fee per case"),
    "mode": gettext_lazy("mode"),
    "quota": gettext_lazy("quota"),
    "sha256": gettext_lazy("checksum"),
}
