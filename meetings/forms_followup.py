"""Forms of what follows a meeting: actions done."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.forms import StyledFormMixin

from .models import ActionItem


class ActionDoneForm(StyledFormMixin, forms.ModelForm):
    """When an action was done, and what came out of it."""

    class Meta:
        model = ActionItem
        fields = ("done_on", "outcome")
        widgets = {"outcome": forms.Textarea(attrs={"rows": 3})}

    def clean_done_on(self):
        done_on = self.cleaned_data["done_on"]
        if done_on and done_on > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans le futur."))
        return done_on
