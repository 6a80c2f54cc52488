"""What meetings lead to."""

from django.utils.translation import gettext_lazy as _

from .figure import Figure

FOLLOWUP = (
    Figure(
        "K6",
        "avis",
        "opinions.issued",
        _("Avis émis"),
        _("avis numérotés dans l’année, à une réunion tenue"),
    ),
    Figure("K6", "avis", "opinions.sent", _("Avis envoyés"), _("avis de l’année avec un envoi")),
    Figure(
        "K6",
        "avis",
        "opinions.answered",
        _("Avis qui ont reçu une réponse"),
        _("avis de l’année avec une réponse"),
    ),
    Figure(
        "K6",
        "elements-perfectibles",
        "findings",
        _("Éléments perfectibles"),
        _("de l’année, propositions comprises, notés au PV d’une réunion tenue ou au registre"),
    ),
    Figure(
        "K7",
        "actions",
        "actions.opened",
        _("Actions décidées"),
        _("actions notées à une réunion tenue dans l’année"),
    ),
    Figure(
        "K7",
        "actions",
        "actions.carried",
        _("Actions reçues de l’année précédente"),
        _("actions plus anciennes, pas encore faites au 1er janvier"),
    ),
    Figure(
        "K7",
        "actions",
        "actions.closed",
        _("Actions menées à terme"),
        _("actions faites dans l’année"),
    ),
    Figure(
        "K7",
        "actions",
        "actions.open",
        _("Actions en cours au 31 décembre"),
        _("actions qui ne sont pas faites au dernier jour, ou aujourd’hui si l’année court"),
    ),
    Figure(
        "K7",
        "actions",
        "actions.late",
        _("Actions en retard"),
        _("actions en cours dont l’échéance est passée au dernier jour"),
    ),
    Figure(
        "K7",
        "actions",
        "actions.median_days",
        _("De la réunion à l’action faite"),
        _("médiane, sur les actions faites dans l’année"),
        unit=_("jours"),
    ),
)
