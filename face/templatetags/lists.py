"""Tags for lists, forms and everything drawn from rows; see `ui` for the list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from face import formats
from face.paging import LongList
from face.templatetags.parts import draw, fresh_id, trimmed

register = template.Library()


# --- Links that keep the filters ----------------------------------------------
def query_of(params: QueryDict | None, **changes: object) -> str:
    """The query string with these changes; None or "" takes a name out.

    The page number falls away unless it is what changes.
    """
    query = params.copy() if params is not None else QueryDict(mutable=True)
    query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """{% query status="late" %} is this page's query string with that changed."""
    request = context.get("request")
    return query_of(request.GET if request is not None else None, **changes)


# --- Lists ----------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def tabs(
    context: Context, items: Sequence[object], label: str, target: str = ""
) -> str:
    """Tabs over a list: items as `face.items.Tab`; `target` swaps it by htmx."""
    return draw(context, "tabs", items=items, label=label, target=target)


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page, target: str = "") -> str:
    """Where we are in a list, and the pages around; draws nothing when empty."""
    request = context.get("request")
    params = request.GET if request is not None else None
    pages = [
        (n, query_of(params, page=n) if isinstance(n, int) else "")
        for n in page.paginator.get_elided_page_range(
            page.number, on_each_side=1, on_ends=1
        )
    ]
    before = after = ""
    if page.has_previous():
        before = query_of(params, page=page.previous_page_number())
    if page.has_next():
        after = query_of(params, page=page.next_page_number())
    return draw(
        context, "pager", page=page, pages=pages, before=before, after=after,
        target=target,
    )  # fmt: skip


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: str, form: BaseForm, count: int | None = None,
    target: str = "",
) -> str:  # fmt: skip
    """A filter form over a list, with the number of rows and the export beside it."""
    return draw(
        context, "filters", form=form, count=count, target=target,
        most=LongList.most if count == LongList.most + 1 else None,
        content=trimmed(content),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def tasks(context: Context, items: Sequence[object], compact: bool = False) -> str:
    """The rows of an inbox: items as `face.items.Task`."""
    return draw(context, "tasks", items=items, compact=compact)


@register.simple_tag(takes_context=True)
def timeline(context: Context, items: Sequence[object]) -> str:
    """What happened, one under the other: items as `face.items.Event`."""
    return draw(context, "timeline", items=items)


@register.simple_tag(takes_context=True)
def steps(context: Context, labels: Sequence[str], now: int, label: str = "") -> str:
    """The steps of a form, `now` counted from 1."""
    rows = [
        (n, text, "done" if n < now else "now" if n == now else "todo")
        for n, text in enumerate(labels, 1)
    ]
    return draw(context, "steps", rows=rows, label=label or _("Steps"))


@register.simple_tag(takes_context=True)
def dl(context: Context, facts: Sequence[object], kind: str = "") -> str:
    """A list of facts: `face.items.Fact` or (label, value) pairs; kind "two"."""
    rows = [
        {"label": f[0], "value": f[1], "note": f[2] if len(f) > 2 else ""}
        if isinstance(f, (tuple, list))
        else f
        for f in facts
    ]
    return draw(context, "dl", rows=rows, kind=kind)


@register.simple_tag(takes_context=True)
def week_board(context: Context, week: object) -> str:
    """A week as a table, on phones the list of one day: `face.items.Week`."""
    return draw(context, "week", week=week)


# --- Deadlines ------------------------------------------------------------------
def _now(context: Context) -> datetime:
    """The city's moment, as the context processor offers it."""
    now = context["now"]
    return now() if callable(now) else now


@register.simple_tag(takes_context=True)
def due(context: Context, at: datetime | None) -> SafeString:
    """{% due row.due_at %}: 今天 18:00, 逾期 3 天, in the tone of its urgency."""
    if at is None:
        return SafeString("")
    words = formats.due(at, _now(context))
    css = f"due {words.tone}".strip()
    return format_html(
        '<time class="{}" datetime="{}">{}</time>', css, at.isoformat(), words.text
    )


@register.simple_tag(takes_context=True)
def due_badge(context: Context, row: Any) -> SafeString:
    """{% due_badge row %}: the `due_on` of a step, in the tone of its urgency."""
    words = formats.due_day(row.due_on, formats.as_day(_now(context)))
    css = f"badge tone-{words.tone or 'slate'}"
    return format_html('<span class="{}">{}</span>', css, words.full)


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime | None) -> SafeString:
    """{% ago entry.at %}: 5 分钟前, with the full moment as its title."""
    if at is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        formats.moment(at, "year"),
        formats.ago(at, _now(context)),
    )


@register.simple_tag(takes_context=True)
def countdown(context: Context, until: datetime) -> str:
    """What is left until a moment; counts down by itself where scripts run."""
    now = _now(context)
    return draw(
        context, "countdown", until=until, now=now, words=formats.left(until - now)
    )


# --- Forms ----------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def field(context: Context, bound: BoundField, kind: str = "") -> str:
    """A form's field with label, help and error; kind: half, third, scale, cards."""
    return draw(context, "field", field=bound, kind=kind)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *forms: BaseForm) -> str:
    """All errors of the forms on top of the page, each a link to its field."""
    own = [error for form in forms for error in form.non_field_errors()]
    rows = [
        (bound, error)
        for form in forms
        for bound in form.visible_fields()
        for error in bound.errors
    ]
    hidden = [
        e for form in forms for bound in form.hidden_fields() for e in bound.errors
    ]
    return draw(
        context, "error_summary", own=own + hidden, rows=rows, uid=fresh_id("errors")
    )  # fmt: skip
