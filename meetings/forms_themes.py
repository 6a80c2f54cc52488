"""What a meeting was about, noted before it or long after."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper
from zones.models import Theme


class ThemesForm(StyledFormMixin, forms.Form):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=_("Thèmes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def helper(self):
        return helper("themes")
