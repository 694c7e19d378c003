"""A candidate center: taken into nurturing, and when it will be open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from centers.models import Center, District
from centers.opening import opening_of
from designations.actions import set_hours
from desks.doors import for_deed
from desks.opening_form import OpeningForm, shown
from desks.views_designations import SET_HOURS, designation_or_404
from foundation import clock
from foundation.errors import DomainError
from foundation.phones import is_mobile, plain
from workflows.start_designation import nurture_center
from workflows.steps.forms import say_why_not


class NurtureForm(OpeningForm):
    """The candidate center, and who manages it."""

    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=80)
    name_en = forms.CharField(
        label=gettext_lazy("English name"), max_length=120, required=False
    )
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=50,
        help_text=gettext_lazy("Latin letters, as in an address: wujin."),
    )
    district = forms.ModelChoiceField(
        label=gettext_lazy("District"), queryset=District.objects.all()
    )
    address_zh = forms.CharField(label=gettext_lazy("Address"), max_length=120)
    address_en = forms.CharField(
        label=gettext_lazy("Address in English"), max_length=160, required=False
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        validators=[
            RegexValidator(
                r"^[0-9][0-9-]{5,}$", gettext_lazy("Please check the number.")
            )
        ],
    )
    manager_name = forms.CharField(
        label=gettext_lazy("Name of its manager"), max_length=40
    )
    manager_phone = forms.CharField(
        label=gettext_lazy("Mobile phone of its manager"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )

    def clean_manager_phone(self) -> str:
        """Digits of a mobile phone."""
        phone = plain(self.cleaned_data["manager_phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(_("A mobile number has 11 digits."))
        return phone

    def clean_slug(self) -> str:
        """A short name of its own."""
        slug: str = self.cleaned_data["slug"]
        if Center.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another center has this short name."))
        return slug

    def facts(self) -> dict[str, Any]:
        """What `nurture` takes."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in OpeningForm.base_fields
        }
        return {**said, **self.opening().words()}


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """A candidate's manager corrects the hours its center will be open."""
    found = designation_or_404(request, SET_HOURS, pk)
    center = found.center
    form = OpeningForm(request.POST or None, initial=shown(opening_of(center.hours_zh)))
    if request.method == "POST" and form.is_valid():
        try:
            set_hours(designation=found, by=person(request), at=clock.now(),
                      opening=form.opening())  # fmt: skip
        except DomainError as error:
            say_why_not(form, error)
        else:
            messages.success(request, _("The opening hours are kept."))
            return redirect("designation", pk=pk)
    context = {"designation": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "desks/designation_hours.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_deed("designations.nurture")
def nurture(request: HttpRequest) -> HttpResponse:
    """Take a candidate into nurturing."""
    form = NurtureForm(request.POST or None, initial=shown())
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            found = nurture_center(by=person(request), at=clock.now(), **form.facts())
        except DomainError as error:
            status = say_why_not(form, error)
        else:
            messages.success(request, _("Taken into nurturing; its manager is told."))
            return redirect("designation", pk=found.pk)
    return render(request, "desks/designation_new.html", {"form": form}, status=status)
