"""The signed sheet of one meeting, as the secretariat would scan it: for the file of proofs."""

from django.core.files.base import ContentFile
from django.utils.html import format_html, format_html_join

from accounts.models import User
from concertation.pdf import html_to_pdf
from concertation.typography import date_long
from meetings.models import Meeting
from meetings.services import attaching
from zones.models import Zone

from .cast import DOMAIN

TITLE = "Feuille de présences signée"


def load():
    """Joins the sheet to the last commission of zone Sud that was held."""
    held = Meeting.objects.filter(zone=Zone.objects.get(code="sud"), status__in=Meeting.HELD)
    meeting = held.filter(kind=Meeting.Kind.COMMISSION).order_by("-starts_at").first()
    if meeting is None:
        return
    attaching.attach(
        meeting,
        upload=ContentFile(_pdf(meeting), name=f"{TITLE}.pdf"),
        title=TITLE,
        item=None,
        audience="coordination",
        delivery="linked",
        by=User.objects.get(email=f"coordination@{DOMAIN}"),
        is_sheet=True,
    )


def _pdf(meeting):
    here = meeting.participations.present().order_by("organisation_name", "person_name")
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td><i>{}</i></td></tr>",
        ((row.organisation_name, row.person_name, _signature(row.person_name)) for row in here),
    )
    html = format_html(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{0}</title></head>'
        "<body><h1>{0}</h1><p>Zone {1}, commission du {2}. Numérisée par le secrétariat.</p>"
        "<table><thead><tr><th>Institution</th><th>Nom</th><th>Signature</th></tr></thead>"
        "<tbody>{3}</tbody></table></body></html>",
        TITLE,
        meeting.zone.name_fr,
        date_long(meeting.starts_at),
        rows,
    )
    return html_to_pdf(str(html), language="fr", title=TITLE)


def _signature(name):
    """What a hurried hand leaves of a name."""
    first, _space, last = name.partition(" ")
    return f"{first[:1]}. {last[:5]}…"
