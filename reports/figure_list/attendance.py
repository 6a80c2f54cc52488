"""Who came, how often, and who answered."""

from django.utils.translation import gettext_lazy as _

from .figure import Figure

ATTENDANCE = (
    Figure(
        "K3",
        "institutions",
        "institutions.reached",
        _("Institutions touchées"),
        _("institutions présentes ou représentées une fois au moins"),
    ),
    Figure(
        "K4",
        "presences",
        "persons.mean",
        _("Personnes présentes en moyenne"),
        _("personnes présentes ÷ réunions dont les présences sont relevées, invités compris"),
    ),
    Figure(
        "K4",
        "presences",
        "persons.median",
        _("Personnes présentes, médiane"),
        _("médiane des personnes présentes par réunion relevée"),
    ),
    Figure(
        "K5",
        "regularite",
        "institutions.regular",
        _("Institutions régulières"),
        _("présentes à assez de réunions où elles étaient invitées (seuil de la zone, 50 % sinon)"),
    ),
    Figure(
        "P1",
        "reponses",
        "rates.response",
        _("Réponses reçues"),
        _("institutions qui ont répondu ÷ institutions invitées"),
        "share",
    ),
    Figure(
        "P2",
        "reponses",
        "rates.attendance",
        _("Institutions présentes"),
        _("institutions présentes ou représentées ÷ institutions invitées"),
        "share",
    ),
    Figure(
        "P3",
        "reponses",
        "rates.no_show",
        _("Annoncées et absentes"),
        _("institutions annoncées qui ne sont pas venues ÷ institutions annoncées et relevées"),
        "share",
    ),
    Figure(
        "P4",
        "reponses",
        "rates.excused",
        _("Excusées"),
        _("institutions excusées et non représentées ÷ institutions invitées"),
        "share",
    ),
)
