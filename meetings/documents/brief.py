"""The aide-mémoire and the note for the absent: one page, decided, asked of you, dates.

What does not fit is shortened, texts first, then rows; the page says so, and that the rest is read
in the application.
"""

from typing import NamedTuple

from django.utils.translation import ngettext

from concertation import pdf as engine
from concertation.typography import plain
from zones.models.rules import Visibility

from ..models import Block, Participation
from . import common, minutes
from .passages import due, label, printed_items

DECIDED = (Block.Kind.DECISION, Block.Kind.OPINION)
#: Longest name of somebody who has something to do, so that a table keeps its columns.
LONGEST_NAME = 60


class Room(NamedTuple):
    """How much is printed: characters of a text, rows of a table; the same of what is not asked;
    meetings to come, the next ones first."""

    text: int
    rows: int
    other_text: int
    others: int
    dates: int = 4


#: From everything to the least that still says how much is missing.
ROOMS = [
    Room(4000, 500, 2000, 60),
    Room(1200, 500, 400, 40),
    Room(600, 200, 200, 30),
    Room(360, 100, 110, 24),
    Room(240, 80, 0, 24, 3),
    *(Room(160, rows, 0, 8, 2) for rows in (60, 40)),
    *(Room(100, rows, 0, 0, 2) for rows in (60, 48, 40, 34, 29, 25, 22, 19, 16, 14, 12, 10)),
    *(Room(70, rows, 0, 0, 1) for rows in (10, 8, 7, 6, 5, 4, 3, 2, 1)),
]
#: Below this room for a text, the title of its point gives way to its number alone.
ROOM_FOR_TITLES = 200
LONGEST_TITLE = 60


class Asked(NamedTuple):
    """Of whom? ``organisation`` and ``people``: keys; only what is asked of them is printed."""

    organisation: int | None
    people: frozenset
    name: str


def asked_of(meeting, organisation):
    """``Asked`` for an institution and those who sit for it in ``meeting``; one query."""
    rows = Participation.objects.filter(meeting=meeting, organisation=organisation)
    people = frozenset(rows.values_list("person", flat=True)) - {None}
    return Asked(organisation.pk, people, organisation.name)


def aide_memoire_html(pv, level):
    languages = common.languages_of(pv.meeting.languages)
    context = minutes.paper_context(pv, level, languages)
    return on_one_page(context, gathered(pv.meeting, level, languages), languages)


def on_one_page(context, found, languages, asked=None):
    """The HTML of the page, with as much of ``found`` as it holds: see ``ROOMS``."""
    least, most = 0, len(ROOMS) - 1
    while least < most:
        middle = (least + most) // 2
        if engine.page_count(_page(context, found, languages, asked, ROOMS[middle])) == 1:
            most = middle
        else:
            least = middle + 1
    return _page(context, found, languages, asked, ROOMS[least])


def _page(context, found, languages, asked, room):
    shown = fitted(found, room, languages) | {"asked_of": asked}
    later = context["later"][: room.dates]
    shown["is_cut"] |= later != context["later"]
    return minutes.printed(
        "pdf/aide_memoire.html", context | shown | {"later": later}, languages[0]
    )


def gathered(meeting, level=Visibility.COORDINATION, languages=("fr",), asked=None):
    """What was decided, asked and spoken about, as the readers at ``level`` may read it.

    ``asked``: keep the actions of these owners only. Lists of rows for ``fitted``.
    """
    items = printed_items(meeting, languages, level)
    found = {"decided": [], "actions": [], "points": [], "hidden": 0}
    for item in items:
        found["hidden"] += item["hidden_count"]
        if not item["is_hidden"]:
            _gather(item, languages, asked, found)
    return found


def _gather(item, languages, asked, found):
    rest = []
    for block in item["item"].blocks.all():
        texts = common.cells(block, "text", languages)
        texts = [cell._replace(text=" ".join(plain(cell.text).split())) for cell in texts]
        if block.kind in DECIDED:
            labels = [label(block, code) for code in languages]
            row = {"number": item["number"], "title": _short_title(item)}
            found["decided"].append(row | {"texts": texts, "labels": labels})
        elif block.kind == Block.Kind.ACTION:
            if asked is None or _is_asked(block, asked):
                found["actions"].append(_action(block, texts, languages))
        else:
            rest.append(texts)
    if rest or not item["item"].blocks.all():
        found["points"].append({"item": item, "texts": rest[0] if rest else []})


def _short_title(item):
    return [cell._replace(text=shortened(cell.text, LONGEST_TITLE)) for cell in item["title"]]


def _is_asked(block, asked):
    action = getattr(block, "action", None)
    owners = action.owners.all() if action else ()
    return any(
        (owner.organisation_id and owner.organisation_id == asked.organisation)
        or (owner.person_id and owner.person_id in asked.people)
        for owner in owners
    )


def _action(block, texts, languages):
    action = getattr(block, "action", None)
    names = ", ".join(owner.name for owner in action.owners.all()) if action else ""
    return {
        "texts": texts,
        "who": shortened(names or block.said_by, LONGEST_NAME),
        "due": common.spoken(common.said(due, action), languages),
    }


def fitted(found, room, languages):
    """The context of the page with as much of ``found`` as ``room`` gives."""
    cut = {
        "decided": [_cut(row, room.text) for row in found["decided"][: room.rows]],
        "actions": [_cut(row, room.text) for row in found["actions"][: room.rows]],
        "points": [_cut(row, room.other_text) for row in found["points"][: room.others]],
    }
    left = {name: len(found[name]) - len(cut[name]) for name in cut}
    is_cut = any(row["is_cut"] for name in ("decided", "actions") for row in cut[name])
    said = common.said
    return cut | {
        "left_decided": common.spoken(said(_left_decided, left["decided"]), languages),
        "left_actions": common.spoken(said(_left_actions, left["actions"]), languages),
        "has_titles": room.text > ROOM_FOR_TITLES and len(languages) == 1,
        "is_cut": is_cut or any(left.values()) or any(row["is_cut"] for row in cut["points"]),
        "hidden": common.spoken(said(_hidden, found["hidden"]), languages),
    }


def _cut(row, limit):
    texts = [cell._replace(text=shortened(cell.text, limit)) for cell in row["texts"]]
    texts = [cell for cell in texts if cell.text]
    is_cut = [cell.text for cell in texts] != [cell.text for cell in row["texts"]]
    return row | {"texts": texts, "is_cut": is_cut}


def shortened(text, limit):
    """``text`` on ``limit`` characters at most, cut between two words, with « … »; "" for 0."""
    if len(text) <= limit:
        return text
    if not limit:
        return ""
    kept = text[: limit - 2]
    kept = kept[: kept.rfind(" ")] if " " in kept[limit // 2 :] else kept
    return kept.rstrip(" ,;:.") + " …"


def _left_decided(number):
    if not number:
        return ""
    words = ngettext("et %(n)s autre décision", "et %(n)s autres décisions", number)
    return words % {"n": number}


def _left_actions(number):
    if not number:
        return ""
    words = ngettext("et %(n)s autre action", "et %(n)s autres actions", number)
    return words % {"n": number}


def _hidden(number):
    if not number:
        return ""
    words = ngettext("%(n)s passage réservé.", "%(n)s passages réservés.", number)
    return words % {"n": number}
