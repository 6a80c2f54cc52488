"""Changing a meeting its partners know of: what changes, and the sentence that says why."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import MeetingForm


class MeetingChangeForm(MeetingForm):
    """``told``: how many readers hold its date; without any, nobody has to be given a reason."""

    reason = forms.CharField(
        label=_("Motif du changement"),
        max_length=1000,
        required=False,
        help_text=_("Une phrase pour la lettre, si la date, l’heure ou le lieu changent."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, told, **kwargs):
        super().__init__(*args, **kwargs)
        if not told:
            del self.fields["reason"]

    @property
    def helper(self):
        built = super().helper
        if "reason" in self.fields:
            built.layout.append(Fieldset(_("Ce que la lettre en dit"), "reason"))
        return built

    def change(self):
        """What ``planning.edit_meeting`` takes besides the meeting."""
        data = self.cleaned_data
        return {
            "themes": data["themes"],
            "zones": data.get("joint_zones"),
            "reason": data.get("reason", ""),
        }
