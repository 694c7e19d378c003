"""Charts and the path of a case as SVG."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from face import charts, paths
from face.drawing import width_of, wrap
from face.paths import Step
from face.templatetags.figures import in_words

AXES = [
    charts.Axis("数字化基础", 68, 61),
    charts.Axis("A & B", 74, 66),
    charts.Axis("成效", 81, 70),
]
STEPS = [
    Step("预约", "done", "恒泰", "11月2日"),
    Step("分诊", "skipped"),
    Step("指派", "now", "沈静", "逾期 2 天", late=True),
    *[Step(f"第 {n} 步", "todo") for n in range(4, 13)],
]


def read(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own markup


def classes(svg, tag):
    return [e.get("class") for e in read(svg).iter(tag)]


DRAWINGS = {
    "radar": charts.radar(AXES, uid="r", title="T", desc="D", peer_word="中位"),
    "bullet": charts.bullet(68, target=61, uid="b", title="T", desc="D"),
    "stack": charts.stack([charts.Part("x", 3)], uid="s", title="T", desc="D"),
    "ring": charts.ring(66, uid="g", title="T", desc="D"),
    "spark": charts.spark([1, 2, 3], uid="p", title="T", desc="D"),
    "across": paths.across(STEPS, uid="a", title="T", desc="D"),
    "down": paths.down(STEPS, uid="d", title="T", desc="D"),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_named_drawing_is_an_image_with_title_and_description(name):
    root = read(DRAWINGS[name])
    title, desc = root.find("title"), root.find("desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text, desc.text) == ("T", "D")


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_drawing_carries_a_style(name):
    assert [e.tag for e in read(DRAWINGS[name]).iter() if "style" in e.attrib] == []


@pytest.mark.parametrize(
    "svg", [charts.bullet(1), charts.ring(1), charts.stack([]), charts.spark([1, 2])]
)
def test_a_drawing_without_a_title_is_silent(svg):
    root = read(svg)
    assert (root.get("aria-hidden"), root.get("role")) == ("true", None)


def test_text_in_a_drawing_is_escaped():
    svg = charts.radar(AXES, uid="r", title="<script>", desc="", peer_word="")
    assert "<script>" not in svg
    assert [t.text for t in read(svg).iter("text")].count("A & B") == 1


def test_a_radar_without_peers_has_one_shape_less():
    alone = [charts.Axis(a.label, a.value) for a in AXES]
    svg = charts.radar(alone, uid="r", title="T", desc="")
    assert classes(svg, "polygon").count("r-peer") == 0
    assert classes(DRAWINGS["radar"], "polygon").count("r-peer") == 1


def test_the_longest_spoke_ends_on_the_rim():
    svg = charts.radar(
        [charts.Axis(c, 100) for c in "abc"], uid="r", title="T", desc=""
    )
    mine = next(p for p in read(svg).iter("polygon") if p.get("class") == "r-mine")
    rim = next(p for p in read(svg).iter("polygon") if p.get("class") == "r-band")
    assert mine.get("points") == rim.get("points")


@pytest.mark.parametrize(
    ("value", "target", "css"),
    [(68, 61, "b-good"), (61, 61, "b-good"), (60, 61, "b-low")],
)
def test_a_bar_below_its_target_looks_different(value, target, css):
    assert classes(charts.bullet(value, target=target), "rect")[1] == css


@pytest.mark.parametrize(
    ("value", "width"), [(-5, "0.0"), (50, "50.0"), (Decimal("140"), "100.0")]
)
def test_a_bar_stays_within_its_track(value, width):
    assert list(read(charts.bullet(value)).iter("rect"))[1].get("width") == width


def test_the_parts_of_a_stack_stand_side_by_side():
    svg = charts.stack([charts.Part("a", 25), charts.Part("b", 50, "green")], top=100)
    rects = [
        (r.get("class"), r.get("x"), r.get("width")) for r in read(svg).iter("rect")
    ][1:]
    assert rects == [("b-blue", "0.00", "25.00"), ("b-green", "25.00", "50.00")]


def test_one_value_is_no_line():
    assert charts.spark([5]) == ""


def test_equal_values_make_a_level_line():
    line = next(
        e
        for e in read(charts.spark([5, 5, 5])).iter("polyline")
        if e.get("class") == "s-line"
    )
    assert {point.split(",")[1] for point in line.get("points").split()} == {"25.0"}


# --- The path of a case -----------------------------------------------------------
def test_each_step_has_its_mark_and_its_words():
    groups = [g.get("class") for g in read(DRAWINGS["across"]).iter("g")]
    assert groups[:6] == [
        "p-done",
        "p-done",
        "p-skipped",
        "p-skipped",
        "p-late",
        "p-late",
    ]
    assert groups.count("p-todo") == 18


def test_a_late_step_that_is_done_is_only_done():
    assert Step("x", "done", late=True).css == "p-done"


def test_the_line_runs_through_what_was_skipped_up_to_now():
    lines = [c for c in classes(DRAWINGS["down"], "path") if c.startswith("p-line")]
    assert lines == ["p-line p-run"] * 2 + ["p-line"] * 9


def test_twelve_steps_wind_in_two_rows():
    marks = [
        c for c in read(DRAWINGS["across"]).iter("circle") if c.get("class") == "p-disc"
    ]
    xs = [int(c.get("cx")) for c in marks]
    assert xs[:6] == sorted(xs[:6])
    assert xs[6:] == sorted(xs[:6], reverse=True)
    assert len({c.get("cy") for c in marks}) == 2


def height(steps):
    svg = paths.across(steps, uid="a", title="T", desc="")
    return float(read(svg).get("viewBox").split()[3])


def test_rows_move_apart_when_the_words_under_a_step_are_many():
    long = Step(
        "A step with a long name", "done", "Somebody of a long name", "1 Nov", "n"
    )
    assert height([long] * 7) > height(STEPS[:7])


def test_a_single_step_can_be_drawn():
    for draw in (paths.across, paths.down):
        svg = draw([Step("预约", "now")], uid="x", title="T", desc="")
        assert [c for c in classes(svg, "path") if c.startswith("p-line")] == []


def test_the_path_in_words(english):
    assert in_words(STEPS[:3]) == (
        "1. 预约: done, 恒泰, 11月2日; 2. 分诊: left out; "
        "3. 指派: current step, 沈静, 逾期 2 天"
    )


# --- Text that breaks --------------------------------------------------------------
def test_chinese_breaks_anywhere_and_english_between_words():
    assert wrap("供应链协同能力", 4) == ["供应链协", "同能力"]
    assert wrap("Supply chain collaboration", 8) == ["Supply chain", "collaboration"]


def test_what_does_not_fit_ends_in_dots():
    assert wrap("一二三四五六七", 3) == ["一二三", "四五六…"]
    assert wrap("one two three four", 4, 1) == ["one two…"]


def test_a_word_longer_than_the_line_stays_whole():
    assert wrap("Internationalisation", 3) == ["Internationalisation"]


def test_nothing_has_no_lines():
    assert wrap("", 5) == []


def test_a_chinese_character_is_wider_than_a_letter():
    assert (width_of("诊断"), round(width_of("ab"), 2)) == (2.0, 1.12)
