"""What the pages of a taking in show: the original beside what was recognised."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.models import Theme

from . import imports
from .imports import confidence
from .imports import review as reviews
from .imports.text import clean_text, words_of
from .imports.tracing import trace
from .likeness import propose, read_register
from .models import AgendaItem, Block, Intake, Meeting
from .services.taking_in import ITEM_KINDS

SHADES = {"sure": "ok", "check": "soon", "guess": "late", "missing": "muted"}
WORDS = {
    "sure": gettext_lazy("sûr"),
    "check": gettext_lazy("à vérifier"),
    "guess": gettext_lazy("deviné"),
    "missing": gettext_lazy("à compléter"),
}
STATUSES = [
    ("present", gettext_lazy("présent")),
    ("excused", gettext_lazy("excusé")),
    ("absent", gettext_lazy("absent")),
    ("guest", gettext_lazy("invité")),
]
FLAGS = {
    Intake.Status.READ: "soon",
    Intake.Status.UNREADABLE: "late",
    Intake.Status.TAKEN: "ok",
    Intake.Status.WAITING: "zone",
}
MOST_LOST = 20


def listing(zone):
    """The documents of a zone, the last first; 2 queries."""
    rows = Intake.objects.filter(zone=zone).defer("original", "text", "draft", "review")
    rows = list(rows.select_related("meeting__zone", "created_by")[:300])
    for row in rows:
        row.flag, row.state_label = FLAGS.get(row.status, ""), row.get_status_display()
    waiting = any(row.status == Intake.Status.WAITING for row in rows)
    return {"zone": zone, "intakes": rows, "is_reading": waiting}


def meter(intake, review):
    """``{percent, lost}``: how much of the text would be written; the words that would not."""
    lost = imports.lost_words(intake.text, reviews.loosely(review))
    total = len(words_of(clean_text(intake.text))) or 1
    percent = 100 if not lost else min(99, int(100 * (total - len(lost)) / total))
    return {"percent": percent, "lost": list(Counter(lost))[:MOST_LOST]}


def page(intake, review):
    """The context of the review: eight queries at most, whatever the number of people."""
    register = read_register(intake.zone)
    items = [_item(review, position) for position in range(len(review["items"]))]
    for position, row in enumerate(review["blocks"]):
        items[_place(row["item"], items)]["blocks"].append(_block(row, position))
    return {
        "zone": intake.zone,
        "intake": intake,
        "lines": _lines(intake, review),
        "facts": _facts(review),
        "people": [_person(row, i, register) for i, row in enumerate(review["people"])],
        "items": items,
        "next": [_next(row, position) for position, row in enumerate(review["next"])],
        "unplaced": [
            row | {"address": f"unplaced.{i}", "place": i}
            for i, row in enumerate(review["unplaced"])
        ],
        "places": _places(review),
        "review": review,
        "statuses": STATUSES,
        "item_kinds": AgendaItem.Kind.choices,
        "block_kinds": Block.Kind.choices,
        "meeting_kinds": Meeting.Kind.choices,
        "themes": Theme.objects.all(),
        "meter": meter(intake, review),
        "same_day": _same_day(intake, review),
    }


def _same_day(intake, review):
    """Meetings of the zone on that day: the minutes may be of one that is known already."""
    try:
        on = reviews.as_draft(review).held_on
    except reviews.Unusable:
        return []
    return list(intake.zone.meetings.filter(starts_at__date=on)) if on else []


def _places(review):
    return [
        (str(i), f"{row['number']}. {row['title']}"[:80]) for i, row in enumerate(review["items"])
    ]


def _place(text, items):
    return int(text) if text.isdecimal() and int(text) < len(items) else 0


def _sureness(level):
    return {"flag": SHADES[level], "word": WORDS[level]}


def _facts(review):
    return {
        "on": _sureness(confidence.of_date(review)),
        "hours": _sureness(confidence.of_hours(review)),
        "place": _sureness(confidence.of_place(review)),
    }


def _person(row, position, register):
    """A line of the list with its candidates; ``chosen_…``: what its menus show."""
    name = f"{row['first_name']} {row['last_name']}".strip() or row["name"]
    found = propose(register, name=name, email=row["email"], organisation=row["organisation"])
    person = row["person"] or (f"p{found.person}" if found.person else reviews.NEW)
    office = row["institution"] or _office(row, found)
    return row | {
        "address": f"people.{position}",
        "place": position,
        "sureness": _sureness(confidence.of_person(row, found)),
        "persons": [(f"p{one.pk}", one) for one in found.persons],
        "institutions": [(f"o{one.pk}", one) for one in found.institutions],
        "chosen_person": person,
        "chosen_institution": office,
        "is_proposal": not row["person"] and person != reviews.NEW,
    }


def _office(row, found):
    if found.institution:
        return f"o{found.institution}"
    return reviews.NEW if row["organisation"].strip() else reviews.NOBODY


def _item(review, position):
    row = review["items"][position]
    sureness = _sureness(confidence.of_item(row))
    kind = ITEM_KINDS.get(row["kind"], row["kind"])
    told = {"address": f"items.{position}", "place": position, "blocks": [], "kind": kind}
    return row | told | {"sureness": sureness}


def _block(row, position):
    told = {"address": f"blocks.{position}", "place": position}
    lines = row["text"].count("\n") + len(row["text"]) // 70 + 1
    return (
        row
        | told
        | {
            "sureness": _sureness(confidence.of_block(row)),
            "rows": max(2, min(lines, 14)),
        }
    )


def _next(row, position):
    told = {"address": f"next.{position}", "index": position}  # it has a place of its own
    return row | told | {"sureness": _sureness(confidence.of_next(row))}


def _lines(intake, review):
    """The lines of the original, each with a mark that leads to where it went."""
    lines = []
    for line in trace(intake.text, intake.draft):
        place = (
            _place(review["blocks"][line.position]["item"], review["items"])
            if (line.group == "blocks")
            else line.position
        )
        lines.append({"n": line.number, "text": line.text} | _mark(line, place, review))
    return lines


def _mark(line, place, review):
    """``{group, label, target}`` of a line of the original."""
    if line.group == "blocks":
        number = review["items"][place]["number"]
        label = _("point %(n)s") % {"n": number}
    elif line.group == "items":
        label = _("titre %(n)s") % {"n": review["items"][place]["number"]}
    else:
        label = {
            "head": _("en-tête"),
            "people": _("présences"),
            "unplaced": _("à placer"),
            "lost": _("nulle part"),
        }.get(line.group, "")
    targets = {"blocks": f"b{line.position}", "items": f"i{place}", "people": f"p{line.position}"}
    targets |= {"unplaced": f"u{line.position}", "head": "faits"}
    return {"group": line.group, "label": label, "target": targets.get(line.group, "")}


def differences(review, changes):
    """[(address, what is kept, what was typed)] of the fields that two people wrote."""
    return [
        (address, reviews.value_of(review, address), typed)
        for address, typed in changes.items()
        if reviews.value_of(review, address) not in (None, typed)
    ]
