"""The rule's reasons and the accounts in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from foundation.models import in_language

SEPARATOR = "; "


def why_words(why: str) -> str:
    """The reasons of an award, kept in English, as the reader says them."""
    return _("; ").join(_(reason) for reason in why.split(SEPARATOR) if reason)


def strategy_words(rule: Mapping[str, Any]) -> str:
    """How the rule computes, in one sentence."""
    return {
        "COEFFICIENT": _("Accepted fees times the rate and the grade's coefficient"),
        "SCORE_TIER": _("A fixed sum by score"),
        "RANK_TIER": _("A sum per accepted diagnosis by rank"),
    }.get(str(rule.get("strategy")), str(rule.get("strategy")))


def indicator_names(scheme: Mapping[str, Any]) -> dict[str, str]:
    """Each indicator's name in the reader's language."""
    return {
        row["id"]: in_language(row["name_zh"], row["name_en"])
        for row in scheme["indicators"]
    }
