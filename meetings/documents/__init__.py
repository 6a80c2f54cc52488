"""The papers of a meeting: objects → bytes of a PDF. Nothing is saved, no clock is read.

Same rows, same bytes. What was sent is kept by the services (``Paper``) and is never rendered
again: ``stored_or_fresh_pv`` and ``stored_or_fresh_letter`` give what a page must show.
"""

from .letters import (
    addressed_letters,
    addressed_name,
    convocation,
    formal_convocation,
    frozen_convocation,
    invitation,
    letter_file,
    letter_language,
    letter_languages,
    letter_name,
    stored_letter,
    stored_or_fresh_letter,
)
from .note import note, note_name
from .poster import poster, poster_name
from .record import hides, pv, pv_for, pv_name, shows_more, stored_or_fresh_pv, stored_pv
from .sheet import attendance_sheet, sheet_name
from .text import pv_text, text_name

__all__ = [
    "addressed_letters",
    "addressed_name",
    "attendance_sheet",
    "convocation",
    "formal_convocation",
    "frozen_convocation",
    "hides",
    "invitation",
    "letter_file",
    "letter_language",
    "letter_languages",
    "letter_name",
    "note",
    "note_name",
    "poster",
    "poster_name",
    "pv",
    "pv_for",
    "pv_name",
    "pv_text",
    "sheet_name",
    "shows_more",
    "stored_letter",
    "stored_or_fresh_letter",
    "stored_or_fresh_pv",
    "stored_pv",
    "text_name",
]
