"""A PV to be read: each typed passage with its word, its details and its text."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.bilingual import localised, marked, marked_html
from concertation.typography import current_language, date_short, rich, typeset
from zones.models.rules import Visibility

from . import vote_words
from .models import AgendaItem, Block
from .models.levels import LEVELS, narrowest, readable
from .wording import deferral

#: Kind of passage → how the page shows it (templates/components/pv_block.html).
LOOKS = {
    Block.Kind.PROPOSITION: "proposal",
    Block.Kind.DECISION: "decision",
    Block.Kind.ACTION: "action",
    Block.Kind.OPINION: "opinion",
    Block.Kind.FINDING: "finding",
}


@dataclass(frozen=True)
class ReadItem:
    """An item as it is read: ``reserved`` says how much of it is for a narrower circle, in words;
    ``anchor`` is None in a kept version; ``told``: where it was put off to; ``kind``: its
    nature, of an item that is read today."""

    title: str
    passages: list
    anchor: int | None = None
    reserved: str = ""
    told: str = ""
    kind: str = ""


def read_items(items, levels=None):
    """``ReadItem`` rows from ``meeting.agenda.with_blocks(level)``; no query of its own.

    ``levels``: {item id: {level: number of passages}} as ``readership.levels_within`` gives it, to
    say whose the hidden passages are.
    """
    return [
        ReadItem(
            title=_("Point réservé") if item.is_hidden else marked(item, "title"),
            passages=[read_block(block) for block in item.blocks.all()],
            anchor=item.pk,
            reserved=reserved_words(item.hidden_count, (levels or {}).get(item.pk, {}))
            or _kept_for(item),
            told="" if item.is_hidden else deferral(item),
            kind="" if item.is_hidden else item.kind,
        )
        for item in items
    ]


def _kept_for(thing):
    """Whose an item or a passage is, for those who read it; "" when it is everybody's here."""
    if not thing.visibility:
        return ""
    return _("réservé : %(who)s") % {"who": thing.get_visibility_display()}


def reserved_words(hidden, levels):
    """« 2 passages réservés : le secrétariat »; "" when nothing is ``hidden`` (a number).

    ``levels``: {level: number} of an item's passages; the narrowest ones are those hidden.
    """
    if not hidden:
        return ""
    said, left = [], hidden
    for level in LEVELS:
        if left and levels.get(level):
            said.append(str(level.label))
            left -= levels[level]
    words = ngettext("%(n)s passage réservé", "%(n)s passages réservés", hidden) % {"n": hidden}
    return _("%(words)s : %(who)s") % {"words": words, "who": ", ".join(said)} if said else words


def read_kept(version, level):
    """The items of a kept ``PVVersion`` as a reader at ``level`` may read them today; two queries.

    What was narrowed since is hidden in the earlier versions too; what was widened since stays as
    narrow as it was then.
    """
    return read_snapshot(version.content, level, levels_today([version.pv_id]))


def levels_today(pvs):
    """{passage key or item id: [levels now]} of ``pvs`` (ids); two queries."""
    agenda = AgendaItem.objects.filter(meeting__pv__in=pvs)
    blocks = Block.objects.filter(item__meeting__pv__in=pvs)
    today = {str(key): levels for key, *levels in blocks.values_list(*_BLOCK_LEVELS)}
    return today | {pk: [found] for pk, found in agenda.values_list("pk", "visibility")}


_BLOCK_LEVELS = ("key", "visibility", "item__visibility")


def read_snapshot(content, level=Visibility.COORDINATION, today=None):
    """``ReadItem`` rows from the content of a kept version, for a reader at ``level``.

    ``today``: {passage key or item id: [levels now]}; the narrowest of then and now decides.
    """
    items = []
    for kept in content["items"]:
        is_hidden, told, hidden = sift(kept, level, today or {})
        passages = [_kept_passage(block) for block in told]
        title = _("Point réservé") if is_hidden else localised_title(kept)
        words = reserved_words(hidden.total(), hidden)
        put_off = "" if is_hidden else kept.get("deferred", "") and _("Point reporté.")
        items.append(ReadItem(title, passages, reserved=words, told=put_off))
    return items


def sift(kept, level, today):
    """(may not be read, the passages that may be, ``Counter`` of the levels of the others) of an
    item of a kept version; ``level``, ``today``: see ``read_snapshot``."""
    allowed = readable(level)
    above = [kept.get("visibility", ""), *today.get(kept.get("item"), [])]
    told, hidden = [], Counter()
    for block in kept["blocks"]:
        levels = [*above, block.get("visibility", ""), *today.get(block.get("key"), [])]
        if all(one in allowed for one in levels):
            told.append(block)
        else:
            hidden[narrowest(*levels)] += 1
    return any(one not in allowed for one in above), told, hidden


def kept_minority(kept):
    """The minority note read under a kept passage, or ""."""
    vote = vote_words.from_kept(kept["vote"]) if "vote" in kept else None
    is_read = vote is not None and vote_words.is_counted(vote)
    return vote.minority_note if is_read else ""


def _kept_passage(kept):
    fields = ("kind", "text_fr", "text_nl", "said_by", "decision_mode")
    block = Block(**{field: kept.get(field, "") for field in fields})
    for field in ("votes_for", "votes_against", "abstentions"):
        setattr(block, field, kept.get(field))
    details = [", ".join(kept.get("owners", [])), _kept_due(kept.get("due", ""))]
    vote = vote_words.from_kept(kept["vote"]) if "vote" in kept else None
    return _passage(block, [*_told(block, vote), *details], vote)


def localised_title(item):
    asked, other = ("nl", "fr") if current_language() == "nl" else ("fr", "nl")
    return item[f"title_{asked}"] or item[f"title_{other}"]


def read_block(block):
    """``kind``, ``label``, ``meta``, ``html`` of a saved passage, for the page."""
    vote = vote_words.of_block(block)
    details = [*_told(block, vote), *_followed(block), _kept_for(block)]
    return _passage(block, details, vote)


def _kept_due(due):
    """The date of a kept action, which keeps the words of the meeting or an ISO date."""
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return due
    return _("pour le %(date)s") % {"date": date_short(day)}


def look(block):
    return LOOKS.get(block.kind, "text")


def text_html(block):
    """The text in the reader's language; the other one, marked, when it is missing."""
    text, language = localised(block, "text")
    html = rich(text, language=language)
    if text and block.stale_language == language:
        mark = '{}<p class="fallback">{}</p>'
        html = format_html(mark, html, _("traduction à revoir"))
    return marked_html(html, language)


def _passage(block, details, vote=None):
    plain = block.kind == Block.Kind.INFORMATION
    return {
        "pk": block.pk,
        "kind": look(block),
        "label": "" if plain else block.get_kind_display().upper(),
        "meta": " · ".join(str(detail) for detail in details if detail),
        "html": text_html(block) + vote_html(vote),
    }


def vote_html(vote):
    """What came out of a ``vote_words.Told``, who said what, the minority; "" for none."""
    if vote is None or not vote_words.is_counted(vote):
        # How many were there stands beside « à l’unanimité ». Marked as safe: a plain "" would
        # have the text beside it escaped.
        return SafeString("")
    result = typeset(capfirst(vote_words.sentence(vote)))
    rolls = [(capfirst(label), ", ".join(who)) for label, who in vote_words.by_name(vote)]
    html = format_html('<p class="vote-line">{}.</p>', result)
    if rolls:
        lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rolls)
        html += format_html('<dl class="vote-names">{}</dl>', lines)
    if vote.minority_note:
        box = '<div class="minority"><p class="k">{}</p>{}</div>'
        html += format_html(box, _("Note de minorité"), rich(vote.minority_note))
    return html


def _told(block, vote=None):
    """Who said it, how it was decided, the votes that nobody took by the list of presences."""
    if vote is not None:
        room = "" if vote_words.is_counted(vote) else vote_words.sentence(vote)
        return [block.said_by, vote_words.manner(vote), room]
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
