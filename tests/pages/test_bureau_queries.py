"""The bureau's lists cost the same few queries for two providers and for thirty."""

import pytest
from django.urls import reverse

from foundation import clock
from subsidies.models import Award, Calculation, LedgerEntry, Period, Posting
from tests.cast import make_provider
from tests.factories.cases import accepted_case
from tests.factories.years import JANUARY, Close, due_of
from tests.pages.reading import queries
from workflows.models import Due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_inline")]


def more_providers(cast, n):
    for k in range(n):
        provider = make_provider(
            f"第{k}家", cast.campaign, cast.center.district, 10 + k
        )
        for _n in range(2):
            accepted_case(cast, provider)


LISTS = [
    ("officer", "period"), ("officer", "periods"), ("officer", "ranking"),
    ("officer", "campaign"), ("officer", "district"), ("finance", "ledger"),
    ("auditor", "audit"), ("officer", "provider"), ("officer", "check"),
    ("coordinator", "evaluation"), ("coordinator", "award"), ("coordinator", "awards"),
    ("", "notices"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "name"), LISTS)
def test_a_list_costs_the_same_queries_for_two_rows_and_for_thirty(
    client, cast, django_capture_on_commit_callbacks, role, name
):
    counts = []
    for n in (0, 28):
        more_providers(cast, n)
        counts.append(
            _cost(client, cast, django_capture_on_commit_callbacks, role, name)
        )
    assert counts[0] == counts[1]
    assert counts[1] <= 32


def _cost(client, cast, capture, role, name):
    """The queries of that page for a fresh close of all there is."""
    _forget_close()
    accepted_case(cast, cast.provider)
    with clock.set_to(JANUARY):
        close = Close(cast, capture)
        check = reverse("task", args=[due_of(close.period, "check").task_id])
        if name != "check":
            close.to_notice()
        award = close.award(cast.provider)
        keys = {
            "period": [2026],
            "provider": [cast.provider.pk],
            "evaluation": [award.evaluation_id],
            "award": [award.pk],
        }
        url = check if name == "check" else reverse(name, args=keys.get(name, []))
        return queries(client, cast.people[role] if role else None, url)


def _forget_close():
    """Rows of an earlier close, gone as no code of ours could make them go."""
    Due.objects.exclude(period=None, award=None).delete()
    Posting.objects.all()._raw_delete(using="default")
    LedgerEntry.objects.all()._raw_delete(using="default")
    Calculation.objects.all().delete()
    Award.objects.all().delete()
    Period.objects.all().delete()
