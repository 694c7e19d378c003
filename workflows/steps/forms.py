"""What step forms share."""

from collections.abc import Iterator
from typing import Any

from django import forms
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


def side_by_side(form: forms.Form, *names: str) -> None:
    """Mark fields whose options are short enough to stand beside each other."""
    for name in names:
        field: Any = form.fields[name]
        field.tiles = True


def decides(form: forms.Form, name: str) -> None:
    """Mark the field whose answer says which other fields are needed."""
    field: Any = form.fields[name]
    field.decides = True


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
