"""What is said of a half-day, in sentences of the active language."""

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import date_long, typeset

from .slots import taken_words


def half_label(half, today):
    """« jeudi 12 mars, matin »; with its year when that is not today's."""
    day = date_long(half.day)
    if half.day.year == today.year:
        day = day.removesuffix(f" {today.year}")
    return _("%(day)s, %(part)s") % {"day": day, "part": half.label}


def reasons(cell):
    """Why this half-day, and what speaks against it, as parts of one sentence."""
    parts = [taken_words(cell.count, cell.total)]
    if cell.is_usual and cell.habit.part:
        parts.append(_("votre jour et votre moment habituels"))
    elif cell.is_usual_day:
        parts.append(_("votre jour habituel"))
    if cell.is_month_empty:
        month = str(MONTHS[cell.half.day.month]).lower()
        parts.append(_("%(month)s n’a pas encore de réunion") % {"month": month})
    return [*parts, *filter(None, [cell.off.note()])]


def sentence(cell, today):
    """« Jeudi 12 mars, matin : 2 institutions sur 18 prises ; votre jour habituel. »"""
    words = _("%(half)s : %(reasons)s.") % {
        "half": half_label(cell.half, today),
        "reasons": "; ".join(reasons(cell)),
    }
    return capfirst(typeset(words))


def why(cell):
    """The same without its date, under a title that says it."""
    return capfirst(typeset(f"{'; '.join(reasons(cell))}."))


def elsewhere(cells):
    """« 5 institutions sur 18 ont une autre réunion : réunion de la zone Nord-Est (3)… », or "".

    ``cells``: the half-days that a meeting takes.
    """
    members = frozenset().union(*(cell.members for cell in cells))
    found = {e: None for cell in cells for e in cell.engagements if e.taken & members}
    taken = frozenset().union(*(cell.taken for cell in cells))
    if not taken:
        return ""
    names = [
        _("%(what)s (%(count)s)") % {"what": e.label, "count": len(e.taken & members)}
        for e in found
    ]
    words = ngettext(
        "%(count)s institution sur %(total)s a une autre réunion : %(names)s.",
        "%(count)s institutions sur %(total)s ont une autre réunion : %(names)s.",
        len(taken),
    ) % {"count": len(taken), "total": len(members), "names": ", ".join(names)}
    return typeset(words)
