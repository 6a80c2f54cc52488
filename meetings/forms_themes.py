"""What a meeting was about, noted before it or long after."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin
from zones.models import Theme


class ThemesForm(StyledFormMixin, forms.Form):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=_("Thèmes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    #: What was ticked when the page opened: a colleague's themes of meanwhile stay as they are.
    seen = forms.ModelMultipleChoiceField(
        Theme.objects.all(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args, meeting, **kwargs):
        noted = list(meeting.themes.all())
        super().__init__(*args, initial={"themes": noted, "seen": noted}, **kwargs)
