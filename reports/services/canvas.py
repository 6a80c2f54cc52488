"""Gestures of the Region on the canvas: a new one from a year on, its chapters, their order."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetings.services.errors import Conflict, Refused

from .. import canvas
from ..models import Canvas, CanvasChapter, ReportText, SynthesisText
from ..seen import fingerprint

CHAPTER = (
    "title_fr",
    "title_nl",
    "guidance_fr",
    "guidance_nl",
    "is_on",
    "is_written",
    "is_optional",
)
#: Letters of a key, from the title of a free chapter.
LONGEST_KEY = 30


def is_free(chapter):
    """A chapter that nothing feeds but its text: the Region added it, and may take it out."""
    return chapter.key not in {one.key for one in canvas.built_in(chapter.canvas.kind)}


@transaction.atomic
def start_canvas(kind, first_year):
    """A canvas from ``first_year`` on, a copy of the one in force that year.

    Two clicks make one. Raises ``Refused`` when one already begins that year.
    """
    rows = rows_in_force(first_year, kind)
    try:
        with transaction.atomic():
            made = Canvas.objects.create(kind=kind, first_year=first_year)
    except IntegrityError:
        raise Refused(_("Un canevas commence déjà cette année-là.")) from None
    copied = (_copied(row, made, place) for place, row in enumerate(rows))
    CanvasChapter.objects.bulk_create(copied)
    return made


def rows_in_force(year, kind):
    """The ``CanvasChapter`` of the canvas in force in ``year``, those that are off included."""
    started = Canvas.objects.filter(kind=kind, first_year__lte=year).order_by("-first_year").first()
    return list(started.chapters.order_by("position", "pk")) if started else canvas.built_in(kind)


def _copied(row, made, place):
    values = {name: getattr(row, name) for name in CHAPTER}
    return CanvasChapter(canvas=made, key=row.key, position=place, **values)


def remove_canvas(kind, first_year):
    """Take a canvas away: the years it held for follow the one before. No text is lost."""
    Canvas.objects.filter(kind=kind, first_year=first_year).delete()


def chapter_values(chapter):
    """What the Region writes of a chapter, as plain data."""
    return {name: getattr(chapter, name) for name in CHAPTER}


@transaction.atomic
def save_chapter(chapter, values, *, seen):
    """Keep the titles, guidance and switches of a chapter.

    Raises ``Conflict`` (with the values that stand) when somebody saved others since ``seen``,
    ``Refused`` when the opening page would go.
    """
    chapter = CanvasChapter.objects.select_for_update().get(pk=chapter.pk)
    current = chapter_values(chapter)
    if values == current:
        return chapter
    if fingerprint(current) != seen:
        raise Conflict(_("Quelqu’un d’autre a enregistré entre-temps."), current)
    if chapter.key == canvas.OPENING and not values["is_on"]:
        raise Refused(_("La page d’ouverture reste dans le rapport."))
    for name in CHAPTER:
        setattr(chapter, name, values[name])
    chapter.save()
    return chapter


@transaction.atomic
def add_chapter(row, values):
    """A free chapter at the end of a canvas, before the annexes; its key comes from its title.

    Raises ``Refused`` when that title is there already (a second click included).
    """
    row = Canvas.objects.select_for_update().get(pk=row.pk)
    key = slugify(values["title_fr"])[:LONGEST_KEY].strip("-") or "chapitre"
    rows = list(row.chapters.order_by("position", "pk"))
    if any(one.key == key for one in rows):
        raise Refused(_("Un chapitre de ce titre est déjà dans le canevas."))
    added = CanvasChapter.objects.create(canvas=row, key=key, position=len(rows), **values)
    ends = {"annexes", "methode"}
    place = len(rows) - 1 if rows and rows[-1].key in ends else len(rows)
    _number([*rows[:place], added, *rows[place:]])
    return added


@transaction.atomic
def order_chapters(row, keys):
    """Put the chapters in the order of ``keys``; those it does not name keep their place after.

    The opening page stays first.
    """
    row = Canvas.objects.select_for_update().get(pk=row.pk)
    wanted = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    rows = list(row.chapters.order_by("position", "pk"))
    _number(
        sorted(
            rows,
            key=lambda one: (one.key != canvas.OPENING, wanted.get(one.key, len(wanted))),
        )
    )


def _number(rows):
    for place, one in enumerate(rows):
        one.position = place
    CanvasChapter.objects.bulk_update(rows, ["position"])


def remove_chapter(chapter):
    """Take a free chapter out. Raises ``Refused`` for one the data feed, or that holds texts."""
    if not is_free(chapter):
        raise Refused(_("Ce chapitre se retire du rapport, pas du canevas : décochez-le."))
    texts = SynthesisText if chapter.canvas.kind == canvas.REGION else ReportText
    written = texts.objects.filter(chapter=chapter.key).exclude(text_fr="", text_nl="")
    if written.exists():
        raise Refused(_("Des textes y sont déjà écrits : décochez-le pour ne plus le montrer."))
    chapter.delete()
