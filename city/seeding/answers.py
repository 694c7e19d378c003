"""Answers to the instrument that fit a firm's size."""

from collections.abc import Mapping
from random import Random
from typing import Any

MATURITY = {
    "micro": (0.12, 0.34),
    "small": (0.22, 0.5),
    "medium": (0.38, 0.66),
    "large": (0.52, 0.82),
}
BEST_SCENE = 4
MULTI = "multi_sum"


def answers_for(
    instrument: Mapping[str, Any], size: str, chance: Random
) -> dict[str, Any]:
    """A valid sheet; larger firms tend to be further on."""
    level = chance.uniform(*MATURITY[size])
    sheet: dict[str, Any] = {}
    for row in instrument["questions"]:
        options = [option["key"] for option in row["options"]]
        several = row["type"] == MULTI
        pick = _several if several else _single
        sheet[f"Q{row['no']}"] = pick(options, level, chance)
    for row in instrument["scenes"]:
        grade = round(BEST_SCENE * level + chance.uniform(-1.1, 0.9))
        sheet[row["id"]] = min(max(grade, 0), BEST_SCENE)
    return sheet


def _single(options: list[str], level: float, chance: Random) -> str:
    place = round((len(options) - 1) * level + chance.uniform(-0.6, 0.6))
    return options[min(max(place, 0), len(options) - 1)]


def _several(options: list[str], level: float, chance: Random) -> list[str]:
    """Some of the options in their order; the first one means none at all."""
    chosen = [key for key in options[1:] if chance.random() < level + 0.12]
    return chosen or options[:1]


def weakest(sheet: Mapping[str, Any]) -> list[str]:
    """The scenes, the least developed first."""
    scenes = [name for name in sheet if name.startswith("S")]
    return sorted(scenes, key=lambda name: (sheet[name], name))
