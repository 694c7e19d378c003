"""A manager works a target list; the firm confirms by its link on a phone."""

import itertools
import time

from foundation.credit_codes import with_check
from tests.browser.effort import begin, spent, watch
from tests.browser.people import DESKTOP, PHONE
from tests.browser.test_first_time import WECHAT
from tests.browser.walk import TESTED

_numbers = itertools.count(int(time.time()) % 900_000)
HEADS = "企业名称\t统一社会信用代码\t辖市区\t镇街\t行业\t规模\t联系人\t联系电话"


def code() -> str:
    return with_check(f"91320412TX8{next(_numbers):06d}")


def row(name: str, credit_code: str, phone: str) -> str:
    return f"{name}\t{credit_code}\t武进区\t湖塘镇\t34\t小型\t王强\t{phone}"


def test_a_manager_pastes_a_list_fixes_it_calls_books_and_the_firm_confirms(enter):
    n = next(_numbers)
    names = [f"{TESTED} {n}{letter}" for letter in "甲乙丙"]
    right = code()
    rows = [
        row(names[0], code(), "１３９００００１１１１"),
        row(names[1], right[:-1], "13900001112"),
        row(names[2], code(), "1390000111"),
    ]
    manager = enter(DESKTOP).sign_in("武进数字化", "Center manager")

    # Two wrong cells, marked and corrected in place; the good row is imported first.
    manager.go("/targets/import/")
    manager.fill(pasted="\n".join([HEADS, *rows]))
    manager.press("Check the list")
    manager.page.wait_for_url("**/targets/import/*/")
    wrong = manager.page.locator("td.wrong")
    assert wrong.count() == 2
    wide = manager.page.evaluate("document.documentElement.scrollWidth")
    assert wide == DESKTOP  # the sheet scrolls by itself
    manager.page.locator("[name='do'][value='import']").click()
    manager.sees(names[1])
    manager.page.locator("[name='c-3-credit_code']").fill(right)
    manager.page.locator("[name='do'][value='check']").click()
    manager.page.wait_for_load_state()
    assert manager.page.locator("td.wrong").count() == 1
    manager.page.locator("[name='c-4-contact_phone']").fill("13900001113")
    manager.page.locator("[name='do'][value='import']").click()
    manager.page.wait_for_url("**/targets/")

    # A call in two taps: the dialog, and the outcome in it.
    manager.go(f"/targets/?q={n}")
    first = manager.page.locator("tbody tr", has_text=names[0])
    first.locator("[data-dialog]").click()
    manager.page.locator("#dlg [name='outcome'][value='interested']").click()
    manager.page.wait_for_url("**/targets/?q=*")
    manager.sees(manager.word("Interested"))

    # Booking for the firm: one half-day, one tap, half a minute.
    watch(manager.context)
    begin(manager.page)
    first.locator("a[href$='/book/']").click()
    manager.page.wait_for_url("**/book/")
    manager.page.locator("[name=slot]").nth(4).check(force=True)
    manager.page.locator("main .bar button").click()
    manager.page.wait_for_url(lambda url: "/book/" not in url)
    assert spent(manager.page).seconds <= 30
    text = manager.page.locator("[data-copy]").first.get_attribute("data-copy")
    link = str(text).split()[-1].removeprefix(manager.city.address)
    assert link.startswith("/confirm/")

    # The firm, on a phone, in WeChat, without an account.
    firm = enter(PHONE, user_agent=WECHAT, accept_downloads=False)
    firm.go(link)
    firm.sees(names[0])
    wide = firm.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE
    firm.press("Confirm the date")
    firm.hears("Please tick this to confirm.")
    firm.page.locator("[name=truthful]").check()
    firm.press("Confirm the date")
    firm.sees(firm.word("The date is confirmed"))
    firm.go(link)
    firm.sees(firm.word("The date is confirmed"))
    firm.go("/confirm/forged/", status=404)
    firm.sees(firm.word("This link is not valid"))
    manager.page.reload()
    manager.sees(manager.word("Confirmed by the firm"))
