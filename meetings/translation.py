"""Two texts of one passage: which of them no longer says what the other one says.

When only one of two texts changes, the other is stale until it is changed in its turn, or somebody
says that it is still right. ``Block.translated_from`` holds « fr:fingerprint »: the language of the
source, and the source as it was when the other text was last right. Pure; nothing is saved.
"""

import hashlib
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.bilingual import LANGUAGES

#: The editor saves while people type: a translation being written is not yet a change of its own.
SAME_SITTING = timedelta(minutes=20)


def fingerprint(text):
    """Of the words of ``text``, whatever the spaces between them."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:40]


def stale(block):
    """``fr`` or ``nl``: the text of ``block`` to look at again; "" when both agree."""
    source, kept = _parted(block.translated_from)
    if not (kept and block.text_fr.strip() and block.text_nl.strip()):
        return ""
    return "" if fingerprint(_text(block, source)) == kept else _other(source)


def missing(thing, field="text"):
    """The language in which ``thing`` says nothing although it does in the other; else ""."""
    empty = [code for code in LANGUAGES if not getattr(thing, f"{field}_{code}").strip()]
    return empty[0] if len(empty) == 1 else ""


def after(block, fields, now=None):
    """``translated_from`` of ``block`` once ``fields`` are saved over what it holds.

    ``block``: as it stands in the database; ``fields``: field name → new value.
    """
    before = {code: _text(block, code) for code in LANGUAGES}
    texts = {code: fields.get(f"text_{code}", before[code]) or "" for code in LANGUAGES}
    changed = [code for code in LANGUAGES if fingerprint(before[code]) != fingerprint(texts[code])]
    if not all(text.strip() for text in texts.values()):
        return ""
    if not changed:
        return block.translated_from
    if len(changed) == 2:
        return ""
    return _one_changed(block, changed[0], before, texts, now or timezone.now())


def _one_changed(block, changed, before, texts, now):
    """Only ``changed`` did: it answers its source, or leaves the other one behind."""
    other = _other(changed)
    in_step = _mark(other, texts[other])
    if not before[changed].strip() or stale(block) == changed:
        return in_step
    if stale(block) == other:
        return block.translated_from
    is_being_written = block.translated_from == in_step and now - block.updated_at < SAME_SITTING
    return in_step if is_being_written else _mark(changed, before[changed])


def still_right(block):
    """``translated_from`` once somebody said that the stale text is right all the same."""
    source, _kept = _parted(block.translated_from)
    return _mark(source, _text(block, source)) if source else ""


class Work(NamedTuple):
    """What is left to translate in a PV; figures of passages and titles."""

    stale: int
    missing: int

    def __str__(self):
        told = []
        if self.stale:
            found = ngettext("%(n)s traduction à revoir", "%(n)s traductions à revoir", self.stale)
            told.append(found % {"n": self.stale})
        if self.missing:
            words = ngettext("%(n)s manquante", "%(n)s manquantes", self.missing)
            if not told:
                words = ngettext(
                    "%(n)s traduction manquante", "%(n)s traductions manquantes", self.missing
                )
            told.append(words % {"n": self.missing})
        return ", ".join(told) or _("traductions à jour")


def work(meeting, items):
    """``Work`` of a meeting whose papers are bilingual; None for one language.

    ``items``: as ``with_blocks`` gives them; no query.
    """
    if meeting.languages != "both":
        return None
    readable = [item for item in items if not item.is_hidden]
    blocks = [block for item in readable for block in item.blocks.all()]
    untitled = sum(bool(missing(item, "title")) for item in readable)
    return Work(
        stale=sum(bool(stale(block)) for block in blocks),
        missing=untitled + sum(bool(missing(block)) for block in blocks),
    )


def _text(block, language):
    return getattr(block, f"text_{language}")


def _other(language):
    return "nl" if language == "fr" else "fr"


def _mark(source, text):
    return f"{source}:{fingerprint(text)}"


def _parted(mark):
    source, _colon, kept = mark.partition(":")
    return (source, kept) if source in LANGUAGES else ("", "")
