"""The pages of the list: widen it, write a word, print, take off; and the letter as it looks."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import emails
from meetings.models import Letter, Paper, Participation
from meetings.services.answers import answer_link
from meetings.services.delivery import deliver_due
from tests.factories import (
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
)
from zones.models import Commune, Organisation, Theme


def url(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *more])


def text_of(pdf):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return [" ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split()) for page in pages]


@pytest.fixture
def planned(coordinator, zone):
    meeting = make_meeting(zone, status="planned", convening="convocation")
    make_item(meeting, "Un point")
    return meeting


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return client


def found(page, meeting, **asked):
    return [one.name for one in page.get(url("widen", meeting), asked).context["found"]]


# --- Widening ---------------------------------------------------------------------------------


def test_nobody_is_listed_before_something_is_asked(page, zone, planned):
    make_member(zone)
    assert found(page, planned) == []
    assert found(page, planned, zone="x", type="abc", presence="zzz") == []


def test_people_are_found_by_type_commune_theme_zone_and_name(page, planned, other_zone):
    theme = Theme.objects.create(code="langues", name_fr="Apprentissage des langues")
    commune = Commune.objects.create(nis="21099", zone=other_zone, name_fr="Evere", name_nl="Evere")
    wanted = make_organisation("CPAS d’Evere", "cpas", commune=commune)
    wanted.interests.add(theme)
    make_member(other_zone, wanted, make_person("Léa Cherchée"))
    make_member(other_zone, person=make_person("Zoé Autre"))
    ask = {"type": wanted.type_id, "commune": commune.pk, "theme": theme.pk, "nom": "cherchee"}
    for criterion, value in ask.items():
        assert found(page, planned, **{criterion: value}) == ["Léa Cherchée"]
    assert found(page, planned, zone=other_zone.pk) == ["Léa Cherchée", "Zoé Autre"]
    assert found(page, planned, zone=other_zone.pk, nom="autre") == ["Zoé Autre"]


def test_people_are_found_by_their_past_attendance(page, zone, planned):
    organisation = make_organisation("Atelier Zinneke")
    came, never, stranger = (
        make_person(name, organisation) for name in ("Anne Vient", "Luc Jamais", "Zoé Neuve")
    )
    last = make_meeting(zone, "held", day=-40)
    make_participation(last, came, organisation, presence="present")
    make_participation(last, never, organisation, presence="absent")
    long_gone = make_organisation("Institution lointaine")
    lost = make_person("Rose Perdue", long_gone)
    old = make_meeting(zone, "held", day=-500)
    make_participation(old, lost, long_gone, presence="present")
    elsewhere = make_meeting(status="held", day=-40)
    make_participation(elsewhere, stranger, organisation, presence="present")
    name = {"nom": "Zinneke"}
    assert found(page, planned, presence="came", **name) == ["Anne Vient"]
    assert found(page, planned, presence="never", **name) == ["Luc Jamais"]
    assert found(page, planned, presence="unknown", **name) == ["Zoé Neuve"]
    assert found(page, planned, presence="away") == ["Rose Perdue"]


def test_address_of_another_zone_is_used_and_never_shown(page, planned, other_zone):
    person = make_member(other_zone, person=make_person("Léa Loin", email="lea@loin.be")).person
    asked = {"zone": other_zone.pk}
    answer = page.get(url("widen", planned), asked)
    assert "lea@loin.be" not in answer.content.decode()
    assert "adresse connue" in answer.content.decode()
    (contact,) = answer.context["found"]
    address = url("widen", planned) + f"?zone={other_zone.pk}"
    page.post(address, {"contact": [contact.key], "capacity": "guest"})
    assert planned.participations.get(person=person).email == "lea@loin.be"
    shown = page.get(url("invitations", planned)).content.decode()
    assert "Léa Loin" in shown
    assert "lea@loin.be" not in shown
    page.post(url("convene", planned))
    letter = Letter.objects.get(to_email="lea@loin.be")
    assert "lea@loin.be" not in page.get(url("letter", planned, letter.pk)).content.decode()


def test_address_of_our_own_zone_is_shown(page, zone, planned):
    organisation = make_member(zone).membership.organisation
    make_person("Anne Ici", organisation, email="anne@ici.be")
    assert "anne@ici.be" in page.get(url("widen", planned), {"nom": "anne"}).content.decode()


def test_whole_group_joins_in_one_gesture_and_who_is_there_stays_as_they_were(page, zone, planned):
    there = make_member(zone)
    kind = there.membership.organisation.type_id
    free = [make_person(organisation=make_organisation()) for _n in range(3)]
    shown = page.get(url("widen", planned), {"type": kind})
    assert "déjà sur la liste" in shown.content.decode()
    page.post(url("widen", planned) + f"?type={kind}", {"all": "1", "capacity": "expert"})
    rows = planned.participations.filter(person__in=free)
    assert {row.capacity for row in rows} == {"expert"}
    assert rows.count() == 3
    assert planned.participations.get(person=there.person).capacity == "full"


def test_institution_without_people_is_reached_by_its_own_address(page, planned):
    organisation = make_organisation("Maison neuve", email="info@neuve.be")
    address = url("widen", planned) + "?nom=neuve"
    page.post(address, {"contact": [f"0-{organisation.pk}"], "capacity": "guest"})
    row = planned.participations.get(organisation=organisation)
    assert (row.person, row.person_name, row.email) == (None, "Maison neuve", "info@neuve.be")
    page.post(address, {"contact": [f"0-{organisation.pk}"], "capacity": "guest"})
    assert planned.participations.filter(organisation=organisation).count() == 1


def test_contact_that_the_search_did_not_find_is_not_added(page, planned, other_zone):
    make_organisation("Maison neuve", email="info@neuve.be")
    hidden = make_member(other_zone)
    forged = f"{hidden.person_id}-{hidden.membership.organisation_id}"
    page.post(url("widen", planned) + "?nom=neuve", {"contact": [forged], "capacity": "guest"})
    assert not planned.participations.filter(person=hidden.person).exists()


# --- The list ---------------------------------------------------------------------------------


def test_new_member_is_proposed_unticked_once_the_list_is_saved(page, zone, planned):
    make_member(zone)
    first = page.get(url("invitations", planned)).context["reachable"]
    page.post(url("invitations", planned), {"invited": [one.key for one in first]})
    late = make_member(zone, person=make_person("Tard Venu"))
    answer = page.get(url("invitations", planned))
    assert "Ajouter Tard Venu" in answer.content.decode()
    kept = [one.key for one in answer.context["reachable"]]
    page.post(url("convene", planned), {"list": "1", "invited": kept})
    assert not planned.participations.filter(person=late.person).exists()


def test_one_letter_for_two_seats_is_said_before_it_leaves(page, zone, planned):
    person = make_person("Anne Noël")
    for name in ("ALE", "CPAS"):
        make_member(zone, make_organisation(name), person)
    answer = page.get(url("invitations", planned))
    assert "Reçoit la lettre avec Anne Noël" in answer.content.decode()
    assert answer.context["chosen_count"] == 2  # hers, the coordination's
    page.post(url("convene", planned))
    assert Letter.objects.count() == 2
    sent = page.get(url("invitations", planned)).content.decode()
    assert "reçoit la lettre avec Anne Noël" in sent


def test_two_names_in_one_mailbox_are_said(page, zone, planned):
    for name in ("Anne Noël", "Luc Roi"):
        make_member(zone, person=make_person(name, email="direction@ale.be"))
    assert page.get(url("invitations", planned)).content.decode().count("même adresse") == 2


@pytest.mark.parametrize("name", ["invitations", "widen", "notes"])
def test_pages_of_the_list_cost_the_same_for_three_and_for_sixty(page, zone, planned, name):
    counts = []
    for size in (3, 57):
        for _n in range(size):
            organisation = make_organisation(email="info@exemple.be")
            make_member(zone, organisation)
            make_participation(planned, capacity="guest", organisation=make_organisation())
        address = url(name, planned) + ("?type=" + str(organisation.type_id))
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 26


def test_the_last_day_to_send_is_said(page, zone, planned):
    zone.house_rules.update(notice_days=5)
    page_text = page.get(url("invitations", planned)).content.decode()
    assert "À envoyer au plus tard le" in page_text
    assert "pour respecter 5 jours francs" in page_text
    planned.starts_at = timezone.now() + timedelta(days=3)
    planned.ends_at = planned.starts_at + timedelta(hours=3)
    planned.save()
    assert "Il manque" in page.get(url("invitations", planned)).content.decode()


# --- The letter before it leaves ----------------------------------------------------------------


def test_preview_is_what_leaves_but_for_the_personal_link(page, zone, planned):
    zone.house_rules.update(notice_days=5)
    reader = make_member(zone, person=make_person("Nele Lezer", language="nl")).person
    shown = page.get(url("invitations", planned))
    key = next(one.key for one in shown.context["readers"] if one.row.person == reader)
    preview = page.get(url("invitations", planned), {"pour": key}).context["preview"]
    html = page.get(url("letter_html", planned), {"pour": key})
    paper = page.get(url("letter_paper", planned), {"langue": "nl"})
    page.post(url("convene", planned))
    letter = Letter.objects.get(participation__person=reader)
    deliver_due()
    letter.refresh_from_db()
    link = answer_link(letter.participation)
    assert preview["subject"] == letter.subject
    cut = link[: link.index("/reponse/")]
    assert preview["body"].split("[")[0] == letter.body.split(cut)[0]
    assert preview["language"] == "nl"
    assert "/reponse/" not in html.content.decode()
    assert "Nele Lezer" in html.content.decode()
    assert paper.content == Paper.objects.get().pdf()


def test_frame_of_the_email_may_run_nothing(page, zone, planned):
    make_member(zone)
    answer = page.get(url("letter_html", planned))
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert 'sandbox title="Aperçu' in page.get(url("invitations", planned)).content.decode()


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_preview_exists_in_each_language_for_any_reader(page, zone, planned, language):
    planned.letter_by_reader, planned.title_nl = True, "Sociale economie"
    planned.save()
    make_member(zone)
    answer = page.get(url("invitations", planned), {"langue": language})
    assert answer.context["preview"]["language"] == language
    assert f"?langue={language}" in answer.content.decode()
    (text, *_rest) = text_of(page.get(url("letter_paper", planned), {"langue": language}).content)
    assert ("Oproeping" in text) == (language == "nl")


def test_pv_to_approve_is_joined_for_members_and_not_for_guests(page, zone, planned):
    pv = make_pv(make_meeting(zone, "held", day=-60), "sent")
    Paper.objects.create(
        kind="pv", meeting=pv.meeting, language="fr", file_name="PV.pdf", content=b"%PDF-pv"
    )
    make_item(planned, "Approbation", kind="approval", approves=pv)
    make_participation(planned, capacity="guest", email="invite@exemple.be")
    make_participation(planned, email="membre@exemple.be")
    page.post(url("convene", planned))
    files = {
        letter.to_email: [a[0] for a in emails.build(letter).attachments]
        for letter in Letter.objects.all()
    }
    assert "PV.pdf" in files["membre@exemple.be"]
    assert "PV.pdf" not in files["invite@exemple.be"]


# --- A word, a sheet of paper, the end of an invitation -----------------------------------------


HOSTILE = "<script>alert(1)</script> <a href='https://mechant.example'>x</a>\r\nBcc: a@b.be"


def test_personal_word_stands_in_one_email_as_text(page, zone, planned):
    reader, other = make_member(zone).person, make_member(zone).person
    shown = page.get(url("notes", planned)).context["people"]
    key = next(one.key for one in shown if one.row.person == reader)
    page.post(url("notes", planned), {"who": [key], "note": HOSTILE})
    listed = page.get(url("invitations", planned)).content.decode()
    assert "<script>alert" not in listed
    page.post(url("convene", planned))
    deliver_due()
    mine = Letter.objects.get(participation__person=reader)
    assert "Bcc: a@b.be" in mine.body
    assert "Bcc" not in Letter.objects.get(participation__person=other).body
    message = emails.build(mine)
    (html,) = [part[0] for part in message.alternatives if part[1] == "text/html"]
    assert "&lt;script&gt;" in html
    assert "href=&#x27;https://mechant" in html
    assert message.recipients() == [mine.to_email]
    (paper, *_more) = text_of(Paper.objects.get().pdf())
    assert "Bcc" not in paper


def test_word_for_nobody_or_too_long_is_refused(page, zone, planned):
    make_member(zone)
    key = page.get(url("notes", planned)).context["people"][0].key
    refused = page.post(url("notes", planned), {"note": "Bienvenue"})
    assert "Cochez à qui" in refused.content.decode()
    refused = page.post(url("notes", planned), {"who": [key], "note": "x" * 700})
    assert refused.status_code == 200
    assert not Participation.objects.exclude(personal_note="").exists()


def test_letters_on_paper_bear_each_name_and_how_to_answer(page, zone, planned):
    Organisation.objects.update(phone="02 000 00 00")
    home = make_organisation("Atelier du Parc", address_fr="rue du Parc 1, 1190 Forest")
    for name in ("Rose Sansadresse", "Luc Sansadresse"):
        make_member(zone, home, make_person(name, email=""), role="referent")
    assert page.get(url("paper_letters", planned)).status_code == 302, "the list is not saved yet"
    people = page.get(url("invitations", planned)).context
    every = [one.key for one in (*people["reachable"], *people["unreachable"])]
    page.post(url("invitations", planned), {"invited": every})
    answer = page.get(url("paper_letters", planned))
    pages = text_of(answer.content)
    assert [sum(name in text for text in pages) for name in ("Rose Sans", "Luc Sans")] == [1, 1]
    assert "rue du Parc 1" in pages[0]
    assert "02 000 00 00" in pages[0]
    assert "lien personnel" not in pages[0]
    assert "1 / 1" in pages[0]
    assert "1 / 1" in pages[1]


def test_other_zone_opens_none_of_these_pages(client, outsider, partner, zone, planned):
    row = make_participation(planned)
    names = [("widen",), ("notes",), ("letter_html",), ("paper_letters",), ("take_off", row.pk)]
    for user, status in ((outsider, 404), (partner, 404)):
        client.force_login(user)
        for name, *more in names:
            assert client.get(url(name, planned, *more)).status_code == status
            assert client.post(url(name, planned, *more)).status_code in (404, 405)
    assert planned.participations.get().is_invited


def test_row_of_another_meeting_is_not_taken_off(page, zone, planned):
    row = make_participation(make_meeting(zone))
    assert page.post(url("take_off", planned, row.pk)).status_code == 404
    assert Participation.objects.filter(pk=row.pk, is_invited=True).exists()


def test_page_says_what_leaves_before_somebody_is_no_longer_invited(page, zone):
    meeting = make_meeting(zone)
    row = make_participation(meeting)
    Letter.objects.create(
        meeting=meeting, participation=row, kind="convocation", status="sent", language="fr"
    )
    assert "retire de son agenda" in page.get(url("take_off", meeting, row.pk)).content.decode()
    page.post(url("take_off", meeting, row.pk))
    assert Letter.objects.filter(kind="cancellation").count() == 1
    page.post(url("take_off", meeting, row.pk))
    row.refresh_from_db()
    assert row.is_invited
