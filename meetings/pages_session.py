"""What the page of a session shows: every point with its time and its passages, and the room."""

import json

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import pages_attendance, pages_pv, session_clock
from .forms_pv import BlockForm, followed_up
from .models import AgendaItem, Block
from .pages_remarks import carry
from .reading import look, read_block

#: Kind of passage → the key that adds one; the first letter where it is free.
KEYS = {
    Block.Kind.INFORMATION: "T",
    Block.Kind.DECISION: "D",
    Block.Kind.ACTION: "A",
    Block.Kind.OPINION: "V",
    Block.Kind.FINDING: "E",
    Block.Kind.PROPOSITION: "P",
    Block.Kind.QUESTION: "Q",
    Block.Kind.REMARK: "R",
    Block.Kind.STATEMENT: "C",
}
SCRIPTS = [
    "js/notebook.js",
    "js/attendance.js",
    "js/session.js",
    "js/session_keys.js",
    "js/paste.js",
]
#: What a passage to read shows of its registers.
FOLLOWED = ("action__owners", "opinion__addressees", "vote__voices")


def page(meeting, pv):
    """The whole page; the number of queries does not depend on the size of the meeting."""
    items = read_items(meeting)
    saved = max((b.updated_at for item in items for b in item.blocks.all()), default=None)
    running = next((item for item in items if item.running_since), None)
    rows = pages_attendance.sheet(meeting)
    return {
        **rows,
        "meeting": meeting,
        "zone": meeting.zone,
        "pv": pv,
        "items": items,
        "running": running,
        "clock": session_clock.state(meeting, items),
        "additions": additions(),
        "scripts": SCRIPTS,
        "notebook": pages_pv.notebook(meeting),
        "last_saved": saved,
        "names": sorted({row.person_name for row in rows["rows"]}),
        "is_today": meeting.held_on == timezone.localdate(),
    }


def read_items(meeting):
    """The points in order, each with ``number``, ``spent`` (s), ``label`` of what became of it,
    and ``passages`` to read."""
    items = carry(list(meeting.agenda.with_blocks()))
    for number, item in enumerate(items, start=1):
        item.meeting = meeting
        item.number = number
        item.spent = session_clock.spent(item)
        item.label = session_clock.outcome_label(item)
        item.passages = [passage(block) for block in item.blocks.all()]
    return items


def additions():
    """(kind, words, key) of each button that adds a passage."""
    words = dict(pages_pv.ADDITIONS) | {Block.Kind.INFORMATION: _("Texte")}
    return [(kind, label, KEYS[kind]) for kind, label in words.items()]


def passage(block):
    """A passage as it is read, with what a form needs to be filled again without the server."""
    return {"block": block, "read": read_block(block), "look": look(block), "values": values(block)}


def values(block):
    """JSON of the fields of its form: text, or a list of texts where several are ticked."""
    found = {name: getattr(block, name) for name in BlockForm.Meta.fields if hasattr(block, name)}
    found |= {"version": block.revision, **followed_up(block)}
    return json.dumps({name: _typed(value) for name, value in found.items()})


def _typed(value):
    if value is None:
        return ""
    if isinstance(value, str | int):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return [str(getattr(one, "pk", one)) for one in value]


def waiting(meeting, pv):
    """The page before the session opens and after it is lifted."""
    items = list(meeting.agenda.all())
    for number, item in enumerate(items, start=1):
        item.number, item.spent = number, session_clock.spent(item)
        item.label = session_clock.outcome_label(item)
    today = timezone.localdate()
    is_writable = pv is None or pv.is_editable
    return {
        "meeting": meeting,
        "zone": meeting.zone,
        "pv": pv,
        "items": items,
        "can_open": meeting.held_on == today and is_writable,
        "is_early": meeting.held_on > today,
        "total": sum(item.spent for item in items),
        "foreseen": sum(item.minutes_foreseen or 0 for item in items),
    }


def watch(meeting):
    """What a screen that watches needs: the clock, and which passages stand in which revision.

    Two queries. ``passages``: {item id: [[key, revision], …]} in their order.
    """
    items = list(meeting.agenda.all())
    found = {item.pk: [] for item in items}
    rows = Block.objects.filter(item__meeting=meeting).order_by("position", "pk")
    for item, key, revision in rows.values_list("item", "key", "revision"):
        found[item].append([str(key), revision])
    return session_clock.state(meeting, items) | {"passages": found}


def passages(meeting, keys):
    """The passages of those keys, to read; see ``passage``."""
    blocks = Block.objects.filter(item__meeting=meeting, key__in=keys)
    blocks = blocks.select_related("action", "opinion", "vote")
    return [passage(block) for block in blocks.prefetch_related(*FOLLOWED)]


def point(meeting, item):
    """One point that was just added, as the page shows it; see ``page``."""
    items = read_items(meeting)
    found = next(one for one in items if one.pk == item.pk)
    return {
        "meeting": meeting,
        "zone": meeting.zone,
        "item": found,
        "running": next((one for one in items if one.running_since), None),
        "additions": additions(),
    }


def at_point(meeting, item=None):
    """The address of the session, at one of its points."""
    url = reverse("meetings:session", args=[meeting.zone.code, meeting.pk])
    return f"{url}#point-{item.pk}" if item else url


def new_item(meeting, title):
    """An unannounced point, titled in the language of the documents."""
    field = "title_nl" if meeting.languages == "nl" else "title_fr"
    printed = "".join(letter if letter.isprintable() else " " for letter in title)
    return AgendaItem(**{field: " ".join(printed.split())[:250]})
