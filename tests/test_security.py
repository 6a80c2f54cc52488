"""Somebody else's rows, by any door: nothing opens and nothing is written.

The attacker signs in, and knows the numbers of everything.
"""

import functools

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField
from django.urls import reverse

from accounts.models import User
from meetings.models import ActionItem, Letter, Opinion
from meetings.services.answers import make_token
from tests.factories import (
    make_block,
    make_item,
    make_meeting,
    make_member,
    make_participation,
    make_pv,
)
from tests.test_pages import ROUTES, arguments, signed_in, text_of
from tests.world import *  # noqa: F403 (its fixtures)
from tests.world import SECRET

#: Gestures that are the coordination's alone, by page or by button.
GESTURES = sorted(
    name
    for name, rule in ROUTES.items()
    if rule[1] in (403, 404, 405) and name.startswith(("meetings:", "zones:", "reports:"))
) + ["zones:rules", "zones:organisation_edit"]
#: What a browser of the coordination would send to any of them.
TYPED = {
    "on": "2030-05-16",
    "starts": "09:30",
    "ends": "12:30",
    "kind": "information",
    "reason": "Grève",
    "title_fr": "Point",
    "name": "Intrus",
    "answer": "coming",
    "capacity": "guest",
    "language": "fr",
    "half_days": "1",
    "languages": "fr",
    "convening": "convocation",
    "visibility": "public",
    "verdict": "approved",
    "version": "1",
    "text_fr": "Falsifié",
    "chair": "Intrus",
    "secretary": "Intrus",
    "started_on": "2026-01-01",
    "ended_on": "2026-01-01",
    "valid_from": "2030-01-01",
    "done_on": "2026-01-01",
    "list": "1",
    "up": "1",
    "invited": "p1",
    "presence-1": "present",
    "first_name": "A",
    "last_name": "B",
    "role": "full",
    "name_fr": "Autre nom",
}
IGNORED = {"sessions.Session", "admin.LogEntry", "django_tasks_db.DBTaskResult"}


def everything():
    """All rows of all our tables, to compare before and after.

    Not the bytes of papers, which PostgreSQL gives as memory that prints its own address; their
    SHA-256 is in the row.
    """
    return {
        model._meta.label: rows_of(model)
        for model in apps.get_models()
        if model._meta.label not in IGNORED
    }


def rows_of(model):
    with connection.cursor() as cursor:
        cursor.execute(*question_of(model))
        return sorted(map(repr, cursor.fetchall()))


@functools.cache
def question_of(model):
    """What asks for its rows: put in words once, for it is asked a thousand times."""
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, BinaryField)]
    rows = model.objects.order_by().values_list(*(field.attname for field in fields))
    return rows.query.sql_with_params()


@pytest.fixture
def mine(outsider, other_zone):
    """A meeting, a PV and a partner of the attacker's own zone."""
    coming = make_meeting(other_zone, partners=1)
    held = make_pv(make_meeting(other_zone, "held", day=-20, partners=1)).meeting
    sent = make_pv(make_meeting(other_zone, "held", day=-60, partners=1), "sent").meeting
    return {"coming": coming, "held": held, "sent": sent, "mandate": make_member(other_zone)}


def swapped(args, mine, world):
    """The address in the attacker's own zone and meeting, with the row of the other zone."""
    meetings = {world[key].pk: mine[key].pk for key in ("coming", "held", "sent")}
    first, *rest = args
    if len(rest) >= 2:
        rest[0] = meetings.get(rest[0], rest[0])
    return ["nord-est", *rest]


NESTED = [
    "meetings:agenda_item",
    "meetings:agenda_item_delete",
    "meetings:letter",
    "meetings:resend",
    "meetings:encode_answer",
    "meetings:pv_item",
    "meetings:block_add",
    "meetings:block_put",
    "meetings:block_delete",
    "meetings:block_move",
    "meetings:block_versions",
    "meetings:block_bring_back",
    "meetings:action_done",
    "meetings:opinion",
    "zones:member",
    "zones:member_end",
    "zones:mandate_add",
    "zones:mandate_end",
]


@pytest.mark.parametrize("name", NESTED)
def test_row_of_another_zone_does_not_open_under_ones_own(client, world, outsider, mine, name):
    client.force_login(outsider)
    url = reverse(name, args=swapped(arguments(name, world), mine, world))
    before = everything()
    for response in (client.get(url), client.head(url), client.post(url, TYPED)):
        assert response.status_code in (404, 405)
    assert everything() == before


@pytest.mark.parametrize("name", NESTED[:9])
def test_row_of_another_meeting_of_the_zone_does_not_open(client, world, coordinator, name):
    client.force_login(coordinator)
    zone, _meeting, *row = arguments(name, world)
    other = make_pv(make_meeting(world["zone"], "held", day=-5, partners=1)).meeting
    url = reverse(name, args=[zone, other.pk, *row])
    before = everything()
    assert client.post(url, TYPED).status_code in (403, 404)
    assert everything() == before


@pytest.mark.parametrize("name", GESTURES)
def test_gesture_of_the_coordination_writes_nothing_for_others(client, request, world, name):
    url = reverse(name, args=arguments(name, world))
    before = everything()
    for who in ("partner", "outsider", "region"):
        if who == "region" and ROUTES[name][3] == 200 and name != "zones:rules":
            continue  # the region may correct an institution, and reads what it is shown
        if who == "region" and ROUTES[name][0] == 403:
            continue  # its own gesture, refused to the coordination
        with signed_in(client, request, who):
            before["accounts.User"] = rows_of(User)  # the date of this sign-in
            assert client.post(url, TYPED).status_code in (403, 404, 405), who
            assert everything() == before, who


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_looking_writes_nothing_and_runs_no_script_of_somebody_else(
    client,
    world,
    coordinator,
    name,
):
    client.force_login(coordinator)
    url = reverse(name, args=arguments(name, world))
    if name == "meetings:feed":  # that a program came by is noted, once an hour: not by the next
        client.get(url)
    before = everything()
    response = client.get(url)
    text_of(response)
    lets_only_our_scripts_run(response, name)
    assert everything() == before
    for ask in (client.head, client.options):
        text_of(ask(url))
    assert everything() == before


def lets_only_our_scripts_run(response, name):
    policy = response.headers.get("Content-Security-Policy", "")
    directives = dict(one.split(maxsplit=1) for one in policy.split("; ") if " " in one)
    # An e-mail shown as it left styles itself line by line, in a sandbox without scripts.
    letter = name == "meetings:letter_html" and policy.endswith("; sandbox")
    assert "unsafe-inline" not in policy.replace("style-src 'unsafe-inline'", "" if letter else "=")
    if response.status_code == 200:
        assert "script-src 'self'" in policy or directives["default-src"] == "'none'"
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def secrets(zone):
    """The same words in all that a partner or a stranger must not read."""
    make_block(
        make_pv(make_meeting(zone, "held", day=-20, partners=1)).meeting.agenda.first(), text=SECRET
    )
    closed = make_meeting(zone, "held", day=-60, partners=1, visibility="coordination")
    item = make_pv(closed, "sent").meeting.agenda.first()
    action = make_block(item, "action", text=f"{SECRET} action")
    opinion = make_block(item, "opinion", text=f"{SECRET} avis")
    ActionItem.objects.create(block=action, zone=zone)
    Opinion.objects.create(block=opinion, zone=zone, year=closed.year, number=7)
    make_item(make_meeting(zone, "planned", title_fr=SECRET), SECRET)
    coming = make_meeting(zone, partners=1)
    row = coming.participations.first()
    row.answers.create(answer="coming", source="link", remark=SECRET)
    Letter.objects.create(
        meeting=coming, participation=row, kind="pv", to_email="x@exemple.be", body=SECRET
    )
    return closed


@pytest.mark.parametrize("who", ["partner", "outsider", "region", "anonymous"])
def test_private_words_are_on_no_page_of_who_may_not_read(client, request, world, secrets, who):
    if who != "anonymous":
        client.force_login(request.getfixturevalue(who))
    for name in sorted(ROUTES):
        if name == "meetings:answer_paper":
            continue
        page = client.get(reverse(name, args=arguments(name, world)), {"q": "seule connaît"})
        assert SECRET not in text_of(page), name
    for name in ("detail", "pv", "pv_paper", "calendar", "letter_paper", "pv_version"):
        args = ["sud", secrets.pk, *([1] if name == "pv_version" else [])]
        page = client.get(reverse(f"meetings:{name}", args=args))
        assert SECRET not in text_of(page), name
    assert client.get(reverse("meetings:pv_paper", args=["sud", secrets.pk])).status_code in (
        (302, 404) if who != "partner" else (404,)
    )


def test_link_of_an_answer_opens_nothing_else(client, world):
    other = make_participation(world["coming"])
    page = client.get(reverse("meetings:answer", args=[make_token(world["row"])]))
    assert page.status_code == 200
    assert other.email not in page.content.decode()
    for name in ("detail", "invitations", "pv"):
        url = reverse(f"meetings:{name}", args=["sud", world["coming"].pk])
        assert client.get(url).status_code == 302, "still asked to sign in"
