"""Every gesture on a PV, by everybody, in every state: done, refused in a sentence, not there."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from meetings.models import PV, Block
from meetings.services import correcting, remark_links, remarks, review, sealing
from meetings.services.errors import Refused
from tests.factories import at, make_meeting, make_pv, make_remark, make_rules, make_user

STATES = ("draft", "review", "sent", "closed", "approved", "contested", "correcting")
WITHIN, OUTSIDE = ("coordinator", "colleague"), ("outsider", "region")
DONE, SAID, NO, GONE = 302, 422, 403, 404

# Gesture → state → what it answers the coordination. SAID: refused, with its sentence, and what was
# typed; NO: refused before anything is read. « closed »: sent, the days of remarks over.
TABLE = {
    "pv_review_ask": dict.fromkeys(STATES, NO)
    | {"draft": DONE, "review": DONE, "correcting": DONE},
    "pv_review": dict.fromkeys(STATES, NO) | {"draft": SAID, "review": DONE, "correcting": SAID},
    "pv_review_back": dict.fromkeys(STATES, NO)
    | {"draft": DONE, "review": DONE, "correcting": DONE},
    "pv_send": dict.fromkeys(STATES, DONE),
    "pv_remark_add": dict.fromkeys(STATES, SAID) | {"sent": DONE},
    "pv_remark": dict.fromkeys(STATES, DONE),
    "pv_verdict": dict.fromkeys(STATES, NO) | {"sent": SAID, "closed": SAID},  # a remark waits
    "pv_correct": dict.fromkeys(STATES, NO) | {"approved": DONE, "contested": DONE},
    "pv_abandon": dict.fromkeys(STATES, NO) | {"correcting": DONE},
}
UNSENT = ("draft", "review", "correcting")


@pytest.fixture
def colleague(zone, coordinator):
    return make_user(zone, coordinator=True, full_name="Colin Coanimateur")


@pytest.fixture
def reach(zone, coordinator, colleague):
    """``reach(state)`` → a PV in that state, with one remark that waits for its answer."""
    make_rules(zone, at(-300).date(), contest_days=10)

    def _reach(state):
        pv = make_pv(make_meeting(zone, "held", day=-30, partners=1))
        if state == "review":
            asker = make_user(zone, coordinator=True, full_name="Alice Demandeuse")
            review.ask_review(pv, by=asker)
        if state in ("sent", "closed", "approved", "contested", "correcting"):
            sealing.send_pv(pv, by=coordinator)
        if state == "closed":
            PV.objects.filter(pk=pv.pk).update(remarks_until=at(-1).date())
        if state in ("approved", "contested", "correcting"):
            verdict = "contested" if state == "contested" else "approved"
            following = make_meeting(zone, "held", day=-2)
            text = "« Non. »" if state == "contested" else ""
            sealing.decide_pv(pv, verdict=verdict, text=text, decided_in=following, by=coordinator)
        if state == "correcting":
            correcting.correct(pv, reason="Une date", by=coordinator)
        make_remark(pv)
        return PV.objects.select_related("meeting__zone").get(pk=pv.pk)

    return _reach


def post(client, gesture, pv):
    arguments = [pv.meeting.zone.code, pv.meeting_id]
    if gesture == "pv_remark":
        arguments.append(pv.remarks.last().pk)
    block = Block.objects.filter(item__meeting=pv.meeting).first()
    following = pv.decided_in or make_meeting(pv.meeting.zone, "held", day=-1)
    data = {
        "agrees": "yes",
        "key": uuid4(),
        "passage": block.pk,
        "text": "Une remarque.",
        "act": "noted",
        "verdict": "approved",
        "decided_in": following.pk,
        "reason": "Une erreur",
    }
    if gesture == "pv_verdict":
        data["text"] = ""
    return client.post(reverse(f"meetings:{gesture}", args=arguments), data)


@contextmanager
def undone():
    """What is done within is undone: the next gesture finds the PV in the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("state", STATES)
def test_coordination_does_what_the_state_allows(client, request, reach, state):
    pv, found = reach(state), {}
    for who in WITHIN:
        client.force_login(request.getfixturevalue(who))
        for gesture in TABLE:
            with undone():
                answer = post(client, gesture, pv)
                found[gesture, who] = answer.status_code
                if answer.status_code == SAID:
                    assert "error" in answer.content.decode()
    assert found == {(one, who): TABLE[one][state] for one in TABLE for who in WITHIN}


@pytest.mark.parametrize("state", STATES)
def test_member_may_only_remark_within_the_window(client, partner, reach, state):
    pv, found = reach(state), {}
    client.force_login(partner)
    before = PV.objects.values_list("status", "edition").get(pk=pv.pk)
    expected = dict.fromkeys(TABLE, GONE if state in UNSENT else NO)
    if state not in UNSENT:
        expected["pv_remark_add"] = DONE if state == "sent" else SAID
    for gesture in TABLE:
        with undone():
            found[gesture] = post(client, gesture, pv).status_code
            assert PV.objects.values_list("status", "edition").get(pk=pv.pk) == before
    assert found == expected


@pytest.mark.parametrize("state", STATES)
def test_nobody_else_learns_of_it(client, request, reach, state):
    pv = reach(state)
    for who in (*OUTSIDE, "anonymous"):
        client.logout()
        if who != "anonymous":
            client.force_login(request.getfixturevalue(who))
        for gesture in TABLE:
            answer = post(client, gesture, pv)
            assert answer.status_code == (DONE if who == "anonymous" else GONE), (who, gesture)
            if who == "anonymous":
                assert answer["Location"].startswith(reverse("account_login"))
    assert pv.remarks.count() == 1
    assert PV.objects.get(pk=pv.pk).status == pv.status


#: What the link of the letter answers: to open it, to remark.
LINK = dict.fromkeys(STATES, (200, SAID)) | {
    "draft": (GONE, GONE),
    "review": (GONE, GONE),
    "sent": (200, DONE),
}


@pytest.mark.parametrize("state", STATES)
def test_link_of_the_letter_reads_and_remarks(client, reach, state):
    pv = reach(state)
    row = pv.meeting.participations.first()
    url = reverse("meetings:pv_link", args=[remark_links.make_token(row)])
    block = Block.objects.filter(item__meeting=pv.meeting).first()
    written = {"key": uuid4(), "passage": block.pk, "text": "Par le lien."}
    opened, posted = client.get(url), client.post(url, written)
    assert (opened.status_code, posted.status_code) == LINK[state]
    assert pv.remarks.filter(text="Par le lien.").exists() == (LINK[state][1] == DONE)
    if posted.status_code == SAID:
        assert "Par le lien." in posted.content.decode()  # nothing typed is lost


def test_link_of_somebody_taken_off_is_closed(client, reach):
    pv = reach("sent")
    row = pv.meeting.participations.first()
    url = reverse("meetings:pv_link", args=[remark_links.make_token(row)])
    row.is_invited, row.presence = False, "absent"
    row.save()
    assert client.get(url).status_code == 410


def test_link_shows_the_level_of_its_reader_only(client, reach):
    pv = reach("sent")
    item = pv.meeting.agenda.get()
    item.blocks.create(text_fr="RÉSERVÉ", visibility="coordination")
    row = pv.meeting.participations.first()
    url = reverse("meetings:pv_link", args=[remark_links.make_token(row)])
    assert "RÉSERVÉ" not in client.get(url).content.decode()


def test_altered_link_opens_nothing(client, db):
    assert client.get(reverse("meetings:pv_link", args=["pas-un-jeton"])).status_code == 404


def test_open_remark_is_its_authors_and_the_coordinations(client, reach, coordinator, partner):
    pv = reach("sent")
    mine = pv.remarks.get()
    url = reverse("meetings:pv_link", args=[remark_links.make_token(mine.participation)])
    assert mine.text.replace("’", "’") in client.get(url).content.decode()
    client.force_login(partner)
    assert mine.text not in client.get(pv.get_absolute_url()).content.decode()
    remarks.reject(mine, by=coordinator, answer="Relu avec l’animatrice.")
    page = client.get(pv.get_absolute_url()).content.decode()
    assert mine.text in page
    assert "Relu avec l’animatrice." in page


def test_verdict_of_a_meeting_to_come_is_refused(client, reach, coordinator, zone):
    pv = reach("sent")
    pv.remarks.get().delete()
    to_come = make_meeting(zone, day=5)
    client.force_login(coordinator)
    url = reverse("meetings:pv_verdict", args=["sud", pv.meeting_id])
    answer = client.post(url, {"verdict": "approved", "text": "", "decided_in": to_come.pk})
    assert answer.status_code == SAID
    pv.refresh_from_db()
    assert pv.status == "sent"


def test_form_opens_at_the_passage_without_a_script(client, reach, partner):
    pv = reach("sent")
    block = Block.objects.get(item__meeting=pv.meeting)
    client.force_login(partner)
    page = client.get(pv.get_absolute_url(), {"passage": block.pk}).content.decode()
    assert 'name="proposed_text"' in page
    assert page.index('name="proposed_text"') > page.index(f'id="passage-{block.pk}"')


def test_whoever_asked_for_the_reading_does_not_note_it(client, zone, coordinator, colleague):
    pv = make_pv(make_meeting(zone, "held", day=-3))
    review.ask_review(pv, by=coordinator)
    url = reverse("meetings:pv_review", args=["sud", pv.meeting_id])
    given = {"agrees": "yes", "note": "Je l’ai lu."}
    client.force_login(coordinator)
    page = client.get(url)
    assert "J’ai relu" not in page.content.decode()
    assert page.context["readings"] == [(colleague.full_name, None)]
    refused = client.post(url, given)
    assert refused.status_code == SAID
    assert "Vous avez demandé la relecture" in refused.content.decode()
    assert "Je l’ai lu." in refused.content.decode()
    client.force_login(colleague)
    page = client.get(url)
    assert "J’ai relu" in page.content.decode()
    assert page.context["readings"] == [(colleague.full_name, None)]  # the asker is not expected
    assert client.post(url, given).status_code == DONE
    assert pv.readings.get().by == colleague


def test_whoever_asked_does_not_read_even_if_nobody_could_be_written_to(client, zone, coordinator):
    other = make_user(zone, coordinator=True)
    User.objects.filter(pk=other.pk).update(email="")
    pv = make_pv(make_meeting(zone, "held"))
    assert review.ask_review(pv, by=coordinator) == 0
    pv.refresh_from_db()
    assert review.readers_of(pv, other) == [other]
    with pytest.raises(Refused, match="Vous avez demandé"):
        review.note_reading(pv, by=coordinator, agrees=True)
    assert review.note_reading(pv, by=other, agrees=True).agrees


def test_review_is_not_offered_to_whoever_coordinates_alone(client, zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-3))
    client.force_login(coordinator)
    url = reverse("meetings:pv_review", args=["sud", pv.meeting_id])
    assert url not in client.get(pv.get_absolute_url()).content.decode()
    make_user(zone, coordinator=True)
    assert url in client.get(pv.get_absolute_url()).content.decode()
    at_item = reverse("meetings:pv_item", args=["sud", pv.meeting_id, pv.meeting.agenda.first().pk])
    assert url in client.get(at_item).content.decode()
