"""The pages of a date poll, for the coordination."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import emails
from meetings.models import DatePoll, Letter, Meeting, WorkingGroup
from meetings.services import poll_links, polls
from tests.factories import at, make_member, make_person, make_poll, make_voter

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} %s"


@pytest.fixture
def signed(client, coordinator):
    client.force_login(coordinator)
    return client


def form(days=(30, 37), voters=(), required=(), **fields):
    """What a browser would send for a draft with these slots and people."""
    data = {
        "kind": "commission",
        "title_fr": "Bilan",
        "title_nl": "",
        "message_fr": "",
        "message_nl": "",
        "closes_on": at(7).date().isoformat(),
        "slots-TOTAL_FORMS": 6,
        "slots-INITIAL_FORMS": 0,
        "guests-TOTAL_FORMS": 3,
        "guests-INITIAL_FORMS": 0,
        "voter": list(voters),
        "required": list(required),
    }
    for number in range(6):
        on = at(days[number]).date().isoformat() if number < len(days) else ""
        data |= {f"slots-{number}-on": on}
        data |= {f"slots-{number}-starts": "09:30", f"slots-{number}-ends": "12:30"}
    return data | fields


def key(mandate):
    return f"{mandate.person_id}-{mandate.membership.organisation_id}"


def test_members_are_proposed_once_each_and_only_those_expected_are_ticked(signed, zone):
    full = make_member(zone, person=make_person("Anne Dupuis"))
    office = full.membership.organisation
    make_member(zone, office, make_person("Luc Sart"), role="substitute")
    make_member(zone, office, full.person, role="referent")
    make_member(zone, person=make_person("Paul Sansmail", email="", phone="02 555 00 00"))
    page = signed.get(reverse("meetings:poll_new", args=["sud"])).content.decode()
    assert page.count("Anne Dupuis") == 1
    assert f'value="{key(full)}" checked' in page
    assert page.count("checked") == 3  # Anne, Paul and the coordinator
    assert "sans adresse : à appeler" in page.replace("\xa0", " ")
    assert "02 555 00 00" in page


def test_slots_of_the_address_fill_the_lines(signed, zone):
    url = reverse("meetings:poll_new", args=["sud"])
    page = signed.get(url + "?slot=2027-03-12T09:30&slot=2027-03-16T13:30&slot=x&slot=2027-13-45")
    slots = page.context["slots"]
    assert len(slots.forms) == 6
    filled = [f.initial for f in slots.forms if f.initial.get("on")]
    hours = [(f"{i['on']}", f"{i['starts']:%H:%M}", f"{i['ends']:%H:%M}") for i in filled]
    assert hours == [("2027-03-12", "09:30", "12:30"), ("2027-03-16", "13:30", "16:30")]


def test_draft_is_saved_reread_and_sent(signed, zone):
    mandate = make_member(zone, person=make_person("Anne Dupuis"))
    other = make_member(zone, person=make_person("Luc Sart"))
    data = form(
        voters=[key(mandate)],
        required=[mandate.membership.organisation_id],
        **{
            "guests-0-name": "Zoé Invitée",
            "guests-0-organisation_name": other.membership.organisation.name_fr,
            "guests-0-email": "zoe@exemple.be",
        },
    )
    answer = signed.post(reverse("meetings:poll_new", args=["sud"]), data)
    poll = DatePoll.objects.get()
    assert answer.url == poll.get_absolute_url()
    names = {voter.person_name: voter.is_required for voter in poll.voters.all()}
    assert names == {"Anne Dupuis": True, "Zoé Invitée": False}
    assert poll.voters.get(person=None).organisation == other.membership.organisation
    page = signed.get(answer.url).content.decode()
    assert "Envoyer à 2 personnes" in page
    assert "[lien personnel de réponse]" in page
    assert "/sondage/" not in page
    assert not Letter.objects.exists()
    for _click in range(2):
        signed.post(reverse("meetings:poll_open", args=["sud", poll.pk]))
    assert Letter.objects.filter(kind="poll").count() == 2


def test_poll_of_a_group_makes_a_meeting_of_that_group(signed, zone, other_zone):
    asked, silent, stranger = make_member(zone), make_member(zone), make_member(zone)
    group = WorkingGroup.objects.create(zone=zone, name_fr="Jeunes")
    group.members.add(asked.person, silent.person)
    elsewhere = WorkingGroup.objects.create(zone=other_zone, name_fr="Ailleurs")
    url = reverse("meetings:poll_new", args=["sud"])
    about = {"kind": "working_group", "working_group": elsewhere.pk, "title_fr": ""}
    assert signed.post(url, form(voters=[key(asked)], **about)).status_code == 200
    signed.post(url, form(voters=[key(asked)], **about | {"working_group": group.pk}))
    poll = DatePoll.objects.get()
    polls.open_poll(poll, by=None)
    assert "Groupe de travail Jeunes" in emails.build(Letter.objects.get()).subject
    address = reverse("meetings:poll_answer", args=[poll_links.make_token(poll.voters.get())])
    for page in (poll.get_absolute_url(), address):
        assert "Groupe de travail Jeunes" in signed.get(page).content.decode()
    polls.choose(poll, [poll.slots.first()], by=None)
    meeting = Meeting.objects.get()
    assert (meeting.working_group, meeting.number) == (group, 1)
    called = set(meeting.participations.filter(is_invited=True).values_list("person", flat=True))
    assert {asked.person_id, silent.person_id} <= called
    assert stranger.person_id not in called
    commission = form(voters=[key(asked)], kind="commission", working_group=group.pk)
    signed.post(url, commission)
    assert DatePoll.objects.exclude(pk=poll.pk).get().working_group is None


def test_form_keeps_what_was_typed_when_it_is_refused(signed, zone):
    mandate = make_member(zone, person=make_person("Anne Dupuis"))
    url = reverse("meetings:poll_new", args=["sud"])
    for data, words in [
        (form(days=[], voters=[key(mandate)]), "Proposez au moins un créneau"),
        (form(voters=[]), "Choisissez au moins une personne"),
        (form(days=[30, 30], voters=[key(mandate)]), "proposé deux fois"),
        (form(days=[3], voters=[key(mandate)]), "avant le premier créneau"),
        (form(voters=[key(mandate)], **{"slots-0-ends": "08:00"}), "avant de commencer"),
        (form(voters=[key(mandate)], **{"guests-0-email": "a@b.be"}), "le nom de la personne"),
        (form(voters=[key(mandate)], closes_on=""), "obligatoire"),
    ]:
        page = signed.post(url, data).content.decode()
        assert words in page
        assert 'value="Bilan"' in page
    assert not DatePoll.objects.exists()


def test_person_of_another_zone_cannot_be_polled_by_changing_the_form(signed, other_zone):
    stranger = make_member(other_zone)
    data = form(voters=[key(stranger), "x", "999-999"])
    signed.post(reverse("meetings:poll_new", args=["sud"]), data)
    assert not DatePoll.objects.exists()


def test_draft_is_changed_with_its_people_ticked_again(signed, zone):
    mandate = make_member(zone, person=make_person("Anne Dupuis"))
    signed.post(reverse("meetings:poll_new", args=["sud"]), form(voters=[key(mandate)]))
    poll = DatePoll.objects.get()
    url = reverse("meetings:poll_edit", args=["sud", poll.pk])
    page = signed.get(url)
    assert page.content.decode().count("checked") == 1
    assert [f.initial["on"] for f in page.context["slots"].forms if f.initial.get("on")] == [
        at(30).date(),
        at(37).date(),
    ]
    signed.post(url, form(days=[44], voters=[key(mandate)]))
    assert [slot.starts_at for slot in poll.slots.all()] == [at(44)]


@pytest.fixture
def poll(zone):
    poll = make_poll(zone, voters=0, title_fr="Bilan")
    make_voter(poll, person=make_person("Anne Dupuis"), answers=["yes", "no"], is_required=True)
    make_voter(poll, person=make_person("Luc Sart"), answers=["no", "yes"], comment="Après 10 h")
    make_voter(poll, person=make_person("Paul Silencieux"))
    return poll


def test_page_reads_the_answers_in_words_not_in_colours(signed, poll):
    page = signed.get(poll.get_absolute_url()).content.decode()
    for words in ("la meilleure", "indispensable", "Après 10", "Paul Silencieux", "Relancer 1"):
        assert words in page
    assert page.count(">oui</span>") + page.count(">non</span>") >= 4


def test_choosing_is_said_before_it_is_done(signed, poll):
    url = reverse("meetings:poll_choose", args=["sud", poll.pk])
    slot = poll.slots.first()
    page = signed.get(url, {"slot": slot.pk}).content.decode()
    assert "et prévenir 3 personnes" in page
    assert not Meeting.objects.exists()
    answer = signed.post(url, {"slot": slot.pk})
    assert answer.url == Meeting.objects.get().get_absolute_url()
    assert signed.post(url, {"slot": slot.pk}, follow=True).status_code == 200
    assert Meeting.objects.count() == 1


def test_nothing_ticked_or_nonsense_chooses_nothing(signed, poll):
    url = reverse("meetings:poll_choose", args=["sud", poll.pk])
    for slot in ("", "x", "9" * 30, "²", "999999"):
        assert signed.get(url, {"slot": slot}).status_code == 302
        assert signed.post(url, {"slot": slot}).status_code == 302
    poll.refresh_from_db()
    assert poll.status == "open"


def test_answer_by_telephone_is_noted_with_who_noted_it(signed, coordinator, poll):
    voter = poll.voters.get(person_name="Paul Silencieux")
    first = poll.slots.first()
    url = reverse("meetings:poll_encode", args=["sud", poll.pk, voter.pk])
    signed.post(url, {f"slot-{first.pk}": "yes", "comment": "Au téléphone"})
    voter.refresh_from_db()
    assert voter.votes.get().slot == first
    assert voter.replies.get().by == coordinator
    assert 'value="yes" checked' in signed.get(url).content.decode()


def test_somebody_without_an_address_gets_one_and_the_question(signed, poll):
    voter = make_voter(poll, email="")
    url = reverse("meetings:poll_ask", args=["sud", poll.pk, voter.pk])
    assert "adresse" in signed.post(url, {"email": "pas une adresse"}).content.decode()
    assert not Letter.objects.exists()
    page = signed.post(url, {"email": "trouvee@exemple.be"}, follow=True).content.decode()
    assert "La question part vers 1 personne." in page
    assert Letter.objects.get().to_email == "trouvee@exemple.be"


def test_reminding_prolonging_and_dropping_say_what_happened(signed, poll):
    def post(name, **data):
        url = reverse(f"meetings:{name}", args=["sud", poll.pk])
        return signed.post(url, data, follow=True).content.decode()

    assert "Le rappel part vers 1 personne." in post("poll_remind")
    assert "douze heures" in post("poll_remind")
    assert "plus tardif" in post("poll_prolong", closes_on=at(1).date().isoformat())
    assert "est prolongé" in post("poll_prolong", closes_on=at(10).date().isoformat())
    assert "obligatoire" in post("poll_drop", reason="")
    assert "Ce sondage est abandonné" in post("poll_drop", reason="La salle est fermée.")


def test_poll_of_another_zone_does_not_exist(signed, other_zone, zone):
    foreign = make_poll(other_zone)
    voter = foreign.voters.first()
    for name, args in [
        ("poll", []),
        ("poll_edit", []),
        ("poll_choose", []),
        ("poll_drop", []),
        ("poll_encode", [voter.pk]),
    ]:
        for code in ("sud", "nord-est"):
            url = reverse(f"meetings:{name}", args=[code, foreign.pk, *args])
            assert signed.get(url).status_code == 404
            assert signed.post(url, {"slot": foreign.slots.first().pk}).status_code == 404
    for name in ("poll_open", "poll_remind", "poll_prolong"):
        url = reverse(f"meetings:{name}", args=["sud", foreign.pk])
        assert signed.post(url).status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == "open"


def test_voter_of_another_poll_does_not_open_under_this_one(signed, zone, poll, other_zone):
    voter = make_poll(other_zone).voters.first()
    url = reverse("meetings:poll_encode", args=["sud", poll.pk, voter.pk])
    assert signed.get(url).status_code == 404
    assert signed.post(url, {"comment": "x"}).status_code == 404


def test_hostile_names_and_comments_are_only_text(signed, zone):
    poll = make_poll(zone, voters=0, title_fr=HOSTILE)
    make_voter(poll, person_name=HOSTILE, answers=["yes", "no"], comment=HOSTILE)
    poll.voters.update(organisation_name=HOSTILE)
    first = poll.slots.first()
    for url in (
        poll.get_absolute_url(),
        reverse("meetings:polls", args=["sud"]),
        reverse("meetings:poll_choose", args=["sud", poll.pk]) + f"?slot={first.pk}",
        reverse("meetings:poll_encode", args=["sud", poll.pk, poll.voters.get().pk]),
    ):
        page = signed.get(url).content.decode()
        assert "<script>alert" not in page
        assert "alert(1)" in page


@pytest.mark.parametrize("name", ["poll", "poll_choose", "poll_edit"])
def test_pages_cost_the_same_for_three_and_for_thirty(signed, zone, name):
    counts = []
    for voters in (3, 30):
        poll = make_poll(zone, "draft" if name == "poll_edit" else "open", voters=0)
        for _n in range(voters):
            mandate = make_member(zone)
            answers = None if name == "poll_edit" else ["yes", "no"]
            make_voter(poll, mandate.membership.organisation, mandate.person, answers)
        url = reverse(f"meetings:{name}", args=["sud", poll.pk])
        data = {"slot": poll.slots.first().pk}
        signed.get(url, data)
        with CaptureQueriesContext(connection) as queries:
            assert signed.get(url, data).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 14
