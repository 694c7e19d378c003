"""Invented data for the style guide: one of everything a page may have to show."""

from datetime import date, datetime, timedelta, timezone

from django import forms
from django.core.paginator import Page, Paginator

from face.charts import Axis, Part
from face.formats import due
from face.items import Event, Nav, Tab, Task, Week, WeekCell, WeekDay, WeekEvent, WeekRow
from face.paths import Step

CITY = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=CITY)


def at(days: float, hour: int = 9, minute: int = 0) -> datetime:
    """A moment some days from the guide's own."""
    return (NOW + timedelta(days=days)).replace(hour=hour, minute=minute)


class SampleForm(forms.Form):
    """One field of each kind."""

    company = forms.CharField(label="企业名称", help_text="与营业执照一致")
    code = forms.CharField(label="统一社会信用代码", max_length=18)
    phone = forms.CharField(label="手机号", widget=forms.TextInput({"type": "tel"}))
    district = forms.ChoiceField(
        label="工厂所在辖市区",
        choices=[("", "请选择"), ("wj", "武进区"), ("xb", "新北区"), ("tn", "天宁区")],
    )
    founded = forms.DateField(
        label="成立日期", required=False, widget=forms.DateInput({"type": "date"})
    )
    needs = forms.MultipleChoiceField(
        label="希望解决什么",
        choices=[("a", "设备联网与数据采集"), ("b", "生产排程"), ("c", "质量追溯")],
        widget=forms.CheckboxSelectMultiple,
    )
    size = forms.ChoiceField(
        label="企业规模",
        choices=[("s", "小型"), ("m", "中型"), ("l", "大型")],
        widget=forms.RadioSelect,
    )
    satisfied = forms.ChoiceField(
        label="总体满意度",
        help_text="1 很不满意，5 很满意",
        choices=[(str(n), str(n)) for n in range(1, 6)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="补充说明", required=False, widget=forms.Textarea)
    truth = forms.BooleanField(label="我承诺所填内容真实，并同意为本次诊断使用这些信息")


class FilterForm(forms.Form):
    """A search and two choices, as over every list."""

    q = forms.CharField(
        label="搜索服务商",
        required=False,
        widget=forms.TextInput({"placeholder": "搜索服务商名称"}),
    )
    district = forms.ChoiceField(
        label="辖市区", required=False, choices=[("", "全部"), ("wj", "武进区")]
    )
    period = forms.ChoiceField(
        label="周期", required=False, choices=[("2026", "2026 年"), ("2025", "2025 年")]
    )


def wrong_form() -> SampleForm:
    """The form as it comes back with errors, nothing typed lost."""
    return SampleForm({"company": "常州恒泰精密机械有限公司", "phone": "138", "size": "x"})


NAV = [
    Nav("?show=board", "排期", "calendar-days"),
    Nav("?show=inbox", "待办", "inbox", count=6),
    Nav("?show=case", "诊断", "route"),
    Nav("?show=ranking", "服务商", "award"),
    Nav("?show=parts", "构件", "shapes"),
]

STEPS = [
    Step("预约", "done", "常州恒泰精密机械", "11月2日"),
    Step("分诊", "skipped"),
    Step("指派服务商", "done", "武进中心 沈静", "11月4日", note="服务商婉拒 1 次"),
    Step("服务商接单", "done", "江南智造研究院", "11月5日"),
    Step("现场诊断", "done", "周建国 等 3 人", "11月12日 上午"),
    Step("现场评测", "done", "周建国", "11月13日"),
    Step("诊断报告", "now", "江南智造研究院", "11月28日（周六）前"),
    Step("中心审核", "todo", "武进中心"),
    Step("企业签字确认", "todo", "常州恒泰精密机械"),
    Step("验收", "todo", "武进中心"),
    Step("专家评分", "todo", "两位评审专家"),
    Step("评分完成", "todo"),
]

LATE_STEPS = [
    Step("Booked", "done", "Hengtai Precision Machinery", "2 Nov"),
    Step("Triage", "skipped"),
    Step("Provider assigned", "done", "Shen Jing, Wujin center", "4 Nov"),
    Step("Provider accepts", "now", "Jiangnan Smart Manufacturing", "2 days overdue", late=True),
    Step("Site visit and talks with management", "todo", "3 consultants"),
    Step("Report", "todo"),
]

AXES = [
    Axis("数字化基础", 68, 61),
    Axis("数字化管理", 74, 66),
    Axis("数字化成效", 81, 70),
    Axis("经营·研发", 57, 63),
    Axis("经营·生产", 49, 58),
    Axis("经营·供应链", 62, 55),
]
AXES_3 = [Axis("Digital foundation", 68), Axis("Digital management", 74), Axis("Digital results", 41)]

PARTS = [
    Part("已支付 82 万元", 82, "green"),
    Part("公示中 46 万元", 46, "blue"),
    Part("待核定 30 万元", 30, "amber"),
]

EVENTS = [
    Event(at(-1, 16, 5), "报告退回修改", "武进中心 沈静", "第 4 章缺少现场照片；投资估算请按场景分列。", "undo-2", "warn"),
    Event(at(-2, 11, 30), "诊断报告已提交", "江南智造研究院 周建国", icon="file-check", tone="info"),
    Event(at(-12, 9), "现场诊断完成", "双方签到 5 人", icon="map-pin-check", tone="ok"),
    Event(at(-22, 14), "预约成功", "常州恒泰精密机械有限公司", icon="calendar-check"),
]

TASKS = [
    Task("#t1", "新预约待指派", "恒泰精密机械 · 武进区 · 通用设备制造", "企业规模：小型 · 希望优先看设备联网", "user-plus", "bad", "即将超时", due(at(-3), NOW), "指派", dialog=True),
    Task("#t2", "诊断报告待审核", "双禾食品 · 提交人 陈雨桐", "第 2 版 · 共 12 章", "file-check", "warn", "今日到期", due(at(0, 18), NOW), "审核"),
    Task("#t3", "顾问时间冲突", "启辰模具 · 周建国 · 周三上午", "与蓝鲸新材料的现场诊断重叠", "triangle-alert", "bad", "需改期", due(at(1, 9), NOW), "调整"),
    Task("#t4", "企业申请改期", "沐林家居 · 原定周四下午", "期望：周五上午", "calendar-clock", "warn", "待确认", due(at(4), NOW), "处理"),
    Task("#t5", "验收待办", "天工纺织 · 企业已签字确认", "", "clipboard-check", "info", "进行中", due(at(6), NOW), "验收"),
]

TABS = [
    Tab("?show=inbox", "我的", 5, True),
    Tab("?show=inbox&f=open", "可领取", 2),
    Tab("?show=inbox&f=done", "已完成", 31),
    Tab("?show=inbox&f=late", "已逾期", 1),
]

PROVIDERS = [
    (1, 0, "江南智造研究院", "通用设备 · 汽车零部件", "96.40", "A", "ok", 48, "98%", "4.9", [70, 74, 76, 80, 86, 90]),
    (2, 1, "博源精益咨询", "精益生产 · 质量", "93.10", "A", "ok", 61, "96%", "4.8", [82, 78, 82, 74, 82, 88]),
    (3, 2, "云栈数字科技", "工业互联网", "91.85", "A", "ok", 39, "94%", "4.8", [70, 75, 78, 83, 86, 90]),
    (4, -1, "绿衡能源服务", "节能 · 双碳", "88.50", "B", "info", 27, "91%", "4.7", [70, 78, 70, 86, 86, 86]),
    (5, -1, "正道质量技术", "计量 · 检测", "74.60", "C", "warn", 12, "79%", "4.1", [90, 82, 82, 74, 80, 72]),
]

DIMS = [
    ("设备联网", "关键设备联网率 63%，排产仍靠人工表格", 68, 61, 7),
    ("质量追溯", "5 道关键工序已覆盖，一次合格率 97.2%", 81, 70, 11),
    ("供应链协同", "前五大供应商交付数据未打通", 57, 63, -6),
    ("能源管理", "空压与热处理能耗占 58%，无分项计量", 49, 58, -9),
]

MEASURES = [
    ("空压系统分项计量与余热回收", "能源管理", "bad", "高", "节能改造 · 最高 30%", "年节电约 21 万度", "18–25 万元", "14 个月"),
    ("供应商交付看板与缺料预警", "供应链协同", "bad", "高", "", "停线次数 −60%", "6–9 万元", "8 个月"),
    ("图纸与物料清单版本管理", "产品设计", "warn", "中", "数字化券 · 最高 2 万元", "改版返工 −35%", "8–12 万元", "11 个月"),
]

CENTERS = [
    ("wj", "武进数字化转型促进中心", "武进区 · 科创路 88 号 3 层", "2.4 km", ["智能制造", "质量"], "11月25日（周三）上午"),
    ("xb", "新北数字化转型促进中心", "新北区 · 太湖东路 9 号", "5.1 km", ["工业互联网", "节能"], "11月25日（周三）下午"),
    ("tn", "天宁数字化转型促进中心", "天宁区 · 竹林北路 256 号", "8.7 km", ["纺织", "精益生产"], "11月27日（周五）上午"),
]


def booking_days() -> list[tuple[date, int]]:
    """Two weeks of days with the half-days left on each."""
    left = [6, 8, 7, 0, 0, 3, 2, 5, 4, 1, 0, 0, 6, 9]
    return [((NOW + timedelta(days=n + 1)).date(), free) for n, free in enumerate(left)]


def week() -> Week:
    """A week of five days and three consultants."""
    monday = date(2026, 11, 23)
    days = [
        WeekDay(monday + timedelta(days=n), n == 1, n == 1, f"?show=board&d={n}")
        for n in range(5)
    ]
    event = WeekEvent
    names = ["明远电子科技", "新纪元汽配", "百川环保设备", "启辰模具", "华芯传感", "天工纺织"]
    kinds = ["blue", "teal", "violet", "slate"]
    rows = []
    for r, (name, sub) in enumerate(
        [("李慧敏", "精益生产 · 高级顾问"), ("周建国", "数字化 · 组长"), ("陈雨桐", "质量管理")]
    ):
        cells = []
        for d in range(5):
            events = [
                event(names[(r + d + n) % 6], ("上午", "下午")[n], ("已确认", "待服务商接单")[(r + d) % 2],
                      kinds[(r + d + n) % 4], "#e", pending=(r + d + n) % 4 == 3,
                      clash=(r, d, n) == (1, 2, 0))
                for n in range((r * 2 + d) % 3)
            ]  # fmt: skip
            off = "休假" if (r, d) == (2, 4) else ""
            add = "" if off else "?show=dialog"
            cells.append(WeekCell([] if off else events, off, add, f"为{name}安排诊断"))
        rows.append(WeekRow(name, cells, sub, "江南智造研究院" if r < 2 else "博源精益咨询"))
    legend = [("blue", "待现场"), ("teal", "已现场"), ("violet", "复诊"), ("pend", "待确认")]
    return Week(days, rows, "诊断顾问", "11月23日至27日排期", legend)


def page() -> Page:
    """The second of many pages."""
    return Paginator(range(133), 20).page(2)
