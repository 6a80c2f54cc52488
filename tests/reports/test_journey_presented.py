"""The report presented to the commission: letters, remarks by link, verdict; who may do what."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from meetings import emails
from meetings.models import Letter
from meetings.services.errors import BadLink, Refused, WrongStatus
from reports import services
from reports.models import CoordinationReport, ReportRemark
from reports.seen import fingerprint
from reports.services import (
    annexes,
    deposit,
    journey,
    presenting,
    rectifying,
    remarks,
    reviewing,
    settings,
)
from reports.services.annexes import add_annex
from reports.views import presenting as views
from tests.factories import (
    at,
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_user,
)

from .builders import YEAR
from .test_annexes import pages, saved, upload

pytestmark = pytest.mark.django_db
Status = CoordinationReport.Status
TEXT = "Une année de transition."
PROPOSED = "Une année de transition, et de rencontres."


@pytest.fixture
def report(zone, coordinator):
    report = services.open_report(zone, YEAR)
    report.style = "presented"
    report.save()
    services.save_text(report, "zone", text_fr=TEXT, text_nl="", revision=0, by=coordinator)
    return report


def until(days=10):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def member(zone):
    """Sits for two institutions of the zone."""
    person = make_person("Ada Membre", email="ada@exemple.be")
    for name in ("Atelier Un", "Atelier Deux"):
        make_member(zone, make_organisation(name), person)
    return person


@pytest.fixture
def presented(report, member, coordinator):
    presenting.present(report, until=until(), by=coordinator)
    report.refresh_from_db()
    return report


@pytest.fixture
def link(presented):
    reader = presented.readers.get()
    return reverse("reports:by_link", args=[presenting.make_token(reader)])


def given(chapter="zone", **words):
    return {"key": str(uuid4()), "chapter": chapter, "text": "", "proposed_text": TEXT} | words


# --- Submitted -----------------------------------------------------------------------------------


def test_each_member_gets_one_letter_with_their_own_link(presented, member, coordinator):
    letter = Letter.objects.get(kind="report_read")
    message = emails.build(letter)
    assert message.to == ["ada@exemple.be"]
    reader = presented.readers.get()
    assert reader.organisation_name == "Atelier Deux, Atelier Un"
    assert reader_of(message) == reader


def reader_of(message):
    """Whose link the letter carries: two tokens of one reader differ each second."""
    return presenting.read_token(re.search(r"/rapport/([^/\s]+)/", message.body)[1])


def test_submitting_twice_writes_to_nobody_again(presented, coordinator):
    with pytest.raises(WrongStatus, match="déjà soumis"):
        presenting.present(presented, until=until(), by=coordinator)
    assert Letter.objects.filter(kind="report_read").count() == 1


def test_a_report_of_another_style_or_a_day_that_is_over_is_not_submitted(
    report, member, coordinator
):
    with pytest.raises(Refused, match="jour à venir"):
        presenting.present(report, until=until(-1), by=coordinator)
    report.style = "administrative"
    report.save()
    with pytest.raises(WrongStatus, match="style"):
        presenting.present(report, until=until(), by=coordinator)
    assert not Letter.objects.filter(kind="report_read").exists()


def test_a_member_without_an_address_is_a_reader_and_gets_no_letter(report, zone, coordinator):
    make_member(zone, make_organisation(), make_person("Bob Essai", email=""))
    assert presenting.present(report, until=until(), by=coordinator) == 0
    assert report.readers.get().letter is None


def test_the_commission_that_reads_is_the_one_that_is_convened(report, zone, member):
    make_member(zone, make_organisation("Candidate"), make_person("Cleo Essai"))
    make_member(zone, make_organisation("Suspendue"), make_person("Sam Essai"))
    for status in ("candidate", "suspended"):
        home = status.replace("candidate", "Candidate").replace("suspended", "Suspendue")
        zone.memberships.filter(organisation__name_fr=home).update(status=status)
    names = [one.person.full_name for one in presenting.members(zone)]
    assert names == ["Ada Membre", "Cleo Essai"]


# --- The link ------------------------------------------------------------------------------------


def test_the_link_reads_without_an_account_and_takes_a_remark_once(client, link, presented):
    page = client.get(link).content.decode()
    assert TEXT in page
    assert 'id="remarque"' not in page
    assert 'id="remarque"' in client.get(f"{link}?chapitre=zone").content.decode()
    remark = given(text="Il manque les rencontres.", proposed_text=PROPOSED)
    assert client.post(link, remark).status_code == 302
    assert client.post(link, remark).status_code == 302
    kept = presented.remarks.get()
    assert (kept.author_name, kept.passage_text) == ("Ada Membre", TEXT)
    assert kept.proposed_text == PROPOSED


def test_a_refused_remark_gives_back_its_words(client, link, presented):
    assert client.post(link, given()).status_code == 422
    presented.remarks_until = until(-1)
    presented.save()
    answer = client.post(link, given(text="Trop tard, mais écrit."))
    assert answer.status_code == 422
    assert "Trop tard, mais écrit." in answer.content.decode()
    assert "délai des remarques" in answer.content.decode()
    presented.remarks_until = until()
    presented.save()
    answer = client.post(link, given("inconnu", text="Sur un chapitre ôté."))
    assert "Sur un chapitre ôté." in answer.content.decode()
    assert not presented.remarks.exists()


@pytest.mark.parametrize("token", ["", "x", "abc:def", "é" * 20])
def test_an_altered_link_opens_nothing(client, link, token):
    with pytest.raises(BadLink):
        presenting.read_token(token)
    if token:
        assert client.get(f"/rapport/{token}/").status_code == 404


def test_what_is_typed_is_never_run(client, link, presented):
    client.post(link, given(text="<script>alert(1)</script>", proposed_text="<b>gras</b>"))
    page = client.get(link).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>gras</b>" not in page
    assert "&lt;script&gt;" in page


def test_another_readers_open_remark_is_not_shown_before_its_answer(
    client, presented, coordinator, link
):
    waiting = remarks.remark(
        presented, key=uuid4(), chapter="zone", text="Confidence.", by=coordinator, author_name="X"
    )
    assert "Confidence." not in client.get(link).content.decode()
    remarks.note(waiting, by=coordinator, answer="Merci.")
    page = client.get(link).content.decode()
    assert "Confidence." in page
    assert "Merci." in page


def test_the_link_of_somebody_who_left_the_commission_opens_nothing(client, link, member):
    seats = member.mandates.order_by("pk")
    yesterday = timezone.localdate() - timedelta(days=1)
    seats.filter(pk=seats[0].pk).update(ended_on=yesterday)
    assert client.get(link).status_code == 200  # still sits for the other institution
    seats.update(ended_on=yesterday)
    answer = client.get(link)
    assert answer.status_code == 410
    assert TEXT not in answer.content.decode()
    assert "plus sur la liste" in answer.content.decode()
    assert client.get(f"{link}rapport.pdf").status_code == 410


def test_the_link_prints_no_address_of_anybody(client, link, presented, coordinator):
    words = "Contact : personne@exemple.be."
    services.save_text(presented, "zone", text_fr=words, text_nl="", revision=1, by=coordinator)
    page = client.get(link).content.decode()
    assert "personne@exemple.be" not in page
    assert "adresse non publiée" in page


def test_the_paper_behind_a_link_is_not_asked_for_without_end(client, link, monkeypatch):
    monkeypatch.setattr(views, "MOST_ASKED", 2)
    statuses = [client.get(f"{link}rapport.pdf").status_code for _n in range(3)]
    assert statuses == [404, 404, 429]


# --- The answers ---------------------------------------------------------------------------------


@pytest.fixture
def asked(presented):
    return remarks.remark(
        presented,
        key=uuid4(),
        chapter="zone",
        proposed_text=PROPOSED,
        reader=presented.readers.get(),
    )


def test_an_accepted_remark_changes_the_chapter_and_shows_how(asked, coordinator, client, link):
    kept = remarks.accept(asked, by=coordinator)
    text = asked.report.texts.get()
    assert (text.text_fr, text.revision) == (PROPOSED, 2)
    assert (kept.before, kept.after) == (TEXT, PROPOSED)
    assert "<ins>" in client.get(link).content.decode()


def test_a_remark_is_answered_once(asked, coordinator):
    with pytest.raises(Refused, match="Dites pourquoi"):
        remarks.reject(asked, by=coordinator, answer=" ")
    remarks.reject(asked, by=coordinator, answer="Hors sujet.")
    with pytest.raises(WrongStatus, match="déjà sa réponse"):
        remarks.accept(asked, by=coordinator)
    assert asked.report.texts.get().text_fr == TEXT


def test_the_same_words_are_no_change(asked, coordinator):
    with pytest.raises(Refused, match="ne change pas"):
        remarks.accept(asked, by=coordinator, text=TEXT)
    assert ReportRemark.objects.get().status == "open"


def test_a_chapter_saved_while_a_remark_is_answered_is_not_overwritten(asked, coordinator, client):
    client.force_login(coordinator)
    url = reverse("reports:remark", args=["sud", YEAR, asked.pk])
    shown = client.get(url).context["form"].initial["revision"]
    save(asked.report, "Une année de rencontres.", coordinator, revision=1)
    sent = {"act": "accepted", "new_text": PROPOSED, "answer": "Voilà.", "revision": shown}
    answer = client.post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "entre-temps" in page
    assert "Voilà." in page
    assert "Une année de rencontres." in page
    assert asked.report.texts.get().text_fr == "Une année de rencontres."
    sent["revision"] = answer.context["form"]["revision"].value()
    assert client.post(url, sent).status_code == 302  # seen, and wanted all the same
    assert asked.report.texts.get().text_fr == PROPOSED


def save(report, words, by, *, revision):
    given = {"text_fr": words, "text_nl": "", "revision": revision, "by": by}
    return services.save_text(report, "zone", **given)


def test_a_proposal_left_as_it_was_does_not_put_the_old_chapter_back(
    client, link, presented, coordinator
):
    form = client.get(f"{link}?chapitre=zone").context["chapters"][0]["form"]
    save(presented, "Une année de rencontres.", coordinator, revision=1)
    sent = given(text="Un oubli.", revision=form.initial["revision"])
    assert client.post(link, sent).status_code == 302
    kept = presented.remarks.get()
    assert (kept.proposed_text, kept.passage_text) == ("", TEXT)
    client.force_login(coordinator)
    page = client.get(reverse("reports:remark", args=["sud", YEAR, kept.pk]))
    assert page.context["has_moved"]


def test_a_chapter_that_was_empty_when_it_was_read_is_kept_as_empty(
    client, link, presented, coordinator
):
    """A colleague writes it before the remark arrives: nobody read those words."""
    parts = client.get(f"{link}?chapitre=participation").context["chapters"]
    [form] = [part["form"] for part in parts if part["form"]]
    words = {"text_fr": "D’une collègue.", "text_nl": "", "revision": 0, "by": coordinator}
    services.save_text(presented, "participation", **words)
    sent = given("participation", proposed_text=PROPOSED, revision=form.initial["revision"])
    assert client.post(link, sent).status_code == 302
    kept = presented.remarks.get()
    assert (kept.passage_text, kept.proposed_text) == ("", PROPOSED)
    client.force_login(coordinator)
    page = client.get(reverse("reports:remark", args=["sud", YEAR, kept.pk]))
    assert page.context["has_moved"]


def test_nobody_reads_by_its_number_what_was_written_before_the_commission(
    client, report, member, coordinator
):
    save(report, "Lu par la commission.", coordinator, revision=1)
    presenting.present(report, until=until(), by=coordinator)
    reader = report.readers.get()
    asked = {"text": "Et avant ?", "revision": 1, "key": uuid4(), "chapter": "zone"}
    assert remarks.remark(report, reader=reader, **asked).passage_text == "Lu par la commission."


def letter_about(remark):
    letter = Letter.objects.get(kind="report_remark", report_remark=remark)
    message = emails.build(letter)
    return message, message.alternatives[0][0]


def test_the_author_of_an_accepted_remark_reads_what_changed_in_one_letter(asked, coordinator):
    remarks.accept(asked, by=coordinator, answer="Merci.")
    message, html = letter_about(asked)
    assert message.to == ["ada@exemple.be"]
    assert "acceptée" in message.subject
    assert "+ ajouté\u00a0: , et de rencontres" in message.body
    assert "<ins>, et de rencontres</ins>" in html
    assert "Merci." in message.body
    assert reader_of(message) == asked.reader
    with pytest.raises(WrongStatus):
        remarks.note(asked, by=coordinator)
    assert Letter.objects.filter(kind="report_remark").count() == 1


@pytest.mark.parametrize(
    ("gesture", "word"), [(remarks.note, "est notée"), (remarks.reject, "n’est pas suivie")]
)
def test_the_author_of_another_remark_is_told_what_became_of_it(asked, coordinator, gesture, word):
    gesture(asked, by=coordinator, answer="Voir <le chapitre> 3.")
    message, html = letter_about(asked)
    assert word in message.body
    assert "Voir <le chapitre> 3." in message.body
    assert "&lt;le chapitre&gt;" in html
    assert "Ce qui a changé" not in message.body


def test_the_letter_is_written_in_the_language_of_its_reader(asked, member, coordinator):
    member.language = "nl"
    member.save()
    remarks.note(asked, by=coordinator)
    assert Letter.objects.get(kind="report_remark").language == "nl"
    assert letter_about(asked)[0].extra_headers["Content-Language"] == "nl"


def test_a_remark_that_came_otherwise_or_without_an_address_writes_to_nobody(
    presented, asked, member, coordinator, client
):
    heard = remarks.remark(
        presented,
        key=uuid4(),
        chapter="zone",
        text="Au téléphone.",
        by=coordinator,
        author_name="X",
    )
    member.email = ""
    member.save()
    client.force_login(coordinator)
    for remark in (heard, asked):
        url = reverse("reports:remark", args=["sud", YEAR, remark.pk])
        answer = client.post(url, {"act": "noted", "answer": "", "new_text": ""}, follow=True)
        assert "aucune lettre ne lui part" in answer.content.decode()
    assert not Letter.objects.filter(kind="report_remark").exists()


# --- The verdict ---------------------------------------------------------------------------------


@pytest.fixture
def sitting(zone, presented):
    CoordinationReport.objects.update(presented_at=timezone.now() - timedelta(days=3))
    return make_meeting(zone, "held", day=-1)


def test_the_approval_is_put_once_on_the_agenda_of_the_next_meeting(zone, presented):
    meeting = make_meeting(zone, "planned", day=20)
    assert presenting.next_meeting(zone) == meeting
    first = presenting.submit_to(presented, meeting)
    assert presenting.submit_to(presented, meeting) == first
    assert meeting.agenda.get(title_fr__contains="rapport de coordination 2020") == first


def test_the_approval_comes_before_what_closes_the_agenda(zone, presented):
    meeting = make_meeting(zone, "planned", day=20)
    for kind in ("misc", "discussion", "next_meetings", "misc"):
        make_item(meeting, kind, kind=kind)
    presenting.submit_to(presented, meeting)
    kinds = ["misc", "discussion", "decision", "next_meetings", "misc"]
    assert list(meeting.agenda.values_list("kind", flat=True))[-5:] == kinds
    convened = make_meeting(zone, "convened", day=10)
    make_item(convened, "Prochaines réunions", kind="next_meetings")
    added = presenting.submit_to(presented, convened)
    assert list(convened.agenda.all())[-1] == added, "what was announced keeps its place"


def test_a_report_that_is_not_submitted_is_put_on_no_agenda(client, zone, coordinator, presented):
    meeting = make_meeting(zone, "planned", day=20)
    client.force_login(coordinator)
    for year in (YEAR, YEAR - 1):  # a page that was kept open; a year nobody began
        CoordinationReport.objects.filter(year=year).update(status="draft")
        answer = client.post(reverse("reports:present_agenda", args=["sud", year]), follow=True)
        assert "pas soumis à la commission" in answer.content.decode()
    assert not meeting.agenda.exists()
    assert CoordinationReport.objects.count() == 1


def test_a_verdict_is_of_a_meeting_held_since_with_its_words(
    presented, sitting, other_zone, coordinator
):
    with pytest.raises(Refused, match="mot à mot"):
        presenting.decide(presented, verdict="contested", decided_in=sitting)
    elsewhere = make_meeting(other_zone, "held", day=-1)
    for meeting in (elsewhere, make_meeting(sitting.zone, "held", day=-30)):
        with pytest.raises(Refused, match="tenue depuis"):
            presenting.decide(presented, verdict="approved", decided_in=meeting)
    presenting.decide(presented, verdict="approved", decided_in=sitting)
    with pytest.raises(WrongStatus, match="entre-temps"):
        presenting.decide(presented, verdict="amended", statement="Un mot.", decided_in=sitting)
    presenting.decide(
        presented,
        verdict="amended",
        statement="Un mot.",
        decided_in=sitting,
        was="approved",
    )
    assert CoordinationReport.objects.get().verdict == "amended"


@pytest.mark.parametrize(("verdict", "is_open"), [("approved", False), ("amended", True)])
def test_what_the_commission_approved_does_not_change_and_what_it_amended_may(
    presented, sitting, coordinator, verdict, is_open
):
    presenting.decide(presented, verdict=verdict, statement="Mots.", decided_in=sitting)
    save = {"text_fr": "Autre.", "text_nl": "", "revision": 1, "by": coordinator}
    if is_open:
        services.save_text(presented, "zone", **save)
    else:
        with pytest.raises(WrongStatus, match="décidé"):
            services.save_text(presented, "zone", **save)


def test_a_letter_that_waits_asks_for_no_remark_after_the_verdict(presented, sitting, coordinator):
    presenting.decide(presented, verdict="approved", decided_in=sitting)
    assert Letter.objects.get(kind="report_read").status == Letter.Status.WITHDRAWN


def test_a_verdict_typed_while_a_colleague_validated_comes_back(
    client, presented, sitting, coordinator
):
    bring(presented, "validated", coordinator, sitting)
    client.force_login(coordinator)
    url = reverse("reports:verdict", args=["sud", YEAR])
    typed = {"verdict": "contested", "statement": "Mot à mot.", "decided_in": sitting.pk}
    answer = client.post(url, typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Mot à mot." in page
    assert "Ce rapport est validé" in page
    assert "variable absente" not in page
    assert client.get(url).status_code == 302


def test_a_presented_report_is_not_frozen_without_its_verdict(presented, sitting, coordinator):
    with pytest.raises(Refused, match="verdict"):
        services.validate_report(presented, by=coordinator)
    presenting.decide(presented, verdict="approved", decided_in=sitting)
    presented.refresh_from_db()
    assert journey.refusal(presented) == ""


@pytest.fixture
def joined(presented):
    return add_annex(presented, upload=upload(), title="Bilan", organisation=None, by=None)


def approve(report, sitting):
    presenting.decide(report, verdict="approved", decided_in=sitting)


def test_what_is_printed_does_not_change_after_the_approval_until_it_is_taken_back(
    presented, joined, sitting, coordinator
):
    approve(presented, sitting)
    presented.refresh_from_db()
    values = settings.settings_of(presented)
    gestures = (
        lambda: add_annex(
            presented, upload=upload(saved(pages(2))), title="", organisation=None, by=None
        ),
        lambda: annexes.edit_annex(joined, title="Autre", organisation=None),
        lambda: annexes.move_annex(joined, by_rows=1),
        lambda: settings.save_settings(
            presented, values | {"language": "both"}, seen=fingerprint(values)
        ),
        lambda: annexes.remove_annex(joined),
    )
    for gesture in gestures:
        with pytest.raises(WrongStatus, match="a décidé"):
            gesture()
    assert presented.annexes.get() == joined
    with pytest.raises(WrongStatus, match="entre-temps"):
        presenting.take_back(presented, was="contested")
    presenting.take_back(presented, was="approved")
    for gesture in gestures:
        gesture()
    assert journey.refusal(CoordinationReport.objects.get()) != ""


def test_taking_an_amended_verdict_back_promises_no_change_that_is_open_already(
    client, presented, sitting, coordinator
):
    client.force_login(coordinator)
    back = reverse("reports:verdict_back", args=["sud", YEAR])
    answer = client.get(back, follow=True)
    assert "Pas de verdict à reprendre" in answer.content.decode()
    for verdict, is_told in (("amended", False), ("contested", True)):
        CoordinationReport.objects.update(verdict=verdict, decided_in=sitting)
        page = client.get(back).content.decode()
        assert ("pourront de nouveau changer" in page) == is_told
        assert "Le rapport ne se valide plus" in page


def test_the_pages_of_an_approved_report_say_that_it_does_not_change_and_how_it_would(
    client, presented, joined, sitting, coordinator
):
    approve(presented, sitting)
    client.force_login(coordinator)
    back = reverse("reports:verdict_back", args=["sud", YEAR])
    for page in ("annexes", "report", "way"):
        text = client.get(reverse(f"reports:{page}", args=["sud", YEAR])).content.decode()
        assert "La commission a approuvé ce rapport" in text
        assert back in text
    annex_page = client.get(reverse("reports:annexes", args=["sud", YEAR])).content.decode()
    assert "Joindre cette annexe" not in annex_page
    assert client.get(reverse("reports:settings", args=["sud", YEAR])).status_code == 302
    assert "approuvé" in client.get(back).content.decode()
    assert client.post(back, {"was": "amended"}).status_code == 302
    assert CoordinationReport.objects.get().verdict == "approved"
    client.post(back, {"was": "approved"})
    report = CoordinationReport.objects.get()
    assert (report.verdict, report.decided_in) == ("", sitting)
    text = client.get(reverse("reports:annexes", args=["sud", YEAR])).content.decode()
    assert "Joindre cette annexe" in text
    assert client.get(back).status_code == 302


# --- The link, once remarks are over -------------------------------------------------------------


@pytest.fixture
def frozen(presented, sitting, coordinator):
    """The report as it was validated and deposited today."""
    presenting.decide(presented, verdict="approved", decided_in=sitting)
    report = services.validate_report(presented, by=coordinator)
    return deposit.note(report, on=timezone.localdate(), to="Actiris", by=coordinator)


def close(report):
    CoordinationReport.objects.filter(pk=report.pk).update(remarks_until=until(-1))


def test_once_remarks_are_over_the_link_shows_the_remarks_and_nothing_of_the_draft(
    client, link, asked, coordinator
):
    remarks.note(asked, by=coordinator, answer="Nous en parlerons.")
    close(asked.report)
    services.save_text(
        asked.report, "themes", text_fr="Écrit après.", text_nl="", revision=0, by=coordinator
    )
    page = client.get(link).content.decode()
    assert "Nous en parlerons." in page
    assert "une fois transmis" in page
    assert "Écrit après." not in page
    assert 'class="panel chapter"' not in page
    assert client.get(f"{link}rapport.pdf").status_code == 404


def test_once_deposited_the_link_leads_to_the_frozen_report_and_not_to_the_data(
    client, link, frozen, zone
):
    page = client.get(link).content.decode()
    assert TEXT in page
    assert "transmis à Actiris" in page
    assert client.get(f"{link}?chapitre=zone").content.decode().count("<form") == 0
    make_meeting(zone, "held", starts_at=at(date(YEAR, 3, 2)), title_fr="Venue plus tard")
    assert client.get(link).content.decode() == page
    paper = client.get(f"{link}rapport.pdf")
    assert paper.content == frozen.paper.pdf()
    assert paper["X-Robots-Tag"].startswith("noindex")


def test_the_link_of_a_rectified_report_leads_to_the_edition_that_left_last(
    client, link, frozen, coordinator
):
    edition = rectifying.rectify(frozen, reason="Un chiffre.", by=coordinator)
    services.save_text(edition, "zone", text_fr="Corrigé.", text_nl="", revision=1, by=coordinator)
    assert "Corrigé." not in client.get(link).content.decode()
    edition.style = "administrative"
    edition.save()
    edition = services.validate_report(edition, by=coordinator)
    deposit.note(edition, on=timezone.localdate(), to="Actiris", by=coordinator)
    page = client.get(link).content.decode()
    assert "Corrigé." in page
    assert "Un chiffre." in page
    assert client.get(f"{link}rapport.pdf").content == edition.paper.pdf()


def test_the_remarks_of_a_rectified_edition_stay_readable(
    client, asked, frozen, coordinator, partner
):
    rectifying.rectify(frozen, reason="Un chiffre.", by=coordinator)
    address = reverse("reports:edition_remarks", args=["sud", YEAR, 1])
    way = reverse("reports:way", args=["sud", YEAR])
    client.force_login(partner)
    assert address not in client.get(way).content.decode()
    assert client.get(address).status_code == 403
    client.force_login(coordinator)
    assert address in client.get(way).content.decode()
    page = client.get(address).content.decode()
    assert "et de rencontres" in page
    assert "<textarea" not in page
    assert reverse("reports:remark", args=["sud", YEAR, asked.pk]) not in page
    current = client.get(reverse("reports:edition_remarks", args=["sud", YEAR, 2]))
    assert current.status_code == 302


@pytest.mark.parametrize(("days", "status"), [(365, 200), (366, 410)])
def test_the_link_ends_a_year_after_the_deposit(client, link, frozen, days, status):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        answer = client.get(link)
        assert answer.status_code == status
        assert client.get(f"{link}rapport.pdf").status_code == status
    if status == 410:
        page = answer.content.decode()
        assert "Ce lien ne sert plus" in page
        assert "Deze link werkt niet meer" in page
        assert TEXT not in page


def test_the_link_of_a_report_that_never_left_ends_too(client, link, presented):
    with time_machine.travel(timezone.now() + timedelta(days=380)):
        assert client.get(link).status_code == 410


# --- Every transition × every state --------------------------------------------------------------

ASK, READ, BACK = "reading_ask", "reading", "reading_back"
GESTURES = (ASK, READ, BACK, "present", "verdict", "verdict_back", "validate", "sent", "rectify")
STATES = {
    "draft": {ASK, "present"},
    "review": {READ, BACK, "present"},
    "presented": {"verdict"},
    "decided": {"verdict_back", "validate"},
    "validated": {"sent"},
    "deposited": {"rectify"},
}


def bring(report, state, coordinator, sitting):
    """The report in that state, as its rows would be."""
    facts = {"status": state if state in Status.values else Status.VALIDATED}
    if state == "decided":
        facts = {"status": Status.PRESENTED, "verdict": "approved", "decided_in": sitting}
    if state in ("presented", "decided"):
        facts["presented_at"] = timezone.now() - timedelta(days=3)
        facts["remarks_until"] = until()
    if facts["status"] == Status.VALIDATED:
        paper = report.paper or make_paper()
        facts |= {"paper": paper, "validated_at": timezone.now(), "validated_by": coordinator}
    if state == "deposited":
        facts["sent_on"] = timezone.localdate()
    CoordinationReport.objects.filter(pk=report.pk).update(**facts)


def make_paper():
    from meetings.models import Paper

    return Paper.objects.create(
        kind="report", language="fr", file_name="r.pdf", content=b"%PDF-1.7 fige"
    )


def posted(gesture, sitting):
    today = timezone.localdate().isoformat()
    return {
        READ: {"agrees": "yes"},
        "present": {"until": until().isoformat()},
        "verdict": {"verdict": "contested", "statement": "Non.", "decided_in": sitting.pk},
        "verdict_back": {"was": "approved"},
        "sent": {"on": today, "to": "Actiris"},
        "rectify": {"reason": "Une erreur."},
    }.get(gesture, {})


def picture(report):
    """What a gesture could have changed."""
    row = CoordinationReport.objects.get(pk=report.pk)
    counts = (row.readings.count(), row.readers.count(), Letter.objects.count())
    editions = CoordinationReport.objects.count()
    from reports.models import Making

    facts = (row.status, row.verdict, row.sent_on, row.paper_id)
    return facts, counts, editions, Making.objects.count()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("gesture", GESTURES)
def test_a_gesture_acts_in_its_state_alone_and_for_the_coordination_alone(
    client, report, member, coordinator, partner, outsider, region, state, gesture
):
    make_user(report.zone, coordinator=True, full_name="Odette Relectrice")
    sitting = make_meeting(report.zone, "held", day=-1)
    bring(report, state, coordinator, sitting)
    url = reverse(f"reports:{gesture}", args=["sud", YEAR])
    before = picture(report)
    for who in (partner, outsider, region):
        client.force_login(who)
        expected = {403, 404} if state == "deposited" else {404}
        assert client.post(url, posted(gesture, sitting)).status_code in expected
        assert picture(report) == before
    client.logout()
    assert client.post(url, posted(gesture, sitting)).status_code == 302
    assert picture(report) == before
    client.force_login(coordinator)
    answer = client.post(url, posted(gesture, sitting))
    assert answer.status_code in (302, 422)
    assert (picture(report) != before) == (gesture in STATES[state])


def test_readers_of_the_way_ask_the_same_questions_whatever_their_number(
    client, report, coordinator, zone, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(coordinator)
    counts = []
    for size in (1, 3):
        for _n in range(size):
            make_user(zone, coordinator=True)
        reviewing.ask_review(report, by=coordinator)
        for one, _home in reviewing.second_readers(zone, besides=coordinator):
            reviewing.note_reading(report, by=one, agrees=True)
        found = []
        for name in ("way", "reading"):
            url = reverse(f"reports:{name}", args=["sud", YEAR])
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        counts.append(found)
        reviewing.take_back(report)
    assert counts[0] == counts[1]
