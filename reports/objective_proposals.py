"""Which objectives a meeting may have served, from what it did: proposed with the reason, to tick.

The coordination decides: a proposal is never counted before somebody ticks it.
"""

from django.utils.translation import gettext_lazy as _

from meetings.models import Block, Meeting, Participation

from .objectives import objectives

Kind, Passage = Meeting.Kind, Block.Kind

#: Nature of the meeting → {objective: why}.
BY_KIND = {
    Kind.VISIT: {"decouverte-structures": _("une visite")},
    Kind.EXCURSION: {"decouverte-structures": _("une excursion")},
    Kind.PARTNER_DAY: {"decouverte-structures": _("un Partner Day")},
    Kind.THEME_DAY: {"travail-thematique": _("une journée thématique")},
    Kind.CONFERENCE: {"travail-thematique": _("une conférence-débat")},
    Kind.WORKING_GROUP: {"travail-thematique": _("un groupe de travail")},
}
#: Category of a theme of the agenda → {objective: why}.
BY_CATEGORY = {
    "cadre-legal": {"cadres-de-travail": _("un thème du cadre légal")},
    "financements": {"cadres-de-travail": _("un thème des financements")},
    "projets": {"projets-neufs": _("un thème des projets")},
}
#: Nature of a passage of the PV → {objective: why}.
BY_PASSAGE = {
    Passage.OPINION: {
        "relais-decideurs": _("un avis"),
        "remontee-terrain": _("un avis"),
    },
    Passage.FINDING: {
        "elements-perfectibles": _("un élément perfectible relevé"),
        "remontee-terrain": _("un élément perfectible relevé"),
    },
    Passage.PROPOSITION: {"elements-perfectibles": _("une proposition")},
}
THEME = {"travail-thematique": _("un thème à l’ordre du jour")}
MEETING_PLACE = {"lieu-de-rencontre": _("plusieurs institutions présentes")}
CONTACTS = {"mise-en-contact": _("des institutions de plusieurs types")}


def proposals(meetings):
    """{meeting id: [(objective code, why)]} in the order of the study; three queries for all.

    ``meetings``: held ones, with ``themes`` and their category prefetched. Only natures and counts
    are looked at, never a text.
    """
    found = {meeting.pk: {} for meeting in meetings}
    for meeting in meetings:
        _propose(found, meeting.pk, BY_KIND.get(meeting.kind, {}))
        for theme in meeting.themes.all():
            _propose(found, meeting.pk, THEME)
            _propose(found, meeting.pk, BY_CATEGORY.get(_category(theme), {}))
    _from_passages(found)
    _from_presences(found)
    order = [one.code for one in objectives()]
    return {
        pk: [(code, reasons[code]) for code in order if code in reasons]
        for pk, reasons in found.items()
    }


def _category(theme):
    return theme.category.code if theme.category else ""


def _propose(found, pk, reasons):
    for code, why in reasons.items():
        found[pk].setdefault(code, why)


def _from_passages(found):
    rows = Block.objects.filter(item__meeting__in=found, kind__in=BY_PASSAGE).order_by()
    for pk, kind in rows.values_list("item__meeting", "kind").distinct():
        _propose(found, pk, BY_PASSAGE[kind])


def _from_presences(found):
    rows = Participation.objects.counted().seated().filter(meeting__in=found).order_by()
    rows = rows.filter(organisation__isnull=False)
    houses, types = {}, {}
    for pk, house, kind in rows.values_list("meeting", "organisation", "organisation__type"):
        houses.setdefault(pk, set()).add(house)
        types.setdefault(pk, set()).add(kind)
    for pk, there in houses.items():
        if len(there) > 1:
            _propose(found, pk, MEETING_PLACE)
        if len(types[pk]) > 1:
            _propose(found, pk, CONTACTS)
