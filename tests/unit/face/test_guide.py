"""The style guide draws every part, in both languages, under the strict policy."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from face.sample_words import FILE
from face.views import PAGES, guide

LANGUAGES = ["zh-hans", "en"]


class Marks(HTMLParser):
    """Collects what the rules below ask for."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.bad, self.headings, self.targets = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.bad += [n for n in found if n == "style" or n.startswith("on")]
        self.bad += ["script"] if tag == "script" and "src" not in found else []
        self.bad += ["style"] if tag == "style" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.targets += found.get(name, "").split()


def drawn(show, language):
    request = RequestFactory().get("/guide/", {"show": show})
    request.user = AnonymousUser()
    with translation.override(language):
        return guide(request)


@pytest.mark.django_db
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("show", PAGES)
class TestEveryPage:
    def test_it_carries_no_inline_style_or_script(self, show, language):
        assert Marks(drawn(show, language).content.decode()).bad == []

    def test_ids_are_unique_and_what_is_referred_to_is_there(self, show, language):
        marks = Marks(drawn(show, language).content.decode())
        assert sorted(set(marks.ids)) == sorted(marks.ids)
        assert sorted(set(marks.targets) - set(marks.ids) - {"dlg-title"}) == []

    def test_headings_go_down_step_by_step(self, show, language):
        levels = Marks(drawn(show, language).content.decode()).headings
        assert [b for a, b in pairwise(levels) if b > a + 1] == []

    def test_its_status_says_what_it_is(self, show, language):
        expected = int(show) if show.isdigit() else 200
        assert drawn(show, language).status_code == expected


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_as_django_does(language):
    html = drawn("parts", language).content.decode()
    assert re.findall(r'<html lang="([^"]+)">', html) == [language]


@pytest.mark.django_db
def test_the_language_switch_offers_the_other_language():
    offers = [
        re.findall(
            r'name="language" value="([^"]+)"', drawn("home", each).content.decode()
        )
        for each in LANGUAGES
    ]
    assert offers == [["en"], ["zh-hans"]]


@pytest.mark.django_db
def test_the_top_and_the_foot_of_a_phone_lead_to_the_same_places():
    html = drawn("inbox", "en").content.decode()
    navs = [
        re.findall(r'<a href="([^"]+)"', part)
        for part in re.findall(r'<nav class="(?:mainnav|tabbar)".*?</nav>', html, re.S)
    ]
    assert navs[0] == navs[1]
    assert len(navs[1]) == 5
    assert html.count('aria-current="page"') == 2


@pytest.mark.django_db
def test_the_htmx_settings_are_readable_and_strict():
    html = drawn("parts", "en").content.decode()
    found = re.findall(r"name=\"htmx-config\" content='([^']+)'", html)
    config = json.loads(found[0])
    assert config["allowEval"] is config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True


@pytest.mark.django_db
def test_an_unknown_page_of_the_guide_is_not_found():
    with pytest.raises(Http404):
        drawn("nothing", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_fault_needs_nothing_at_all(catalogue, language):
    with translation.override(language):
        html = render_to_string("500.html")
    assert re.findall(r'<html lang="([^"]+)">', html) == [language]
    assert Marks(html).headings == [1]


def test_every_sample_text_exists_in_both_languages():
    pairs = json.loads(FILE.read_text(encoding="utf-8"))
    assert [key for key, pair in pairs.items() if len(pair) != 2 or not all(pair)] == []
