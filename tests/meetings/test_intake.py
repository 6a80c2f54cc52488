"""Old minutes: dropped, read again, taken in with one click, undone whole."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.urls import reverse
from django.utils.html import escape

from meetings.models import Intake, Letter, Meeting, Participation, WorkingGroup
from meetings.services import intake as services
from meetings.services import intake_files, intake_undo
from meetings.services.errors import Conflict, Refused, WrongStatus
from tests.factories import make_meeting, make_organisation, make_person, make_theme
from tests.meetings.old_minutes import as_docx, as_eml, as_txt, sample
from zones.models import Organisation, Person, Position

#: Of the review page, whatever the number of people.
QUERIES = 11
MADE = (Meeting, Participation, Person, Organisation, Position, WorkingGroup, Letter)


def upload(content=None, name="pv.txt"):
    return Upload(name, as_txt(sample()) if content is None else content)


@pytest.fixture
def intake(zone, coordinator):
    (row,), _told = intake_files.receive(zone, [upload()], by=coordinator)
    return row


def counts():
    return [model.objects.count() for model in MADE]


def url(name, intake):
    return reverse(f"meetings:{name}", args=[intake.zone.code, intake.pk])


def test_dropped_file_writes_nothing_but_itself(intake):
    assert intake.status == "read"
    assert not Meeting.objects.exists()
    assert not Participation.objects.exists()
    assert not Organisation.objects.filter(name_fr="Office Exemple").exists()


def test_review_shows_original_and_what_was_recognised(client, coordinator, intake):
    client.force_login(coordinator)
    page = client.get(url("intake", intake)).content.decode()
    assert "Anne-Lise Van Hoof" in page
    assert 'name="blocks.0.text"' in page
    assert '<span data-percent="">100</span>' in page or "<span data-percent>100</span>" in page
    assert "sûr" in page


def test_taken_in_then_undone_leaves_nothing(zone, coordinator, intake):
    before = counts()
    meeting = services.take_in_reviewed(intake, by=coordinator)
    assert meeting.is_imported
    assert counts() != before
    told = intake_undo.undo(intake, by=coordinator)
    assert told == []
    assert counts() == before
    intake.refresh_from_db()
    assert intake.status == "undone"


def test_post_of_the_whole_page_takes_in_what_it_says(client, coordinator, intake):
    client.force_login(coordinator)
    data = {"revision": intake.revision, "do": "take", "meeting.subject": "Accueil"}
    data |= {"blocks.0.text": "Le PV est approuvé, avec une correction.", "confirmed": "1"}
    data |= {"people.0.status": "excused", "people.1.person": "skip", "next.0.take": ""}
    client.post(url("intake", intake), data)
    meeting = Meeting.objects.get(is_imported=True)
    assert meeting.title_fr == "Accueil"
    assert meeting.is_attendance_confirmed
    text = meeting.agenda.first().blocks.first().text_fr
    assert text == "Le PV est approuvé, avec une correction."
    seen = dict(meeting.participations.values_list("person_name", "presence"))
    assert seen["Anne-Lise Van Hoof"] == "excused"
    assert "Odile Lambert" not in seen
    assert meeting.announces.count() == len(intake.draft["next"]) - 1


def test_meeting_is_taken_in_with_its_theme(client, coordinator, intake):
    theme = make_theme("Logement")
    del intake.review["meeting"]["theme"]  # read before the theme was asked
    intake.save()
    client.force_login(coordinator)
    page = client.get(url("intake", intake)).content.decode()
    assert f'value="{theme.code}"' in page
    changes = {"revision": intake.revision, "meeting.theme": theme.code}
    assert client.post(url("intake_save", intake), changes).status_code == 200
    page = client.get(url("intake", intake)).content.decode()
    assert f'value="{theme.code}" selected' in page
    intake.refresh_from_db()
    assert list(services.take_in_reviewed(intake, by=coordinator).themes.all()) == [theme]
    assert intake_undo.undo(intake, by=coordinator) == []


def test_place_of_an_announced_meeting_is_the_one_that_was_read(client, coordinator, intake):
    client.force_login(coordinator)
    page = client.get(url("intake", intake)).content.decode()
    places = [row["place"] for row in intake.draft["next"]]
    assert any(places)
    for position, place in enumerate(places):
        assert f'name="next.{position}.place" value="{escape(place or "")}"' in page


def test_unreadable_date_is_told_and_nothing_is_written(client, coordinator, intake):
    client.force_login(coordinator)
    data = {"revision": intake.revision, "do": "take", "meeting.on": "jamais"}
    page = client.post(url("intake", intake), data, follow=True).content.decode()
    assert "«\u202fjamais\u202f» n’est ni une date" in page
    assert 'value="jamais"' in page, "what was typed stays"
    assert not Meeting.objects.exists()


def test_future_date_is_refused(coordinator, intake):
    services.save_review(intake, 1, {"meeting.on": "2099-01-01"}, by=coordinator)
    with pytest.raises(Refused, match="à venir"):
        services.take_in_reviewed(intake, by=coordinator)


def test_same_file_twice_is_told(zone, coordinator, intake):
    kept, told = intake_files.receive(zone, [upload(name="copie.txt")], by=coordinator)
    assert kept == []
    assert "déjà ici" in told[0]
    with pytest.raises(Refused, match="déjà ici"):
        intake_files.paste(zone, sample(), by=coordinator)


def test_second_taking_in_of_one_meeting_is_refused(zone, coordinator, intake):
    services.take_in_reviewed(intake, by=coordinator)
    with pytest.raises(WrongStatus, match="déjà repris"):
        services.take_in_reviewed(intake, by=coordinator)
    twin = intake_files.paste(zone, sample() + "\n", by=coordinator)
    with pytest.raises(Refused, match="déjà repris"):
        services.take_in_reviewed(twin, by=coordinator)
    assert Meeting.objects.filter(is_imported=True).count() == 1


def test_second_editor_is_told_and_loses_nothing(client, coordinator, intake):
    services.save_review(intake, 1, {"meeting.place": "Salle A"}, by=coordinator)
    with pytest.raises(Conflict):
        services.save_review(intake, 1, {"meeting.place": "Salle B"}, by=coordinator)
    client.force_login(coordinator)
    data = {"revision": 1, "do": "take", "meeting.place": "Salle B"}
    answer = client.post(url("intake", intake), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Salle A" in page
    assert 'value="Salle B"' in page
    assert not Meeting.objects.exists()


def test_autosave_answers_how_much_is_kept(client, coordinator, intake):
    client.force_login(coordinator)
    answer = client.post(url("intake_save", intake), {"revision": 1, "blocks.0.text": "Rien."})
    told = answer.json()
    assert told["revision"] == 2
    assert told["percent"] < 100
    assert "approuve" in told["lost"]
    late = client.post(url("intake_save", intake), {"revision": 1, "blocks.0.text": "Tout."})
    assert late.status_code == 409
    assert "Quelqu’un d’autre" in late.json()["sentence"]


def test_new_institution_of_several_people_is_made_once(zone, coordinator, intake):
    services.take_in_reviewed(intake, by=coordinator)
    assert Organisation.objects.filter(name_fr="Office Exemple").count() == 1


def test_person_used_elsewhere_stays_and_is_told(zone, coordinator, intake):
    services.take_in_reviewed(intake, by=coordinator)
    person = Person.objects.get(first_name="Baptiste", last_name="Renard")
    other = make_meeting(zone, "held", day=-5)
    Participation.objects.create(meeting=other, person=person, person_name=person.full_name)
    told = intake_undo.undo(intake, by=coordinator)
    assert any("Baptiste Renard" in sentence for sentence in told)
    assert Person.objects.filter(pk=person.pk).exists()
    assert not Person.objects.filter(first_name="Anne-Lise").exists()


def test_known_person_is_never_removed_by_undoing(zone, coordinator):
    office = make_organisation("Office Exemple")
    known = make_person("Baptiste Renard", office, email="brenard@office.example")
    (row,), _told = intake_files.receive(zone, [upload()], by=coordinator)
    services.take_in_reviewed(row, by=coordinator)
    intake_undo.undo(row, by=coordinator)
    assert Person.objects.filter(pk=known.pk).exists()
    assert Organisation.objects.filter(pk=office.pk).exists()


def test_remark_on_the_pv_keeps_the_taking_in(zone, coordinator, intake):
    meeting = services.take_in_reviewed(intake, by=coordinator)
    meeting.pv.remarks.create(
        text="Il manque une phrase.", author_name="Une membre", source="page", key=uuid.uuid4()
    )
    with pytest.raises(Refused, match="remarques"):
        intake_undo.undo(intake, by=coordinator)
    assert Meeting.objects.filter(pk=meeting.pk).exists()


def test_prepared_announced_meeting_stays(zone, coordinator, intake):
    meeting = services.take_in_reviewed(intake, by=coordinator)
    announced = meeting.announces.first()
    Participation.objects.create(meeting=announced, person_name="Invitée")
    told = intake_undo.undo(intake, by=coordinator)
    assert any("annoncée reste" in sentence for sentence in told)
    assert Meeting.objects.filter(pk=announced.pk).exists()


def test_group_the_coordination_wrote_of_stays_and_is_told(coordinator, intake):
    services.take_in_reviewed(intake, by=coordinator)
    group = WorkingGroup.objects.get()
    there = list(group.members.values_list("last_name", flat=True))
    assert there
    WorkingGroup.objects.update(purpose="Préparer la journée.")
    told = intake_undo.undo(intake, by=coordinator)
    assert any(f"« {group} » reste" in one.replace("\u202f", " ") for one in told)
    assert list(group.members.values_list("last_name", flat=True)) == there


def test_who_joined_an_open_group_leaves_it_and_who_was_there_stays(zone, coordinator, intake):
    services.take_in_reviewed(intake, by=coordinator)
    name = WorkingGroup.objects.get().name_fr
    intake_undo.undo(intake, by=coordinator)
    group = WorkingGroup.objects.create(zone=zone, name_fr=name)
    known = make_person("Anne-Lise Vanhoof")
    group.members.add(known)
    intake = services.bring_back(intake, by=coordinator)
    services.take_in_reviewed(intake, by=coordinator)
    assert group.members.count() > 1
    intake_undo.undo(intake, by=coordinator)
    assert list(group.members.all()) == [known]


def test_group_is_launched_in_the_earliest_minutes_until_they_are_undone(zone, coordinator, intake):
    later = make_meeting(zone, "held", day=-1)
    services.take_in_reviewed(intake, by=coordinator)
    name = WorkingGroup.objects.get().name_fr
    intake_undo.undo(intake, by=coordinator)
    group = WorkingGroup.objects.create(zone=zone, name_fr=name, launched_in=later)
    intake = services.bring_back(intake, by=coordinator)
    meeting = services.take_in_reviewed(intake, by=coordinator)
    group.refresh_from_db()
    assert group.launched_in == meeting
    intake_undo.undo(intake, by=coordinator)
    group.refresh_from_db()
    assert group.launched_in == later


def test_message_opens_into_its_documents(zone, coordinator):
    content = as_eml("Bonjour, voici le PV.", pv=as_docx(sample()))
    intake_files.receive(zone, [upload(content, "message.eml")], by=coordinator)
    names = dict(Intake.objects.values_list("file_name", "status"))
    assert names == {"message.eml": "unreadable", "pv.docx": "read"}


def test_folder_waits_for_the_worker_and_is_read(zone, coordinator):
    files = [
        upload(),
        upload(as_docx(sample("zone-noord.txt")), "noord.docx"),
        upload(b"x", "x.txt"),
    ]
    kept, _told = intake_files.receive(zone, files, by=coordinator)
    assert {row.status for row in kept} == {"waiting"}
    assert intake_files.read_batch(str(kept[0].batch)) == 3
    states = dict(Intake.objects.values_list("file_name", "status"))
    assert states == {"pv.txt": "read", "noord.docx": "read", "x.txt": "unreadable"}


def test_document_set_aside_while_it_is_read_stays_aside(zone, coordinator):
    files = [upload(), upload(b"x", "x.txt")]
    (waiting, _other), _told = intake_files.receive(zone, files, by=coordinator)
    services.set_aside(waiting, by=coordinator)
    intake_files.read_now(waiting)
    waiting.refresh_from_db()
    assert waiting.status == "set_aside"


def test_too_many_files_are_refused(zone, coordinator):
    with pytest.raises(Refused, match="60 au plus"):
        intake_files.receive(zone, [upload()] * 61, by=coordinator)


def test_original_is_downloaded_and_never_opened(client, coordinator, intake):
    client.force_login(coordinator)
    answer = client.get(url("intake_original", intake))
    assert answer.content == as_txt(sample())
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("name", ["intake", "intake_original"])
def test_other_people_do_not_read_an_intake(client, partner, outsider, region, intake, name):
    for user, status in ((partner, 403), (outsider, 404), (region, 403)):
        client.force_login(user)
        assert client.get(url(name, intake)).status_code == status


def test_intake_of_another_zone_is_not_found(client, coordinator, outsider, other_zone, intake):
    client.force_login(outsider)
    address = reverse("meetings:intake", args=[other_zone.code, intake.pk])
    assert client.get(address).status_code == 404
    undone = reverse("meetings:intake_undo", args=[other_zone.code, intake.pk])
    assert client.post(undone).status_code == 404


def test_hostile_names_are_rendered_as_text(client, zone, coordinator):
    text = sample().replace("Anne-Lise Van Hoof", "Anne<script>alert(1)</script>")
    row = intake_files.paste(zone, text.replace("Divers", "<img src=x onerror=alert(2)>"), by=None)
    client.force_login(coordinator)
    page = client.get(url("intake", row)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("people", [1, 12])
def test_review_page_takes_as_many_queries_whatever_the_people(
    client, zone, coordinator, people, django_assert_num_queries
):
    names = "\n".join(
        f"· Ada Nom{chr(97 + n)} (Office {n}) : a{n}@office.example" for n in range(people)
    )
    for n in range(people):
        office = make_organisation(f"Office {n}")
        make_person(f"Ada Nom{chr(97 + n)}", office, email=f"a{n}@office.example")
    row = intake_files.paste(
        zone, f"PV du 14 octobre 2021\nPrésents :\n{names}\n\n1. Accueil\nBien.", by=coordinator
    )
    client.force_login(coordinator)
    client.get(url("intake", row))
    with django_assert_num_queries(QUERIES):
        client.get(url("intake", row))
