"""Forms of the style guide: one field of each kind, right and wrong, and a filter."""

from typing import Any

from django import forms

from face.sample_words import Words


class SampleForm(forms.Form):
    """One field of each kind; its labels come with the words."""

    company = forms.CharField()
    code = forms.CharField(max_length=18)
    phone = forms.CharField(widget=forms.TextInput({"type": "tel"}))
    district = forms.ChoiceField()
    founded = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    needs = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    size = forms.ChoiceField(widget=forms.RadioSelect)
    satisfied = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(required=False, widget=forms.Textarea({"rows": 3}))
    truth = forms.BooleanField()

    def __init__(self, w: Words, *args: Any, **kwargs: Any) -> None:
        """Fields speak the language of the words."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = w[f"f_{name}"]
            field.help_text = w.get(f"f_{name}_help", "")
        choices = {
            "district": [("", w["f_choose"]), ("wj", w["wujin"]), ("xb", w["xinbei"])],
            "needs": [(key, w[f"f_need_{key}"]) for key in "abc"],
            "size": [(key, w[key]) for key in ("small", "medium", "large")],
            "satisfied": [(str(n), str(n)) for n in range(1, 6)],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """A search and two choices, as over every list."""

    q = forms.CharField(required=False)
    district = forms.ChoiceField(required=False)
    period = forms.ChoiceField(required=False)

    def __init__(self, w: Words) -> None:
        """Fields speak the language of the words."""
        super().__init__(prefix="filter")
        for name, field in self.fields.items():
            field.label = w[f"f_{name}"]
        self.fields["q"].widget.attrs["placeholder"] = w["f_q_hint"]
        self.fields["district"].choices = [("", w["f_all"]), ("wj", w["wujin"])]  # type: ignore[attr-defined]
        self.fields["period"].choices = [("2026", w["y2026"]), ("2025", w["y2025"])]  # type: ignore[attr-defined]


def wrong_form(w: Words) -> SampleForm:
    """The form as it comes back with errors, nothing typed lost."""
    typed = {"wrong-company": w["hengtai_full"], "wrong-phone": "138"}
    return SampleForm(w, typed, prefix="wrong")
