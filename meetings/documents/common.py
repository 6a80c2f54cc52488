"""What every paper shares: its languages, its head, its file name."""

from typing import NamedTuple

from django.utils.functional import lazy
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from concertation.bilingual import localised
from concertation.typography import date_short

from .. import wording

#: Evaluated when printed, in the language of the column it stands in.
said = lazy(lambda function, *arguments: function(*arguments), str)


#: Beyond this, two languages stand one under the other.
LONG_VALUE = 40


class Cell(NamedTuple):
    """A text in one language; ``is_fallback``: the language asked for is missing."""

    text: str
    language: str
    is_fallback: bool = False


def languages_of(code):
    """The languages a paper is printed in: ``both`` gives the two columns."""
    return ("fr", "nl") if code == "both" else (code,)


def cells(obj, field, languages):
    """``obj.<field>_fr/_nl`` as it is printed: one ``Cell`` per language with its own text.

    A missing translation is printed once, in the language that exists, marked as a fallback; the
    same words in both languages are printed once, unmarked. Two empty fields give no cell.
    """
    kept = {}
    for asked in languages:
        text, language = localised(obj, field, asked)
        if text and text not in kept:
            kept[text] = Cell(text, language)
        if text and language != asked:
            kept[text] = kept[text]._replace(is_fallback=True)
    return list(kept.values())


def spoken(value, languages):
    """A lazy text as one ``Cell`` per language, the same words once."""
    kept = {}
    for language in languages:
        with override(language):
            kept.setdefault(str(value), language)
    return [Cell(text, language) for text, language in kept.items() if text]


def fact(label, value, languages):
    """A line of the list of facts: label and value, each in the languages of the paper."""
    found = spoken(value, languages)
    long = any(len(cell.text) > LONG_VALUE for cell in found)
    return {"label": spoken(label, languages), "value": found, "is_stacked": long}


def facts_of_place_and_time(meeting, languages, place=wording.location):
    facts = [fact(_("Heure"), said(wording.hours, meeting), languages)]
    place = fact(_("Lieu"), said(place, meeting), languages)
    return [place, *facts] if place["value"] else facts


def paper_context(meeting, heading, languages):
    """The context of the head and the foot of every paper; ``heading``: lazy title of the paper."""
    zone = meeting.zone
    communes = list(zone.communes.all())
    return {
        "meeting": meeting,
        "zone": zone,
        "languages": languages,
        "both": len(languages) > 1,
        "heading": spoken(heading, languages),
        "occasion": spoken(said(wording.occasion, meeting), languages),
        "eyebrow": spoken(said(_eyebrow, zone, communes), languages),
        "organisers": [cells(org, "name", languages) for org in wording.organisers(meeting)],
        "foot": _in(languages[0], lambda: f"{heading} · {_foot(meeting)}"),
    }


def paper_title(meeting, heading, language):
    """The title in the metadata of the file: what a reader hears first."""
    return _in(language, lambda: f"{heading} – {_foot(meeting)}")


def file_name(prefix, meeting):
    """« Convocation-Zone-Sud-2020-03-05.pdf »: plain letters, sorted by date in a folder."""
    zone = "-".join(part.capitalize() for part in slugify(meeting.zone.name_fr).split("-"))
    return f"{prefix}-Zone-{zone}-{meeting.held_on.isoformat()}.pdf"


def _in(language, function):
    with override(language):
        return function()


def _foot(meeting):
    return f"{wording.body_name(meeting)} · {date_short(meeting.starts_at)}"


def _eyebrow(zone, communes):
    names = " · ".join(commune.name for commune in communes)
    label = _("Zone %(zone)s") % {"zone": zone.name}
    return f"{label} — {names}" if names else str(label)
