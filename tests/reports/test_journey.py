"""The way of a report: read again, frozen once, deposited with its proof, rectified."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings import emails
from meetings.models import Letter, Paper, Participation
from meetings.services import delivery
from meetings.services.errors import Refused, WrongStatus
from reports import makers, services
from reports.models import CoordinationReport, Making, ReportDeposit, ReportYear
from reports.services import deposit, journey, making, nudges, rectifying, reviewing
from tests.factories import (
    at,
    make_meeting,
    make_member,
    make_organisation,
    make_person,
    make_user,
)

from .builders import YEAR, make_full_year
from .making import work

pytestmark = pytest.mark.django_db
Status = CoordinationReport.Status
ACTIRIS = "rapports@actiris.exemple.be"


@pytest.fixture
def report(zone, coordinator):
    make_full_year(zone)
    report = services.open_report(zone, YEAR)
    services.save_text(
        report, "zone", text_fr="Une année de transition.", text_nl="", revision=0, by=coordinator
    )
    return report


@pytest.fixture
def colleague(zone):
    """Coordinates the zone from the other Mission Locale."""
    return make_user(zone, coordinator=True, full_name="Odette Relectrice")


@pytest.fixture
def frozen(report, coordinator):
    return services.validate_report(report, by=coordinator)


@pytest.fixture
def address(db):
    return ReportYear.objects.create(year=YEAR, due_on=date(YEAR + 1, 1, 31), to_email=ACTIRIS)


def fresh(report):
    return CoordinationReport.objects.get(pk=report.pk)


# --- Read again ----------------------------------------------------------------------------------


def test_the_second_reader_is_of_the_other_mission_locale(zone, coordinator, colleague):
    own = coordinator.person.mandates.get().membership
    neighbour = make_person(user=make_user(full_name="Nadia Voisine"))
    own.mandates.create(
        person=neighbour, role="referent", is_coordinator=True, started_on=date(2015, 1, 1)
    )
    readers = reviewing.second_readers(zone, besides=coordinator)
    assert [user for user, _home in readers] == [colleague]


def test_without_another_mission_locale_a_colleague_reads(zone, coordinator):
    own = coordinator.person.mandates.get().membership
    user = make_user(full_name="Nadia Voisine")
    own.mandates.create(
        person=make_person(user=user),
        role="referent",
        is_coordinator=True,
        started_on=date(2015, 1, 1),
    )
    assert [one for one, _home in reviewing.second_readers(zone, besides=coordinator)] == [user]


def test_a_reading_is_asked_once_and_each_reader_gets_one_letter(report, coordinator, colleague):
    assert reviewing.ask_review(report, by=coordinator) == 1
    with pytest.raises(WrongStatus):
        reviewing.ask_review(report, by=coordinator)
    letter = Letter.objects.get(kind="report_review")
    message = emails.build(letter)
    assert message.to == [colleague.email]
    assert reverse("reports:reading", args=["sud", YEAR]) in message.body
    assert "Inès Coordinatrice" in message.body


def test_nobody_else_coordinates_no_reading_is_asked(report, coordinator, partner):
    with pytest.raises(Refused, match="Personne d’autre"):
        reviewing.ask_review(report, by=coordinator)
    assert not Letter.objects.filter(kind="report_review").exists()


def test_a_no_says_what_is_missing_and_each_reading_is_kept(report, coordinator, colleague):
    reviewing.ask_review(report, by=coordinator)
    with pytest.raises(Refused, match="Dites ce qui manque"):
        reviewing.note_reading(report, by=colleague, agrees=False)
    reviewing.note_reading(report, by=colleague, agrees=False, note="Le tableau des thèmes.")
    reviewing.note_reading(report, by=colleague, agrees=True)
    assert report.readings.count() == 2
    ((name, last),) = reviewing.readings_of(fresh(report))
    assert (name, last.agrees) == (colleague.full_name, True)


def test_whoever_asked_for_a_reading_does_not_note_one(client, report, coordinator, colleague):
    reviewing.ask_review(report, by=coordinator)
    client.force_login(coordinator)
    typed = {"agrees": "yes", "note": "Relu par moi."}
    answer = client.post(reverse("reports:reading", args=["sud", YEAR]), typed)
    assert answer.status_code == 422
    assert "Relu par moi." in answer.content.decode()
    assert not report.readings.exists()
    page = client.get(reverse("reports:validate", args=["sud", YEAR])).content.decode()
    assert "Personne n’a encore relu" in page


def test_a_year_that_is_not_over_is_validated_knowingly(client, report, coordinator):
    client.force_login(coordinator)
    address = reverse("reports:validate", args=["sud", YEAR])
    assert "à tenir" not in client.get(address).content.decode()
    make_meeting(report.zone, "convened", starts_at=at(date(YEAR, 12, 10)))
    assert "1 réunion de l’année reste à tenir" in client.get(address).content.decode()


def test_taking_the_reading_back_withdraws_the_letter(report, coordinator, colleague):
    reviewing.ask_review(report, by=coordinator)
    reviewing.take_back(report)
    assert fresh(report).status == Status.DRAFT
    assert Letter.objects.get(kind="report_review").status == Letter.Status.WITHDRAWN


# --- Frozen once ---------------------------------------------------------------------------------


def freeze(report, by):
    """As the worker does, for a making that was asked for."""
    edition = {name: getattr(report, name) for name in ("zone", "year", "language", "edition")}
    asked = making.ask("validation", **edition, by=by)
    return journey.freeze(asked, lambda words, done, total: None)


def test_two_people_who_validate_freeze_one_paper(report, coordinator, colleague):
    assert freeze(report, coordinator) == freeze(report, colleague)
    assert Paper.objects.filter(kind="report").count() == 1
    assert fresh(report).validated_by == coordinator


def test_a_worker_that_died_freezes_no_rectification(client, report, coordinator):
    """It died after the paper was kept: the report left and is rectified when the hour strikes."""
    client.force_login(coordinator)
    asked = client.post(reverse("reports:validate", args=["sud", YEAR]))["Location"]
    work()
    Making.objects.update(status="running", beat_at=timezone.now() - timedelta(hours=1))
    deposit.note(fresh(report), on=timezone.localdate(), to="Actiris", by=coordinator)
    draft = rectifying.rectify(report, reason="Une erreur.", by=coordinator)
    assert making.run(Making.objects.get().pk) == "ready"
    assert fresh(draft).status == Status.DRAFT
    assert "Le rapport est validé" in client.get(asked).content.decode()


def test_a_rectification_being_validated_is_not_given_up(client, frozen, coordinator):
    """The next one would bear its number, and be frozen by whoever takes up the validation."""
    deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)
    draft = rectifying.rectify(frozen, reason="Une erreur.", by=coordinator)
    client.force_login(coordinator)
    way = reverse("reports:way", args=["sud", YEAR])
    assert "Abandonner la rectification" in client.get(way).content.decode()
    asked = client.post(reverse("reports:validate", args=["sud", YEAR]))["Location"]
    assert "Abandonner la rectification" not in client.get(way).content.decode()
    client.post(reverse("reports:rectify_abandon", args=["sud", YEAR]))
    assert "La validation de cette édition est en cours" in client.get(way).content.decode()
    Making.objects.update(status="running", beat_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(WrongStatus, match="en cours"):  # its worker died: another takes it up
        rectifying.abandon(draft)
    assert "Abandonner la rectification" not in client.get(way).content.decode()
    Making.objects.update(status="waiting")
    draft.delete()  # given up at the very instant it was asked for
    assert work() == ["failed"]
    assert "n’existe plus" in client.get(asked).content.decode()


def test_an_edition_given_up_meanwhile_is_not_asked_for(deposited, coordinator):
    draft = rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    rectifying.abandon(fresh(draft))
    with pytest.raises(WrongStatus, match="n’existe plus"):
        journey.ask_validation(draft, by=coordinator)
    assert not Making.objects.exists()


def test_a_paper_is_fetched_under_the_edition_that_it_printed(deposited, coordinator):
    draft = rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    about = {"zone": draft.zone, "year": YEAR, "language": "fr", "by": coordinator}
    second = making.ask("report", **about)
    assert work() == ["ready"]
    rectifying.abandon(draft)
    assert making.run(making.ask("report", **about).pk) == "ready"
    names = [makers.file_name(one) for one in Making.objects.order_by("pk")]
    assert names == [f"Rapport-Zone-Sud-{YEAR}-edition-2.pdf", f"Rapport-Zone-Sud-{YEAR}.pdf"]
    assert second.pk == Making.objects.earliest("pk").pk


@pytest.mark.parametrize(
    ("page", "suffix"), [("workbook", "xlsx"), ("tables_csv", "zip"), ("figures_json", "json")]
)
def test_the_files_of_figures_say_their_edition(client, deposited, coordinator, page, suffix):
    client.force_login(coordinator)
    address = reverse(f"reports:{page}", args=["sud", YEAR])
    assert f'"Chiffres-Zone-Sud-{YEAR}.{suffix}"' in client.get(address)["Content-Disposition"]
    rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    second = client.get(address)["Content-Disposition"]
    assert f'"Chiffres-Zone-Sud-{YEAR}-edition-2.{suffix}"' in second


def test_two_clicks_ask_for_one_making(client, report, coordinator):
    client.force_login(coordinator)
    url = reverse("reports:validate", args=["sud", YEAR])
    first, second = client.post(url), client.post(url)
    assert first["Location"] == second["Location"]
    assert Making.objects.filter(what="validation").count() == 1


def test_while_it_is_validated_nobody_is_asked_to_validate_it(client, report, coordinator):
    client.force_login(coordinator)
    way = reverse("reports:way", args=["sud", YEAR])
    asked = client.post(reverse("reports:validate", args=["sud", YEAR]))["Location"]
    page = client.get(way).content.decode()
    assert "La validation est en cours" in page
    assert asked in page
    assert "Valider le rapport</a>" not in page
    work()
    page = client.get(way).content.decode()
    assert "La validation est en cours" not in page
    assert "Valider le rapport</a>" not in page


def test_what_is_written_while_the_paper_is_set_is_in_it(report, coordinator, monkeypatch):
    """Somebody saves a chapter during the layout: the paper is set again, with their words."""
    from reports.services import freezing

    calls, setting = [], freezing.set_paper

    def interrupted(found, **given):
        result = setting(found, **given)
        calls.append(found)
        if len(calls) == 1:
            services.save_text(
                report, "zone", text_fr="Le mot de la fin.", text_nl="", revision=1, by=coordinator
            )
        return result

    monkeypatch.setattr(freezing, "set_paper", interrupted)
    kept = services.validate_report(report, by=coordinator)
    assert len(calls) == 2
    texts = {one["key"]: one["text"]["fr"] for one in kept.figures["canvas"]}
    assert texts["zone"] == "Le mot de la fin."


def test_a_report_that_never_rests_is_not_frozen(report, coordinator, monkeypatch):
    from reports.services import freezing

    def interrupted(found, **given):
        text = report.texts.get()
        text.revision += 1
        text.save()
        return freezing.Frozen({}, b"%PDF-1.7", timezone.now(), coordinator)

    monkeypatch.setattr(freezing, "set_paper", interrupted)
    with pytest.raises(Refused, match="change pendant"):
        services.validate_report(report, by=coordinator)
    assert fresh(report).status == Status.DRAFT


def test_after_the_deposit_an_attendance_changes_not_one_byte(frozen, coordinator, client):
    deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)
    client.force_login(coordinator)
    url = reverse("reports:edition", args=["sud", YEAR, 1])
    before, figures = client.get(url).content, fresh(frozen).figures
    Participation.objects.filter(presence="present").update(presence="absent")
    assert client.get(url).content == before
    assert client.get(reverse("reports:paper", args=["sud", YEAR])).content == before
    assert fresh(frozen).figures == figures


# --- Deposited -----------------------------------------------------------------------------------


def test_the_deposit_is_what_the_server_took(frozen, coordinator, address, mailoutbox):
    letter = deposit.send(frozen, by=coordinator)
    assert fresh(frozen).sent_on is None
    delivery.deliver_due()
    kept = ReportDeposit.objects.get()
    (message,) = mailoutbox
    name, content, kind = message.attachments[0]
    assert message.to == [ACTIRIS]
    assert (content, kind) == (frozen.paper.pdf(), "application/pdf")
    assert (kept.way, kept.to, kept.letter_id) == ("email", ACTIRIS, letter.pk)
    assert kept.sha256 == frozen.paper.sha256
    assert kept.sha256 in message.body
    assert fresh(frozen).sent_on == kept.on == timezone.localdate()


def test_two_people_who_deposit_send_one_letter(frozen, coordinator, colleague, address):
    deposit.send(frozen, by=coordinator)
    with pytest.raises(WrongStatus, match="en route"):
        deposit.send(frozen, by=colleague)
    delivery.deliver_due()
    with pytest.raises(WrongStatus, match="déjà transmis"):
        deposit.send(frozen, by=colleague)
    assert Letter.objects.filter(kind="deposit").count() == 1
    assert ReportDeposit.objects.count() == 1


def test_a_refused_deposit_is_not_one_and_is_sent_again_to_the_mended_address(
    frozen, coordinator, address, client, mailoutbox
):
    letter = deposit.send(frozen, by=coordinator)
    refusal = "550 No such mailbox"
    Letter.objects.filter(pk=letter.pk).update(status=Letter.Status.REFUSED, error=refusal)
    assert fresh(frozen).sent_on is None
    client.force_login(coordinator)
    page = client.get(reverse("reports:deposit", args=["sud", YEAR])).content.decode()
    assert refusal in page
    assert "Envoyer de nouveau" in page
    address.to_email = "depot@actiris.exemple.be"
    address.save()
    assert deposit.send(frozen, by=coordinator).pk == letter.pk
    delivery.deliver_due()
    assert mailoutbox[0].to == ["depot@actiris.exemple.be"]
    assert ReportDeposit.objects.get().to == "depot@actiris.exemple.be"


def test_a_deposit_that_a_killed_worker_forgot_is_noted_by_the_clock(frozen, coordinator, address):
    letter = deposit.send(frozen, by=coordinator)
    sent = {"status": Letter.Status.SENT, "sent_at": timezone.now()}
    Letter.objects.filter(pk=letter.pk).update(**sent)
    assert (deposit.settle_due(), deposit.settle_due()) == (1, 0)
    assert fresh(frozen).sent_on == timezone.localdate()


def test_a_deposit_that_cannot_be_noted_does_not_stop_the_post(
    frozen, coordinator, address, monkeypatch, mailoutbox
):
    def broken(letter):
        raise RuntimeError("disk")

    monkeypatch.setitem(delivery.ONCE_SENT, Letter.Kind.REPORT_DEPOSIT, broken)
    deposit.send(frozen, by=coordinator)
    assert delivery.deliver_due() == (1, 0)
    assert fresh(frozen).sent_on is None


def test_without_an_address_the_deposit_is_noted_otherwise(frozen, coordinator):
    with pytest.raises(Refused, match="adresse"):
        deposit.send(frozen, by=coordinator)
    deposit.note(frozen, on=timezone.localdate(), to="Guichet", proof="Reçu n° 12", by=coordinator)
    kept = ReportDeposit.objects.get()
    assert (kept.way, kept.to, kept.note) == ("other", "Guichet", "Reçu n° 12")


def test_noting_takes_back_a_letter_that_waits_and_not_one_that_left(frozen, coordinator, address):
    letter = deposit.send(frozen, by=coordinator)
    Letter.objects.filter(pk=letter.pk).update(status="sending", handed_at=timezone.now())
    with pytest.raises(WrongStatus, match="part à l’instant"):
        deposit.note(frozen, on=timezone.localdate(), to="Guichet", by=coordinator)
    Letter.objects.filter(pk=letter.pk).update(status="queued", handed_at=None)
    deposit.note(frozen, on=timezone.localdate(), to="Guichet", by=coordinator)
    letter.refresh_from_db()
    assert letter.status == Letter.Status.WITHDRAWN


def test_a_reminder_that_waits_is_taken_back_by_the_deposit(frozen, zone, coordinator, region):
    for year in (YEAR, YEAR + 1):
        nudges.send_nudges(year, [zone], by=region)
    deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)
    states = dict(Letter.objects.values_list("report_nudge__year", "status"))
    assert states == {YEAR: "withdrawn", YEAR + 1: "queued"}
    assert delivery.deliver_due() == (1, 0)


def test_a_reminder_that_left_stays_as_it_left(frozen, zone, coordinator, region):
    nudges.send_nudges(YEAR, [zone], by=region)
    delivery.deliver_due()
    deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)
    assert Letter.objects.get().status == Letter.Status.SENT


def test_a_deposit_needs_a_validated_report_and_a_day_that_can_be(report, coordinator):
    today = timezone.localdate()
    with pytest.raises(WrongStatus):
        deposit.note(report, on=today, to="Actiris", by=coordinator)
    services.validate_report(report, by=coordinator)
    for day in (today + timedelta(days=1), date(YEAR, 1, 1)):
        with pytest.raises(Refused):
            deposit.note(report, on=day, to="Actiris", by=coordinator)


# --- Rectified -----------------------------------------------------------------------------------


@pytest.fixture
def deposited(frozen, coordinator):
    return deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)


def test_a_rectified_report_supersedes_and_says_why_on_both(deposited, coordinator, region, client):
    second = rectifying.rectify(deposited, reason="Une présence oubliée.", by=coordinator)
    assert second.texts.get(chapter="zone").text_fr == "Une année de transition."
    client.force_login(region)
    page = client.get(reverse("reports:way", args=["sud", YEAR])).content.decode()
    assert "Une présence oubliée" not in page
    assert "Édition 2" not in page
    services.save_text(second, "zone", text_fr="Corrigé.", text_nl="", revision=1, by=coordinator)
    services.validate_report(second, by=coordinator)
    assert client.get(reverse("reports:edition", args=["sud", YEAR, 2])).status_code == 404
    deposit.note(second, on=timezone.localdate(), to="Actiris", by=coordinator)
    page = client.get(reverse("reports:way", args=["sud", YEAR])).content.decode()
    assert page.count("Une présence oubliée.") == 2
    first = client.get(reverse("reports:edition", args=["sud", YEAR, 1])).content
    assert first == fresh(deposited).paper.pdf()
    paper = client.get(reverse("reports:paper", args=["sud", YEAR]))
    assert "edition-2.pdf" in paper["Content-Disposition"]


def test_a_rectification_is_not_waited_for_on_the_day_of_the_report(report, coordinator, client):
    client.force_login(coordinator)
    page = reverse("reports:report", args=["sud", YEAR])
    assert "attendu le" in client.get(page).content.decode()
    services.validate_report(report, by=coordinator)
    deposit.note(fresh(report), on=timezone.localdate(), to="Actiris", by=coordinator)
    rectifying.rectify(fresh(report), reason="Une erreur.", by=coordinator)
    assert "attendu le" not in client.get(page).content.decode()


def test_two_people_who_rectify_open_one_edition(deposited, coordinator, colleague):
    rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    with pytest.raises(WrongStatus, match="déjà en rectification"):
        rectifying.rectify(deposited, reason="Une autre.", by=colleague)
    assert CoordinationReport.objects.filter(year=YEAR).count() == 2


def test_a_rectification_needs_a_reason_and_a_deposit(frozen, coordinator):
    with pytest.raises(WrongStatus):
        rectifying.rectify(frozen, reason="Une erreur.", by=coordinator)
    deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)
    with pytest.raises(Refused, match="Dites pourquoi"):
        rectifying.rectify(frozen, reason="  ", by=coordinator)


def test_a_rectification_given_up_leaves_the_deposited_edition(deposited, coordinator):
    second = rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    assert rectifying.abandon(second) == deposited
    assert services.open_report(deposited.zone, YEAR) == deposited
    with pytest.raises(WrongStatus):
        rectifying.abandon(deposited)


def test_members_read_the_deposited_edition_while_it_is_rectified(
    deposited, coordinator, partner, client
):
    rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    client.force_login(partner)
    assert client.get(deposited.get_absolute_url()).status_code == 200
    paper = client.get(reverse("reports:paper", args=["sud", YEAR]))
    assert paper.content == deposited.paper.pdf()


def test_the_list_shows_each_reader_the_edition_its_page_opens(
    deposited, coordinator, partner, region, client
):
    second = rectifying.rectify(deposited, reason="Une erreur.", by=coordinator)
    for reader, edition in ((coordinator, second), (partner, deposited), (region, deposited)):
        client.force_login(reader)
        assert client.get(reverse("reports:list")).context["reports"] == [edition]


def test_other_members_are_not_told_of_a_draft(report, partner, region, outsider, client):
    make_member(report.zone, make_organisation())
    for reader in (partner, region, outsider):
        client.force_login(reader)
        for name in ("way", "report", "paper", "validate", "deposit", "remarks"):
            url = reverse(f"reports:{name}", args=["sud", YEAR])
            assert client.get(url).status_code == 404, (reader, name)


# --- What says which edition it is ---------------------------------------------------------------


def test_the_head_of_the_page_and_both_papers_say_which_edition_they_are(
    client, deposited, coordinator, region
):
    url, docx = (reverse(f"reports:{name}", args=["sud", YEAR]) for name in ("report", "docx"))
    words = "Édition 2, rapport rectifié"
    for user in (coordinator, region):
        client.force_login(user)
        assert words not in client.get(url).content.decode()
    assert "edition" not in client.get(docx)["Content-Disposition"]
    edition = rectifying.rectify(deposited, reason="Deux présences.", by=coordinator)
    client.force_login(coordinator)
    assert words in client.get(url).content.decode()
    frozen = services.validate_report(edition, by=coordinator)
    assert f"{YEAR}-edition-2.pdf" in frozen.paper.file_name
    assert f"{YEAR}-edition-2.docx" in client.get(docx)["Content-Disposition"]
    client.force_login(region)
    assert words not in client.get(url).content.decode()
    deposit.note(frozen, on=timezone.localdate(), to="Actiris", by=coordinator)
    assert words in client.get(url).content.decode()
