"""Old minutes read into a draft: pure functions, no database. A human confirms every guess."""

from .coverage import lost_words
from .data import DraftBlock, DraftItem, DraftNextMeeting, DraftPerson, DraftPV
from .describe import describe
from .names import normalise_name, normalise_organisation, same_organisation, same_person
from .parse import parse_pv
from .text import MAX_BYTES, NotMinutes, UnreadableFile, clean_text, read_text

__all__ = [
    "MAX_BYTES",
    "DraftBlock",
    "DraftItem",
    "DraftNextMeeting",
    "DraftPV",
    "DraftPerson",
    "NotMinutes",
    "UnreadableFile",
    "clean_text",
    "describe",
    "lost_words",
    "normalise_name",
    "normalise_organisation",
    "parse_pv",
    "read_text",
    "same_organisation",
    "same_person",
]
