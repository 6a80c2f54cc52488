"""What a meeting was about and of which group it was, noted before it or long after."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin
from zones.models import Theme

from .models import WorkingGroup
from .services.working_groups import may_say_group


class ThemesForm(StyledFormMixin, forms.Form):
    """``working_group``: only where ``may_say_group``; a page without that field changes none."""

    working_group = forms.ModelChoiceField(
        WorkingGroup.objects.none(),
        label=_("Groupe de travail"),
        empty_label=_("Aucun en particulier"),
        required=False,
        help_text=_("La liste et les présences restent ce qu’elles sont ; personne n’est averti."),
    )
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
        initial = {"themes": noted, "seen": noted, "working_group": meeting.working_group_id}
        super().__init__(*args, initial=initial, **kwargs)
        is_sent = not self.is_bound or "working_group" in self.data
        if not (is_sent and may_say_group(meeting)):
            del self.fields["working_group"]
            return
        own = Q(ended_on=None) | Q(ended_on__gte=meeting.held_on) | Q(pk=meeting.working_group_id)
        groups = WorkingGroup.objects.filter(own, zone=meeting.zone_id)
        self.fields["working_group"].queryset = groups
