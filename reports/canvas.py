"""FR canevas du rapport / NL stramien: the chapters, their order, and what each asks to write.

Actiris' own canvas changed (« canevas de rapport simplifié » since 2012): a canvas holds from a
year on, and older reports keep theirs. The Region notes it; until it does, the one built in holds.
"""

import functools
import json
from dataclasses import dataclass
from importlib.resources import files

from concertation.bilingual import localised
from concertation.memo import remembered

from .models import Canvas, CanvasChapter

ZONE, REGION = Canvas.Kind.ZONE, Canvas.Kind.REGION
#: The opening page of a zone's report: no number, always the first, always there.
OPENING = "coup-d-oeil"


@dataclass(frozen=True)
class Chapter:
    """``number`` 0 is the opening page; ``guidance`` invites the written part.

    ``is_written``: the chapter takes a text. ``is_optional``: the text is welcome, and its absence
    is not « à compléter ».
    """

    number: int
    key: str
    title_fr: str
    title_nl: str
    guidance_fr: str = ""
    guidance_nl: str = ""
    is_written: bool = True
    is_optional: bool = False

    @property
    def title(self):
        return localised(self, "title")[0]

    @property
    def guidance(self):
        return localised(self, "guidance")[0]

    @property
    def is_due(self):
        """A report without the text of this chapter is not complete."""
        return self.is_written and not self.is_optional


def numbered(rows):
    """[``Chapter``] of rows in order (database rows or anything with the same attributes)."""
    found, number = [], 0
    for row in rows:
        number += row.key != OPENING
        found.append(
            Chapter(
                0 if row.key == OPENING else number,
                row.key,
                row.title_fr,
                row.title_nl,
                row.guidance_fr,
                row.guidance_nl,
                row.is_written,
                row.is_optional,
            )
        )
    return tuple(found)


@functools.cache
def built_in(kind=ZONE):
    """The canvas that holds before the first one the Region noted: unsaved ``CanvasChapter``."""
    rows = json.loads(files("reports").joinpath("data/canvas.json").read_text("utf-8"))[kind]
    return tuple(CanvasChapter(position=place, **row) for place, row in enumerate(rows))


@remembered
def chapters(year, kind=ZONE):
    """The chapters of the canvas in force in ``year``, those that are on; one query.

    Asked once a page where the page is read under ``memo.remembering``.
    """
    started = Canvas.objects.filter(kind=kind, first_year__lte=year).order_by("-first_year")
    rows = CanvasChapter.objects.filter(canvas=started.values("pk")[:1]).order_by("position", "pk")
    return numbered(row for row in (list(rows) or built_in(kind)) if row.is_on)


def chapters_of(report, year):
    """The chapters of a report: those frozen with it once it is validated, else those in force."""
    frozen = report.figures.get("canvas") if report and report.is_validated else None
    return thawed(frozen) if frozen else chapters(year)


def thawed(rows):
    """The chapters of a frozen report, from the ``canvas`` of its snapshot: nothing to write."""
    return tuple(
        Chapter(
            row["number"],
            row["key"],
            row["title"]["fr"],
            row["title"]["nl"],
            is_written=any(row.get("text", {}).values()),
            is_optional=True,
        )
        for row in rows
    )


def written_chapters(year, kind=ZONE):
    """The chapters that take a written part."""
    return [chapter for chapter in chapters(year, kind) if chapter.is_written]


def chapter(year, key, kind=ZONE):
    """The chapter named ``key`` in the canvas of ``year``, or None."""
    return next((one for one in chapters(year, kind) if one.key == key), None)
