"""Pages of a meeting: list, planning, detail, changes, agenda."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concertation.typography import day_month
from meetings import dashboard, pages
from meetings.forms import MeetingForm
from meetings.holidays import day_note
from meetings.models import AgendaItem, Letter, Meeting, ReminderRule, WorkingGroup
from meetings.services import attendance
from tests.factories import (
    at,
    make_attachment,
    make_item,
    make_meeting,
    make_member,
    make_participation,
    make_pv,
    make_theme,
    make_user,
    make_zone,
)


def url(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.zone.code, meeting.pk, *more])


def typed(**changes):
    """What a coordinator types to plan an ordinary meeting."""
    return {
        "on": "2031-04-24",
        "starts": "09:30",
        "ends": "12:30",
        "kind": "commission",
        "title_fr": "Logement et emploi",
        "languages": "fr",
        "convening": "convocation",
        "visibility": "zone",
        "half_days": "1",
        "counts_for_quota": "on",
    } | changes


# --- Lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_list_costs_the_same_whatever_its_size(
    client, coordinator, zone, size, django_assert_num_queries
):
    for _n in range(size):
        make_pv(make_meeting(zone, status="held", day=-30, partners=2))
    client.force_login(coordinator)
    with django_assert_num_queries(6):  # session, user, mandates; bounds, page, counts
        page = client.get(reverse("meetings:list", args=[zone.code])).content.decode()
    assert page.count("2 personnes, 2 institutions") == size


def test_list_hides_drafts_from_partners_and_other_zones_from_everybody(
    client, partner, coordinator, zone, other_zone
):
    make_meeting(zone, title_fr="Sujet convoqué")
    make_meeting(zone, status="planned", title_fr="Sujet secret")
    make_meeting(other_zone, title_fr="Sujet d’ailleurs")
    client.force_login(partner)
    page = client.get(reverse("meetings:list", args=[zone.code])).content.decode()
    assert "Sujet convoqué" in page
    assert "Sujet secret" not in page
    assert "Sujet d’ailleurs" not in page
    assert client.get(reverse("meetings:list", args=[other_zone.code])).status_code == 404
    client.force_login(coordinator)
    assert "Sujet secret" in client.get(reverse("meetings:list", args=[zone.code])).content.decode()


def test_draft_called_off_is_seen_by_the_coordination_alone(zone, partner, coordinator, region):
    silent, dated, called = (make_meeting(zone, "cancelled") for _n in range(3))
    dated.letters.create(kind=Letter.Kind.DATE, to_email="a@exemple.be", language="fr")
    withdrawn = {"status": "withdrawn", "to_email": "a@exemple.be", "language": "fr"}
    silent.letters.create(kind=Letter.Kind.DATE, **withdrawn)
    called.events.create(kind="convened")
    assert set(Meeting.objects.visible_to(coordinator)) == {silent, dated, called}
    for user in (partner, region):
        assert set(Meeting.objects.visible_to(user)) == {dated, called}


def test_region_sees_all_zones_but_no_draft(client, region, zone, other_zone):
    make_meeting(zone, title_fr="Sujet du Sud")
    make_meeting(other_zone, title_fr="Sujet du Nord")
    make_meeting(other_zone, status="planned", title_fr="Sujet secret")
    client.force_login(region)
    page = client.get(reverse("meetings:everywhere")).content.decode()
    assert "Sujet du Sud" in page
    assert "Sujet du Nord" in page
    assert "Sujet secret" not in page


def test_list_filters_by_year_and_kind_and_forgives_nonsense(client, coordinator, zone):
    make_meeting(zone, starts_at=at(date(2019, 3, 5)), title_fr="Ancienne")
    make_meeting(zone, starts_at=at(date(2020, 3, 5)), kind="visit", title_fr="Visite guidée")
    client.force_login(coordinator)
    address = reverse("meetings:list", args=[zone.code])
    page = client.get(address, {"annee": "2020", "nature": "visit"}).content.decode()
    assert "Visite guidée" in page
    assert "Ancienne" not in page
    for nonsense in ({"annee": "x"}, {"annee": "99999"}, {"nature": "?"}, {"page": "-3"}):
        answer = client.get(address, nonsense)
        assert answer.status_code == 200
        assert "Ancienne" in answer.content.decode()


def test_unrecorded_attendance_of_a_held_meeting_is_not_zero(client, coordinator, zone):
    make_participation(make_meeting(zone, status="held", day=-30))
    client.force_login(coordinator)
    page = client.get(reverse("meetings:list", args=[zone.code])).content.decode()
    assert "n.d." in page
    assert "0 personne" not in page


# --- Planning ---------------------------------------------------------------------------------


def test_planning_proposes_the_rules_of_the_zone_and_saves(client, coordinator, zone):
    client.force_login(coordinator)
    address = reverse("meetings:plan", args=[zone.code])
    form = client.get(address).context["form"]
    assert (form["starts"].value().hour, form["convening"].value()) != (0, "")
    assert 'type="date"' in client.get(address).content.decode()
    answer = client.post(address, typed())
    meeting = Meeting.objects.get()
    assert answer.url == meeting.get_absolute_url()
    assert timezone.localtime(meeting.starts_at) == at(date(2031, 4, 24))
    assert (meeting.status, meeting.created_by) == ("planned", coordinator)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ends": "08:00"}, "ends", "finit avant de commencer"),
        ({"ends": "09:30"}, "ends", "finit avant de commencer"),
        ({"half_days": "3"}, "half_days", "deux demi-journées au plus"),
        ({"half_days": "0"}, "half_days", "au moins une demi-journée"),
        ({"on": "2031-03-30", "starts": "02:30"}, "starts", "changement d’heure"),
        ({"on": "2031-10-26", "starts": "02:30"}, "starts", "changement d’heure"),
        ({"reply_by": "2031-05-01"}, "reply_by", "au plus tard"),
        ({"on": ""}, "on", "obligatoire"),
    ],
)
def test_planning_says_what_is_wrong_on_the_right_field(
    client, coordinator, zone, changes, field, words
):
    client.force_login(coordinator)
    answer = client.post(reverse("meetings:plan", args=[zone.code]), typed(**changes))
    errors = answer.context["form"].errors
    assert words in str(errors[field])
    assert list(errors) == [field]
    assert not Meeting.objects.exists()


def test_planning_on_a_holiday_warns_and_saves(client, coordinator, zone):
    client.force_login(coordinator)
    address = reverse("meetings:plan", args=[zone.code])
    page = client.post(address, typed(on="2031-05-01"), follow=True).content.decode()
    assert "jour férié" in page
    assert Meeting.objects.count() == 1


def test_only_the_coordination_plans(client, partner, outsider, region, zone):
    address = reverse("meetings:plan", args=[zone.code])
    for user, status in ((partner, 403), (outsider, 404), (region, 403)):
        client.force_login(user)
        assert client.post(address, typed()).status_code == status
    assert not Meeting.objects.exists()


def test_editing_a_convened_meeting_tells_those_invited(client, coordinator, zone):
    meeting = make_meeting(zone, partners=2, starts_at=at(date(2031, 4, 24)))
    client.force_login(coordinator)
    answer = client.post(url("edit", meeting), typed(room="Salle 3"))
    assert answer.status_code == 302
    assert meeting.letters.filter(kind=Letter.Kind.UPDATE).count() == 2


def test_form_lists_the_members_of_the_zone_first(coordinator, zone):
    groups = [str(group[0]) for group in MeetingForm(zone=zone).fields["host"].choices]
    assert groups[1:] == ["Membres de la zone", "Autres institutions"]


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (date(2020, 5, 21), "jour férié\u00a0: Ascension"),
        (date(2020, 4, 8), "vacances scolaires francophones et néerlandophones"),
        (date(2025, 4, 8), "vacances scolaires néerlandophones"),
        (date(2025, 4, 29), "vacances scolaires francophones"),
        (date(2024, 4, 8), "vacances scolaires néerlandophones"),
        (date(2021, 12, 27), "vacances scolaires francophones et néerlandophones"),
        (date(2021, 12, 24), ""),
        (date(2020, 11, 7), "samedi · vacances scolaires francophones et néerlandophones"),
        (date(2020, 3, 5), ""),
    ],
)
def test_day_note_names_holidays(day, note):
    assert day_note(day) == note


# --- One meeting ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 40])
def test_detail_costs_the_same_whatever_its_size(
    client, coordinator, zone, size, django_assert_num_queries
):
    meeting = make_meeting(zone, status="held", day=-1, partners=size)
    for _n in range(size):
        make_item(meeting)
    client.force_login(coordinator)
    # Session, user, mandates with the menu; meeting, agenda, history, participants, themes.
    with django_assert_num_queries(8):
        page = client.get(meeting.get_absolute_url()).content.decode()
    assert f"sur {size}</a>" in page
    assert "Lettres" not in page
    assert "Ce qui partira seul" not in page


@pytest.mark.parametrize("status", ["held", "closed", "convened"])
def test_themes_are_noted_also_after_the_meeting(client, coordinator, zone, status):
    meeting = make_meeting(zone, status=status, day=-3)
    chosen, other = make_theme("Logement"), make_theme("Mobilité")
    address = reverse("meetings:meeting_themes", args=[zone.code, meeting.pk])
    client.force_login(coordinator)
    if meeting.is_held:
        assert f'href="{address}"' in client.get(meeting.get_absolute_url()).content.decode()
    for _click in range(2):
        assert client.post(address, {"themes": [chosen.pk]}).url == meeting.get_absolute_url()
        assert list(meeting.themes.all()) == [chosen]
    assert "Logement" in client.get(address).content.decode()
    refused = client.post(address, {"themes": [other.pk, 10**6]})
    assert "themes" in refused.context["form"].errors
    assert list(meeting.themes.all()) == [chosen], "a refused form changes nothing"
    page = client.get(address).content.decode()
    client.post(address, {"seen": re.findall(r'name="seen" value="(\d+)"', page)})
    assert not meeting.themes.exists(), "the page says itself what was ticked when it opened"


def test_two_coordinators_noting_themes_keep_what_the_other_noted(client, coordinator, zone):
    meeting = make_meeting(zone, "held", day=-3)
    mine, theirs, dropped = make_theme("Logement"), make_theme("Mobilité"), make_theme("Santé")
    meeting.themes.add(dropped)
    address = reverse("meetings:meeting_themes", args=[zone.code, meeting.pk])
    client.force_login(coordinator)
    opened = client.get(address).context["form"].initial["seen"]
    meeting.themes.add(theirs)
    client.post(address, {"themes": [mine.pk], "seen": [theme.pk for theme in opened]})
    assert set(meeting.themes.all()) == {mine, theirs}


@pytest.mark.parametrize("case", ["cancelled", "partner", "another zone"])
def test_themes_are_for_the_coordination_of_a_meeting_that_stands(
    client, coordinator, partner, other_zone, zone, case
):
    meeting = make_meeting(
        other_zone if case == "another zone" else zone,
        status="cancelled" if case == "cancelled" else "held",
        day=-3,
    )
    theme = make_theme()
    client.force_login(partner if case == "partner" else coordinator)
    answer = client.post(
        reverse("meetings:meeting_themes", args=[meeting.zone.code, meeting.pk]),
        {"themes": [theme.pk]},
    )
    assert answer.status_code == (404 if case == "another zone" else 403)
    assert not meeting.themes.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_detail_says_all_that_a_coming_meeting_has_in_eight_queries(
    client, coordinator, zone, size, django_assert_num_queries
):
    meeting = make_meeting(zone, partners=size)
    for row in meeting.participations.all():
        make_item(meeting)
        make_attachment(meeting)
        states = {"convocation": "sent", "update": "queued", "reminder": "refused"}
        for kind, status in states.items():
            meeting.letters.create(participation=row, kind=kind, to_email=row.email, status=status)
    ReminderRule.objects.create(zone=zone, kind="practical", is_on=False, days_before=2)
    meeting.reminder_runs.create(
        kind="items", for_day=meeting.held_on, at=at(-2, 23, 30), letters=size
    )
    client.force_login(coordinator)
    with django_assert_num_queries(8):  # the same, and the joined files
        page = client.get(meeting.get_absolute_url()).content.decode()
    for words in (f"{size} partie", f"{size} en attente", f"{size} refusée", "éteint"):
        assert words in page
    assert f"parti le {day_month(at(-2, 23, 30))}" in page


@pytest.mark.parametrize("size", [1, 3])
def test_detail_for_partners_costs_the_same(client, partner, zone, size, django_assert_num_queries):
    client.force_login(partner)
    for meeting in (make_meeting(zone, partners=size), make_meeting(zone, "held", -3, partners=1)):
        make_attachment(meeting)
        with django_assert_num_queries(8):
            client.get(meeting.get_absolute_url())


@pytest.mark.parametrize("status", ["planned", "convened", "held"])
def test_detail_counts_like_the_dashboard_and_the_attendance(coordinator, zone, status):
    meeting = make_meeting(zone, status=status, day=-1, partners=2)
    make_participation(meeting, answer="excused", email="")
    make_participation(meeting, answer="coming", is_expected=False, presence="present")
    make_participation(meeting, is_invited=False)
    make_item(meeting)
    make_item(meeting, kind="misc")
    meeting = pages.detail_rows(coordinator).get(pk=meeting.pk)
    context = pages.common(meeting, coordinator)
    context |= pages.for_coordination(meeting, context["agenda"], context["events"])
    known = dashboard.progress(meeting)
    for name in ("items", "empty_items", "to_invite", "expected", "answered", "silent", "recorded"):
        assert getattr(context["facts"], name) == getattr(known, name), name
    for name in pages.STEP_RULES:
        assert getattr(context["facts"].rules, name) == getattr(known.rules, name)
    assert vars(context["headcount"]) == attendance.headcount(meeting)


def test_partner_reads_the_programme_but_nobody_elses_answer(client, partner, zone):
    meeting = make_meeting(zone)
    make_participation(meeting, partner.person)
    other = make_participation(meeting, answer="excused")
    make_item(meeting, "Le bilan de l’année")
    client.force_login(partner)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Le bilan de l’année" in page
    assert "Dire si je viens" in page
    assert other.person_name not in page
    assert other.email not in page


def test_partner_of_another_zone_gets_404(client, outsider, zone):
    meeting = make_meeting(zone)
    client.force_login(outsider)
    for name in ("detail", "edit", "agenda", "invitations", "attendance", "letter_paper"):
        assert client.get(url(name, meeting)).status_code == 404, name


def test_meeting_under_the_wrong_zone_is_404(client, coordinator, zone, other_zone):
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    assert client.get(f"/zones/{other_zone.code}/reunions/{meeting.pk}/").status_code == 404


def test_calendar_file_is_a_calendar(client, partner, zone):
    client.force_login(partner)
    answer = client.get(url("calendar", make_meeting(zone)))
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content


# --- Changes ----------------------------------------------------------------------------------


def test_postponing_wants_a_reason_and_says_how_many_learn_it(client, coordinator, zone):
    meeting = make_meeting(zone, partners=2)
    client.force_login(coordinator)
    assert "prévenir 2 partenaires" in client.get(url("postpone", meeting)).content.decode()
    dates = {"on": "2031-05-15", "starts": "09:30", "ends": "12:30"}
    answer = client.post(url("postpone", meeting), dates)
    assert "reason" in answer.context["form"].errors
    client.post(url("postpone", meeting), dates | {"reason": "La salle est inondée."})
    meeting.refresh_from_db()
    assert meeting.starts_at == at(date(2031, 5, 15))
    assert meeting.letters.count() == 2
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "La salle est inondée." in page


def test_postponing_to_an_end_before_the_start_changes_nothing(client, coordinator, zone):
    meeting = make_meeting(zone)
    client.force_login(coordinator)
    data = {"on": "2031-05-15", "starts": "12:30", "ends": "09:30", "reason": "Grève"}
    answer = client.post(url("postpone", meeting), data)
    assert list(answer.context["form"].errors) == ["ends"]
    assert Meeting.objects.get().starts_at == meeting.starts_at


def test_cancelling_keeps_the_reason_and_cannot_be_repeated(client, coordinator, partner, zone):
    meeting = make_meeting(zone, partners=2)
    client.force_login(coordinator)
    client.post(url("cancel", meeting), {"reason": "Trop peu d’inscrits."})
    assert client.post(url("cancel", meeting), {"reason": "Encore"}).status_code == 403
    assert meeting.letters.filter(kind=Letter.Kind.CANCELLATION).count() == 2
    client.force_login(partner)
    assert "Trop peu d’inscrits." in client.get(meeting.get_absolute_url()).content.decode()
    assert client.post(url("cancel", meeting), {"reason": "x"}).status_code == 403


# --- Agenda -----------------------------------------------------------------------------------


def test_agenda_adds_orders_edits_and_deletes_without_script(client, coordinator, zone):
    meeting = make_meeting(zone, status="planned", starts_at=at(date(2031, 4, 24)))
    client.force_login(coordinator)
    for title in ("Premier", "Second"):
        item = {"title_fr": title, "kind": "discussion", "minutes_foreseen": "20"}
        assert client.post(url("agenda", meeting), item).status_code == 302
    first, second = meeting.agenda.all()
    page = client.get(url("agenda", meeting)).content.decode()
    assert "9\u00a0h\u00a030" in page
    assert "9\u00a0h\u00a050" in page
    client.post(url("agenda_order", meeting), {"up": second.pk})
    assert list(meeting.agenda.values_list("title_fr", flat=True)) == ["Second", "Premier"]
    client.post(url("agenda_order", meeting), {"order": [first.pk, second.pk]})
    assert meeting.agenda.first() == first
    change = {"title_fr": "Premier, corrigé", "kind": "decision"}
    client.post(url("agenda_item", meeting, first.pk), change)
    assert meeting.agenda.first().title_fr == "Premier, corrigé"
    client.post(url("agenda_item_delete", meeting, first.pk))
    assert list(meeting.agenda.all()) == [second]


def test_agenda_item_without_a_title_is_refused_on_its_field(client, coordinator, zone):
    meeting = make_meeting(zone, status="planned")
    client.force_login(coordinator)
    answer = client.post(url("agenda", meeting), {"kind": "discussion", "title_fr": " "})
    assert list(answer.context["form"].errors) == ["title_fr"]
    assert not AgendaItem.objects.exists()


def test_point_added_after_the_letter_says_so_and_the_announced_one_stays(
    client, coordinator, zone
):
    meeting = make_meeting(zone)
    announced = make_item(meeting, "Annoncé")
    client.force_login(coordinator)
    client.post(url("agenda", meeting), {"title_fr": "Urgent", "kind": "discussion"})
    assert "point supplémentaire" in client.get(url("agenda", meeting)).content.decode()
    page = client.post(url("agenda_item_delete", meeting, announced.pk), follow=True)
    assert "déjà partie" in page.content.decode()
    assert announced in meeting.agenda.all()


def test_agenda_belongs_to_the_coordination_and_to_its_meeting(client, coordinator, partner, zone):
    meeting, elsewhere = make_meeting(zone), make_meeting(zone)
    item = make_item(elsewhere)
    client.force_login(coordinator)
    assert client.get(url("agenda_item", meeting, item.pk)).status_code == 404
    assert client.get(url("agenda_item_delete", elsewhere, item.pk)).status_code == 405
    hostile = {"order": ["x", "²", "99999999999999999999", str(item.pk)]}
    assert client.post(url("agenda_order", meeting), hostile).status_code == 302
    client.force_login(partner)
    assert client.get(url("agenda", meeting)).status_code == 403
    assert client.post(url("agenda_order", meeting), {"order": "1"}).status_code == 403


def test_year_of_the_filter_is_the_year_in_brussels(client, coordinator, zone):
    new_year = timezone.make_aware(datetime(2021, 1, 1, 0, 15))
    make_meeting(zone, starts_at=new_year, title_fr="Réveillon")
    client.force_login(coordinator)
    address = reverse("meetings:list", args=[zone.code])
    assert "Réveillon" in client.get(address, {"annee": "2021"}).content.decode()


def test_a_user_without_zone_sees_no_meeting(client, db):
    make_meeting(make_zone("ouest"), title_fr="Sujet de l’Ouest")
    client.force_login(make_user())
    page = client.get(reverse("meetings:everywhere")).content.decode()
    assert "Sujet de l’Ouest" not in page


@pytest.mark.parametrize(("status", "shown"), [("sent", "after"), ("draft", "today")])
def test_zone_page_looks_ahead_once_the_pv_of_the_day_left(
    client, coordinator, partner, zone, status, shown
):
    now = timezone.now()
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    today = make_meeting(zone, "held", **hours)
    make_pv(today, status)
    known = {"today": today, "after": make_meeting(zone, "convened", day=9)}
    for reader in (coordinator, partner):
        client.force_login(reader)
        page = client.get(reverse("meetings:zone", args=[zone.code]))
        assert page.context["meeting"] == known[shown]


def test_zone_page_tells_a_partner_the_next_meeting_that_calls_them(
    client, coordinator, partner, region, zone
):
    group = WorkingGroup.objects.create(zone=zone, name_fr="Jeunes")
    theirs = make_meeting(zone, day=5, kind="working_group", working_group=group, partners=2)
    make_meeting(zone, day=6, kind="directors", partners=2)
    commission = make_meeting(zone, day=9)

    def shown(user):
        client.force_login(user)
        return client.get(reverse("meetings:zone", args=[zone.code])).context["meeting"]

    assert shown(partner) == commission
    assert shown(coordinator) == shown(region) == theirs
    # A colleague of their institution is on the list, was taken off it, then is in the group.
    office = partner.person.mandates.get().membership.organisation
    colleague = make_member(zone, office, role="substitute").person
    row = make_participation(theirs, colleague, office)
    assert shown(partner) == theirs
    type(row).objects.filter(pk=row.pk).update(is_invited=False)
    assert shown(partner) == commission
    group.members.add(colleague)
    assert shown(partner) == theirs
