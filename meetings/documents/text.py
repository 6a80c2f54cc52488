"""A PV as plain text: read anywhere, and by our own reading of old minutes (``imports``)."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext, override

from concertation.typography import date_short, plain

from .. import vote_words, wording
from ..audiences import WIDE
from ..models import Block
from . import common
from .minutes import HEADINGS, Form, announced
from .passages import due, printed_items
from .presences import presences
from .privacy import without_addresses

Mode = Block.DecisionMode
#: A line that the reading of minutes would take for a heading, or for the label of something else.
_LIKE_A_HEADING = re.compile(r"^(\s*)(\d{1,2})([.)])(\s)", re.MULTILINE)


def pv_text(pv, level, language=None):
    """The PV for the readers at ``level``, in one language, as text with « \\n » lines.

    A text missing in ``language`` is given in the other one, marked.
    """
    language = language or common.languages_of(pv.meeting.languages)[0]
    shows_emails = pv.meeting.rules().shows_emails and level not in WIDE
    with override(language):
        lines = [*_head(pv), *_people(pv, language), *_body(pv, level, language)]
        # Plain text has plain spaces: typography is for display.
        text = "\n".join(lines).strip().replace("\xa0", " ").replace("\u202f", " ") + "\n"
        return text if shows_emails else without_addresses(text)


def text_name(pv, prefix):
    return common.file_name(prefix, pv.meeting).removesuffix(".pdf") + ".txt"


def _head(pv):
    meeting = pv.meeting
    title = f"{HEADINGS[pv.kind]} – {wording.body_name(meeting)} – {date_short(meeting.starts_at)}"
    lines = [title, gettext("Heure : %(hours)s") % {"hours": wording.hours(meeting)}]
    if place := wording.location(meeting):
        lines.append(gettext("Lieu : %(place)s") % {"place": _line(place)})
    return lines


def _people(pv, language):
    there = presences(pv.meeting, (language,))
    groups = (
        (gettext("Présents"), there["present"]),
        (gettext("Excusés"), [*there["excused"], *there["represented"]]),
        (gettext("Absents"), there["absent"] if pv.kind == Form.PV else []),
    )
    lines = []
    for told, rows in groups:
        if rows:
            lines += ["", f"{told} :", *(_person(row) for row in rows)]
    return lines


def _person(row):
    name, office = _line(row.person_name), _line(row.organisation_name)
    return f"· {name} ({office})" if office else f"· {name}"


def _body(pv, level, language):
    items = printed_items(pv.meeting, (language,), level)
    titles = [f"{item['number']}. {_title(item)}" for item in items]
    lines = ["", gettext("Ordre du jour :"), *titles] if items else []
    for title, item in zip(titles, items, strict=True):
        lines += ["", title, ""]
        lines += [cell.text for cell in item["approval"]]
        if not item["is_hidden"]:
            for block in item["item"].blocks.all():
                lines += [_passage(block, language), "", *_after(block)]
        lines += [f"[{cell.text}]" for cell in item["hidden"]]
    later = announced(pv.meeting, (language,))
    if later and not any(item["is_next_meetings"] for item in items):
        lines += ["", gettext("Prochaines réunions :"), *(f"· {cells[0].text}" for cells in later)]
    return lines


def _title(item):
    cell = item["title"][0]
    return _line(cell.text) + (f" ({cell.language})" if cell.is_fallback else "")


def _passage(block, language):
    """« Décision à l’unanimité : … »; a text of several paragraphs stays one passage."""
    cells = common.cells(block, "text", (language,))
    text = plain(cells[0].text) if cells else ""
    text = "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
    text = _LIKE_A_HEADING.sub(r"\1\2)\4", text)
    if cells and cells[0].is_fallback:
        text += f" ({cells[0].language})"
    if block.kind == Block.Kind.ACTION:
        text = _action(block, text)
    told = _label(block)
    return f"{told} : {text}" if told else text


def _action(block, text):
    """« Jules Émond ; écrire aux partenaires (avant fin avril) »."""
    action = getattr(block, "action", None)
    owners = [owner.name for owner in action.owners.all()] if action else []
    opening = f"{_line(', '.join(owners))} ; " if owners else ""
    until = due(action)
    return f"{opening}{text}" + (f" ({until})" if until else "")


def _after(block):
    """How it was voted, in brackets: no part of the passage."""
    vote = vote_words.of_block(block)
    if vote is None:
        return []
    told = [capfirst(vote_words.sentence(vote))]
    told += [f"{choice} : {', '.join(names)}" for choice, names in vote_words.by_name(vote)]
    if vote.minority_note:
        told.append(gettext("Note de minorité : %(note)s") % {"note": _line(vote.minority_note)})
    return [f"({_line(one)})" for one in told] + [""]


def _label(block):
    if block.kind == Block.Kind.INFORMATION:
        return ""
    kind = capfirst(block.get_kind_display())
    if block.decision_mode == Mode.UNANIMITY and block.kind == Block.Kind.DECISION:
        return gettext("Décision prise à l’unanimité")
    if block.decision_mode == Mode.CONSENSUS and block.kind == Block.Kind.DECISION:
        return gettext("Décision prise par consensus")
    if block.decision_mode == Mode.VOTE and block.kind == Block.Kind.DECISION:
        return gettext("Décision prise par vote")
    if block.kind == Block.Kind.PROPOSITION and block.said_by:
        return gettext("Proposition de %(name)s") % {"name": _line(block.said_by)}
    return kind


def _line(text):
    return " ".join(str(text).split())
