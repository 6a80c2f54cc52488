"""What somebody corrects and chooses before old minutes are taken in: plain data, pure.

A review is a dictionary that a JSON column holds. Its fields have addresses such as
« people.3.status »; ``apply`` writes some of them, ``as_draft`` gives back what would be written.
"""

import copy
from datetime import date, time

from .data import DraftBlock, DraftItem, DraftNextMeeting, DraftPerson, DraftPV

#: Where a line without a place goes: the annex of the minutes, a point, or nowhere.
ANNEX = "annex"
#: What becomes of somebody read in the list of those present.
NEW, LEFT_OUT, NOBODY = "new", "skip", "none"
STATUSES = ("present", "excused", "absent", "guest")
#: Fields that may be written, with their greatest length.
MEETING = {"on": 10, "starts_at": 5, "ends_at": 5, "place": 200, "subject": 200, "kind": 20}
MEETING |= {"language": 2, "theme": 80}
PERSON = {"first_name": 60, "last_name": 80, "organisation": 160, "email": 254, "status": 7}
PERSON |= {"person": 12, "institution": 12}
ITEM = {"title": 250, "kind": 14}
BLOCK = {"kind": 11, "text": 50_000, "item": 3}
NEXT = {"take": 1, "title": 200, "on": 10, "starts_at": 5, "place": 200}
UNPLACED = {"to": 5}
ROWS = {"people": PERSON, "items": ITEM, "blocks": BLOCK, "next": NEXT, "unplaced": UNPLACED}


class Unusable(ValueError):
    """What was typed cannot become a meeting; ``field`` is its address."""

    def __init__(self, field):
        super().__init__(field)
        self.field = field


def start(draft):
    """The review of ``draft`` before anybody touched it."""
    items = draft.items or ([DraftItem(1, draft.title)] if draft.unplaced else [])
    return {
        "meeting": {
            "on": _said(draft.held_on),
            "starts_at": _said(draft.starts_at),
            "ends_at": _said(draft.ends_at),
            "place": (draft.place or "")[:200],
            "subject": ", ".join(item.title for item in draft.items[:2])[:200],
            "kind": "commission",
            "language": draft.language,
            "theme": "",
        },
        "title": draft.title,
        "zone_name": draft.zone_name,
        "date_from": draft.date_from,
        "is_date_contradicted": draft.is_date_contradicted,
        "head_lines": list(draft.head_lines),
        "warnings": list(draft.warnings),
        "people": [_person(person) for person in draft.people],
        "items": [_item(item) for item in items],
        "blocks": [
            _block(block, position) for position, item in enumerate(items) for block in item.blocks
        ],
        "next": [_next(meeting) for meeting in draft.next_meetings],
        "unplaced": [{"text": line, "to": ANNEX} for line in draft.unplaced],
        "confirmed": "",
    }


def _said(value):
    """A date or an hour as a page writes it, "" when it is not known."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value.strftime("%H:%M")


def _person(person):
    return {
        "name": person.name,
        "first_name": person.first_name[:60],
        "last_name": (person.last_name or person.name)[:80],
        "organisation": (person.organisation or "")[:160],
        "email": person.email or "",
        "status": person.status,
        "role": person.role,
        "person": "",
        "institution": "",
        "read": [person.organisation or "", person.email or ""],
    }


def _item(item):
    return {
        "number": item.number,
        "title": item.title[:250],
        "kind": item.kind,
        "announced": item.announced,
        "heading": item.heading,
    }


def _block(block, position):
    row = {name: getattr(block, name) for name in ("kind", "text", "label", "decision_mode")}
    row |= {"owners": list(block.owners), "proposed_by": block.proposed_by}
    return row | {"due": block.due, "due_on": _said(block.due_on), "item": str(position)}


def _next(meeting):
    return {
        "take": "1",
        "title": meeting.title[:200],
        "on": _said(meeting.on),
        "starts_at": _said(meeting.starts_at),
        "ends_at": _said(meeting.ends_at),
        "place": (meeting.place or "")[:200],
        "kind": meeting.kind,
        "agenda": list(meeting.agenda),
        "people": list(meeting.people),
    }


# --- Writing ------------------------------------------------------------------------------------


def apply(review, changes):
    """``review`` with the ``changes`` ({address: text}); unknown addresses are left aside."""
    review = copy.deepcopy(review)
    for address, value in changes.items():
        found = place_of(review, address)
        if found is not None:
            row, name, most = found
            row[name] = value.replace("\x00", "").replace("\r\n", "\n")[:most]
    return review


def place_of(review, address):
    """``(row, name, greatest length)`` of an address, None when there is no such field."""
    if address == "confirmed":
        return review, address, 1
    group, _dot, rest = address.partition(".")
    if group == "meeting" and rest in MEETING:
        return review["meeting"], rest, MEETING[rest]
    number, _dot, name = rest.partition(".")
    known = ROWS.get(group, {})
    if name not in known or not number.isdecimal() or int(number) >= len(review[group]):
        return None
    return review[group][int(number)], name, known[name]


def value_of(review, address):
    """What a field holds now, None when there is no such field."""
    found = place_of(review, address)
    return None if found is None else found[0].get(found[1], "")


# --- What would be written ----------------------------------------------------------------------


def as_draft(review):
    """The minutes as they would be written. Raises ``Unusable`` for a date or an hour that is none.

    People left out are left out; a line placed under a point becomes a passage of it, the others
    stay ``unplaced``: they are kept as an annex.
    """
    draft = loosely(review)
    meeting = review["meeting"]
    draft.held_on = _date(meeting["on"], "meeting.on")
    draft.starts_at = _time(meeting["starts_at"], "meeting.starts_at")
    draft.ends_at = _time(meeting["ends_at"], "meeting.ends_at")
    draft.next_meetings = [
        _as_next(row, f"next.{position}")
        for position, row in enumerate(review["next"])
        if row["take"]
    ]
    return draft


def loosely(review):
    """The same without its dates, whatever was typed: to count its words."""
    items = [
        DraftItem(row["number"], row["title"].strip() or "—", row["kind"], [], row["announced"])
        for row in review["items"]
    ]
    for item, row in zip(items, review["items"], strict=True):
        item.heading = row["heading"]
    for row in review["blocks"]:
        _under(items, row["item"]).blocks.append(_as_block(row))
    annex = []
    for row in review["unplaced"]:
        if row["to"] == ANNEX:
            annex.append(row["text"])
        elif row["to"]:
            _under(items, row["to"]).blocks.append(DraftBlock("information", row["text"]))
    meeting = review["meeting"]
    return DraftPV(
        title=review["title"],
        zone_name=review["zone_name"],
        held_on=None,
        starts_at=None,
        ends_at=None,
        place=meeting["place"].strip() or None,
        language=meeting["language"],
        people=[as_person(row) for row in review["people"] if row["person"] != LEFT_OUT],
        items=items,
        head_lines=review["head_lines"],
        unplaced=annex,
        subject=meeting["subject"].strip(),
        kind=meeting["kind"],
    )


def _under(items, position):
    found = int(position) if position.isdecimal() and int(position) < len(items) else 0
    return items[found]


def as_person(row):
    first, last = row["first_name"].strip(), row["last_name"].strip()
    status = row["status"] if row["status"] in STATUSES else "present"
    return DraftPerson(
        name=f"{first} {last}".strip() or row["name"],
        first_name=first,
        last_name=last,
        organisation=row["organisation"].strip() or None,
        email=row["email"].strip() or None,
        status=status,
        role=row["role"],
    )


def _as_block(row):
    due = row["due_on"]
    return DraftBlock(
        row["kind"],
        row["text"],
        row["label"],
        row["decision_mode"],
        list(row["owners"]),
        row["proposed_by"],
        row["due"],
        date.fromisoformat(due) if due else None,
    )


def _as_next(row, address):
    on = _date(row["on"], f"{address}.on")
    if on is None:
        raise Unusable(f"{address}.on")
    ends_at = _time(row["ends_at"], address)
    starts_at = _time(row["starts_at"], f"{address}.starts_at")
    return DraftNextMeeting(
        on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=row["place"].strip() or None,
        title=row["title"].strip(),
        kind=row["kind"],
        agenda=list(row["agenda"]),
        people=list(row["people"]),
    )


def _date(text, address):
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Unusable(address) from error


def _time(text, address):
    try:
        return time.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise Unusable(address) from error
