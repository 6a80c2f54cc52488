"""« Qui peut lire »: for each circle who that is, and how much of a PV is kept for it."""

from collections import Counter

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.bilingual import localised
from zones.models import Mandate
from zones.models.rules import Visibility

from .models import Block
from .models.levels import narrowest, not_wider_than
from .readership import levels_within


def audience_words(level, meeting):
    """Whose copy somebody at ``level`` reads, in words; "" where it holds everything there is."""
    if level in (Visibility.COORDINATION, Visibility(meeting.visibility)):
        return ""
    return _("Exemplaire pour %(readers)s") % {"readers": Visibility(level).label}


def who_reads(meeting, levels, *, counted):
    """The rows of the panel: ``label``, ``who`` (in figures), ``reserved``; narrowest first.

    ``levels``: as ``readership.levels_within`` gives it; ``counted``: for the coordination, with
    the number of people of each circle (two queries).
    """
    kept = sum(levels.values(), Counter())
    people = _people(meeting) if counted else {}
    rows = []
    for level in not_wider_than(meeting.visibility):
        is_widest = level == meeting.visibility
        if counted or is_widest or kept[level]:
            rows.append(
                {
                    "label": level.label,
                    "who": people.get(level, ""),
                    "reserved": "" if is_widest else reserved_for(kept[level]),
                    "is_widest": is_widest,
                }
            )
    return rows


def reserved_for(number):
    """« 3 passages réservés », or nothing."""
    if not number:
        return ""
    return ngettext("%(n)s passage réservé", "%(n)s passages réservés", number) % {"n": number}


def _people(meeting):
    """{level: « 41 membres de la zone »}: persons, today; those present, on the day."""
    here = Q(membership__zone__in=meeting.zone_ids)
    persons = {"distinct": True}
    seats = Mandate.objects.on(timezone.localdate()).aggregate(
        coordination=Count("person", filter=here & Q(is_coordinator=True), **persons),
        zone=Count("person", filter=here, **persons),
        region=Count("person", **persons),
    )
    there = meeting.participations.present().aggregate(n=Count("person_key", **persons))["n"]
    return {
        Visibility.COORDINATION: _counted(
            ngettext("%(n)s personne", "%(n)s personnes", seats["coordination"]),
            seats["coordination"],
        ),
        Visibility.PRESENT: _counted(
            ngettext("%(n)s personne présente", "%(n)s personnes présentes", there), there
        ),
        Visibility.ZONE: _counted(
            ngettext("%(n)s membre de la zone", "%(n)s membres de la zone", seats["zone"]),
            seats["zone"],
        ),
        Visibility.REGION: _counted(
            ngettext(
                "%(n)s membre des zones, et la Région",
                "%(n)s membres des zones, et la Région",
                seats["region"],
            ),
            seats["region"],
        ),
        Visibility.PUBLIC: _("sans compte, sur internet"),
    }


def _counted(words, number):
    return words % {"n": number}


# --- Choosing ----------------------------------------------------------------------------------


def choice_page(pv, wanted=None, widened=()):
    """The page where the coordination chooses who reads the meeting, its items, its passages.

    ``wanted``: ``{name of the field: level}`` as it was asked, to be confirmed: ``widened`` then
    names, in words, what more people would read.
    """
    wanted = wanted or {}
    meeting = pv.meeting
    items = []
    for item in meeting.agenda.with_blocks():
        within = narrowest(meeting.visibility, item.visibility)
        passages = [_row(block, wanted, within) for block in item.blocks.all()]
        items.append(_row(item, wanted, meeting.visibility) | {"passages": passages})
    return {
        "pv": pv,
        "meeting": meeting,
        "zone": meeting.zone,
        "rows": items,
        "whole": {
            "name": "meeting",
            "chosen": wanted.get("meeting", meeting.visibility),
            "choices": Visibility.choices,
        },
        "who": who_reads(meeting, levels_within(meeting), counted=True),
        "widened": widened,
    }


def _row(thing, wanted, widest):
    name = field_name(thing)
    chosen = wanted.get(name, thing.visibility)
    allowed = [level.value for level in not_wider_than(widest)]
    kept = [level for level in Visibility if level.value in allowed or level.value == chosen]
    inherited = _("comme le point") if isinstance(thing, Block) else _("comme le PV")
    return {
        "name": name,
        "thing": thing,
        "chosen": chosen,
        "choices": [("", inherited), *((level.value, level.label) for level in kept)],
        "words": excerpt_of(thing),
    }


def field_name(thing):
    """« point-12 », « passage-40 »: the field that chooses the level of an item or a passage."""
    kind = "passage" if isinstance(thing, Block) else "point"
    return f"{kind}-{thing.pk}"


def excerpt_of(thing):
    """The title of an item; the first words of a passage."""
    field = "text" if isinstance(thing, Block) else "title"
    return Truncator(" ".join(localised(thing, field)[0].split())).words(16, truncate=" …")
