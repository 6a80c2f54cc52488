"""Forms of what passes from one meeting to the next."""

from crispy_forms.layout import Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper
from concertation.typography import date_long, time_h

from .forms import OrderedHoursMixin
from .models import Meeting
from .services.announcing import LINES

#: The choice « a date nobody knows yet ».
LATER = "plus-tard"
SHOWN = 8


class DoneForm(StyledFormMixin, forms.Form):
    """A word of what came out of an action; the done button says the rest."""

    outcome = forms.CharField(
        label=_("En un mot, le résultat"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeferForm(StyledFormMixin, forms.Form):
    """``coming``: the meetings offered. ``chosen()``: one of them, or ``None`` for « later »."""

    to = forms.ChoiceField(label=_("À quelle réunion"), widget=forms.RadioSelect)

    def __init__(self, *args, coming, **kwargs):
        super().__init__(*args, **kwargs)
        self.meetings = {str(one.pk): one for one in coming[:SHOWN]}
        later = (LATER, _g("La prochaine, pas encore fixée"))
        named = [(key, _named(one)) for key, one in self.meetings.items()]
        self.fields["to"].choices = [*named, later]
        if not self.initial.get("to"):
            self.initial["to"] = (named or [later])[0][0]

    def chosen(self):
        return self.meetings.get(self.cleaned_data["to"])


def _named(meeting):
    """« Jeudi 23 avril 2020 à 9 h 30, commission zonale (convoquée : point supplémentaire) »."""
    words = _g("%(day)s à %(hour)s, %(kind)s") % {
        "day": capfirst(date_long(meeting.starts_at)),
        "hour": time_h(meeting.starts_at),
        "kind": meeting.get_kind_display(),
    }
    if meeting.is_convened:
        words += " " + _g("(convoquée : ce sera un point supplémentaire)")
    return words


class NextMeetingForm(StyledFormMixin, OrderedHoursMixin, forms.Form):
    """What is announced at the end of a meeting: when, where, about what."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Meeting.Kind.choices)
    title = forms.CharField(label=_("Sujet"), max_length=200, required=False)
    place = forms.CharField(label=_("Lieu"), max_length=200, required=False)
    agenda = forms.CharField(
        label=_("Points annoncés"),
        required=False,
        help_text=_("Un point par ligne."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def helper(self):
        return helper(Row("on", "starts", "ends"), Row("kind", "title"), "place", "agenda")

    def clean_agenda(self):
        lines = [line.strip() for line in self.cleaned_data["agenda"].splitlines()]
        lines = [line.lstrip("-–•*· \t") for line in lines if line.strip()]
        if len(lines) > LINES:
            raise ValidationError(_("Vingt points au plus : gardez les autres pour plus tard."))
        if any(len(line) > 250 for line in lines):
            raise ValidationError(_("Un point tient en 250 caractères : coupez la ligne."))
        return [line for line in lines if line]

    def facts(self):
        """The keywords of ``services.announcing.announce``."""
        names = ("starts_at", "ends_at", "kind", "title", "place", "agenda")
        return {name: self.cleaned_data[name] for name in names}
