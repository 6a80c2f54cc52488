"""What the Region chooses about its synthesis."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin
from zones.models.rules import DocumentLanguage


class LanguageForm(StyledFormMixin, forms.Form):
    """The language a paper is made in."""

    language = forms.ChoiceField(label=_("Langue du document"), choices=DocumentLanguage.choices)
