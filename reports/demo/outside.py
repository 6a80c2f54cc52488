"""Other bodies of the demonstration: the names are those of the field, every date is invented.

Source of the names: étude « 20 ans après », 2015 (the meetings that saturate partners' agendas).
"""

from datetime import timedelta

from meetings.models import OutsideBody
from meetings.services.outside import add_meetings
from meetings.services.planning import local_datetime
from meetings.slots import HOURS
from zones.models import PartnerType, Zone

MONTHS = 12
#: (French, Dutch, zone or None for the whole Region, types it calls, weekday, part, months' week,
#: every so many months, title).
BODIES = (
    (
        "Groupe de travail des OISP (FeBISP)",
        "Werkgroep van de OISP (FeBISP)",
        None,
        ("oisp", "aft"),
        1,
        "am",
        2,
        2,
        "",
    ),
    (
        "Réunion interzonale (Tracé Brussel)",
        "Interzonaal overleg (Tracé Brussel)",
        None,
        ("mission_locale", "lww"),
        3,
        "pm",
        1,
        3,
        "Coordinations des six zones",
    ),
    (
        "Commission employeurs",
        "Werkgeverscommissie",
        None,
        ("mission_locale", "actiris_antenne"),
        4,
        "am",
        3,
        2,
        "",
    ),
    (
        "Coordination sociale du CPAS",
        "Sociale coördinatie van het OCMW",
        "sud",
        ("cpas", "cpas_isp", "coord_sociale"),
        3,
        "am",
        3,
        1,
        "Insertion et emploi",
    ),
    (
        "Concertation locale de cohésion sociale",
        "Lokaal overleg sociale cohesie",
        "sud",
        ("commune", "alpha", "coord_sociale"),
        0,
        "pm",
        4,
        3,
        "",
    ),
)


def load(today):
    """A year of meetings around ``today`` for each body; nothing if there are bodies already."""
    if OutsideBody.objects.exists():
        return
    for name_fr, name_nl, code, types, weekday, part, week, step, title in BODIES:
        body = OutsideBody.objects.create(
            name_fr=name_fr,
            name_nl=name_nl,
            zone=Zone.objects.get(code=code) if code else None,
        )
        body.types.set(PartnerType.objects.filter(code__in=types))
        days = _days(today, weekday, week, step)
        starts, ends = HOURS[part]
        moments = [(local_datetime(day, starts), local_datetime(day, ends)) for day in days]
        add_meetings(body, moments, title=title, by=None)


def _days(today, weekday, week, step):
    """The ``week``-th such weekday of every ``step``-th month, from last month on."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = []
    for number in range(MONTHS):
        if number % step == 0:
            first = month + timedelta(days=(weekday - month.weekday()) % 7)
            found.append(first + timedelta(weeks=week - 1))
        month = (month + timedelta(days=32)).replace(day=1)
    return found
