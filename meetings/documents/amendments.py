"""What remarks changed in a PV since it was sent, and those noted beside it: printed at its end."""

from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext

from ..models import Remark
from ..models.levels import readable
from ..redline import redline
from . import common


class Amendment(NamedTuple):
    """``title``, ``said``: cells; ``marked``: what changed word by word, in ``language``."""

    title: list
    said: list
    marked: str
    language: str
    text: str


def amendments(pv, languages, level):
    """(accepted, noted) of the edition of ``pv`` for the readers at ``level``: ``Amendment`` rows.

    Who asked is named by institution: the person is known in the zone, not to every reader.
    """
    rows = readable_remarks(pv, level).filter(
        status__in=(Remark.Status.ACCEPTED, Remark.Status.NOTED)
    )
    accepted, noted = [], []
    for row in rows:
        if row.status == Remark.Status.ACCEPTED:
            accepted.append(_printed(row, languages))
        else:
            noted.append(_printed(row, languages))
    return accepted, noted


def readable_remarks(pv, level):
    """Remarks of the edition on what a reader at ``level`` may read; one whose passage is gone is
    for the coordination alone."""
    allowed = readable(level)
    rows = pv.remarks.filter(edition=pv.edition).select_related("block", "item")
    on_passage = Q(block__visibility__in=allowed, block__item__visibility__in=allowed)
    on_item = Q(block=None, passage_text="", item__visibility__in=allowed)
    if len(allowed) > len(readable("present")):
        return rows
    return rows.filter(on_passage | on_item)


def _printed(row, languages):
    marked = redline(row.before, row.after) if row.after else ""
    title = common.cells(row.item, "title", languages) if row.item else []
    said = common.spoken(common.said(_said, row), languages)
    return Amendment(title, said, marked, row.language, row.text)


def _said(row):
    who = row.organisation_name or row.author_name
    if row.status == Remark.Status.ACCEPTED:
        return gettext("demandé par %(who)s") % {"who": who}
    return gettext("remarque faite par %(who)s") % {"who": who}
