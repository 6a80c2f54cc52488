"""A draft told in French sentences, for those who check before importing."""

from collections import Counter

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_STATUS = {
    "present": lambda n: ngettext("%d présent", "%d présents", n) % n,
    "excused": lambda n: ngettext("%d excusé", "%d excusés", n) % n,
    "absent": lambda n: ngettext("%d absent", "%d absents", n) % n,
    "guest": lambda n: ngettext("%d invité", "%d invités", n) % n,
}
_BLOCKS = {
    "information": lambda n: ngettext("%d information", "%d informations", n) % n,
    "question": lambda n: ngettext("%d question", "%d questions", n) % n,
    "proposition": lambda n: ngettext("%d proposition", "%d propositions", n) % n,
    "decision": lambda n: ngettext("%d décision", "%d décisions", n) % n,
    "action": lambda n: ngettext("%d action", "%d actions", n) % n,
    "opinion": lambda n: ngettext("%d avis", "%d avis", n) % n,
    "finding": lambda n: ngettext("%d élément perfectible", "%d éléments perfectibles", n) % n,
    "statement": lambda n: ngettext("%d déclaration actée", "%d déclarations actées", n) % n,
    "remark": lambda n: ngettext("%d remarque", "%d remarques", n) % n,
}


def describe(draft):
    """What the import understood, as lines of French text; saves nothing."""
    lines = [draft.title or _("PV sans titre"), *_facts(draft), "", *_people(draft)]
    lines += ["", _("Points"), *(line for item in draft.items for line in _item(item))]
    if draft.next_meetings:
        lines += ["", _("Prochaines réunions")]
        lines += [line for meeting in draft.next_meetings for line in _meeting(meeting)]
    if draft.unplaced:
        lines += ["", _("Lignes hors des points"), *(f"  {line}" for line in draft.unplaced)]
    if draft.warnings:
        lines += ["", _("À vérifier"), *(f"  {line}" for line in draft.warnings)]
    return "\n".join(lines)


def _facts(draft):
    when = date_format(draft.held_on, "l j F Y") if draft.held_on else _("inconnue")
    yield _("Date : %s") % (when + _hours(draft))
    yield _("Zone : %s") % (draft.zone_name or _("inconnue"))
    if draft.place:
        yield _("Lieu : %s") % draft.place


def _hours(event):
    if not event.starts_at:
        return ""
    start = _hour(event.starts_at)
    if not event.ends_at:
        return _(" à %s") % start
    return _(" de %(start)s à %(end)s") % {"start": start, "end": _hour(event.ends_at)}


def _hour(value):
    return date_format(value, "G\u00a0\\h\u00a0i" if value.minute else "G\u00a0\\h")


def _people(draft):
    counts = Counter(person.status for person in draft.people)
    total = ngettext("%d personne", "%d personnes", len(draft.people)) % len(draft.people)
    detail = ", ".join(told(counts[status]) for status, told in _STATUS.items() if counts[status])
    yield f"{total} ({detail})" if detail else total
    for person in draft.people:
        name = f"{person.first_name} {person.last_name}".strip()
        parts = (name, person.organisation, person.role, person.email)
        yield "  " + ", ".join(part for part in parts if part)


def _item(item):
    counts = Counter(block.kind for block in item.blocks)
    detail = ", ".join(told(counts[kind]) for kind, told in _BLOCKS.items() if counts[kind])
    yield f"  {item.number}. {item.title}" + (f" ({detail})" if detail else "")


def _meeting(meeting):
    when = date_format(meeting.on, "l j F Y") + _hours(meeting)
    yield "  " + ", ".join(part for part in (meeting.title, when, meeting.place) if part)
    if meeting.people:
        yield "    " + _("Groupe de travail : %s") % ", ".join(meeting.people)
    yield from (f"    – {entry}" for entry in meeting.agenda)
