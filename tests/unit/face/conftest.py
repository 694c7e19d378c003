"""The two languages, and drawing a template without a page around it."""

from pathlib import Path

import polib
import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from face.samples import NOW

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> Path:
    """The catalogue in git, compiled into a folder of its own."""
    root = tmp_path_factory.mktemp("locale")
    folder = root / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(folder / "django.mo"))
    return root


@pytest.fixture
def catalogue(compiled, settings):
    settings.LOCALE_PATHS = [compiled]


@pytest.fixture
def chinese(catalogue):
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def draw(english):
    """Draws a template's source as any page would, in English."""

    def drawn(source: str, query: str = "", **values: object) -> str:
        request: HttpRequest = RequestFactory().get(f"/list/?{query}")
        template = engines["django"].from_string(source)
        context = {"request": request, "now": NOW, **values}
        return " ".join(template.render(context).split())

    return drawn
