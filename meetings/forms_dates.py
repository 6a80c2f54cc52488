"""What the coordination types when it chooses dates: the window, the moments, the meetings."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin

from .forms import YEARS, OrderedHoursMixin
from .models import Meeting

#: Dates that can be fixed in one go: two years of commissions, and a few visits.
MOST_DATES = 24


class WindowForm(forms.Form):
    """The first day looked at; anything that is not a date of our century is left out."""

    du = forms.DateField(required=False)

    def clean_du(self):
        day = self.cleaned_data["du"]
        if day and day.year not in YEARS:
            raise ValidationError("out of range")
        return day


class AskedForm(WindowForm):
    """A moment proposed by the address of the plan page: « ?le=2026-03-12&de=09:30&a=12:30 »."""

    du = None
    le = forms.DateField(required=False)
    de = forms.TimeField(required=False)
    a = forms.TimeField(required=False)

    def clean_le(self):
        day = self.cleaned_data["le"]
        if day and day.year not in YEARS:
            raise ValidationError("out of range")
        return day

    def moment(self):
        """``on``, ``starts`` and ``ends``: those of the address that could be read."""
        self.is_valid()
        names = {"on": "le", "starts": "de", "ends": "a"}
        found = {name: self.cleaned_data.get(source) for name, source in names.items()}
        return {name: value for name, value in found.items() if value is not None}


class DateForm(StyledFormMixin, OrderedHoursMixin, forms.Form):
    """One of the dates that are fixed together."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Meeting.Kind.choices)
    host = forms.TypedChoiceField(
        label=_("Institution qui accueille"), required=False, coerce=int, empty_value=None
    )
    room = forms.CharField(label=_("Salle, étage"), max_length=120, required=False)

    def __init__(self, *args, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].choices = hosts


class DatesFormSet(forms.BaseFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Ne pas fixer cette date")

    def clean(self):
        if not any(self.errors) and not self.kept():
            raise ValidationError(_("Gardez au moins une date à fixer."))

    def kept(self):
        """The cleaned data of the dates to fix."""
        chosen = (f for f in self.forms if not self._should_delete_form(f))
        return [f.cleaned_data for f in chosen if f.is_valid()]


def dates_formset(data, initial, hosts):
    """The formset of the dates to fix; ``hosts``: choices of the institution that receives."""
    make = forms.formset_factory(
        DateForm,
        formset=DatesFormSet,
        extra=0,
        can_delete=True,
        max_num=MOST_DATES,
        absolute_max=MOST_DATES,
        validate_max=True,
    )
    return make(data, initial=initial, prefix="dates", form_kwargs={"hosts": hosts})
