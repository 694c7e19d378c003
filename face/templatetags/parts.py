"""Block tags and small pieces a page is made of; see `ui` for the list."""

from functools import lru_cache
from itertools import count

from django import template
from django.template import Context, Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide import _render_icon

register = template.Library()
IN_WECHAT = "MicroMessenger"  # what its own browser calls itself
_numbers = count(1)


def fresh_id(kind: str) -> str:
    """An id no other part of any page has."""
    return f"{kind}-{next(_numbers)}"


def trimmed(content: str) -> SafeString:
    """A block's content, already escaped where it was drawn, without outer space."""
    return SafeString(content.strip())


def draw(context: Context, part: str, **values: object) -> str:
    """The template `parts/<part>.html` with just these values and the request."""
    inner = context.new({"request": context.get("request"), **values})
    inner["csrf_token"] = context.get("csrf_token")
    engine = context.template.engine if context.template else Engine.get_default()
    return engine.get_template(f"parts/{part}.html").render(inner)


@register.simple_tag(takes_context=True)
def is_in_wechat(context: Context) -> bool:
    """Whether the page is read in WeChat's own browser: no files, no printer."""
    request = context.get("request")
    return request is not None and IN_WECHAT in request.headers.get("User-Agent", "")


# --- Small pieces -------------------------------------------------------------
@register.simple_tag
def icon(name: str, size: int = 18, label: str = "") -> SafeString:
    """{% icon "inbox" %} is decoration; with a label it is an image with a name."""
    return _drawn(name, size, label + "")


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int, label: str) -> SafeString:
    """Each is drawn once: a page shows thirty and more."""
    if label:
        return SafeString(_render_icon(name, size, role="img", aria_label=label))
    return SafeString(_render_icon(name, size, aria_hidden="true", focusable="false"))


@register.simple_tag
def badge(text: object, tone: str = "", mark: str = "") -> SafeString:
    """{% badge "已完成" "ok" %}; `mark` puts an icon before the word."""
    css = f"badge tone-{tone}" if tone else "badge"
    sign = icon(mark, 14) if mark else ""
    return format_html('<span class="{}">{}{}</span>', css, sign, text)


@register.simple_tag
def avatar(name: object, square: bool = False) -> SafeString:
    """The first character of a name in a circle (a square for rooms and firms)."""
    css = "ava sq" if square else "ava"
    letter = str(name).strip()[:1].upper() or "·"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, letter)


@register.simple_tag(takes_context=True)
def kpi(
    context: Context, label: str, value: object, unit: str = "", tone: str = "",
    note: str = "", url: str = "",
) -> str:  # fmt: skip
    """One figure of a row `<dl class="kpis">`: its value, its name, a remark."""
    return draw(
        context, "kpi", label=label, value=value, unit=unit, tone=tone, note=note,
        url=url,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def copy(context: Context, text: str, label: str = "") -> str:
    """A button that copies a ready text, for pasting into a chat."""
    return draw(context, "copy", text=text, label=label, uid=fresh_id("copy"))


@register.simple_tag(takes_context=True)
def calendar_file(
    context: Context,
    url: str,
    label: str,
    mark: str = "calendar-plus",
    signed: str = "",
) -> str:
    """A file for a calendar program; in WeChat, which opens none, its link to copy.

    `signed`: the link that needs no sign-in in another browser, where there is one.
    """
    return draw(
        context, "calendar_file", url=url, label=label, mark=mark,
        in_wechat=is_in_wechat(context),
        link=context["request"].build_absolute_uri(signed or url),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def file_link(
    context: Context, url: str, label: str = "", mark: str = "download",
    small: bool = True,
) -> str:  # fmt: skip
    """A file to keep, "Export" where it has no other name; in WeChat, which keeps none,
    words on where it can be kept.
    """
    return draw(
        context, "file_link", url=url, label=label, mark=mark, small=small,
        in_wechat=is_in_wechat(context),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def print_button(context: Context) -> str:
    """Prints the page; in WeChat, which cannot, it says where it can be printed."""
    return draw(context, "print_button", in_wechat=is_in_wechat(context))


# --- Blocks -------------------------------------------------------------------
@register.simple_block_tag(takes_context=True)
def page_head(
    context: Context, content: str, title: str, sub: str = "", eyebrow: str = "",
    back: str = "", back_label: str = "",
) -> str:  # fmt: skip
    """The head of a page (its h1); the content stands at its end: buttons, figures."""
    return draw(
        context, "page_head", title=title, sub=sub, eyebrow=eyebrow, back=back,
        back_label=back_label, content=trimmed(content),
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def card(
    context: Context, content: str, title: str = "", sub: str = "", kind: str = "",
    level: int = 2, more: str = "", more_url: str = "", uid: str = "",
    tag: str = "section",
) -> str:  # fmt: skip
    """A white card; kind "flush" for tables and lists, or a tone: ok, warn, bad."""
    return draw(
        context, "card", title=title, sub=sub, kind=kind, level=level, more=more,
        more_url=more_url, uid=uid, tag=tag, content=content,
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def notice(
    context: Context, content: str, tone: str = "info", title: str = "", mark: str = ""
) -> str:
    """A remark in a coloured box: info, ok, warn or bad."""
    marks = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x"}
    return draw(
        context, "notice", tone=tone, title=title, mark=mark or marks.get(tone, "info"),
        content=trimmed(content),
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def blank(context: Context, content: str, title: str, mark: str = "inbox") -> str:
    """An empty list: says so, and in its content what to do next."""
    return draw(context, "blank", title=title, mark=mark, content=trimmed(content))


@register.simple_block_tag(takes_context=True)
def bar(context: Context, content: str, text: str = "", sub: str = "") -> str:
    """The action bar that stays at the foot of a phone; content: the buttons."""
    return draw(context, "bar", text=text, sub=sub, content=content)


@register.simple_block_tag(takes_context=True)
def fold(
    context: Context, content: str, title: str, sub: str = "", is_open: bool = False
) -> str:
    """A part that opens and closes without a script."""
    return draw(context, "fold", title=title, sub=sub, is_open=is_open, content=content)


@register.simple_block_tag(takes_context=True)
def dialog_body(context: Context, content: str, title: str) -> str:
    """What a view answers into the dialog: title, cross, content (a form)."""
    return draw(context, "dialog_body", title=title, content=content)


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, uid: str, title: str) -> str:
    """A dialog of the page itself, opened by a button with data-dialog="<uid>"."""
    return draw(context, "dialog", uid=uid, title=title, content=content)


@register.simple_block_tag(takes_context=True)
def choice(
    context: Context, content: str, name: str, value: object, checked: bool = False,
    disabled: bool = False, kind: str = "radio",
) -> str:  # fmt: skip
    """A radio (or checkbox) as a card; content in <b>, <small> and <span> only."""
    return draw(
        context, "choice", name=name, value=value, checked=checked, disabled=disabled,
        kind=kind, uid=fresh_id("choice"), content=content,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def pick(
    context: Context, name: str, value: object, big: object, top: object = "",
    small: object = "", checked: bool = False, disabled: bool = False,
    kind: str = "day",
) -> str:  # fmt: skip
    """A radio as a small tile: a day or (kind="slot") a half-day."""
    return draw(
        context, "pick", name=name, value=value, big=big, top=top, small=small,
        checked=checked, disabled=disabled, kind=kind, uid=fresh_id("pick"),
    )  # fmt: skip
