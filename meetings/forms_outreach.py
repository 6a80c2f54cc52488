"""The note of a call to a partner who no longer comes."""

from django import forms
from django.utils import timezone

from concertation.forms import DateInput, StyledFormMixin

from .models import Outreach


class OutreachForm(StyledFormMixin, forms.ModelForm):
    class Meta:
        model = Outreach
        fields = ["on", "reason", "note"]
        widgets = {"on": DateInput, "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        choices = [value for value in Outreach.Reason.choices if value[0]]
        self.fields["reason"].choices = [("", Outreach.Reason.UNKNOWN.label), *choices]
