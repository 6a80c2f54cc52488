"""Who was not at a meeting: institutions of which nobody came, and who reads the note for them."""

from dataclasses import dataclass, field

from zones.search import fold

from .models import Participation
from .models.levels import readable
from .readership import level_of_reader

Presence = Participation.Presence


@dataclass
class Absent:
    """An institution, or somebody invited in their own name; ``rows``: its people on the list."""

    name: str
    organisation_id: int | None
    rows: list = field(default_factory=list)

    @property
    def reachable(self):
        return [row for row in self.rows if row.email]


def absentees(meeting):
    """``Absent``, by name: excused or absent, of an institution that had nobody there; two queries.

    Those who may not read the PV of the meeting are left out: a guest, when it stays in the zone;
    everybody, when it is for the secretariat or for those who were present.
    """
    rows = list(meeting.participations.select_related("organisation").order_by("pk"))
    seated = {row.organisation_id for row in rows if row.presence in Participation.SEATED}
    found = {}
    for row in rows:
        is_away = row.presence in (Presence.EXCUSED, Presence.ABSENT)
        if not is_away or (row.organisation_id and row.organisation_id in seated):
            continue
        if meeting.visibility not in readable(level_of_reader(row)):
            continue
        key = row.organisation_id or f"row {row.pk}"
        name = row.organisation_name if row.organisation_id else row.person_name
        found.setdefault(key, Absent(name, row.organisation_id)).rows.append(row)
    return sorted(found.values(), key=lambda absent: fold(absent.name))
