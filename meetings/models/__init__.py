"""What was called, said and decided."""

from .agenda import AgendaItem
from .attendance import Answer, Participation
from .event import MeetingEvent
from .followup import ActionItem, ActionOwner, Opinion, WorkingGroup
from .meeting import Meeting
from .outbox import Letter, Paper
from .pv import PV, Block, PVVersion

__all__ = [
    "PV",
    "ActionItem",
    "ActionOwner",
    "AgendaItem",
    "Answer",
    "Block",
    "Letter",
    "Meeting",
    "MeetingEvent",
    "Opinion",
    "PVVersion",
    "Paper",
    "Participation",
    "WorkingGroup",
]
