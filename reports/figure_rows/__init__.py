"""« Every number opens »: the rows behind each figure, as sentences with a date and a state.

Each function takes a ``ZoneYear`` and ``in_zone`` (see ``contents``) and returns rows
``{"when", "title", "note", "state", "url"}``; nothing here queries.
"""

from django.utils.translation import gettext_lazy as _

from . import followup, meetings, people

#: Slug of the address → (title, rows).
FIGURES = {
    "demi-journees": (_("Demi-journées formelles tenues"), meetings.half_days),
    "reunions": (_("Réunions tenues"), meetings.held),
    "non-tenues": (_("Réunions reportées ou annulées"), meetings.not_held),
    "presences": (_("Personnes présentes à chaque réunion"), meetings.presences),
    "institutions": (_("Institutions touchées"), people.institutions),
    "regularite": (_("Institutions régulières"), people.regularity),
    "nouvelles": (_("Institutions venues pour la première fois"), people.newcomers),
    "nouveaux-venus": (_("Personnes venues pour la première fois"), people.new_persons),
    "reponses": (_("Réponses et présences des institutions invitées"), meetings.answers),
    "convention": (_("Partenaires conventionnés avec Actiris"), people.convention),
    "fonctions": (_("Praticiens de terrain parmi les présents"), people.levels),
    "hors-zone": (_("Présents venus d’une institution hors de la zone"), people.outsiders),
    "repartition": (_("Institutions touchées par type, commune et langue"), people.balance),
    "avis": (_("Avis émis"), followup.opinions),
    "elements-perfectibles": (_("Éléments perfectibles"), followup.findings),
    "actions": (_("Actions suivies dans l’année"), followup.actions),
    "themes": (_("Thèmes traités"), meetings.themes),
    "pv": (_("PV des réunions tenues"), meetings.minutes),
    "delais": (_("Délai d’envoi des convocations"), meetings.notice),
    "agendas": (_("Réunions proches d’une autre pour les mêmes institutions"), meetings.near),
    "tendance": (_("Cinq années"), meetings.trend),
}

#: What the rows leave out that the reader met elsewhere: {slug: sentence}.
NOTES = {
    "reponses": _(
        "Présentes : parmi les institutions invitées. L’animation, et qui est venu sans être "
        "invité, comptent dans les présences du chapitre « Participation », pas ici."
    ),
}
