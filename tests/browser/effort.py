"""How long a walk takes a person, whatever the machine: what is done, not the clock.

The keystroke-level model (Card, Moran and Newell, 1980): pointing and tapping 1.1 s, a
typed character 0.28 s, thought before each field 1.35 s. Here thought is counted before
each page, too, and each page or part that comes from the server has a budget.
"""

import json
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

TAP, CHARACTER, THOUGHT = 1.1, 0.28, 1.35
PAGE, PART = 2.0, 1.0  # until it is there and seen, on a phone
MESSAGE = 10.0  # until a text message has come
# Kept by tab: a tap is what a finger does, a field what has been filled in by then.
RECORD = """
(() => {
  if (location.protocol === "about:") return;
  const kept = JSON.parse(sessionStorage.getItem("effort") || "null")
    || { pages: 0, parts: 0, taps: 0, fields: {} };
  const keep = () => sessionStorage.setItem("effort", JSON.stringify(kept));
  const on = (name, deed) => document.addEventListener(name, deed, true);
  kept.pages += 1;
  keep();
  on("pointerdown", () => { kept.taps += 1; keep(); });
  on("htmx:afterRequest", () => { kept.parts += 1; keep(); });
  on("input", (event) => {
    const field = event.target;
    const types = !field.matches("select, [type=radio], [type=checkbox]");
    const key = location.pathname + " " + field.name;
    if (!(key in kept.fields) && (types || field.matches("select"))) {
      kept.taps += types ? 1 : 2;  // into it; a list is opened and chosen from
    }
    kept.fields[key] = types ? field.value.length : 0;
    keep();
  });
})();
"""


@dataclass(frozen=True)
class Effort:
    """What somebody has done since `begin`."""

    pages: int
    parts: int
    taps: int
    fields: int
    characters: int

    @property
    def seconds(self) -> float:
        """What that takes a person who knows what to look for."""
        return (
            TAP * self.taps
            + CHARACTER * self.characters
            + THOUGHT * (self.fields + self.pages)
            + PAGE * self.pages
            + PART * self.parts
        )


def watch(context: BrowserContext) -> None:
    """Count from the next page on."""
    context.add_init_script(RECORD)


def begin(page: Page) -> None:
    """Forget what was done before: the page that is open counts as the first."""
    nothing = {"pages": 1, "parts": 0, "taps": 0, "fields": {}}
    page.evaluate("text => sessionStorage.setItem('effort', text)", json.dumps(nothing))
    page.reload()


def spent(page: Page) -> Effort:
    """What was done until now."""
    kept = json.loads(page.evaluate("sessionStorage.getItem('effort')"))
    typed = kept["fields"].values()
    return Effort(
        pages=kept["pages"],
        parts=kept["parts"],
        taps=kept["taps"],
        fields=len(typed),
        characters=sum(typed),
    )
