"""For whom a PV must be set: one paper for each circle of readers who read something different."""

from zones.models.rules import Visibility

from .models import Block
from .models.levels import LEVELS, narrowest

#: Where the addresses of the zone's people never go, whatever its rules.
WIDE = (Visibility.REGION, Visibility.PUBLIC)


def audiences(meeting):
    """The levels for which the PV of ``meeting`` differs, the narrowest first; two queries.

    Each stands for its own readers and for the narrower circles that have none of their own: the
    paper « for the zone » is also that of those present when nothing is kept for them alone.
    """
    widest = Visibility(meeting.visibility)
    inside = set(meeting.agenda.values_list("visibility", flat=True))
    rows = Block.objects.filter(item__meeting=meeting).order_by()
    pairs = set(rows.values_list("visibility", "item__visibility"))
    found = {Visibility(level) for level in inside if level}
    found |= {narrowest(*pair) for pair in pairs if any(pair)}
    found = {level for level in found if LEVELS.index(level) < LEVELS.index(widest)}
    if widest in WIDE and meeting.rules().shows_emails:
        found.add(Visibility.ZONE)
    return sorted(found | {widest}, key=LEVELS.index)
