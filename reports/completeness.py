"""« Ce qui manque » before a report leaves: chapters to write, rows to complete."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concertation.typography import day_month
from meetings.models import PV

from . import canvas
from .indicators import followup, meetings


def share_written(year, texts):
    """Share (0–100, rounded) of the chapters due that hold a text; ``texts``: chapter → text."""
    due = [chapter for chapter in canvas.written_chapters(year) if not chapter.is_optional]
    done = sum(is_filled(texts.get(chapter.key)) for chapter in due)
    return round(100 * done / len(due)) if due else 100


def is_filled(text):
    return bool(text and (text.text_fr.strip() or text.text_nl.strip()))


def missing(data):
    """Rows that would leave a hole in the report: ``[{flag_kind, flag_label, text, url, …}]``.

    Made for ``components/todo.html``; each line leads to where it is completed.
    """
    return [*_meetings(data), *_opinions(data)]


def _meetings(data):
    for sitting in data.this_year:
        meeting = sitting.meeting
        what = {
            "kind": capfirst(meeting.get_kind_display()),
            "day": day_month(meeting.starts_at),
        }
        if (
            meeting.is_open
            and meeting.held_on < data.today
            or (meeting.is_held and not sitting.is_recorded)
        ):
            text = _("%(kind)s du %(day)s : les présences ne sont pas relevées.") % what
            yield _line(data, text, "attendance", meeting, _("Relever les présences"))
        if meeting.is_held and not sitting.themes:
            text = _("%(kind)s du %(day)s : aucun thème.") % what
            yield _line(data, text, "edit" if meeting.is_open else "detail", meeting, _("Ouvrir"))
        if meeting.is_held:
            pv = meetings.pv_of(meeting)
            if pv is None:
                text = _("%(kind)s du %(day)s : le PV manque.") % what
                yield _line(data, text, "pv", meeting, _("Écrire le PV"))
            elif pv.status == PV.Status.DRAFT:
                text = _("%(kind)s du %(day)s : le PV n’est pas envoyé.") % what
                yield _line(data, text, "pv", meeting, _("Ouvrir le PV"))


def _line(data, text, page, meeting, label):
    url = reverse(f"meetings:{page}", args=[meeting.zone.code, meeting.pk])
    return {
        "flag_kind": "soon",
        "flag_label": _("à compléter"),
        "text": text,
        "url": url,
        "link_label": label,
    }


def _opinions(data):
    for passage in followup.opinion_passages(data):
        opinion = passage.block.opinion
        url = reverse("meetings:opinion", args=[data.zone.code, opinion.pk])
        if not passage.addressees:
            text = _("L’avis n° %(number)s n’a pas de destinataire.") % {"number": opinion.number}
        elif opinion.sent_on is None:
            text = _("L’avis n° %(number)s n’est pas envoyé.") % {"number": opinion.number}
        else:
            continue
        yield {
            "flag_kind": "soon",
            "flag_label": _("à compléter"),
            "text": text,
            "url": url,
            "link_label": _("Ouvrir l’avis"),
        }


def chapters_to_write(year, texts):
    """The chapters due and still empty, in order."""
    return [
        chapter
        for chapter in canvas.written_chapters(year)
        if not chapter.is_optional and not is_filled(texts.get(chapter.key))
    ]
