"""Walks every page a person can reach by links, once per kind of page."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tests.browser.people import Person

NUMBER = re.compile(r"/(?:\d{4}-\d\d-\d\d|\d+|[A-Z]{2}\d{4}-\d+|[\w:-]{40,})(?=/)")
NOT_PAGES = re.compile(
    r"format=|\.ics$|\.bpmn$|^/static/|^/keeper/|^/guide/|/picture/$"
    r"|/(?:complaints/evidence|visits/photos)/\d"
    r"|/(?:admission-files|center-papers)/(?:objection/)?\d"
)


def kind_of(path: str, title: str = "") -> str:
    """Pages that differ only by a number are one kind; each step's page is its own."""
    kind = NUMBER.sub("/N", urlsplit(path).path)
    return f"{kind} {title}" if kind == "/tasks/N/" else kind


def pages_of(person: Person, first: str, leave: Sequence[str] = ()) -> Iterator[str]:
    """Go to every kind of page that links lead to; yields while it is open."""
    waiting, seen_links, seen_kinds = [first], {first, *leave}, set()
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen_kinds:
            continue
        page = person.go(path)
        here = page.url.removeprefix(person.city.address)
        kind = kind_of(here, page.locator("h1").first.inner_text())
        if kind in seen_kinds:
            continue
        seen_kinds.add(kind)
        for link in links_on(person):
            if link not in seen_links:
                seen_links.add(link)
                waiting.append(link)
        yield here


def links_on(person: Person) -> list[str]:
    """Addresses of our own that the open page links to, without their fragments."""
    found = person.page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.getAttribute('href'))"
    )
    paths = [link.partition("#")[0].partition("?")[0] for link in found]
    return [p for p in paths if p.startswith("/") and not NOT_PAGES.search(p)]
