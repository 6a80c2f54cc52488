"""Old minutes, French or Dutch, as a draft to be confirmed: pure, nothing is saved."""

import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .agenda import find_agenda, find_headings, guess_kind, is_section, split_section
from .blocks import group_blocks
from .data import DraftItem, DraftPV
from .head import (
    find_zone,
    guess_language,
    is_minutes_title,
    read_head_lines,
    read_opening,
)
from .people import find_attendance, split_run_in_head
from .text import NotMinutes, clean_text, fold
from .upcoming import MAX_MEETINGS, find_meetings, merge

HEAD_LINES = 40
_ALONE = re.compile(r"(?<![\w-])[A-ZÀ-Þ][\w-]{2,30}(?=\W|$)(?!\s[A-ZÀ-Þ])")


def parse_pv(text, *, held_on=None):
    """Read minutes into a ``DraftPV``; ``held_on`` is used when the text gives no full date.

    Raises ``NotMinutes`` when neither a list of people, nor an agenda, nor numbered points, nor a
    dated title of minutes can be recognised. Linear in the length of the text.
    """
    lines = _cut_lines(clean_text(text))
    attendance = find_attendance(lines, _lone_names(lines))
    agenda = find_agenda(lines, attendance.used)
    used = attendance.used | agenda.used
    headings = find_headings(lines, agenda.items, used)
    head = read_head_lines(lines, min([*used, *headings], default=len(lines)))
    if head.held_on is None and held_on is not None:
        head.held_on, head.date_from = held_on, "given"
    dated = head.held_on and (headings or is_minutes_title(head.title))
    if not (attendance.people or agenda.items or dated):
        raise NotMinutes(
            _(
                "Ce texte ne ressemble pas à un PV : ni date, ni liste de présences, "
                "ni ordre du jour n’y ont été reconnus."
            )
        )
    draft = _start(lines, head, attendance, agenda)
    bodies = _fill_items(draft, lines, agenda, headings, used | _head_indices(head))
    read_opening(draft.unplaced + [line for body in bodies.values() for line in body], head)
    draft.starts_at, draft.ends_at = head.starts_at, head.ends_at
    _read_bodies(draft, bodies)
    draft.warnings = _warnings(draft, head, bodies)
    return draft


def _cut_lines(text):
    lines = text.split("\n")
    opening = [part for line in lines[:HEAD_LINES] for part in split_run_in_head(line)]
    return [part for line in opening + lines[HEAD_LINES:] for part in split_section(line)]


def _lone_names(lines):
    """Folded capitalised words without a capitalised neighbour: first names used in the text."""
    return {fold(word) for line in lines if "@" not in line for word in _ALONE.findall(line)}


def _head_indices(head):
    return {*head.used, *([] if head.title_index is None else [head.title_index])}


def _start(lines, head, attendance, agenda):
    told = {i: lines[i] for i in (*head.used, *agenda.heads)} | attendance.heads
    for index in attendance.leftover:
        told.pop(index, None)
    return DraftPV(
        title=head.title,
        zone_name=find_zone([head.title]) or find_zone(lines[:HEAD_LINES]),
        held_on=head.held_on,
        starts_at=head.starts_at,
        ends_at=head.ends_at,
        place=head.place,
        language=guess_language("\n".join(lines)),
        people=attendance.people,
        head_lines=[told[index] for index in sorted(told)],
        unplaced=[lines[i] for i in attendance.leftover],
        date_from=head.date_from,
        is_date_contradicted=head.contradicted,
    )


def _fill_items(draft, lines, agenda, headings, used):
    """Create the points of ``draft``; return ``{number: lines of its body}``."""
    items = {a.number: DraftItem(a.number, a.title, announced=a.line) for a in agenda.items}
    bodies, current = {}, None
    for index, line in enumerate(lines):
        if index in headings:
            current, title = headings[index]
            item = items.setdefault(current, DraftItem(current, title))
            item.heading = line
            bodies[current] = []
        elif index in used:
            continue
        elif line and (current is None or is_section(line)) and headings:
            draft.unplaced.append(line)
        else:
            bodies.setdefault(current, []).append(line)
    _name_loose_body(draft, items, bodies)
    draft.items = [items[number] for number in sorted(items)]
    for item in draft.items:
        item.kind = guess_kind(item.title)
    return bodies


def _name_loose_body(draft, items, bodies):
    """Without any heading, the text becomes one last point; comment lines stay out of it."""
    loose = bodies.pop(None, [])
    draft.unplaced.extend(line for line in loose if line.startswith("#"))
    body = [line for line in loose if not line.startswith("#")]
    if any(body):
        number = max(items, default=0) + 1
        title = "Verslag" if draft.language == "nl" else "Compte rendu"
        items[number] = DraftItem(number, title)
        bodies[number] = body


def _read_bodies(draft, bodies):
    known = {fold(n) for p in draft.people for n in (p.first_name, p.last_name, p.name) if n}
    meetings = []
    for item in draft.items:
        lines = bodies.get(item.number, [])
        item.blocks = group_blocks(
            lines, known=known, held_on=draft.held_on, approval=item.kind == "approval"
        )
        found = find_meetings(item, lines, draft.held_on)
        owners = next((b.owners for b in item.blocks if b.owners and b.kind == "information"), [])
        for meeting in found:
            meeting.people = list(owners)
        meetings.extend(found)
    draft.next_meetings = merge(meetings[:MAX_MEETINGS])


def _warnings(draft, head, bodies):
    found = []
    if draft.held_on is None:
        found.append(_("La date de la réunion n’a pas été reconnue : indiquez-la."))
    if head.contradicted:
        found.append(
            _("La date est à vérifier : le %(date)s était un %(day)s, le texte dit autrement.")
            % {
                "date": date_format(draft.held_on, "j F Y"),
                "day": date_format(draft.held_on, "l"),
            }
        )
    if not draft.people:
        found.append(_("Aucune liste de présences n’a été reconnue."))
    empty = [item.title for item in draft.items if not item.heading and not item.blocks]
    if empty:
        found.append(
            _("Points annoncés mais absents du texte : %(titles)s.") % {"titles": ", ".join(empty)}
        )
    if draft.items and not any(item.heading for item in draft.items) and bodies:
        found.append(_("Les titres des points n’ont pas été retrouvés dans le texte."))
    if draft.unplaced:
        found.append(_("Certaines lignes n’appartiennent à aucun point : elles sont à relire."))
    return found
