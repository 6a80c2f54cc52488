"""Mail programs and virus scanners open every link of every letter: nothing may change."""

import email
import email.policy
import re
from datetime import date

import pytest
from django.core import mail
from django.db import connection

from concertation.mail import message_bytes
from meetings.models import ActionItem, ActionNotice, ActionOwner, Letter
from meetings.models.outbox import APART
from meetings.services import delivery, letters, owners, remarks
from tests.factories import (
    make_attachment,
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_participation,
    make_poll,
    make_pv,
    make_remark,
)

ADDRESS = re.compile(r"http://testserver(/[^\s\"'<>\\]*)")
SCANNERS = ("", "Mozilla/5.0 (compatible; SafeLinks)", "python-requests/2.31")


@pytest.fixture
def links(zone, coordinator):
    """Every address of ours in letters of every kind, as they left."""
    coming = make_meeting(zone, convening="convocation")
    make_item(coming, "Identité de la concertation")
    make_attachment(coming)
    row = make_participation(coming, answer="coming", needs_confirmation=True)
    off, held = make_meeting(zone, "cancelled"), make_meeting(zone, "held", day=-10, partners=1)
    remark = make_remark(make_pv(held, status="sent"))
    remarks.reject(remark, by=coordinator, answer="Relu avec l’animatrice.")  # queues its letter
    unsent = make_meeting(zone, "held", day=-20)
    make_pv(unsent, status="review")
    poll = make_poll(zone, voters=1)
    # The letters about reports: tests/reports/test_link_scanner_reports.py.
    kinds = set(Letter.Kind) - {*APART, Letter.Kind.FEEDBACK}
    for kind in (Letter.Kind.PV, Letter.Kind.NOTE, Letter.Kind.CANCELLATION):
        meeting = off if kind == Letter.Kind.CANCELLATION else held
        letters.queue_letters(meeting, [make_participation(meeting)], kind, by=None)
    for kind in Letter.TO_VOTERS:
        letters.queue_voters(poll.voters.all(), kind, by=None)
    for kind in Letter.TO_STAFF:
        is_about_a_pv = kind in (Letter.Kind.REVIEW, Letter.Kind.PV_LATE)
        letters.queue_staff(unsent if is_about_a_pv else coming, [coordinator], kind)
    for kind in Letter.TO_OWNERS:
        write_to_an_owner(held, kind)
    rest = kinds - {
        *Letter.TO_OWNERS,
        Letter.Kind.PV,
        Letter.Kind.NOTE,
        Letter.Kind.REMARK,
        Letter.Kind.CANCELLATION,
        *Letter.TO_VOTERS,
        *Letter.TO_STAFF,
    }
    for kind in rest:
        letters.queue_letters(coming, [row], kind, by=None)
    assert delivery.deliver_due() == (len(kinds), 0)
    return {link for message in mail.outbox for link in _links(message)}


def write_to_an_owner(held, kind):
    """A letter about an action of the PV of ``held``."""
    person = make_member(held.zone).person
    block = make_block(held.agenda.first(), "action")
    action = ActionItem.objects.create(block=block, zone=held.zone, due_on=date(2090, 1, 1))
    ActionOwner.objects.create(action=action, person=person, name=person.full_name)
    told = ActionNotice.Kind.GIVEN if kind == Letter.Kind.ACTIONS else ActionNotice.Kind.BEFORE
    owners.write(held, person, [action], told)


def _links(message):
    read = email.message_from_bytes(message_bytes(message), policy=email.policy.default)
    for part in read.walk():
        if part.get_content_maintype() == "text":
            text = re.sub(r"\r?\n ", "", part.get_content()).replace("&amp;", "&")
            yield from ADDRESS.findall(text)


def _content(cell):
    """PostgreSQL gives bytes as a view, which says where it lies, not what it holds."""
    return bytes(cell) if isinstance(cell, memoryview) else cell


def everything():
    """{table: its rows, as the database holds them}, sessions and queue included."""
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows[table] = sorted(repr(list(map(_content, row))) for row in cursor.fetchall())
    return rows


@pytest.mark.django_db
def test_opening_every_link_of_every_letter_changes_no_row(client, links):
    assert sum("/reponse/" in link for link in links) >= 3
    assert sum("/sondage" in link for link in links) >= 1
    assert sum("/action/" in link for link in links) == 2
    assert sum("/pv/lire/" in link for link in links) >= 2  # the PV and its answered remark
    before = everything()
    assert sum(map(len, before.values())) > 50
    for link in sorted(links):
        for scanner in SCANNERS:
            for method in (client.get, client.head):
                answer = method(link, headers={"user-agent": scanner})
                assert answer.status_code < 500, link
                assert answer.status_code != 405, link
        assert not client.cookies.get("sessionid"), link
    after = everything()
    assert {table for table in after if after[table] != before[table]} == set()
