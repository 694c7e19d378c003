"""Firms of target lists, as they are typed and as they stand."""

from itertools import count
from typing import Any

from foundation import clock
from foundation.credit_codes import with_check
from outreach.choices import TargetState
from outreach.models import Target, TargetList
from tests.cast import Cast

numbers = count(1)


def code(n: int | None = None) -> str:
    """A credit code nobody else has."""
    return with_check(f"91320412MA9{n if n is not None else next(numbers):06d}")


def typed(**cells: str) -> dict[str, str]:
    """A good row of a list in Wujin."""
    n = next(numbers)
    row = {
        "credit_code": code(),
        "name": f"常州清单{n}号机械有限公司",
        "district": "武进区",
        "town": "湖塘镇",
        "sector": "34",
        "size": "小型",
        "contact_name": "王强",
        "contact_phone": f"139{n:08d}",
    }
    return {key: text for key, text in {**row, **cells}.items() if text}


def listed(cast: Cast, **facts: Any) -> Target:
    """A firm on a list of the insider's district, not called yet."""
    n = next(numbers)
    a_list = TargetList.objects.get_or_create(
        name="武进清单",
        campaign=cast.campaign,
        defaults={"made_at": clock.now(), "made_by": cast.manager},
    )[0]
    row = {
        "credit_code": code(),
        "name": f"常州清单{n}号机械有限公司",
        "district": cast.center.district,
        "town": "湖塘镇",
        "sector": "34",
        "size": "small",
        "above_designated": True,
        "contact_name": "王强",
        "contact_phone": f"139{n:08d}",
        "state": TargetState.NEW,
        "target_list": a_list,
        "campaign": cast.campaign,
    }
    return Target.objects.create(**{**row, **facts})


def of_company(cast: Cast, company: Any, **facts: Any) -> Target:
    """A registered firm on the list."""
    return listed(
        cast,
        credit_code=company.credit_code,
        name=company.name,
        district=company.district,
        contact_phone=company.contact_phone,
        **facts,
    )
