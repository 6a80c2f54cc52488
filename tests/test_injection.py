"""What people type is text everywhere: on pages, in papers, letters, calendars and tables."""

import email
import email.policy
import re

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from concertation.mail import message_bytes
from meetings import emails
from meetings.models import Letter, MeetingEvent, Participation
from meetings.services import delivery, letters
from meetings.services.answers import make_token
from meetings.services.registers import keep_registers, set_action
from reports.export import cell
from reports.models import FeedbackRequest
from tests.factories import make_block, make_item, make_meeting, make_member, make_pv
from tests.meetings.test_emails import to_the_list
from zones.models import Organisation

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "%s %(n)s {0} {name.__class__}",
    "x\r\nBcc: victime@exemple.be\r\n\r\n<html>",
    "x\nATTENDEE:mailto:victime@exemple.be\nEND:VEVENT",
    "<img src=http://169.254.169.254/meta><link rel=attachment href=file:///etc/passwd>",
    "<a href='https://mechant.exemple/'>cliquez</a>",
    '=HYPERLINK("https://mechant.exemple/";"x")',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
#: Letters that only a meeting with minutes sends.
OF_A_PV = ("pv", "remark", "note")
ALIVE = re.compile(
    r"<script>alert|<img src=x|<svg onload|onerror=alert\(1\)>|<a href='https://mechant|"
    r"<img src=http|<link rel=attachment|\son\w+='alert|href=\"javascript:",
)


@pytest.fixture(params=range(len(PAYLOADS)))
def typed(request, zone, coordinator):
    """A world in which every text was typed by somebody who means harm."""
    text = PAYLOADS[request.param]
    organisation = Organisation.objects.get(pk=make_member(zone).membership.organisation_id)
    organisation.name_fr, organisation.acronym = text[:160], text[:20]
    organisation.save()
    meetings = [
        make_meeting(
            zone, status, day, title_fr=text, place_fr=text, room=text[:100], message_fr=text
        )
        for status, day in (("convened", 30), ("held", -30))
    ]
    for meeting in meetings:
        Participation.objects.create(
            meeting=meeting,
            organisation=organisation,
            person_name=text,
            organisation_name=text,
            email="cible@exemple.be",
            presence="present" if meeting.is_held else "unknown",
        ).answers.create(answer="replaced", replacement=text, remark=text, source="link")
        make_item(meeting, text, presenter=text)
    MeetingEvent.objects.create(meeting=meetings[0], kind="postponed", reason=text)
    pv = make_pv(meetings[1], "contested", chair=text, secretary=text, verdict_text=text)
    item = pv.meeting.agenda.first()
    make_block(item, "question", text=text, said_by=text)
    action = make_block(item, "action", text=text)
    keep_registers(action)
    set_action(action, owners=[text[:150]], due_on=None, due_text=text[:80])
    return text, meetings, pv


def pages(meetings):
    coming, held = ([meeting.zone.code, meeting.pk] for meeting in meetings)
    for name in ("detail", "edit", "postpone", "cancel", "agenda", "invitations", "attendance"):
        yield reverse(f"meetings:{name}", args=coming)
    for name in ("detail", "pv", "attendance", "invitations"):
        yield reverse(f"meetings:{name}", args=held)
    for name in ("meetings:zone", "meetings:list", "meetings:actions", "zones:members"):
        yield reverse(name, args=["sud"])
    yield reverse("zones:organisations")
    yield reverse("meetings:archive") + "?q=alert"
    yield reverse("meetings:answer", args=[make_token(meetings[0].participations.get())])


def test_pages_show_it_as_text(client, typed, coordinator):
    text, meetings, _pv = typed
    client.force_login(coordinator)
    for url in pages(meetings):
        response = client.get(url)
        assert response.status_code == 200, url
        found = ALIVE.search(response.content.decode())
        assert not found, (url, found)


def test_papers_fetch_nothing_for_it(client, typed, coordinator, monkeypatch):
    _text, meetings, _pv = typed
    client.force_login(coordinator)
    for meeting, name in (
        (meetings[0], "letter_paper"),
        (meetings[0], "attendance_sheet"),
        (meetings[1], "pv_paper"),
    ):
        paper = client.get(reverse(f"meetings:{name}", args=["sud", meeting.pk]))
        assert paper.content.startswith(b"%PDF")
        assert b"169.254" not in paper.content
        assert b"root:" not in paper.content


def test_letters_carry_it_as_text_and_add_no_addressee(typed):
    text, meetings, _pv = typed
    for kind in to_the_list():
        meeting = meetings[1] if kind in OF_A_PV else meetings[0]
        letters.queue_letters(meeting, meeting.participations.all(), kind, by=None)
    for letter in Letter.objects.filter(kind="feedback"):
        FeedbackRequest.objects.create(participation=letter.participation, letter=letter)
    for letter in Letter.objects.all():
        read = email.message_from_bytes(
            message_bytes(emails.build(letter)), policy=email.policy.default
        )
        assert read["to"] == "cible@exemple.be"
        assert (read["bcc"], read["cc"]) == (None, None)
        html = read.get_body(("html",))
        assert not html or not ALIVE.search(html.get_content()), letter.kind
    assert delivery.deliver_due()[1] == 0
    assert {tuple(message.recipients()) for message in mail.outbox} == {("cible@exemple.be",)}


def test_calendar_gets_no_property_from_it(client, typed, coordinator):
    _text, meetings, _pv = typed
    client.force_login(coordinator)
    entry = client.get(reverse("meetings:calendar", args=["sud", meetings[0].pk])).content
    events = Calendar.from_ical(entry).walk("VEVENT")
    assert len(events) == 1
    assert "attendee" not in events[0]


@pytest.mark.parametrize("text", [*PAYLOADS, "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_cell_of_a_spreadsheet_is_never_a_formula(text):
    assert cell(text).lstrip(" \t\r\n")[0] not in "=+-@"
