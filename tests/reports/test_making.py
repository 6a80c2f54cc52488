"""Long papers: asked for once, made by a worker, followed by their page, taken up again."""

import threading

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from concertation.typography import day_month
from meetings.services.errors import Refused
from reports import making_beat, making_kinds
from reports.models import Making
from reports.services import making as service
from tests.factories import at, make_user

from .making import work

pytestmark = pytest.mark.django_db
YEAR = 2020
LONG_AGO = timezone.timedelta(hours=1)


@pytest.fixture
def maker(monkeypatch):
    """A maker of the test, in place of the layout: ``maker.act`` is what it does."""

    class Maker:
        calls = 0

        def act(self, making, on_step):
            return b"%PDF-fait"

        def __call__(self, making, on_step):
            self.calls += 1
            return self.act(making, on_step)

    made = Maker()
    monkeypatch.setattr(making_kinds.Kind, "load", lambda kind: made)
    return made


def ask(zone, by, what="report", language="fr"):
    return service.ask(what, zone=zone, year=YEAR, language=language, by=by)


def again(making):
    making.refresh_from_db()
    return making


def test_two_clicks_ask_once_and_two_languages_twice(zone, coordinator):
    first = ask(zone, coordinator)
    assert ask(zone, coordinator) == first
    assert ask(zone, coordinator, language="nl") != first
    assert Making.objects.count() == 2


def test_asking_queues_the_work_behind_the_letters(
    zone, coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        making = ask(zone, coordinator)
    task = DBTaskResult.objects.get(task_path="reports.tasks.make")
    assert task.args_kwargs["args"] == [making.pk]
    assert task.priority < 0


def test_what_changed_while_a_paper_was_set_is_in_the_next_one(zone, coordinator, maker):
    first = ask(zone, coordinator)
    seconds = timezone.timedelta(seconds=30)
    Making.objects.filter(pk=first.pk).update(
        status="running", started_at=timezone.now() - seconds, beat_at=timezone.now()
    )
    assert ask(zone, coordinator) != first


def test_a_validation_under_way_is_not_asked_twice(zone, coordinator):
    first = ask(zone, coordinator, "validation")
    seconds = timezone.timedelta(seconds=30)
    Making.objects.filter(pk=first.pk).update(
        status="running", started_at=timezone.now() - seconds, beat_at=timezone.now()
    )
    assert ask(zone, make_user(zone, coordinator=True), "validation") == first


def test_a_paper_is_made_with_its_steps_in_the_language_of_who_asked(zone, coordinator, maker):
    coordinator.language = "nl"
    coordinator.save()
    seen = []

    def act(making, on_step):
        on_step("Stap twee", 1, 3)
        seen.append((again(making).step, making.done, making.total, making.status))
        return b"%PDF-fait"

    maker.act = act
    making = ask(zone, coordinator)
    assert work() == ["ready"]
    assert seen == [("Stap twee", 1, 3, "running")]
    assert bytes(again(making).content) == b"%PDF-fait"
    assert (making.done, making.total, making.step) == (3, 3, "")


def test_two_workers_make_a_paper_once(zone, coordinator, maker):
    making = ask(zone, coordinator)
    maker.act = lambda taken, on_step: str(service.run(taken.pk)).encode()
    assert service.run(making.pk) == "ready"
    assert maker.calls == 1
    assert bytes(again(making).content) == b"None"


def test_a_refusal_is_told_in_its_own_words(client, zone, coordinator, maker):
    def act(making, on_step):
        raise Refused("L’année du rapport n’a pas commencé.")

    maker.act = act
    making = ask(zone, coordinator)
    assert work() == ["failed"]
    client.force_login(coordinator)
    page = client.get(making.get_absolute_url()).content.decode()
    assert "L’année du rapport n’a pas commencé." in page
    assert reverse("reports:making_again", args=[making.key]) in page


def test_a_crash_is_told_in_a_sentence_and_may_be_asked_again(client, zone, coordinator, maker):
    maker.act = lambda making, on_step: 1 / 0
    making = ask(zone, coordinator)
    assert work() == ["failed"]
    client.force_login(coordinator)
    page = client.get(making.get_absolute_url()).content.decode()
    assert "Rien n’est perdu" in page
    assert "division" not in page
    answer = client.post(reverse("reports:making_again", args=[making.key]))
    assert answer.status_code == 302
    assert Making.objects.filter(status="waiting").count() == 1


def test_the_paper_of_a_dead_worker_is_taken_up_by_whoever_looks(
    client, zone, coordinator, maker, django_capture_on_commit_callbacks
):
    making = ask(zone, coordinator)
    died = timezone.now() - LONG_AGO
    Making.objects.filter(pk=making.pk).update(
        status="running", started_at=died, beat_at=died, attempts=1
    )
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.get(making.get_absolute_url())
        client.get(making.get_absolute_url())
    assert DBTaskResult.objects.filter(task_path="reports.tasks.make").count() == 1
    assert service.run(making.pk) == "ready"


def test_a_worker_taken_for_dead_does_not_write_over_the_next_one(zone, coordinator, maker):
    making = ask(zone, coordinator)

    def act(taken, on_step):
        if maker.calls == 2:
            return b"%PDF-deux"
        Making.objects.filter(pk=taken.pk).update(beat_at=timezone.now() - LONG_AGO)
        service.wake(again(making))
        assert service.run(taken.pk) == "ready"
        on_step("Encore moi", 1, 9)
        return b"%PDF-un"

    maker.act = act
    assert service.run(making.pk) is None
    assert (again(making).status, making.step) == ("ready", "")
    assert bytes(making.content) == b"%PDF-deux"


@pytest.mark.parametrize("status", ["waiting", "running"])
def test_a_paper_that_nobody_takes_up_says_what_to_do(client, zone, coordinator, status):
    making = ask(zone, coordinator)
    client.force_login(coordinator)
    assert "signalez-le" not in client.get(making.get_absolute_url()).content.decode()
    # « running » without a start: its worker died, and nobody was there to take it up again.
    Making.objects.update(status=status, asked_at=timezone.now() - LONG_AGO)
    page = client.get(making.get_absolute_url()).content.decode()
    assert "signalez-le à la personne qui gère" in page
    assert "Votre demande est gardée" in page
    Making.objects.update(status="running", started_at=timezone.now())
    assert "signalez-le" not in client.get(making.get_absolute_url()).content.decode()


def test_a_paper_asked_for_yesterday_waits_since_a_day_and_an_hour(client, zone, coordinator):
    making = ask(zone, coordinator)
    client.force_login(coordinator)
    Making.objects.update(asked_at=at(-1, hour=16))
    page = client.get(making.get_absolute_url()).content.decode()
    yesterday = day_month(timezone.localdate() - timezone.timedelta(days=1))
    assert f"depuis le {yesterday} à 16\u00a0h\u00a030\u00a0:" in page
    Making.objects.update(asked_at=at(0, hour=8))
    with time_machine.travel(at(0, hour=11)):
        page = client.get(making.get_absolute_url()).content.decode()
    assert "depuis 8\u00a0h\u00a030\u00a0:" in page


def test_a_paper_that_kills_its_worker_each_time_is_given_up(zone, coordinator, maker):
    making = ask(zone, coordinator)
    died = timezone.now() - LONG_AGO
    Making.objects.filter(pk=making.pk).update(
        status="running", started_at=died, beat_at=died, attempts=service.MOST_ATTEMPTS
    )
    assert service.run(making.pk) is None
    assert again(making).status == "failed"
    assert maker.calls == 0


def test_the_clock_takes_up_what_is_lost_and_drops_what_nobody_fetched(zone, coordinator):
    lost, old, fresh = (ask(zone, coordinator, language=one) for one in ("fr", "nl", "both"))
    died = timezone.now() - LONG_AGO
    Making.objects.filter(pk=lost.pk).update(status="running", started_at=died, beat_at=died)
    Making.objects.filter(pk=old.pk).update(
        status="ready", content=b"x", beat_at=timezone.now() - timezone.timedelta(days=8)
    )
    Making.objects.filter(pk=fresh.pk).update(status="ready", content=b"x")
    DBTaskResult.objects.all().delete()
    assert service.tidy() == 1
    assert set(Making.objects.all()) == {lost, fresh}
    assert DBTaskResult.objects.get().args_kwargs["args"] == [lost.pk]


@pytest.mark.django_db(transaction=True)
def test_a_step_that_lasts_still_beats(zone, coordinator, maker, monkeypatch):
    monkeypatch.setattr(making_beat, "EVERY", 0.05)
    making, over = ask(zone, coordinator), threading.Event()
    long_ago = timezone.now() - LONG_AGO

    def act(taken, on_step):
        Making.objects.filter(pk=taken.pk).update(beat_at=long_ago)
        for _wait in range(100):
            if again(making).beat_at > long_ago:
                over.set()
                break
            threading.Event().wait(0.05)
        return b"%PDF"

    maker.act = act
    assert service.run(making.pk) == "ready"
    assert over.is_set()
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_a_beat_that_lost_its_connection_takes_another(zone, coordinator, maker, monkeypatch):
    monkeypatch.setattr(making_beat, "EVERY", 0.05)
    making, beats = ask(zone, coordinator), []
    tell = making_beat._tell

    def cut_once(taken):
        beats.append(taken)
        if len(beats) == 1:
            connection.ensure_connection()
            connection.connection.close()  # as a server that goes away: Django is not told
        tell(taken)

    def act(taken, on_step):
        Making.objects.filter(pk=taken.pk).update(beat_at=timezone.now() - LONG_AGO)
        for _wait in range(100):
            if len(beats) > 3:
                break
            threading.Event().wait(0.05)
        assert again(making).beat_at > timezone.now() - LONG_AGO / 2
        return b"%PDF"

    monkeypatch.setattr(making_beat, "_tell", cut_once)
    maker.act = act
    assert service.run(making.pk) == "ready"


# --- Its page ----------------------------------------------------------------------------------


def test_the_page_follows_the_paper_and_gives_it(client, zone, coordinator, maker):
    client.force_login(coordinator)
    begun = client.post(reverse("reports:make_report", args=["sud", YEAR]), {"language": "nl"})
    page = client.get(begun["Location"])
    assert "hx-trigger" in page.content.decode()
    assert "<progress" in page.content.decode()
    part = client.get(begun["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert client.get(begun["Location"] + "fichier/")["Location"] == begun["Location"]
    assert Making.objects.get().language == "nl"
    work()
    part = client.get(begun["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert "fichier/" in part
    file = client.get(begun["Location"] + "fichier/")
    assert (file["Content-Type"], file.content) == ("application/pdf", b"%PDF-fait")
    assert file["Cache-Control"] == "private, no-store"
    assert "Rapport-Zone-Sud-2020.pdf" in file["Content-Disposition"]


def test_what_freezes_keeps_no_second_copy(client, zone, coordinator, maker):
    making = ask(zone, coordinator, "validation")
    work()
    assert again(making).content is None
    client.force_login(coordinator)
    way = reverse("reports:way", args=["sud", YEAR])
    assert client.get(making.get_absolute_url() + "fichier/")["Location"] == way


def test_nobody_but_the_coordination_follows_the_paper_of_a_zone(
    client, partner, outsider, region, zone, coordinator, maker
):
    making = ask(zone, coordinator)
    work()
    for user in (partner, outsider, region):
        client.force_login(user)
        assert client.get(making.get_absolute_url()).status_code == 404
        assert client.get(making.get_absolute_url() + "fichier/").status_code == 404
        answer = client.post(reverse("reports:making_again", args=[making.key]))
        assert answer.status_code == 404
    assert Making.objects.count() == 1


def test_an_old_failed_validation_leads_back_and_freezes_nothing(client, coordinator, zone):
    """What stands now may be the next edition: its own page says what it is about to freeze."""
    failed = Making.objects.create(
        what="validation", zone=zone, year=2020, language="fr", status="failed", fingerprint="x"
    )
    client.force_login(coordinator)
    again = reverse("reports:making_again", args=[failed.key])
    way = reverse("reports:way", args=["sud", 2020])
    page = client.get(failed.get_absolute_url()).content.decode()
    assert again not in page  # it would ask for nothing
    assert f'href="{way}">Revenir au rapport pour la demander de nouveau' in page
    answer = client.post(again)
    assert answer["Location"] == way
    assert Making.objects.count() == 1
