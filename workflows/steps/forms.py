"""What step forms share."""

from django import forms


def sometimes_needed(form: forms.Form, *names: str) -> None:
    """Mark fields whose need depends on another answer: not called optional."""
    for name in names:
        form.fields[name].conditional = True  # type: ignore[attr-defined]
