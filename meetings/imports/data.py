"""What an old PV says, once read: plain data, nothing saved, all to be confirmed by a human."""

from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class DraftPerson:
    """Someone of the attendance list. ``name`` is as written; first and last names are guesses."""

    name: str
    first_name: str
    last_name: str
    organisation: str | None
    email: str | None
    status: str  # present, excused, absent or guest
    role: str = ""  # « conseillers du CPAS », as written after a list of names


@dataclass
class DraftBlock:
    """One typed paragraph of a point. ``text`` is without ``label`` when the kind says it all."""

    kind: str
    text: str
    label: str = ""
    decision_mode: str = ""
    owners: list[str] = field(default_factory=list)
    proposed_by: str = ""
    due: str = ""
    due_on: date | None = None


@dataclass
class DraftItem:
    """A point. ``announced`` and ``heading``: its lines in the agenda and the body, as written."""

    number: int
    title: str
    kind: str = "information"
    blocks: list[DraftBlock] = field(default_factory=list)
    announced: str = ""
    heading: str = ""


@dataclass
class DraftNextMeeting:
    """A meeting the PV announces, with its agenda so far; its sentences also stay in blocks."""

    on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str | None = None
    title: str = ""
    kind: str = "other"
    agenda: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


@dataclass
class DraftPV:
    """FR procès-verbal / NL notulen, read from its text.

    ``held_on`` is None when the text gives no full date. ``head_lines`` are the lines that gave the
    date, the place or opened a list; ``unplaced`` those that belong to no point. Every line of the
    text is in exactly one place: see ``lost_words``.
    """

    title: str
    zone_name: str | None
    held_on: date | None
    starts_at: time | None
    ends_at: time | None
    place: str | None
    language: str
    people: list[DraftPerson] = field(default_factory=list)
    items: list[DraftItem] = field(default_factory=list)
    next_meetings: list[DraftNextMeeting] = field(default_factory=list)
    head_lines: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    #: Where the date stands: « title », « line », « given » by whoever imports, or "".
    date_from: str = ""
    is_date_contradicted: bool = False
    #: Chosen by a human while reading again: what the meeting was about, and its kind.
    subject: str = ""
    kind: str = ""
