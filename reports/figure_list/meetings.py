"""What was held, for how many half-days, on which themes."""

from django.utils.translation import gettext_lazy as _

from .figure import Figure

HELD = _("réunions qui ont eu lieu ; reprises d’anciens PV, si leurs présences sont connues")

MEETINGS = (
    Figure("K1", "reunions", "meetings.held", _("Réunions tenues"), HELD),
    Figure(
        "K1", "non-tenues", "meetings.cancelled", _("Réunions annulées"), _("réunions annulées")
    ),
    Figure(
        "K1",
        "non-tenues",
        "meetings.postponed",
        _("Réunions reportées"),
        _("réunions dont la date a changé une fois au moins"),
    ),
    Figure(
        "K1",
        "presences",
        "meetings.unrecorded",
        _("Réunions sans présences relevées"),
        _("réunions tenues dont personne n’a relevé les présences ; « n. d. », jamais 0"),
    ),
    Figure(
        "K2",
        "demi-journees",
        "quota.held",
        _("Demi-journées formelles tenues"),
        _("somme des demi-journées des réunions tenues qui comptent ; une journée en vaut deux"),
    ),
    Figure(
        "K2",
        "demi-journees",
        "quota.target",
        _("Demi-journées prévues par le cahier des charges"),
        _("règles de la zone au 31 décembre"),
    ),
    Figure(
        "K2",
        "demi-journees",
        "quota.missing",
        _("Demi-journées qui manquent"),
        _("prévues − tenues − fixées, jamais sous 0"),
    ),
    Figure(
        "K8",
        "themes",
        "themes.total",
        _("Thèmes traités"),
        _("thèmes distincts des réunions tenues"),
    ),
    Figure(
        "K8",
        "themes",
        "themes.new",
        _("Thèmes nouveaux"),
        _("jamais traités dans la zone les cinq années précédentes"),
    ),
    Figure(
        "K8",
        "themes",
        "themes.new_share",
        _("Part de thèmes nouveaux"),
        _("thèmes nouveaux ÷ thèmes traités"),
        "share",
    ),
)
