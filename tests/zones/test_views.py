"""Pages of the directory and of the zone, seen by the whole cast."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import (
    make_item,
    make_meeting,
    make_member,
    make_organisation,
    make_participation,
    make_person,
    make_pv,
    make_user,
    make_zone,
)
from zones.models import HouseRules, Mandate, Membership, Organisation, Person

ZONE_PAGES = ["meetings:zone", "zones:rules", "zones:members"]


@pytest.fixture
def mandate(zone):
    organisation = make_organisation("Atelier du Midi")
    person = make_person("Nora Siège", organisation, email="nora@exemple.be")
    return make_member(zone, organisation, person)


def body(response):
    return response.content.decode()


def test_home_sends_each_to_their_place(client, coordinator, region, zone):
    client.force_login(coordinator)
    assert client.get("/").url == zone.get_absolute_url()
    client.force_login(region)
    assert client.get("/").url == reverse("reports:region")


def test_home_offers_the_zones_of_who_sits_in_several(client, zone):
    user = make_user(zone)
    make_member(make_zone("nord-est"), person=user.person)
    client.force_login(user)
    page = body(client.get("/"))
    assert "/zones/sud/" in page
    assert "/zones/nord-est/" in page


def test_home_speaks_to_who_sits_nowhere(client, db):
    client.force_login(make_user())
    assert "n’est lié à aucune zone" in body(client.get("/"))


@pytest.mark.parametrize("name", ZONE_PAGES)
def test_zone_pages_open_to_the_zone_and_the_region_only(
    client, zone, coordinator, partner, region, outsider, name
):
    url = reverse(name, args=[zone.code])
    for user in (coordinator, partner, region):
        client.force_login(user)
        assert client.get(url).status_code == 200
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("role", ["coordinator", "region"])
def test_addresses_show_to_the_coordination_and_the_region(client, request, mandate, role):
    client.force_login(request.getfixturevalue(role))
    assert "nora@exemple.be" in body(client.get(reverse("zones:members", args=["sud"])))


def test_partners_see_names_and_never_addresses(client, zone, partner, mandate):
    client.force_login(partner)
    pages = [
        reverse("zones:members", args=["sud"]),
        reverse("zones:member", args=["sud", mandate.membership_id]),
        mandate.membership.organisation.get_absolute_url(),
    ]
    for url in pages:
        page = body(client.get(url))
        assert "Nora Siège" in page
        assert "nora@exemple.be" not in page


def test_institution_shows_addresses_to_the_coordination_of_its_zones_alone(
    client, coordinator, region, mandate
):
    url = mandate.membership.organisation.get_absolute_url()
    elsewhere = make_user(make_zone("ouest"), coordinator=True)
    for user, is_shown in ((coordinator, True), (region, True), (elsewhere, False)):
        client.force_login(user)
        page = body(client.get(url))
        assert "Nora Siège" in page
        assert ("nora@exemple.be" in page) is is_shown
    membership = mandate.membership
    membership.started_on, membership.ended_on = date(2020, 1, 1), date(2021, 1, 1)
    membership.save()
    client.force_login(coordinator)
    assert "nora@exemple.be" not in body(client.get(url))


@pytest.mark.parametrize("count", [1, 3])
def test_members_costs_the_same_whatever_their_number(
    client, zone, partner, django_assert_num_queries, count
):
    for _n in range(count):
        make_member(zone)
    client.force_login(partner)
    # session, user, mandates with zones, types, members, their mandates, positions, names
    with django_assert_num_queries(8):
        client.get(reverse("zones:members", args=["sud"]))


def test_members_filter_by_text_and_type_and_ignore_nonsense(client, zone, coordinator, mandate):
    client.force_login(coordinator)
    url = reverse("zones:members", args=["sud"])
    found = client.get(url, {"q": "midi"}).context["members"]
    assert [row.organisation.name for row in found] == ["Atelier du Midi"]
    assert not client.get(url, {"q": "introuvable"}).context["members"]
    assert client.get(url, {"type": "x' OR 1=1"}).status_code == 200


def test_mandate_add_refuses_a_second_full_representative_in_words(
    client, coordinator, zone, mandate
):
    client.force_login(coordinator)
    url = reverse("zones:mandate_add", args=["sud", mandate.membership_id])
    answer = client.post(
        url, {"last_name": "Second", "role": "full", "language": "fr", "started_on": "2026-01-01"}
    )
    assert body(answer).count("déjà un représentant effectif") == 1
    assert not Person.objects.filter(last_name="Second").exists()


def test_mandate_add_seats_a_new_person(client, coordinator, zone, mandate):
    client.force_login(coordinator)
    url = reverse("zones:mandate_add", args=["sud", mandate.membership_id])
    data = {"last_name": "Neuve", "role": "substitute", "language": "nl", "title": "Formatrice"}
    assert client.post(url, {**data, "started_on": "2026-01-01"}).status_code == 302
    added = Mandate.objects.get(person__last_name="Neuve")
    assert (added.role, added.person.language) == ("substitute", "nl")


def test_mandate_add_needs_somebody(client, coordinator, zone, mandate):
    client.force_login(coordinator)
    url = reverse("zones:mandate_add", args=["sud", mandate.membership_id])
    answer = client.post(url, {"role": "full", "language": "fr", "started_on": "2026-01-01"})
    assert "last_name" in answer.context["form"].errors


def test_mandate_add_does_not_take_somebody_from_another_zone(
    client, coordinator, zone, mandate, other_zone
):
    stranger = make_member(other_zone).person
    client.force_login(coordinator)
    url = reverse("zones:mandate_add", args=["sud", mandate.membership_id])
    data = {"person": stranger.pk, "role": "substitute", "language": "fr"}
    answer = client.post(url, {**data, "started_on": "2026-01-01"})
    assert "person" in answer.context["form"].errors


def test_ends_tell_their_consequences_then_happen(client, coordinator, zone, mandate):
    client.force_login(coordinator)
    url = reverse("zones:mandate_end", args=["sud", mandate.pk])
    assert "Le siège sera vide" in body(client.get(url))
    client.post(url, {"ended_on": "2026-01-31"})
    mandate.refresh_from_db()
    assert mandate.ended_on == date(2026, 1, 31)
    url = reverse("zones:member_end", args=["sud", mandate.membership_id])
    assert client.post(url, {"ended_on": "2010-01-01"}).status_code == 200
    assert client.post(url, {"ended_on": "2026-01-31"}).status_code == 302


@pytest.mark.parametrize("name", ["member_add", "member_end", "mandate_add", "mandate_end"])
@pytest.mark.parametrize("role", ["partner", "region", "outsider"])
def test_seats_change_by_the_coordination_only(client, request, zone, mandate, name, role):
    user = request.getfixturevalue(role)
    pk = {"member_add": [], "mandate_end": [mandate.pk]}.get(name, [mandate.membership_id])
    client.force_login(user)
    answer = client.post(reverse(f"zones:{name}", args=["sud", *pk]), {"ended_on": "2026-01-31"})
    assert answer.status_code == (404 if role == "outsider" else 403)
    mandate.refresh_from_db()
    assert mandate.ended_on is None


def test_member_of_another_zone_is_not_reached_through_mine(client, outsider, mandate):
    client.force_login(outsider)
    url = reverse("zones:member", args=["nord-est", mandate.membership_id])
    assert client.get(url).status_code == 404


def test_member_add_seats_a_known_institution(client, coordinator, zone):
    organisation = make_organisation("Déjà connue")
    client.force_login(coordinator)
    data = {"organisation": organisation.pk, "started_on": "2026-01-01", "language": "fr"}
    client.post(reverse("zones:member_add", args=["sud"]), data)
    assert Membership.objects.filter(zone=zone, organisation=organisation).exists()


def test_member_add_creates_a_new_institution_once(client, coordinator, zone, mandate):
    client.force_login(coordinator)
    url = reverse("zones:member_add", args=["sud"])
    kind = mandate.membership.organisation.type_id
    data = {"name_fr": "Toute neuve", "type": kind, "started_on": "2026-01-01", "language": "fr"}
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "name_fr": "TOUTE NEUVE"})
    assert "existe déjà" in body(answer)
    assert Organisation.objects.filter(name_fr__iexact="toute neuve").count() == 1


def test_member_add_needs_an_institution(client, coordinator, zone):
    client.force_login(coordinator)
    answer = client.post(reverse("zones:member_add", args=["sud"]), {"started_on": "2026-01-01"})
    assert "name_fr" in answer.context["form"].errors


def test_rules_tell_what_is_unknown_and_what_waits_for_the_zone(client, partner, zone):
    HouseRules.objects.update(is_surveyed=False)
    client.force_login(partner)
    page = body(client.get(reverse("zones:rules", args=["sud"])))
    assert "inconnu" in page
    assert "à confirmer" in page
    assert '<form method="post" novalidate' not in page


def test_rules_are_added_from_a_date_and_refused_in_the_past(client, coordinator, zone):
    client.force_login(coordinator)
    url = reverse("zones:rules", args=["sud"])
    form = client.get(url).context["form"]
    data = {k: v for k, v in form.initial.items() if v not in (None, "") and k in form.fields}
    data = {k: v for k, v in data.items() if v is not False}
    data |= {"half_day_quota": 5, "has_member_list": "unknown"}
    assert client.post(url, {**data, "valid_from": "2014-12-31"}).status_code == 200
    assert zone.house_rules.count() == 1
    assert client.post(url, {**data, "valid_from": "2026-02-01"}).status_code == 302
    assert HouseRules.at(zone, date(2026, 2, 1)).half_day_quota == 5
    assert HouseRules.at(zone, date(2026, 1, 31)).half_day_quota == 4


def test_rules_are_not_written_by_a_partner(client, partner, zone):
    client.force_login(partner)
    url = reverse("zones:rules", args=["sud"])
    assert client.post(url, {"valid_from": "2026-02-01"}).status_code == 403


def test_organisations_search_and_refuse_strangers(client, coordinator, zone, mandate):
    make_organisation("Ailleurs asbl")
    client.force_login(coordinator)
    page = body(client.get(reverse("zones:organisations"), {"q": "midi"}))
    assert "Atelier du Midi" in page
    assert "Ailleurs asbl" not in page
    assert client.get(reverse("zones:organisations"), {"page": "zéro"}).status_code == 200
    client.force_login(make_user())
    assert client.get(reverse("zones:organisations")).status_code == 403


def test_organisation_edit_by_its_zone_or_the_region(client, zone, region, outsider, mandate):
    organisation = mandate.membership.organisation
    url = reverse("zones:organisation_edit", args=[organisation.pk])
    data = {
        "name_fr": "Atelier du Nord",
        "type": organisation.type_id,
        "convention": "yes",
        "language": "fr",
    }
    client.force_login(outsider)
    assert client.post(url, data).status_code == 403
    client.force_login(region)
    assert client.post(url, data).status_code == 302
    organisation.refresh_from_db()
    assert organisation.name_fr == "Atelier du Nord"


def test_help_explains_the_words_to_anybody(client, db):
    page = body(client.get(reverse("zones:help")))
    assert "périmètre" in page
    assert "ORBEM" in page


def test_navigation_marks_the_page_and_costs_nothing_to_the_anonymous(
    client, coordinator, zone, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get(reverse("zones:help"))
    client.force_login(coordinator)
    shown = client.get(reverse("zones:members", args=["sud"])).context["navigation"]
    assert [item["label"] for item in shown if item["current"]] == ["Partenaires"]
    assert "Rapport annuel" in [item["label"] for item in shown]
    # Of another year, or among them all, a report is under the same entry.
    for address in (reverse("reports:way", args=["sud", 2019]), reverse("reports:list")):
        shown = client.get(address).context["navigation"]
        assert [item["label"] for item in shown if item["current"]] == ["Rapport annuel"], address


def test_members_are_led_to_the_reports_and_to_the_register(client, partner, zone):
    client.force_login(partner)
    shown = client.get(reverse("reports:list")).context["navigation"]
    assert [item["label"] for item in shown if item["current"]] == ["Rapports"]
    assert "Rapport annuel" not in [item["label"] for item in shown]
    page = body(client.get(reverse("meetings:zone", args=["sud"])))
    for address in (reverse("reports:list"), reverse("meetings:register", args=["sud"])):
        assert f'href="{address}"' in page.split("<main", 1)[1], address
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_zone_page_costs_the_same_whatever_its_meetings(
    client, zone, coordinator, django_assert_num_queries, count
):
    meeting = make_meeting(zone, partners=count)
    make_item(meeting)
    for day in range(count):
        make_pv(make_meeting(zone, "held", -20 - day, partners=1))
    client.force_login(coordinator)
    # session, user, mandates with zones, communes, coordinations, meetings, rules, progress,
    # what waits (proposals, polls, actions, vacant seats), the report, attendance over time
    with django_assert_num_queries(11):
        client.get(zone.get_absolute_url())


def test_zone_page_gives_the_coordination_its_next_step(client, zone, coordinator):
    meeting = make_meeting(zone, partners=2)
    make_participation(meeting, answer="coming")
    make_item(meeting)
    client.force_login(coordinator)
    page = body(client.get(zone.get_absolute_url()))
    assert "Suivre les réponses" in page
    assert "1 réponse sur 3" in page


def test_zone_page_hides_drafts_and_tools_from_partners(client, zone, partner):
    make_meeting(zone, "planned", day=10, title_fr="Brouillon secret")
    held = make_meeting(zone, "held", day=-40, title_fr="Réunion tenue", partners=1)
    make_pv(held, "draft")
    client.force_login(partner)
    page = body(client.get(zone.get_absolute_url()))
    assert "Brouillon secret" not in page
    assert "Obligation annuelle" not in page
    assert "À faire" not in page
    assert "Réunion tenue" not in page  # its PV is a draft: not among the last PVs


def test_zone_page_offers_their_answer_to_the_invited(client, zone, partner):
    meeting = make_meeting(zone)
    client.force_login(partner)
    assert "Répondre à l’invitation" not in body(client.get(zone.get_absolute_url()))
    make_participation(meeting, partner.person)
    assert "Répondre à l’invitation" in body(client.get(zone.get_absolute_url()))


def test_zone_page_keeps_confidential_pvs_from_the_region(client, zone, region):
    meeting = make_meeting(
        zone, "held", day=-40, title_fr="Sujet confidentiel", visibility="zone", partners=1
    )
    make_pv(meeting, "sent")
    client.force_login(region)
    assert "Sujet confidentiel" not in body(client.get(zone.get_absolute_url()))


def test_chart_of_a_zone_leaves_the_small_groups_out(client, zone, coordinator):
    formal, group = make_meeting(zone, "held", -20), make_meeting(zone, "held", -10)
    type(group).objects.filter(pk=group.pk).update(kind="working_group")
    for meeting in (formal, group):
        make_participation(meeting, presence="present")
    client.force_login(coordinator)
    rows = client.get(zone.get_absolute_url()).context["chart_rows"]
    assert [row["meeting"].pk for row in rows] == [formal.pk]
