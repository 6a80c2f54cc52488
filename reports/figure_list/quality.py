"""How meetings are announced and told: letters, PVs, agendas."""

from django.utils.translation import gettext_lazy as _

from .figure import Figure

DAYS, CLEAR_DAYS = _("jours"), _("jours francs")

QUALITY = (
    Figure(
        "Q1",
        "pv",
        "minutes.sending_days",
        _("De la réunion à l’envoi du PV"),
        _("médiane des jours, réunions reprises d’anciens PV non comprises"),
        unit=DAYS,
    ),
    Figure(
        "Q2",
        "pv",
        "minutes.approval_days",
        _("De la réunion à l’approbation du PV"),
        _("médiane des jours, PV approuvés avec ou sans modification"),
        unit=DAYS,
    ),
    Figure(
        "Q3",
        "pv",
        "minutes.remarked",
        _("PV avec une remarque acceptée"),
        _("PV envoyés dont une remarque au moins a été acceptée"),
    ),
    Figure(
        "Q3", "pv", "minutes.contested", _("PV contestés"), _("PV dont le verdict est « contesté »")
    ),
    Figure(
        "Q3",
        "pv",
        "minutes.missing",
        _("Réunions sans PV envoyé"),
        _("réunions tenues formelles, ou dont le PV est commencé, sans PV envoyé"),
    ),
    Figure(
        "Q4",
        "delais",
        "notice.min",
        _("Délai de convocation le plus court"),
        _("jours entiers entre l’envoi des lettres et la réunion, ni l’un ni l’autre compris"),
        unit=CLEAR_DAYS,
    ),
    Figure(
        "Q4",
        "delais",
        "notice.median",
        _("Délai de convocation, médiane"),
        _("médiane des délais connus ; après un report, les dernières lettres comptent"),
        unit=CLEAR_DAYS,
    ),
    Figure(
        "Q5",
        "agendas",
        "saturation.meetings",
        _("Réunions proches d’une autre"),
        _("tenues à trois jours au plus d’une autre réunion qui appelait une même institution"),
    ),
    Figure(
        "Q5",
        "agendas",
        "saturation.institutions",
        _("Institutions appelées deux fois en trois jours"),
        _("institutions distinctes, toutes zones confondues"),
    ),
)
