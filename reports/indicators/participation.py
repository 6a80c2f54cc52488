"""Figures about who came. A person is not an institution: « une institution, une voix ».

Every function takes a ``ZoneYear`` and looks only at meetings whose attendance was noted; None
means « n. d. ». A substitute counts for the institution; the same person for two institutions
counts once as a person; guests, experts and the coordination are counted apart and left out of the
rates. Source of the list: étude « 20 ans après », 2015 (practice of the zones' annual reports).
"""

from collections import Counter
from statistics import mean, median

from django.utils.translation import gettext as _

from accounts.models import Language
from meetings.models import Participation

from .gathering import YEARS_BACK
from .meetings import quota

Answer = Participation.Answer
ASPECTS = ("type", "commune", "language")


def institutions_reached(data, year=None):
    """K3. Ids of the institutions present or represented at one meeting at least."""
    sittings = data.recorded if year is None else _recorded(data, year)
    return set().union(*(sitting.institutions for sitting in sittings))


def persons_per_meeting(data, year=None):
    """K4. ``{"mean", "median"}`` of the people present, guests included; mean to one decimal."""
    sittings = data.recorded if year is None else _recorded(data, year)
    counts = [len(sitting.persons) for sitting in sittings]
    if not counts:
        return {"mean": None, "median": None}
    return {"mean": round(mean(counts), 1), "median": median(counts)}


def guests(data):
    """Persons met in the year only as guests or experts, once each; None without attendance."""
    if not data.recorded:
        return None
    return len(set().union(*(sitting.guests for sitting in data.recorded)))


def regularity(data):
    """K5. ``{institution id: (present, invited)}`` over the meetings that count for the quota.

    Institutions never invited in the year are not there: nobody can be regular unasked.
    """
    counts = {}
    for sitting in data.recorded:
        if sitting.meeting.counts_for_quota:
            for institution in sitting.invited:
                present, invited = counts.get(institution, (0, 0))
                counts[institution] = (
                    present + (institution in sitting.members_present),
                    invited + 1,
                )
    return counts


def regular_institutions(data):
    """K5. Ids of the institutions present at enough of the meetings they were invited to.

    Enough is the zone's own threshold, of the rules in force at the end of the year (50 % unless
    it chose another).
    """
    percent = data.rules.regular_percent
    return {
        institution
        for institution, (present, invited) in regularity(data).items()
        if present * 100 >= percent * invited
    }


def response_rate(data):
    """P1. Invited institutions that answered (coming, excused or replaced) ÷ invited ones.

    Summed over the meetings, imported ones left out: their answers were never asked here.
    """
    said = sum(len(answered(sitting)) for sitting in asked(data))
    return _share(said, sum(len(sitting.invited) for sitting in asked(data)))


def asked(data):
    """P1. The meetings whose answers were asked here, whether or not the attendance was noted."""
    return [sitting for sitting in data.held if not sitting.meeting.is_imported]


def answered(sitting):
    """P1. Invited institutions that answered, whatever they said."""
    return sitting.answering(Answer.COMING, Answer.REPLACED, Answer.EXCUSED)


def attendance_rate(data, year=None):
    """P2. Invited institutions present or represented ÷ invited institutions, summed.

    One of which nothing was noted, at a meeting where others were, stays among the invited.
    """
    sittings = data.recorded if year is None else _recorded(data, year)
    present = sum(len(sitting.invited & sitting.members_present) for sitting in sittings)
    return _share(present, sum(len(sitting.invited) for sitting in sittings))


def no_show_rate(data):
    """P3. Institutions that announced somebody and sent nobody ÷ those that announced somebody.

    Those of which nothing was noted are in neither number.
    """
    announced = missing = 0
    for sitting in data.recorded:
        coming = sitting.answering(Answer.COMING, Answer.REPLACED) - sitting.unnoted
        announced += len(coming)
        missing += len(coming - sitting.members_present)
    return _share(missing, announced)


def excused_rate(data):
    """P4. Invited institutions that sent excuses and nobody ÷ invited institutions, summed."""
    excused = sum(len(sitting.excused) for sitting in data.recorded)
    return _share(excused, sum(len(sitting.invited) for sitting in data.recorded))


def new_institutions(data):
    """P5. Ids of the institutions that came for the first time ever in this zone.

    None when no attendance is known before the year: everybody would be new.
    """
    if not data.older_institutions:
        return None
    here = set().union(*(sitting.members_present for sitting in data.recorded))
    return here - data.older_institutions


def new_persons(data):
    """P5. Number of people who came for the first time ever in this zone; None as above."""
    if not data.older_persons:
        return None
    here = {s.person for sitting in data.recorded for s in sitting.members if s.is_here}
    return len(here - data.older_persons)


def balance(data):
    """P9. ``{"type", "commune", "language"}``: distinct institutions reached, by label code."""
    found = {name: {} for name in ASPECTS}
    for name, code, _label, number in balance_lines(data):
        found[name][code] = number
    return found


def balance_lines(data):
    """P9. ``[(one of ASPECTS, code, label, number)]``: types by rank, the others by code.

    The code of an unknown commune is "".
    """
    found = Counter()
    for office in (data.institutions[pk] for pk in institutions_reached(data)):
        place, language = office.commune, str(Language(office.language).label)
        where = (place.code, place.name) if place else ("", _("commune inconnue"))
        found[0, office.rank, office.type.code, office.type.name] += 1
        found[1, 0, *where] += 1
        found[2, 0, office.language, language] += 1
    order = sorted(found.items(), key=lambda pair: pair[0][:3])
    return [(ASPECTS[side], code, label, number) for (side, _rank, code, label), number in order]


def per_meeting(data):
    """What a chart shows: one dict a meeting held, None where nobody noted the attendance."""
    return [
        {
            "meeting": sitting.meeting.pk,
            "date": sitting.meeting.held_on.isoformat(),
            "persons": len(sitting.persons) if sitting.is_recorded else None,
            "institutions": len(sitting.institutions) if sitting.is_recorded else None,
            "guests": len(sitting.guests) if sitting.is_recorded else None,
            "invited": len(sitting.invited) if sitting.is_recorded else None,
            "excused": len(sitting.excused) if sitting.is_recorded else None,
        }
        for sitting in data.held
    ]


def trend(data):
    """T1. K2, K3, K4 and P2 of the five last years, oldest first; None for a year without data."""
    rows = []
    for year in range(data.year - YEARS_BACK + 1, data.year + 1):
        recorded = _recorded(data, year)
        rows.append(
            {
                "year": year,
                "half_days": quota(data, year).held if data.of(year) else None,
                "institutions": len(institutions_reached(data, year)) if recorded else None,
                "persons": persons_per_meeting(data, year)["mean"],
                "attendance": attendance_rate(data, year),
            }
        )
    return rows


def grid(data):
    """Institutions × meetings held: ``{institution id: [cell, …]}``, in the order of ``data.held``.

    Cells: ``present``, ``excused``, ``absent`` (invited), ``""`` (not invited), ``unknown``: nobody
    noted it, for the whole meeting or for that institution.
    """
    seen = set().union(*(s.institutions | s.invited for s in data.recorded), set())
    return {institution: [_cell(s, institution) for s in data.held] for institution in seen}


def _cell(sitting, institution):
    if not sitting.is_recorded:
        return "unknown"
    if institution in sitting.institutions:
        return "present"
    if institution in sitting.excused:
        return "excused"
    if institution in sitting.unnoted:
        return "unknown"
    return "absent" if institution in sitting.invited else ""


def _recorded(data, year):
    return [sitting for sitting in data.of(year) if sitting.is_recorded]


def _share(part, whole):
    """A share between 0 and 1, to three decimals; None when there is nothing to divide by."""
    return round(part / whole, 3) if whole else None
