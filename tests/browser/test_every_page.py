"""Every page of every role: accessible, in both languages, at both widths."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from foundation.access.roles import Role
from tests.browser.every_page import kind_of, pages_of
from tests.browser.people import DESKTOP, PHONE, Person
from tests.browser.walk import TESTED, applicants, rows_of

ROLES = ["", *Role.values]
FIRST = {"": "/"}
# Looked at as the public and as a firm; the same for everybody else.
PUBLIC = ("/", "/centers/", "/how-it-works/")
AXE_SCRIPT = Axe().axe_script
VIOLATIONS = "options => axe.run(options).then(found => found.violations)"
AXE = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations"],
}
STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
# Latin words that stand in Chinese pages as they are.
AS_THEY_ARE = {"English"}
ADDRESS = re.compile(r"https?://\S+")
LATIN = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names of people, firms and providers are written in Chinese only.
NAMES = {
    row["name"]
    for table in ("firms", "providers", "consultants", "people", "advisers")
    for row in rows_of(table)
} | set(applicants())
# What our own words stand in; and inside what only people's own words do.
OURS = "h1, h2, h3, th[scope=col], dt, label, legend, button, nav a, .badge, .help"
THEIRS = ".account, .person, .recs, button[lang], .data"
# Of a page that is fetched and not drawn: only its words are asked for.
WORDS = """async ([path, ours, theirs]) => {
  const answer = await fetch(path);
  if (!answer.ok) return [`${path} 答复 ${answer.status}`];
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = [];
  for (const node of page.querySelectorAll(ours)) {
    const walk = page.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
      if (!walk.currentNode.parentElement.closest(theirs))
        words.push(walk.currentNode.data);
  }
  return words;
}"""
TEXT = """(theirs) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest(theirs))
      texts.push(walk.currentNode.data);
  return texts.join(" ");
}"""
# What stands in a field was typed by people, as the value of an input is.
CODES = "script, noscript, template, .mono, code, button[lang], textarea"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "public")
def test_every_page_is_accessible_and_speaks_both_languages(enter, role):
    reader, english = enter(DESKTOP), enter(DESKTOP, "en")
    for person in (reader, english):
        if role:
            person.sign_in_as(Role(role))
    faults, seen = [], 0
    public = () if role in ("", Role.COMPANY) else PUBLIC
    for path in pages_of(reader, FIRST.get(role, "/desk/"), leave=public):
        faults += faults_of(reader, path) + untranslated(reader, english, path)
        keep_picture(reader, english, role, path)
        seen += 1
    assert faults == [], "\n".join(faults)
    assert seen >= 3


def faults_of(person: Person, path: str) -> list[str]:
    """What is wrong with the open page, at both widths."""
    faults = []
    policy = person.policy()
    if policy != STRICT:
        faults.append(f"{path}: {sorted(policy ^ STRICT)}")
    person.page.evaluate(AXE_SCRIPT)
    for width in (DESKTOP, PHONE):
        person.resize(width)
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{path} at {width}: {wide} wide")
        for found in person.page.evaluate(VIOLATIONS, AXE):
            nodes = [" ".join(map(str, node["target"])) for node in found["nodes"]]
            faults.append(f"{path} at {width}: {found['id']} {nodes[:4]}")
    person.resize(DESKTOP)
    return faults


def untranslated(reader: Person, english: Person, path: str) -> list[str]:
    """English words on the Chinese page, Chinese labels on the English one."""
    text = ADDRESS.sub("", reader.page.evaluate(TEXT, CODES))
    words = set(LATIN.findall(text)) - AS_THEY_ARE
    faults = [f"{path}: {word}" for word in sorted(words) if len(word) >= 4]
    said = english.page.evaluate(WORDS, [path, OURS, THEIRS])
    for line in map(str.strip, "\n".join(said).splitlines()):
        if CHINESE.search(line) and line not in NAMES and not line.startswith(TESTED):
            faults.append(f"{path} in English: {line}")
    return faults


def keep_picture(reader: Person, english: Person, role: str, path: str) -> None:
    """Pictures of every page to be looked at, where BROWSER_PICTURES names a folder."""
    folder = os.environ.get("BROWSER_PICTURES")
    if not folder:
        return
    english.go(path)
    name = re.sub(r"\W+", "-", f"{role or 'public'} {kind_of(path)} {path}")
    for person, language in ((reader, "zh"), (english, "en")):
        for width in (DESKTOP, PHONE):
            person.resize(width)
            file = Path(folder) / f"{name}.{language}.{width}.png"
            person.page.screenshot(path=file, full_page=True)
        person.resize(DESKTOP)
