"""What is chosen before a long paper is made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper
from zones.models.rules import DocumentLanguage


class MakingForm(StyledFormMixin, forms.Form):
    """In which language; none chosen: that of the report."""

    language = forms.ChoiceField(
        label=_("Langue du PDF"), choices=DocumentLanguage.choices, required=False
    )

    @property
    def helper(self):
        return helper("language")
