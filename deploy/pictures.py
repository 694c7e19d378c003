"""Real screenshots of the demonstration city for the README: `make pictures`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from foundation.credit_codes import with_check
from tests.browser.chrome import chromium, flags
from tests.browser.city import City

FOLDER = Path(__file__).parent.parent / "docs/pictures"
SIZE = {"width": 1280, "height": 800}


def sign_in(page: Page, city: City, role: str) -> None:
    """One click on the sign-in page of the demonstration."""
    page.context.clear_cookies()
    page.goto(f"{city.address}/sign-in/")
    heading = page.get_by_role("heading", name=role, exact=True)
    form = heading.locator("xpath=following-sibling::form[1]")
    form.get_by_role("button").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def new_firm(page: Page, city: City) -> None:
    """A firm that has not booked yet."""
    page.goto(f"{city.address}/register/")
    page.fill("[name=credit_code]", with_check("91320412MA7PH0T01"))
    page.fill("[name=name]", "常州新程精密机械有限公司")
    page.locator("[name=district]").select_option(label="武进区")
    page.fill("[name=town]", "湖塘镇")
    page.locator("[name=sector]").select_option("34")
    page.locator("[name=size]").select_option("small")
    page.fill("[name=contact_name]", "王强")
    page.fill("[name=phone]", "13700001234")
    page.fill("[name=password]", "long enough 1")
    page.locator("main form button").click()
    page.wait_for_url("**/book/")


def book(page: Page, city: City) -> None:
    """The calendar with a day and a half-day chosen."""
    new_firm(page, city)
    page.goto(f"{city.address}/book/")
    page.locator("[name=day]:enabled").nth(3).check(force=True)
    page.locator("#pick [name=slot]:enabled").first.check(force=True)
    page.locator("[name=truthful]").wait_for(state="attached")


def week(page: Page, city: City) -> None:
    """The week of a center's manager."""
    sign_in(page, city, "中心管理员")
    page.goto(f"{city.address}/week/")


def case(page: Page, city: City) -> None:
    """A case whose report is being written."""
    page.goto(f"{city.address}/cases/?stage=reporting")
    page.locator("tbody th a").first.click()
    page.locator(".path-box").wait_for()


def ranking(page: Page, city: City) -> None:
    """Last year's providers by their rating."""
    sign_in(page, city, "工信局经办")
    page.goto(f"{city.address}/providers/?year={city.now().year - 1}")


def home(page: Page, city: City) -> None:
    """What everybody sees first."""
    page.goto(city.address)


def main() -> int:
    """Start the city, take the pictures, end it."""
    where = chromium()
    if where is None:
        print("Chromium is missing: apt-get install chromium fonts-noto-cjk")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        city = City(Path(folder))
        try:
            city.start()
            browser = playwright.chromium.launch(executable_path=where, args=flags())
            page = browser.new_page(
                viewport=SIZE, locale="zh-CN", reduced_motion="reduce"
            )
            for show in (home, book, week, case, ranking):
                show(page, city)
                page.evaluate("window.scrollTo(0, 0)")
                file = FOLDER / f"{show.__name__}.png"
                page.screenshot(path=file)
                print(f"{file.name}: {file.stat().st_size // 1024} KB")
            browser.close()
        finally:
            city.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
