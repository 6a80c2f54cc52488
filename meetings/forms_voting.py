"""Forms of a vote: they validate, ``services.voting`` writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin

from . import understanding
from .models import Block, Vote
from .services.errors import Refused
from .services.voting import NOTE_LENGTH

#: Beyond it nobody counts hands.
MOST = 9999
AGREEMENTS = (Block.DecisionMode.UNANIMITY, Block.DecisionMode.CONSENSUS)


class OpenForm(StyledFormMixin, forms.Form):
    """How the meeting decides, and at which time."""

    method = forms.ChoiceField(
        label=_("Manière de décider"),
        choices=[
            *Vote.Method.choices,
            *[(mode, mode.label) for mode in AGREEMENTS],
        ],
    )
    at = forms.TimeField(
        label=_("À quelle heure"),
        required=False,
        help_text=_("Vide : toute personne présente à un moment de la réunion compte."),
    )


class HandsForm(StyledFormMixin, forms.Form):
    """The totals of a show of hands; an empty box is a zero."""

    in_favour = forms.IntegerField(label=_("pour"), min_value=0, max_value=MOST, required=False)
    against = forms.IntegerField(label=_("contre"), min_value=0, max_value=MOST, required=False)
    abstentions = forms.IntegerField(
        label=_("abstentions"), min_value=0, max_value=MOST, required=False
    )

    def totals(self):
        return [self.cleaned_data[name] or 0 for name in self.fields]


class NoteForm(StyledFormMixin, forms.Form):
    """The words of those who lost."""

    note = forms.CharField(
        label=_("Note de minorité"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
        help_text=_("Ce que la minorité demande d’écrire sous la décision, dans ses mots."),
    )


class UnderstoodForm(forms.Form):
    """What was typed of an action so far; a date half written is no date yet."""

    owners = forms.CharField(max_length=600, required=False)
    due_on = forms.CharField(max_length=40, required=False)
    due_text = forms.CharField(max_length=80, required=False)
    contact = forms.CharField(max_length=200, required=False)

    def lines(self, meeting):
        owners = understanding.split_owners(self.cleaned_data["owners"])
        return understanding.told(meeting, **self.cleaned_data | {"owners": owners})


class Mistyped(Refused):
    """A form of the panel was refused; it comes back with what was typed."""

    def __init__(self, name, form):
        found = [message for messages in form.errors.values() for message in messages]
        super().__init__(" ".join(found))
        self.forms = {name: form}
