"""The page of the synthesis, ready for its template."""

from django.core.cache import cache
from django.utils import timezone

from concertation.one_moment import one_moment
from zones.permissions import zones_of

from . import documents_synthesis, synthesis
from .forms_synthesis import LanguageForm
from .models import Synthesis
from .region import years_offered
from .services.synthesis import refusal

#: Seconds that the page shows the same figures, and says since when.
KEPT = 300


def find_synthesis(year):
    """The last edition about ``year``, an unsaved one before anybody opened it; one query."""
    rows = Synthesis.objects.filter(year=year).defer("figures", "paper").order_by("edition")
    return rows.last() or Synthesis(year=year)


def find_published(year):
    """The last edition that was published, or None; one query."""
    rows = Synthesis.objects.filter(year=year, published_at__isnull=False)
    return rows.select_related("paper").defer("paper__content").order_by("edition").last()


def snapshot_for(user, year, *, fresh=True):
    """(edition, snapshot) this reader may see, or None.

    The Region reads the last edition, live until it is published; whoever sits in a zone reads the
    last published one. Without ``fresh``, figures read less than ``KEPT`` ago will do: reading six
    years of six zones is long, and the page is loaded at each text that is written.
    """
    edition = find_synthesis(year) if user.is_regional else find_published(year)
    if edition is None:
        return None
    if edition.published_at:
        return edition, edition.figures
    return edition, documents_synthesis.with_texts(_figures(year, fresh), edition)


def published_years(user):
    """The years, newest first, whose synthesis this reader may open without having written it."""
    if not (user.is_regional or zones_of(user)):
        return []
    published = Synthesis.objects.filter(published_at__isnull=False)
    return list(published.order_by("-year").values_list("year", flat=True).distinct())


def _figures(year, fresh):
    """What the zones' data says, with the moment it was read; of nobody's text but the zones'."""
    key = f"synthesis-{year}"
    found = None if fresh else cache.get(key)
    if found is None:
        with one_moment():
            found = synthesis.snapshot(synthesis.read(year))
        cache.set(key, (timezone.now(), found), KEPT)
        return found
    return found[1]


def read_at(year):
    """When the figures that the page shows were read."""
    found = cache.get(f"synthesis-{year}")
    return found[0] if found else timezone.now()


def synthesis_page(user, edition, snapshot):
    """The context of the page; the texts to write only for the Region, before the publication."""
    is_published = edition.published_at is not None
    writes = user.is_regional and not is_published
    rows = {row.chapter: row for row in edition.texts.all()} if writes and edition.pk else {}
    chapters = [_chapter(one, rows.get(one["key"])) for one in snapshot["canvas"]]
    context = synthesis.contents(snapshot, opens=user.is_regional)
    return context | {
        "synthesis": edition,
        "is_published": is_published,
        "read_at": None if is_published else read_at(edition.year),
        "regional": user.is_regional,
        "can_write": writes,
        "chapters": chapters,
        "to_write": [one for one in chapters if one["is_due"] and not one["is_filled"]],
        "years": years_offered(edition.year),
        "language_form": LanguageForm(initial={"language": edition.language}),
    }


def publication_page(edition, snapshot):
    """What the publication is about to freeze, and what is still missing."""
    context = synthesis.contents(snapshot)
    chapters = [_chapter(one, None) for one in snapshot["canvas"]]
    return context | {
        "synthesis": edition,
        "refusal": refusal(snapshot),
        "to_write": [one for one in chapters if one["is_due"] and not one["is_filled"]],
        "language_form": LanguageForm(initial={"language": edition.language}),
    }


def _chapter(frozen, row):
    """``frozen``: of the snapshot's canvas; ``row``: the text to write, with its revision."""
    words = frozen["text"]
    return frozen | {
        "title": synthesis.say(frozen["title"]),
        "guidance": synthesis.say(frozen.get("guidance")),
        "template": documents_synthesis.template_of(frozen["key"]),
        "text": row,
        "words": words,
        "is_filled": bool(words["fr"].strip() or words["nl"].strip()),
    }
