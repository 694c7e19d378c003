"""Centers' designations: their last year, a candidate nurtured, one with the district.

The centers of the city were designated before; each has the evaluation of the year
before, one of them fails and is mended. Told by hand: it is the same in every city.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from centers.models import Center, District
from centers.opening import USUAL
from city.seeding.world import World
from designations import actions
from designations.choices import YearGrade
from designations.models import Designation, YearlyReview
from foundation import clock
from foundation.access.roles import Role
from workflows.centerfigures import known_of, year_figures
from workflows.models import Due
from workflows.start_designation import nurture_center, open_yearly_review

PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
GRADES = {
    "wujin": (YearGrade.A, "全年服务企业数量和满意度均居全市前列，培训开展扎实。"),
    "xinbei": (YearGrade.B, "诊断服务规范有序，接诊环节偶有超期。"),
    "tianning": (YearGrade.B, "服务对接及时，展示体验区利用率有待提高。"),
    "jingkai": (YearGrade.C, "基本完成年度任务，顾问力量偏弱。"),
    "zhonglou": (YearGrade.D, "专职顾问长期缺岗，培训座位不足评定要求。"),
}
POINTS = "1. 补足三名专职咨询顾问；\n2. 培训座位恢复到 50 个以上。"
MENDED = "已新聘两名咨询顾问并办理社保，培训教室增配 20 个座位，现有座位 56 个。"
NURTURED = {
    "slug": "jintan", "name_zh": "金坛数字化转型促进中心",
    "name_en": "Jintan Digital Transformation Promotion Center",
    "address_zh": "常州市金坛区华城中路168号", "phone": "0519-55550413",
    "address_en": "168 Huacheng Middle Road, Jintan, Changzhou",
    "manager_name": "韦思远", "manager_phone": "13905190931",
}  # fmt: skip
APPLIED = {
    "slug": "gaoxin", "name_zh": "武进高新区数字化转型促进中心",
    "name_en": "Wujin High-Tech Zone Digital Transformation Promotion Center",
    "address_zh": "常州市武进区西湖路9号", "phone": "0519-55550418",
    "address_en": "9 Xihu Road, Wujin, Changzhou",
    "manager_name": "卢一帆", "manager_phone": "13905190932",
}  # fmt: skip
CLAIMS: dict[str, Any] = {
    "operator": True, "area": 680, "zones": True, "seats": 64, "staff": 7,
    "manager": True, "advisers": 3, "providers": 12, "trial": 7, "firms": 26,
}  # fmt: skip
NOTES = {
    "area": "租期至2031年，另有共享路演厅。",
    "firms": "名单含诊断预约前的上门走访。",
}


class Designations:
    """Plays what is told above, at its own moments before the present."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today

    def _at(self, days_ago: int, minute: int) -> datetime:
        return self.world.hours.clock(self.today - timedelta(days=days_ago), minute)

    def fill(self) -> None:
        """The years first, then the candidates."""
        officer = self.world.people.all_of(Role.OFFICER)[0]
        actions.adopt_designated()
        numbers = Designation.objects.order_by("designated_on", "pk")
        for n, row in enumerate(numbers, 1):
            row.number = f"常工信促进〔{row.designated_on.year}〕{n}号"
            row.save(update_fields=["number"])
        for row in numbers.select_related("center", "district"):
            self._year(row, officer)
        self._nurture(NURTURED, "320413", officer, days_ago=40)
        self._apply(self._nurture(APPLIED, "320412", officer, days_ago=75))

    def _year(self, row: Designation, officer: Any) -> None:
        """Last year's grade; a failing one has been mended and waits for a check."""
        if row.center.slug not in GRADES:
            return
        grade, reasons = GRADES[row.center.slug]
        with clock.set_to(self._at(60, 9 * 60 + 20)):
            review = open_yearly_review(
                designation=row, year=self.today.year - 1, by=officer, at=clock.now()
            )
        fails = grade == YearGrade.D
        more: dict[str, Any] = {
            "points": POINTS if fails else "",
            "mend_by": self.today + timedelta(days=10) if fails else None,
        }
        with clock.set_to(self._at(46, 10 * 60 + 5)):
            self.world.complete(
                self._due("grade_center", yearlyreview=review), officer,
                lambda review, by, at: actions.grade(
                    review=review, grade=grade, reasons=reasons, by=by, at=at,
                    figures=year_figures(review.center, review.year),
                    **more,
                ),
            )  # fmt: skip
        if fails:
            self._mend(review)

    def _mend(self, review: YearlyReview) -> None:
        manager = self.world.people.all_of(Role.MANAGER, review.center_id)[0]
        with clock.set_to(self._at(4, 15 * 60 + 40)):
            self.world.complete(
                self._due("mend_center", yearlyreview=review), manager,
                lambda review, by, at: actions.report_cure(
                    review=review, mended=MENDED, by=by, at=at,
                    papers=[ContentFile(PAGE, "顾问社保证明.pdf")],
                ),
            )  # fmt: skip

    def _nurture(
        self, facts: dict[str, str], code: str, officer: Any, *, days_ago: int
    ) -> Designation:
        with clock.set_to(self._at(days_ago, 14 * 60)):
            return nurture_center(
                district=District.objects.get(code=code), by=officer, at=clock.now(),
                **USUAL.words(), **facts,
            )  # fmt: skip

    def _apply(self, row: Designation) -> None:
        """Its manager handed the checklist in with files; the district has it."""
        manager = Center.objects.get(pk=row.center_id).memberships.get().user
        manager.act_as(manager.memberships.get().pk)
        with clock.set_to(self._at(3, 10 * 60 + 30)):
            for point in row.checklist.points:
                if point.get("paper"):
                    actions.add_paper(
                        designation=row, point=point["id"], by=manager, at=clock.now(),
                        upload=ContentFile(PAGE, f"{point['name_zh']}.pdf"),
                    )  # fmt: skip
            answers = {
                key: {"value": value, "note": NOTES.get(key, ""), "exception": ""}
                for key, value in CLAIMS.items()
            }
            self.world.complete(
                self._due("apply_designation", designation=row), manager,
                lambda subject, by, at: actions.apply(
                    designation=subject, answers=answers, by=by, at=at,
                    known=known_of(subject, on=clock.local_day(at)),
                ),
            )  # fmt: skip

    def _due(self, node: str, **subject: Any) -> Due:
        return Due.objects.with_names().get(node=node, done_at=None, **subject)
