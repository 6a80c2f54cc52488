"""The door: anybody with the address notes their own presence, and learns nothing else."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import qrcode
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from meetings import documents, qr
from meetings.documents import sheet
from meetings.models import Answer, Arrival, Letter, Participation, Tap
from meetings.services import attendance, checkin
from meetings.services.answers import make_token as answer_token
from meetings.services.errors import Refused, WrongStatus
from tests.factories import make_meeting, make_participation, make_person, make_user, make_zone


def url(meeting):
    return reverse("meetings:checkin", args=[checkin.make_token(meeting)])


@pytest.fixture
def meeting(zone):
    """A meeting that begins in half an hour, with somebody expected."""
    starts = timezone.now() + timedelta(minutes=30)
    meeting = make_meeting(zone, starts_at=starts, ends_at=starts + timedelta(hours=3))
    make_participation(meeting, make_person("Clara Invitée"))
    return meeting


@pytest.fixture
def row(meeting):
    return meeting.participations.get()


def everything():
    models = (Participation, Arrival, Tap, Answer, Letter)
    return [sorted(map(repr, model.objects.values_list())) for model in models]


def test_one_tap_and_one_yes_note_me_present(row, meeting):
    browser = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    page = browser.get(url(meeting)).content.decode()
    assert "Clara Invitée" in page
    assert f'href="?qui={row.pk}&amp;langue=fr"' in page
    assert "Oui, je suis là" in browser.get(url(meeting), {"qui": row.pk}).content.decode()
    answer = browser.post(url(meeting), {"qui": row.pk}, follow=True)
    assert "Votre présence est notée" in answer.content.decode()
    row.refresh_from_db()
    assert (row.presence, row.presence_source, row.encoded_by) == ("present", "self", None)
    assert "déjà noté présent" in browser.get(url(meeting)).content.decode()


def test_reading_writes_nothing(client, row, meeting):
    before = everything()
    done = {"fait": checkin.make_pass(row, uuid4(), "unknown")}
    for parameters in ({}, {"qui": row.pk}, {"undo": "x"}, done, {"person_name": "Yves"}):
        for ask in (client.get, client.head):
            assert ask(url(meeting), parameters).status_code == 200
    for ask in (client.put, client.delete, client.patch, client.options):
        ask(url(meeting), {"qui": row.pk})
    assert everything() == before


def test_nothing_but_names_and_institutions_leaks(client, zone, row, meeting):
    Participation.objects.update(answer="excused", personal_note="Mot privé")
    Answer.objects.create(participation=row, answer="excused", source="link", remark="En congé")
    other = make_participation(make_meeting(zone), make_person("Zoé Ailleurs"))
    for parameters in ({}, {"qui": row.pk}, {"qui": other.pk}):
        page = client.get(url(meeting), parameters).content.decode()
        for secret in (row.email, "excusé", "Mot privé", "En congé", "Zoé", "effectif"):
            assert secret not in page
    assert client.post(url(meeting), {"qui": other.pk}).status_code == 409
    other.refresh_from_db()
    assert other.presence == "unknown"


def test_wrong_address_opens_nothing_in_both_languages(client, zone, row, meeting):
    token = checkin.make_token(meeting)
    other = make_meeting(zone)
    swapped = f"{other.pk}-{token.partition('-')[2]}"
    wrong = [token[:-1], token + "a", swapped, "12", "-", "é-é", "x" * 300, answer_token(row)]
    wrong += [f"{10**30}-{token.partition('-')[2]}", f"{meeting.pk}-"]
    for given in wrong:
        for ask in (client.get, client.post):
            answer = ask(reverse("meetings:checkin", args=[given]), {"qui": row.pk})
            assert answer.status_code == 404, given
        page = answer.content.decode()
        assert "Scannez à nouveau" in page
        assert "Scan de affiche opnieuw" in page
        assert "Clara" not in page
    assert client.get(reverse("meetings:checkin", args=[token.upper()])).status_code == 200
    assert not Tap.objects.exists()


def test_door_opens_an_hour_before_and_closes_an_hour_after(client, row, meeting):
    with time_machine.travel(meeting.starts_at - timedelta(minutes=61), tick=False):
        answer = client.get(url(meeting))
        assert "L’accueil ouvre à" in answer.content.decode()
        assert "Clara" not in answer.content.decode()
        client.post(url(meeting), {"qui": row.pk})
    with time_machine.travel(meeting.ends_at + timedelta(minutes=61), tick=False):
        assert client.get(url(meeting)).status_code == 410
        assert client.post(url(meeting), {"qui": row.pk}).status_code == 410
    row.refresh_from_db()
    assert row.presence == "unknown"
    with time_machine.travel(meeting.ends_at + timedelta(minutes=59), tick=False):
        client.post(url(meeting), {"qui": row.pk})
    row.refresh_from_db()
    assert row.presence == "present"


@pytest.mark.parametrize("status", ["planned", "cancelled", "postponed"])
def test_door_of_a_meeting_that_does_not_take_place_is_shut(client, row, meeting, status):
    meeting.status = status
    meeting.save()
    assert client.get(url(meeting)).status_code == 404
    assert client.post(url(meeting), {"qui": row.pk}).status_code == 404


def test_door_shuts_when_the_secretariat_closes_the_attendance(client, row, meeting):
    meeting.status = "held"
    meeting.save()
    assert client.get(url(meeting)).status_code == 410
    assert client.post(url(meeting), {"qui": row.pk}).status_code == 410
    row.refresh_from_db()
    assert row.presence == "unknown"


def test_not_me_takes_the_tap_back_and_only_that_tap(client, coordinator, row, meeting):
    Participation.objects.update(presence="excused")
    done = client.post(url(meeting), {"qui": row.pk})
    given = client.get(done.url).context["pass"]
    client.post(url(meeting), {"undo": given})
    row.refresh_from_db()
    assert (row.presence, row.taps.count()) == ("excused", 2)
    # The same pass, or one made before somebody else touched the row, takes nothing back.
    assert client.post(url(meeting), {"undo": given}).status_code == 409
    given = client.get(client.post(url(meeting), {"qui": row.pk}).url).context["pass"]
    attendance.record_presences(meeting, {row.pk: "absent"}, by=coordinator)
    for wrong in (given, given[:-1], "x"):
        assert client.post(url(meeting), {"undo": wrong}).status_code == 409
    row.refresh_from_db()
    assert row.presence == "absent"


def test_tap_sent_twice_by_a_telephone_counts_once_and_can_still_be_taken_back(
    client, row, meeting
):
    tap = {"qui": row.pk, "key": str(uuid4())}
    for _again in range(2):
        done = client.post(url(meeting), tap, follow=True)
        assert "Votre présence est notée" in done.content.decode()
    assert row.taps.count() == 1
    stranger = client.post(url(meeting), {"qui": row.pk, "key": str(uuid4())}, follow=True)
    assert "est noté présent" in stranger.content.decode()
    assert "undo" not in stranger.content.decode()


def test_stranger_leaves_a_name_that_counts_nobody_until_confirmed(
    client, coordinator, row, meeting
):
    left = {"person_name": "Yves  Imprévu", "organisation_name": row.organisation_name}
    for _again in range(2):
        page = client.post(url(meeting), left, follow=True).content.decode()
        assert "le secrétariat confirme votre présence" in page
    arrival = meeting.arrivals.get()
    assert attendance.headcount(meeting)["persons"] == 0
    seen = checkin.confirm(arrival, by=coordinator, organisation=row.organisation)
    assert attendance.headcount(meeting)["persons"] == 1
    assert (seen.organisation, seen.presence_source) == (row.organisation, "secretariat")
    with pytest.raises(WrongStatus):
        checkin.dismiss(arrival, by=coordinator)
    assert client.post(url(meeting), {"person_name": " "}).status_code == 422
    assert client.post(url(meeting), {"person_name": "x" * 151}).status_code == 422
    assert client.post(url(meeting), {}).status_code == 422


def test_stranger_whose_name_is_on_the_list_becomes_that_row(coordinator, row, meeting):
    arrival = checkin.announce(meeting, name="clara invitee", organisation_name="")
    assert checkin.confirm(arrival, by=coordinator) == row
    assert meeting.participations.count() == 1


def test_flood_is_refused_in_words(client, row, meeting, monkeypatch):
    monkeypatch.setattr(checkin, "MAX_WAITING", 2)
    monkeypatch.setattr(checkin, "MAX_TAPS", 0)
    for number in range(2):
        client.post(url(meeting), {"person_name": f"Personne {number}"})
    answer = client.post(url(meeting), {"person_name": "Personne 3"})
    assert answer.status_code == 429
    assert "passez par le secrétariat" in answer.content.decode()
    assert client.post(url(meeting), {"qui": row.pk}).status_code == 429
    assert meeting.arrivals.count() == 2


def test_nothing_is_kept_indexed_or_told(client, row, meeting):
    for address in (url(meeting), reverse("meetings:checkin", args=["12-x"])):
        answer = client.get(address)
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


def test_door_speaks_the_language_of_the_meeting_or_of_the_telephone(client, row, meeting):
    assert '<html lang="nl">' in client.get(url(meeting), {"langue": "nl"}).content.decode()
    dutch = {"Accept-Language": "nl-BE,nl;q=0.9"}
    assert '<html lang="fr">' in client.get(url(meeting), headers=dutch).content.decode()
    meeting.languages = "both"
    meeting.save()
    assert '<html lang="nl">' in client.get(url(meeting), headers=dutch).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_door_costs_the_same(client, meeting, size, django_assert_num_queries):
    for _n in range(size):
        make_participation(meeting)
    with django_assert_num_queries(2):  # meeting, rows
        client.get(url(meeting))


@pytest.mark.django_db(transaction=True)
def test_forty_people_enter_at_once():
    """Forty telephones, eight hands at a time: no refusal, nobody lost, nobody twice."""
    zone = make_zone("sud")
    starts = timezone.now()
    meeting = make_meeting(zone, starts_at=starts, ends_at=starts + timedelta(hours=3))
    rows = [make_participation(meeting) for _n in range(40)]
    address = url(meeting)

    def enter(row):
        try:
            return Client().post(address, {"qui": row.pk}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(enter, rows)) == {302}
    assert attendance.headcount(meeting)["persons"] == 40
    assert Tap.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_same_stranger_and_same_tap_from_many_hands_are_one():
    zone = make_zone("sud")
    by = make_user(zone, coordinator=True)
    meeting = make_meeting(zone, starts_at=timezone.now())
    row = make_participation(meeting)
    key = uuid4()

    def act(number):
        try:
            checkin.announce(meeting, name="Yves Imprévu", organisation_name="Inconnue")
            checkin.check_in(meeting, row.pk, key=key)
            return attendance.add_present(
                meeting, name="Nele Nieuw", organisation_name="VDAB", capacity="guest", by=by
            ).pk
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        added = set(pool.map(act, range(6)))
    assert len(added) == 1
    assert meeting.arrivals.count() == 1
    assert row.taps.count() == 1
    assert meeting.participations.count() == 2


def text_of(paper):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages]


@pytest.mark.parametrize("languages", ["fr", "nl", "both"])
def test_poster_is_one_page_with_the_address_in_letters(meeting, languages):
    meeting.languages = languages
    address = checkin.checkin_link(meeting)
    (page,) = text_of(documents.poster(meeting, address))
    assert address in page.replace(" ", "")


def test_code_on_the_wall_draws_every_module_of_the_address(meeting):
    address = checkin.checkin_link(meeting)
    drawn = str(qr.picture_of(address))
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn)
    dark = {(int(x) + i, int(y)) for x, y, wide in runs for i in range(int(wide))}
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=qr.BORDER)
    code.add_data(address)
    lines = code.get_matrix()
    assert dark == {(x, y) for y, line in enumerate(lines) for x, on in enumerate(line) if on}
    assert "style" not in drawn


@pytest.mark.parametrize("languages", ["fr", "both"])
def test_sheet_of_forty_people_repeats_its_heads_and_fills_its_last_page(meeting, languages):
    meeting.languages = languages
    for number in range(40):
        answer = ("coming", "excused", "unconcerned")[number % 3]
        make_participation(meeting, answer=answer, needs_confirmation=number == 0)
    pages = text_of(documents.attendance_sheet(meeting))
    total = len(pages)
    for number, page in enumerate(pages, start=1):
        assert "Signature" in page
        assert f"{number} / {total}" in page
    whole = " ".join(pages)
    for words in ("vient (à confirmer)", "pas concerné", "excusé"):
        assert words in whole
    # A line more, and the foot would leave the last page.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet, "BLANK_LINES", sheet.BLANK_LINES + 3)
        patch.setattr(sheet, "_room_left", lambda html, found=sheet._room_left: found(html) + 3)
        assert len(text_of(documents.attendance_sheet(meeting))) > total
