"""The reminders of a zone: each with its switch and its day."""

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concertation.forms import StyledFormMixin, helper

from .models import ReminderKind, ReminderRule

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
    ReminderKind.DUE_SOON: (
        _("Action bientôt à échéance"),
        _("À chaque responsable, une fois par échéance ; rien si l’action est faite."),
    ),
    ReminderKind.OVERDUE: (
        _("Action en retard"),
        _("Une fois, puis plus rien : la page des actions garde la liste."),
    ),
    ReminderKind.PV_LATE: (
        _("PV pas encore envoyé"),
        _(
            "À la coordination seulement : ce jour-là, quatre et sept jours plus tard, puis plus "
            "rien."
        ),
    ),
}
DAYS = {
    ReminderKind.DUE_SOON: _("Jours avant l’échéance"),
    ReminderKind.OVERDUE: _("Jours après l’échéance"),
    ReminderKind.PV_LATE: _("Jours après la réunion"),
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
                label=DAYS.get(kind, _("Jours avant la réunion")),
                min_value=1,
                max_value=ReminderRule.LONGEST[kind in DAYS],
                initial=rule.days_before,
            )

    @property
    def helper(self):
        return helper(
            *(Fieldset(WORDS[kind][0], Row(f"{kind}_on", f"{kind}_days")) for kind in WORDS)
        )

    def wanted(self):
        data = self.cleaned_data
        return {kind: (data[f"{kind}_on"], data[f"{kind}_days"]) for kind in WORDS}
