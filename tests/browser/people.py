"""A person at a browser: signs in, walks, fills in; a firm books in a minute."""

import re
from typing import Any

from django.utils import translation
from playwright.sync_api import BrowserContext, Locator, Page, expect

from foundation.access.roles import Role
from tests.browser.city import City

PHONE, DESKTOP = 390, 1440
with translation.override("en"):
    ENGLISH = {role: str(role.label) for role in Role}
# What the browser itself reports about answers that refuse a form or a stale page.
REFUSALS = re.compile(r"status of (409|422) ")


class Person:
    """One browser with its own cookies."""

    def __init__(self, city: City, context: BrowserContext, language: str) -> None:
        self.city, self.context, self.language = city, context, language
        self.heard: list[str] = []
        self.expected: set[str] = set()
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        return page

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and not REFUSALS.search(message.text):
            self.heard.append(f"{self.page.url}: {message.text}")

    @property
    def complaints(self) -> list[str]:
        """What the browser complained of, but for what the test asked for."""
        return [
            line
            for line in self.heard
            if not any(part in line for part in self.expected)
        ]

    def word(self, english: str) -> str:
        """How this person's language says it; missing Chinese is a fault."""
        with translation.override("en" if self.language == "en" else "zh-hans"):
            said = translation.gettext(english)
        assert self.language == "en" or said != english, f"no Chinese for {english!r}"
        return said

    # --- Walking ------------------------------------------------------------------
    def go(self, path: str, status: int = 200) -> Page:
        """Open an address, with its styles, and see that it answers as expected."""
        if status != 200:
            self.expected.add(f"status of {status} ")
        answer = self.page.goto(self.city.address + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.answer = answer
        return self.page

    def switch_language(self) -> None:
        """Press the language's own button on the first page."""
        self.go("/")
        self.page.locator("form.language button").click()
        self.page.wait_for_load_state()

    def sign_in(self, who: str, role: str = "") -> "Person":
        """Through the demonstration's own page, found by name or home."""
        self.go(f"/sign-in/?who={who}")
        found = self.page.locator("form.account")
        if role:
            name = self.word(role)
            heading = self.page.get_by_role("heading", name=name, exact=True)
            found = heading.locator("xpath=following-sibling::form[1]")
        found.get_by_role("button").first.click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        return self

    def sign_in_as(self, role: Role) -> "Person":
        """As the person the demonstration offers for that role in one click."""
        self.go("/sign-in/")
        name = self.word(ENGLISH[role])
        heading = self.page.get_by_role("heading", name=name, exact=True)
        form = heading.locator("xpath=following-sibling::form[1]")
        form.get_by_role("button").first.click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        return self

    def resize(self, width: int) -> None:
        """Another screen."""
        self.page.set_viewport_size(
            {"width": width, "height": 844 if width == PHONE else 900}
        )

    def policy(self) -> set[str]:
        """The content security policy of the page, directive by directive."""
        header = self.answer.headers.get("content-security-policy", "")
        return {part.strip() for part in header.split(";") if part.strip()}

    def sees(self, text: str) -> None:
        """The words stand on the page."""
        expect(self.page.locator("main")).to_contain_text(text)

    def hears(self, english: str) -> None:
        """The summary of errors on top says so."""
        expect(self.page.locator(".errors")).to_contain_text(self.word(english))

    def hears_of_field(self, name: str) -> None:
        """The summary of errors leads to that field."""
        expect(self.page.locator(f".errors a[href='#id_{name}']")).to_be_visible()

    def text(self) -> str:
        """All words of the page's main part."""
        return self.page.locator("main").inner_text()

    def press(self, words: str) -> None:
        """Press the button (or follow the link that looks like one)."""
        name = self.word(words)
        button = self.page.locator("main").get_by_role("button", name=name, exact=True)
        link = self.page.locator("main").get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()

    def task(self, title: str, words: str = "") -> Page:
        """Open a task from the inbox by its title and its firm or number."""
        self.go(f"/inbox/?q={words}")
        self.page.locator(".task-t a", has_text=self.word(title)).first.click()
        return self.page

    # --- Filling in ---------------------------------------------------------------
    def choose(self, field: str, value: str) -> None:
        """Tick a radio or box, also where its own circle is drawn by the design."""
        box = self.page.locator(f"[name='{field}'][value='{value}']")
        box.check(force=True)

    def fill(self, **texts: str) -> None:
        """Type into fields by name."""
        for name, text in texts.items():
            field: Locator = self.page.locator(f"[name='{name}']")
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
