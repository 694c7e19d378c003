"""The words for what is wrong with a typed credit code."""

from django.utils.translation import gettext as _

from foundation.credit_codes import CreditCodeError


def code_reason(error: CreditCodeError) -> str:
    """The reason in the reader's language."""
    return _(error.template) % error.values
