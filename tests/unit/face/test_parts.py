"""Tags and filters the pages are made of."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils.html import escape

from face.context import shell
from face.items import Event, Fact, Tab, Task
from face.sample_words import words
from face.samples import NOW, week
from face.templatetags.lists import query_of
from foundation import clock


@dataclass
class Due:
    """A row with a deadline."""

    due_on: date


class Form(forms.Form):
    """A field of each way of drawing."""

    name = forms.CharField(label="Name", help_text="As on the licence")
    size = forms.ChoiceField(
        label="Size", choices=[("s", "Small")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)
    truth = forms.BooleanField(label="It is true")
    hidden = forms.IntegerField(widget=forms.HiddenInput)


# --- Words --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{{ on|day }}", "Wed 25 Nov"),
        ("{{ on|day:'iso' }}", "2026-11-25"),
        ("{{ on|moment }}", "Wed 25 Nov"),
        ("{{ now|moment }}", "Tue 24 Nov 10:20"),
        ("{{ now|clock }}", "10:20"),
        ("{{ 'already words'|moment }}", "already words"),
        ("{{ none|day }}{{ none|moment }}{{ none|clock }}{{ none|phone }}", ""),
        ("{{ on|weekday }} {{ 'PM'|halfday }}", "Wed afternoon"),
        ("{{ on|with_half:'morning' }}", "Wed 25 Nov, morning"),
        ("{{ 8600000|fen }} {{ none|fen }}", "¥86,000.00 —"),
        ("{{ 200000000|wan }} {{ none|wan }}", "¥2,000,000 —"),
        ("{{ '83.250'|score }} {{ none|score }}", "83.25 —"),
        ("{{ 0.98|percent }} {{ none|percent }}", "98% —"),
        ("{{ '13812341234'|phone }}", "138****1234"),
        ("{{ 7|signed }} {{ minus|signed }} {{ 0|signed }}", "+7 −9 ±0"),
        ("{{ 1|yes_no }} {{ 0|yes_no }}", "Yes No"),
        ("{{ 'ada'|initial }}", "A"),
        ("{% for a, b in 'ab'|beside:'xy' %}{{ a }}{{ b }} {% endfor %}", "ax by"),
    ],
)
def test_a_filter_writes(draw, source, written):
    assert draw(source, on=date(2026, 11, 25), none=None, minus=-9) == written


# --- Blocks -------------------------------------------------------------------
@pytest.mark.parametrize(
    "tag",
    [
        "card 'T'", "notice 'warn'", "blank 'T'", "bar 'T'", "fold 'T'",
        "page_head 'T'", "dialog 'x' 'T'", "dialog_body 'T'", "choice 'n' 1",
        "filters form",
    ],
)  # fmt: skip
def test_the_content_of_a_block_stays_markup_and_its_values_are_escaped(draw, tag):
    end = f"end{tag.split()[0]}"
    source = f"{{% {tag} %}}<b>{{{{ evil }}}}</b>{{% {end} %}}"
    out = draw(source, evil="<script>", form=forms.Form())
    assert out.count(f"<b>{escape('<script>')}</b>") == 1


def test_a_title_is_escaped(draw):
    assert "<script>" not in draw("{% card evil %}{% endcard %}", evil="<script>")


def test_a_card_may_lead_on(draw):
    out = draw("{% card 'T' more='All' more_url='/all/' level=3 %}{% endcard %}")
    assert re.findall(r"<h3>(.*?)</h3>|href=\"(.*?)\">(.*?)<", out) == [
        ("T", "", ""), ("", "/all/", "All"),
    ]  # fmt: skip


def test_an_icon_with_a_name_is_an_image_and_one_without_is_hidden(draw):
    named, plain = draw("{% icon 'x' label='Close' %}"), draw("{% icon 'x' %}")
    assert (
        named.count('role="img" aria-label="Close"'),
        named.count("aria-hidden"),
    ) == (1, 0)
    assert (plain.count('aria-hidden="true"'), plain.count("role=")) == (1, 0)


def test_radio_cards_have_ids_of_their_own(draw):
    out = draw(
        "{% choice 'c' 1 checked=True %}{% endchoice %}"
        "{% choice 'c' 2 disabled=True %}{% endchoice %}"
    )
    ids = re.findall(r'<input [^>]*id="([^"]+)"', out)
    assert re.findall(r'<label [^>]*for="([^"]+)"', out) == ids
    assert len(set(ids)) == 2
    assert re.findall(r'value="(\d)"( checked)?( disabled)?', out) == [
        ("1", " checked", ""), ("2", "", " disabled"),
    ]  # fmt: skip


# --- Links that keep the filters ----------------------------------------------
@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ("q=a&page=3", {"status": "late"}, "?q=a&status=late"),
        ("q=a&page=3", {"page": 4}, "?q=a&page=4"),
        ("q=a&status=late", {"status": None}, "?q=a"),
        ("d=1&d=2", {"q": "x y"}, "?d=1&d=2&q=x+y"),
        ("", {"q": ""}, "?"),
    ],
)
def test_a_query_keeps_the_filters_and_drops_the_page(draw, before, changes, after):
    params = RequestFactory().get(f"/?{before}").GET
    assert query_of(params, **changes) == after
    names = " ".join(f"{name}=changes.{name}" for name in changes)
    assert draw(f"{{% query {names} %}}", before, changes=changes) == escape(after)


def test_pages_keep_the_filters(draw):
    page = Paginator(range(133), 20).page(2)
    out = draw("{% pager page %}", "q=a", page=page)
    assert re.findall(r'href="([^"]+)" rel="(\w+)"', out) == [
        ("?q=a&amp;page=1", "prev"), ("?q=a&amp;page=3", "next"),
    ]  # fmt: skip
    assert out.count('aria-current="page"') == 1
    assert re.findall(r"<p>(.*?)</p>", out) == ["21–40 of 133"]


def test_one_page_needs_no_links_and_an_empty_list_no_pager(draw):
    assert draw("{% pager page %}", page=Paginator([1], 20).page(1)).count("<a ") == 0
    assert draw("{% pager page %}", page=Paginator([], 20).page(1)) == ""


# --- Lists --------------------------------------------------------------------
def test_an_inbox_row_says_what_for_whom_and_by_when(draw):
    rows = [Task("/t/1/", "Review", "Hengtai", due="today", action="Open", dialog=True)]
    out = draw("{% tasks rows %}", rows=rows)
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', out) == [("/t/1/", "Review")]
    assert out.count('hx-get="/t/1/" hx-target="#dlg-body" data-dialog="dlg"') == 1
    assert draw("{% tasks rows compact=True %}", rows=rows).count("hx-get") == 0


def test_tabs_mark_the_current_one_and_count(draw):
    items = [Tab("?f=a", "Mine", 5, True), Tab("?f=b", "Done")]
    out = draw("{% tabs items 'Tasks' target='#list' %}", items=items)
    assert re.findall(r"aria-current=\"true\">(\w+)<span>(\d+)", out) == [("Mine", "5")]
    assert out.count('hx-target="#list"') == 2


def test_a_timeline_takes_moments_days_and_words(draw):
    rows = [Event(NOW, "a"), Event(NOW.date(), "b"), Event("long ago", "c")]
    out = draw("{% timeline rows %}", rows=rows)
    assert re.findall(r'tl-at">(.*?)<', out) == [
        "Tue 24 Nov 10:20",
        "Tue 24 Nov",
        "long ago",
    ]


def test_facts_come_as_pairs_triples_or_facts(draw):
    out = draw("{% dl rows %}", rows=[("a", 1), ("b", 2, "note"), Fact("c", 3)])
    assert re.findall(r"<dt>(.)</dt><dd>(.)(?:<small>(.*?)</small>)?", out) == [
        ("a", "1", ""), ("b", "2", "note"), ("c", "3", ""),
    ]  # fmt: skip


def test_the_steps_of_a_form_know_which_is_current(draw):
    out = draw("{% steps labels 2 %}", labels=["a", "b", "c"])
    assert re.findall(r'<li class="(\w+)"', out) == ["done", "now", "todo"]
    assert out.count('aria-current="step"') == 1


def test_deadlines_are_told_by_the_citys_clock(draw):
    out = draw(
        "{% due late %}{% due none %}{% ago late %}",
        late=NOW - timedelta(days=1),
        none=None,
    )
    assert re.findall(r">([^<]+)</time>", out) == ["1 day overdue", "Yesterday 10:20"]


def test_a_due_day_is_a_badge_in_its_tone(draw):
    row = Due(NOW.date() - timedelta(days=2))
    assert draw("{% due_badge row %}", row=row) == (
        '<span class="badge tone-bad">2 days overdue</span>'
    )


def test_a_week_shows_its_days_and_on_phones_one_of_them(draw):
    out = draw("{% week_board week %}", week=week(words()))
    assert re.findall(r'href="([^"]+)" aria-current="date"', out) == [
        "?show=board&amp;d=1"
    ]
    assert out.count('<td class="sel">') == 3
    assert re.findall(r'<th scope="rowgroup" colspan="(\d)">', out) == ["6", "6"]
    assert out.count('role="img" aria-label="Clash"') == 1


@pytest.mark.parametrize(
    ("value", "chosen", "same"),
    [(1, "1", "True"), (1, 2, "False"), (1, None, "False")],
)
def test_the_chosen_card_is_known_from_text_or_number(draw, value, chosen, same):
    out = draw("{{ value|is_value:chosen }}", value=value, chosen=chosen)
    assert out == same


def test_the_clock_may_come_as_a_question(draw):
    out = draw("{% countdown until %}", until=NOW + timedelta(hours=2), now=lambda: NOW)
    assert re.findall(r">([^<]+)</time>", out) == ["2 h 0 min"]


def test_copying_needs_no_more_than_the_text(draw):
    assert (
        draw("{% copy text %}", text='say "hi"').count('data-copy="say &quot;hi&quot;"')
        == 1
    )


# --- Forms --------------------------------------------------------------------
def test_a_field_ties_label_help_and_error_to_its_input(draw):
    out = draw("{% field form.name %}", form=Form({}))
    assert out.count('<label for="id_name">') == 1
    described = re.findall(r'aria-describedby="([^"]+)"', out)
    assert described == ["id_name_helptext id_name_error"]
    assert [out.count(f'id="{each}"') for each in described[0].split()] == [1, 1]
    assert out.count('aria-invalid="true"') == 1


def test_what_need_not_be_filled_in_says_so(draw):
    assert draw("{% field form.note %}", form=Form()).count("optional") == 2
    assert draw("{% field form.name %}", form=Form()).count("optional") == 0


def test_radios_stand_in_a_group_with_a_legend(draw):
    out = draw("{% field form.size %}", form=Form())
    assert re.findall(r"<legend>(\w+)", out) == ["Size"]


def test_a_single_tick_has_its_label_behind_it(draw):
    out = draw("{% field form.truth %}", form=Form())
    assert out.index("<input") < out.index('<label for="id_truth">It is true</label>')


def test_a_whole_form_begins_with_its_errors_as_links(draw):
    form = Form({"hidden": "x"})
    form.add_error(None, "Nothing fits")
    out = draw("{{ form }}", form=form)
    assert re.findall(r'<a href="(#\w+)"><b>(.*?)</b>', out) == [
        ("#id_name", "Name"), ("#id_size", "Size"), ("#id_truth", "It is true"),
    ]  # fmt: skip
    assert re.findall(r"<li>([^<]+)</li>", out)[:2] == [
        "Nothing fits",
        "Enter a whole number.",
    ]
    assert out.index('role="alert"') < out.index('id="id_name"')


def test_a_form_without_errors_has_no_summary(draw):
    assert draw("{% error_summary form %}", form=Form()) == ""


# --- What every page knows ----------------------------------------------------
def test_the_shell_passes_on_the_navigation_of_the_view_layer():
    request = RequestFactory().get("/")
    assert shell(request) == {"nav": [], "now": clock.now}
    request.nav = ["inbox"]
    assert shell(request)["nav"] == ["inbox"]
