"""A PV to be read: each typed passage with its word, its details and its text."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.bilingual import localised, marked
from concertation.typography import current_language, date_short, rich

from .models import Block

#: Kind of passage → how the page shows it (templates/components/pv_block.html).
LOOKS = {
    Block.Kind.PROPOSITION: "proposal",
    Block.Kind.DECISION: "decision",
    Block.Kind.ACTION: "action",
    Block.Kind.OPINION: "opinion",
    Block.Kind.FINDING: "finding",
}


def read_items(items):
    """[(title, [passages], item id)] from ``meeting.agenda.with_blocks()``; no query of its own."""
    return [
        (marked(item, "title"), [read_block(block) for block in item.blocks.all()], item.pk)
        for item in items
    ]


def read_snapshot(content):
    """[(title, [passages], None)] from the content of a kept version."""
    items = []
    for item in content["items"]:
        passages = []
        for kept in item["blocks"]:
            fields = ("kind", "text_fr", "text_nl", "said_by", "decision_mode")
            block = Block(**{field: kept.get(field, "") for field in fields})
            details = [", ".join(kept.get("owners", [])), kept.get("due", "")]
            passages.append(_passage(block, [*_told(block), *details]))
        items.append((localised_title(item), passages, None))
    return items


def localised_title(item):
    asked, other = ("nl", "fr") if current_language() == "nl" else ("fr", "nl")
    return item[f"title_{asked}"] or item[f"title_{other}"]


def read_block(block):
    """``kind``, ``label``, ``meta``, ``html`` of a saved passage, for the page."""
    return _passage(block, [*_told(block), *_followed(block)])


def look(block):
    return LOOKS.get(block.kind, "text")


def text_html(block):
    """The text in the reader's language; the other one, marked, when it is missing."""
    text, language = localised(block, "text")
    html = rich(text, language=language)
    if not text or language == current_language():
        return html
    mark = '<div lang="{0}">{1} <span class="fallback">({0})</span></div>'
    return format_html(mark, language, html)


def _passage(block, details):
    plain = block.kind == Block.Kind.INFORMATION
    return {
        "pk": block.pk,
        "kind": look(block),
        "label": "" if plain else block.get_kind_display().upper(),
        "meta": " · ".join(str(detail) for detail in details if detail),
        "html": text_html(block),
    }


def _told(block):
    """Who said it, how it was decided, the votes."""
    mode = block.get_decision_mode_display() if block.decision_mode else ""
    return [block.said_by, mode, votes(block)]


def votes(block):
    """« 12 pour, 2 contre, 1 abstention »; only what was counted."""
    counted = []
    if block.votes_for is not None:
        counted.append(_("%(n)s pour") % {"n": block.votes_for})
    if block.votes_against is not None:
        counted.append(_("%(n)s contre") % {"n": block.votes_against})
    if block.abstentions is not None:
        found = ngettext("%(n)s abstention", "%(n)s abstentions", block.abstentions)
        counted.append(found % {"n": block.abstentions})
    return ", ".join(counted)


def _followed(block):
    """Owners and date of an action; number and addressees of an opinion."""
    if action := getattr(block, "action", None):
        return [", ".join(owner.name for owner in action.owners.all()), due_words(action)]
    if opinion := getattr(block, "opinion", None):
        named = ", ".join(addressee.name for addressee in opinion.addressees.all())
        return [_("n° %(number)s") % {"number": opinion}, named]
    return []


def due_words(action):
    """The words of the meeting, or the date; empty when none was set."""
    if action.due_text:
        return action.due_text
    return _("pour le %(date)s") % {"date": date_short(action.due_on)} if action.due_on else ""
