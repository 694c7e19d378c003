"""What step forms share."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from foundation.errors import DomainError, LostRace


class DayInput(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=DayInput)


def say_why_not(form: forms.BaseForm, error: DomainError) -> int:
    """Each reason on top of the form, which keeps what was typed; the status."""
    for reason in error.reasons:
        form.add_error(None, str(reason))
    return 409 if isinstance(error, LostRace) else 422


def sometimes_needed(form: forms.Form, *names: str, when: int = 0) -> None:
    """Mark fields whose need depends on another answer: not called optional.

    `when` as in `shown_with`; 0 where they are shown whatever the answer.
    """
    for name in names:
        field: Any = form.fields[name]
        field.conditional = True
    shown_with(form, when, *names)


def shown_with(form: forms.Form, when: int, *names: str) -> None:
    """Fields that the page shows only beside answer `when` (1 the first, 4 the
    fourth and last) of the field marked with `decides`.
    """
    for name in names:
        field: Any = form.fields[name]
        field.when = when


def side_by_side(form: forms.BaseForm, *names: str) -> None:
    """Mark fields whose options are short enough to stand beside each other."""
    for name in names:
        field: Any = form.fields[name]
        field.tiles = True


def decides(form: forms.Form, name: str) -> None:
    """Mark the field whose answer says which other fields are needed."""
    field: Any = form.fields[name]
    field.decides = True


NUL = "\x00"
NOT_TYPED = ("csrfmiddlewaretoken", "next", "seen", "prepare", "save")


def as_sent(data: QueryDict) -> dict[str, list[str]]:
    """What a person typed, by name; files are not among it, nor is what no database
    keeps.
    """
    return {
        name.replace(NUL, ""): [value.replace(NUL, "") for value in data.getlist(name)]
        for name in data
        if name not in NOT_TYPED
    }


def data_of(typed: Mapping[str, list[str]]) -> QueryDict:
    """Kept fields as a form takes them."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def fill_in(form: forms.Form, typed: Mapping[str, list[str]]) -> None:
    """Show kept fields in a form nobody has sent yet; nothing is checked.

    Files are chosen anew, and what a person signs by a tick is ticked anew.
    """
    data = data_of(typed)
    for name, field in form.fields.items():
        if _is_new_each_time(field):
            continue
        widget, sent = field.widget, form.add_prefix(name)
        if not widget.value_omitted_from_data(data, {}, sent):
            form.initial[name] = widget.value_from_datadict(data, {}, sent)


def _is_new_each_time(field: forms.Field) -> bool:
    signed = isinstance(field, forms.BooleanField) and field.required
    return bool(signed or field.widget.needs_multipart_form)


def typed_in(form: Any) -> Iterator[tuple[str, str]]:
    """What a person typed, as label and words, to be shown when it came too late."""
    for part in [form, *getattr(form, "finding_rows", ())]:
        for bound in part.visible_fields():
            words = _in_words(bound)
            if words:
                yield str(bound.label), words


def _in_words(bound: forms.BoundField) -> str:
    value = bound.value()
    if value in (None, "", False, []):
        return ""
    if isinstance(bound.field, forms.BooleanField):
        return _("Yes")
    chosen = value if isinstance(value, list | tuple) else [value]
    choices: Any = getattr(bound.field, "choices", ())
    names = {str(key): str(name) for key, name in choices}
    return _(", ").join(names.get(str(one), str(one)) for one in chosen)


A_TEXT = 12  # letters from which on something is a text and no key or number


def texts_in(
    form_class: type[forms.Form], typed: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """The texts of a draft whose form cannot be shown any more, with their labels."""
    for name, values in typed.items():
        field = form_class.base_fields.get(name)
        label = str(field.label) if field and field.label else _("Text")
        is_text = isinstance(field, forms.CharField)
        for value in values:
            if value.strip() and (is_text or len(value) >= A_TEXT):
                yield label, value
