"""Forms of what follows a meeting: actions done, opinions sent and answered."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.forms import StyledFormMixin
from zones.models import Addressee

from .models import ActionItem, Opinion


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


class OpinionForm(StyledFormMixin, forms.ModelForm):
    """To whom an opinion went, when, and what they answered."""

    class Meta:
        model = Opinion
        fields = ("addressees", "sent_on", "answered_on", "answer")
        widgets = {
            "addressees": forms.CheckboxSelectMultiple,
            "answer": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting = self.instance.block.item.meeting
        self.fields["addressees"].queryset = Addressee.objects.on(meeting.held_on)

    def clean(self):
        data = super().clean()
        sent_on, answered_on = data.get("sent_on"), data.get("answered_on")
        if sent_on and answered_on and answered_on < sent_on:
            self.add_error("answered_on", _("La réponse précède l’envoi : corrigez une date."))
        if answered_on and not sent_on and "sent_on" not in self.errors:
            self.add_error("sent_on", _("Une réponse suppose un avis envoyé : notez la date."))
        return data
