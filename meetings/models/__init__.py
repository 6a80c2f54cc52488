"""What was called, said and decided."""

from .agenda import AgendaItem
from .arrival import Arrival
from .attachment import Attachment
from .attendance import Answer, Participation
from .block import Block
from .carrying import ActionNotice, SetAside
from .event import MeetingEvent
from .feed import CalendarFeed
from .followup import ActionItem, ActionOwner, Opinion, WorkingGroup
from .found import PVText
from .intake import Intake
from .meeting import Meeting
from .outbox import Letter
from .outreach import Outreach
from .outside import OutsideBody, OutsideMeeting
from .paper import Paper
from .poll import DatePoll, PollReply, PollSlot, PollVote, PollVoter
from .proposal import ItemProposal
from .pv import PV, PVVersion
from .register import CoSignature, Finding
from .remark import PVReading, Remark
from .reminder import ReminderKind, ReminderRule, ReminderRun
from .sealed import SealedPV
from .tap import Tap
from .vote import Recount, Voice, Vote

__all__ = [
    "PV",
    "ActionItem",
    "ActionNotice",
    "ActionOwner",
    "AgendaItem",
    "Answer",
    "Arrival",
    "Attachment",
    "Block",
    "CalendarFeed",
    "CoSignature",
    "DatePoll",
    "Finding",
    "Intake",
    "ItemProposal",
    "Letter",
    "Meeting",
    "MeetingEvent",
    "Opinion",
    "OutsideBody",
    "OutsideMeeting",
    "Outreach",
    "PVReading",
    "PVText",
    "PVVersion",
    "Paper",
    "Participation",
    "PollReply",
    "PollSlot",
    "PollVote",
    "PollVoter",
    "Recount",
    "Remark",
    "ReminderKind",
    "ReminderRule",
    "ReminderRun",
    "SealedPV",
    "SetAside",
    "Tap",
    "Voice",
    "Vote",
    "WorkingGroup",
]
