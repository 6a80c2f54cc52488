"""The reminders of a zone: each with its switch and its day."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concertation.forms import StyledFormMixin, helper

from .models import ReminderKind

WORDS = {
    ReminderKind.ITEMS: (
        _("Appel aux points de l’ordre du jour"),
        _(
            "Aux partenaires, tant que les invitations ne sont pas parties : la date, et le lien "
            "où chacun propose un point."
        ),
    ),
    ReminderKind.CONVENE: (
        _("Rappel d’envoyer les invitations"),
        _(
            "À la coordination seulement, si elles ne sont pas parties. Il vient plus tôt quand le "
            "délai d’envoi de la zone le demande."
        ),
    ),
    ReminderKind.SILENT: (
        _("Rappel à ceux qui n’ont pas répondu"),
        _("Une fois ; qui a répondu entre-temps ne reçoit rien."),
    ),
    ReminderKind.PRACTICAL: (
        _("Note pratique"),
        _(
            "À qui vient, et aux membres sans réponse : l’heure, le lieu et l’accès, les documents "
            "et un numéro de téléphone. Pas à qui s’est excusé."
        ),
    ),
}


class RemindersForm(StyledFormMixin, forms.Form):
    """``rules``: {kind: rule} of the zone. ``wanted()`` is what ``services.reminders`` takes."""

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, rule in rules.items():
            _title, help_text = WORDS[kind]
            self.fields[f"{kind}_on"] = forms.BooleanField(
                label=pgettext_lazy("rappel", "Part tout seul"),
                required=False,
                initial=rule.is_on,
                help_text=help_text,
            )
            self.fields[f"{kind}_days"] = forms.IntegerField(
                label=_("Jours avant la réunion"),
                min_value=1,
                max_value=60,
                initial=rule.days_before,
            )

    @property
    def helper(self):
        return helper(
            *(Fieldset(WORDS[kind][0], Row(f"{kind}_on", f"{kind}_days")) for kind in ReminderKind)
        )

    def wanted(self):
        data = self.cleaned_data
        return {kind: (data[f"{kind}_on"], data[f"{kind}_days"]) for kind in ReminderKind}
