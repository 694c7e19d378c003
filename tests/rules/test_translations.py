"""Both languages are complete."""

import re

import polib

from deploy.po_missing import CATALOGUE, ROOT, missing, sources

QUIET = (
    r"\{#.*?#\}",
    r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}",
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
)
PLACES = r"%\(\w+\)[sd]"
OWN_NAMES = {"中文", "English"}  # each language is named in itself


def test_every_message_has_its_chinese():
    assert [f"{place}: {said}" for said, place in missing()] == []


def test_every_translation_keeps_the_placeholders_of_its_message():
    wrong = []
    for entry in polib.pofile(str(CATALOGUE)):
        texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        wanted = set(re.findall(PLACES, entry.msgid + entry.msgid_plural))
        wrong += [
            entry.msgid for text in texts if set(re.findall(PLACES, text)) != wanted
        ]
    assert wrong == []


def test_no_template_says_anything_outside_the_catalogue():
    """Text between tags that is not a tag, a variable or a symbol."""
    loud = []
    for path in sources("*.html"):
        if "face" in path.relative_to(ROOT).parts[1:2]:
            continue
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
        text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}", "", text, flags=re.S)
        text = re.sub(
            r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", "", text, flags=re.S
        )
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
        text = re.sub(r"<[^>]*>", "\n", text, flags=re.S)
        for line in text.splitlines():
            words = re.findall(r"[A-Za-z]{3,}|[\u4e00-\u9fff]+", line)
            if set(words) - OWN_NAMES:
                loud.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    assert loud == []
