"""A letter that leaves again, or for the one who sends it first."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from concertation.forms import StyledFormMixin


class ResendForm(StyledFormMixin, forms.Form):
    """``email``: the address, corrected where it was wrong; empty leaves it as it is."""

    email = forms.EmailField(
        label=_("À l’adresse"),
        required=False,
        error_messages={"invalid": _("Cette adresse n’est pas complète : rien n’a été renvoyé.")},
    )


class TrialForm(forms.Form):
    """In which language the trial is read."""

    language = forms.ChoiceField(choices=Language.choices)
