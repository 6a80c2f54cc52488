"""What was called, said and decided."""

from .agenda import AgendaItem
from .arrival import Arrival
from .attachment import Attachment
from .attendance import Answer, Participation
from .event import MeetingEvent
from .feed import CalendarFeed
from .followup import ActionItem, ActionOwner, Opinion, WorkingGroup
from .meeting import Meeting
from .outbox import Letter, Paper
from .outreach import Outreach
from .outside import OutsideBody, OutsideMeeting
from .poll import DatePoll, PollReply, PollSlot, PollVote, PollVoter
from .proposal import ItemProposal
from .pv import PV, Block, PVVersion
from .reminder import ReminderKind, ReminderRule, ReminderRun
from .tap import Tap

__all__ = [
    "PV",
    "ActionItem",
    "ActionOwner",
    "AgendaItem",
    "Answer",
    "Arrival",
    "Attachment",
    "Block",
    "CalendarFeed",
    "DatePoll",
    "ItemProposal",
    "Letter",
    "Meeting",
    "MeetingEvent",
    "Opinion",
    "OutsideBody",
    "OutsideMeeting",
    "Outreach",
    "PVVersion",
    "Paper",
    "Participation",
    "PollReply",
    "PollSlot",
    "PollVote",
    "PollVoter",
    "ReminderKind",
    "ReminderRule",
    "ReminderRun",
    "Tap",
    "WorkingGroup",
]
