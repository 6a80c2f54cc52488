"""Who the people and the institutions are."""

from django.utils.translation import gettext_lazy as _

from .figure import Figure

PEOPLE = (
    Figure(
        "P5",
        "nouvelles",
        "newcomers.institutions",
        _("Institutions venues pour la première fois"),
        _("jamais présentes dans la zone avant l’année ; « n. d. » sans présences plus anciennes"),
    ),
    Figure(
        "P5",
        "nouveaux-venus",
        "newcomers.persons",
        _("Personnes venues pour la première fois"),
        _("jamais présentes dans la zone avant l’année, invités non compris"),
    ),
    Figure(
        "P6",
        "convention",
        "convention.share",
        _("Partenaires conventionnés touchés"),
        _("partenaires conventionnés venus une fois au moins ÷ partenaires conventionnés membres"),
        "share",
    ),
    Figure(
        "P6",
        "convention",
        "convention.partners",
        _("Partenaires conventionnés membres"),
        _("institutions membres dans l’année, sous convention avec Actiris"),
    ),
    Figure(
        "P6",
        "convention",
        "convention.unknown",
        _("Membres dont la convention n’est pas renseignée"),
        _("comptés à part, ni parmi les conventionnés ni parmi les autres"),
    ),
    Figure(
        "P7",
        "fonctions",
        "practitioners.share",
        _("Praticiens de terrain"),
        _("présences de personnes de terrain ÷ présences dont le niveau est connu"),
        "share",
    ),
    Figure(
        "P7",
        "fonctions",
        "practitioners.unknown",
        _("Présences dont le niveau est inconnu"),
        _("une personne à une réunion, dont personne n’a noté le niveau ce jour-là"),
    ),
    Figure(
        "P8",
        "hors-zone",
        "from_outside.share",
        _("Présents venus de hors de la zone"),
        _("présences d’institutions hors de la zone ÷ présences dont l’institution est connue"),
        "share",
    ),
    Figure(
        "P8",
        "hors-zone",
        "from_outside.unknown",
        _("Présences sans institution"),
        _("une personne à une réunion, sans institution notée"),
    ),
    Figure(
        "P8",
        "presences",
        "persons.guests",
        _("Invités et experts"),
        _("personnes rencontrées dans l’année seulement comme invitées, une fois chacune"),
    ),
)
