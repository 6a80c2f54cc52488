"""One line of the rows behind a figure: a date, a title, what is beside it, a state, a link."""

from django.urls import reverse

from concertation.bilingual import localised
from concertation.typography import day_month
from meetings.wording import beside

from ..contents_participation import naming


def of_meeting(sitting, note="", state=""):
    meeting = sitting.meeting
    subject = localised(meeting, "title")[0] or ", ".join(theme.name for theme in sitting.themes)
    kind = meeting.get_kind_display()
    title = f"{kind} · {subject}" if subject else kind
    note = " · ".join(part for part in (beside(sitting.beside), note) if part)
    return row(title, day_month(meeting.starts_at), note, state, meeting.get_absolute_url())


def of_institution(data, pk, note="", state=""):
    """With its letter, and without a link, in a report that names no institution."""
    office = data.institutions[pk]
    if not data.is_named:
        return row(naming(data, False)(pk), "", note, state)
    url = reverse("zones:organisation", args=[pk])
    return row(office.name, "", note or office.type.name, state, url)


def row(title, when="", note="", state="", url=""):
    return {"when": when, "title": title, "note": note, "state": state, "url": url}


def by_name(data, ids):
    """Letters follow the order they were given in, never the alphabet of the names."""
    return sorted(ids, key=lambda pk: data.institutions[pk].name if data.is_named else pk)
