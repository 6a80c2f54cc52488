"""Taking up, putting off, announcing: by the coordination, told on both sides, nothing lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import ActionItem, ActionOwner, Meeting
from tests.factories import (
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_person,
    make_pv,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(zone):
    pv = make_pv(make_meeting(zone, "held", day=-30), "approved")
    make_item(pv.meeting, "Pas abordé")
    return pv.meeting


@pytest.fixture
def coming(zone):
    return make_meeting(zone, "planned", day=20)


@pytest.fixture
def sitting(zone):
    return make_pv(make_meeting(zone, "held", day=-1, partners=1)).meeting


def carry(client, meeting, **data):
    return client.post(meeting.address("carry"), data, follow=True).content.decode()


def test_agenda_proposes_with_the_reason_and_takes_up_in_one_click(
    client, coordinator, held, coming
):
    client.force_login(coordinator)
    page = client.get(coming.address("agenda")).content.decode()
    assert "Ce qui reste des réunions précédentes" in page
    assert "pas traité le" in page
    assert "Une seule règle" in page
    item = held.agenda.last()
    page = carry(client, coming, gesture="take", key=f"point-{item.pk}")
    assert "Repris de la" in page
    assert "Le point est à l’ordre du jour." in page
    assert "Repris à l’ordre du jour du" in client.get(held.address("agenda")).content.decode()
    page = carry(client, coming, gesture="take", key=f"point-{item.pk}")
    assert "n’est plus proposé" in page
    assert coming.agenda.count() == 1


def test_set_aside_then_take_all(client, coordinator, held, coming):
    make_item(held, "Deuxième")
    client.force_login(coordinator)
    item = held.agenda.get(title_fr="Pas abordé")
    page = carry(client, coming, gesture="aside", key=f"point-{item.pk}")
    assert "1 écarté" in page
    carry(client, coming, gesture="all")
    assert [row.title_fr for row in coming.agenda.all()] == ["Deuxième"]


def test_only_the_zone_that_convenes_takes_up_what_it_left(
    client, coordinator, outsider, partner, held, coming, other_zone
):
    coming.hold_with([other_zone])
    item = held.agenda.last()
    for user, status in ((outsider, 403), (partner, 404)):
        client.force_login(user)
        data = {"gesture": "take", "key": f"point-{item.pk}"}
        assert client.post(coming.address("carry"), data).status_code == status
        assert "Pas abordé" not in client.get(coming.address("agenda")).content.decode()
    assert not coming.agenda.exists()


def defer_url(item, back=""):
    args = [item.meeting.zone.code, item.meeting_id, item.pk]
    return reverse("meetings:item_defer", args=args) + (f"?retour={back}" if back else "")


def test_item_is_put_off_from_the_editor_and_the_pv_says_so(client, coordinator, sitting, coming):
    item = make_item(sitting, "Charte d’accueil")
    client.force_login(coordinator)
    assert "Reporter au…" in client.get(f"{sitting.address('pv')}?point={item.pk}").content.decode()
    response = client.post(defer_url(item), {"to": coming.pk, "retour": "pv"})
    assert response.url == f"{sitting.address('pv')}?point={item.pk}"
    assert coming.agenda.get().carried_from == item
    sitting.pv.status, sitting.pv.sent_at = "sent", timezone.now()
    sitting.pv.save()
    assert "Point reporté au" in client.get(sitting.address("pv")).content.decode()
    refused = client.post(defer_url(item), {"to": "plus-tard"})
    assert refused.status_code == 403


def test_nothing_is_put_off_while_a_sealed_pv_is_corrected(client, coordinator, sitting, coming):
    item = make_item(sitting, "Charte d’accueil")
    last = make_item(sitting, "Prochaines réunions", kind="next_meetings")
    type(sitting.pv).objects.update(edition=2, correction_reason="Une date")
    client.force_login(coordinator)
    page = client.get(f"{sitting.address('pv')}?point={item.pk}").content.decode()
    assert "Reporter au…" not in page
    page = client.get(f"{sitting.address('pv')}?point={last.pk}").content.decode()
    assert "Annoncer une réunion" in page
    refused = client.post(defer_url(item), {"to": coming.pk}).content.decode()
    assert "Ce PV est en rectification" in refused
    assert not coming.agenda.exists()


def test_put_off_without_a_date_and_undone(client, coordinator, sitting):
    item = make_item(sitting, "Charte d’accueil")
    client.force_login(coordinator)
    client.post(defer_url(item), {"to": "plus-tard"})
    item.refresh_from_db()
    assert (item.outcome, item.deferred_to) == ("deferred", None)
    client.post(defer_url(item), {"undo": "1"})
    item.refresh_from_db()
    assert item.outcome == ""


@pytest.mark.parametrize("to", ["", "0", "999999999999999999999", "abc"])
def test_unknown_date_is_refused_on_the_page(client, coordinator, sitting, to):
    item = make_item(sitting)
    client.force_login(coordinator)
    assert client.post(defer_url(item), {"to": to}).context["form"].errors
    item.refresh_from_db()
    assert item.outcome == ""


def announce(client, meeting, **data):
    day = timezone.localdate() + timedelta(days=40)
    facts = {"on": day.isoformat(), "starts": "14:00", "ends": "16:00", "kind": "visit"}
    facts |= {"title": "Le guichet", "place": "", "agenda": "- Accueil\n\n• Questions\n"}
    return client.post(meeting.address("announce_next"), facts | data, follow=True)


def test_announced_meeting_is_a_draft_and_the_pv_says_it(
    client, coordinator, partner, sitting, zone
):
    client.force_login(coordinator)
    page = announce(client, sitting, retour="pv").content.decode()
    assert "est en préparation, avec ses points" in page
    planned = Meeting.objects.get(announced_in=sitting)
    assert [item.title_fr for item in planned.agenda.all()] == ["Accueil", "Questions"]
    sitting.pv.status, sitting.pv.sent_at = "sent", timezone.now()
    sitting.pv.save()
    client.force_login(partner)
    page = client.get(sitting.address("pv")).content.decode()
    assert "Le guichet" in page
    assert "Questions" in page
    assert planned.get_absolute_url() not in page


def test_refused_announcement_gives_back_what_was_typed(client, coordinator, sitting):
    client.force_login(coordinator)
    response = announce(client, sitting, on="2020-01-01")
    assert "vient après celle-ci" in response.content.decode()
    assert "• Questions" in response.content.decode()
    assert not Meeting.objects.filter(announced_in=sitting).exists()


# --- The list of actions ------------------------------------------------------------------------


@pytest.fixture
def promised(held, partner):
    """Late for the partner, to come for their institution, done by somebody else."""
    today = timezone.localdate()
    house = partner.person.mandates.get().membership.organisation
    other = make_organisation("CPAS du Parc")
    rows = [
        ("Tardive", {"person": partner.person, "name": "Paul"}, {"due_on": today - timedelta(1)}),
        ("Maison", {"organisation": house, "name": house.name_fr}, {"due_on": today}),
        ("Autre", {"organisation": other, "name": "CPAS du Parc"}, {}),
        ("Faite", {"person": make_person(), "name": "Anne"}, {"done_on": today}),
    ]
    for text, owner, fields in rows:
        block = make_block(held.agenda.first(), "action", text=text)
        action = ActionItem.objects.create(block=block, zone=held.zone, **fields)
        ActionOwner.objects.create(action=action, **owner)


@pytest.mark.parametrize(
    ("query", "waiting", "done"),
    [
        ({}, ["Tardive", "Maison", "Autre"], ["Faite"]),
        ({"etat": "retard"}, ["Tardive"], []),
        ({"etat": "miennes"}, ["Tardive", "Maison"], []),
        ({"etat": "faites"}, [], ["Faite"]),
        ({"responsable": "CPAS du Parc"}, ["Autre"], []),
        ({"responsable": "Personne"}, ["Tardive", "Maison", "Autre"], ["Faite"]),
        ({"etat": "n’importe"}, ["Tardive", "Maison", "Autre"], []),
    ],
)
def test_actions_are_narrowed(client, partner, zone, promised, query, waiting, done):
    client.force_login(partner)
    context = client.get(reverse("meetings:actions", args=[zone.code]), query).context
    assert [one.block.text_fr for one in context["waiting"]] == waiting
    assert [one.block.text_fr for one in context["done"]] == done


def test_send_page_names_whom_the_actions_are_written_to(client, coordinator, sitting):
    block = make_block(sitting.agenda.first(), "action", text="Écrire au collège.")
    action = ActionItem.objects.create(block=block, zone=sitting.zone)
    ActionOwner.objects.create(action=action, person=make_person("Anne Petit"), name="Anne Petit")
    ActionOwner.objects.create(action=action, name="La commune")
    client.force_login(coordinator)
    page = client.get(sitting.address("pv_send")).content.decode()
    assert "Anne Petit" in page
    assert "dont le texte ne lui est pas ouvert" in page
    assert "Sans adresse, à prévenir autrement" in page
    assert "La commune" in page


@pytest.mark.parametrize("count", [1, 3])
def test_agenda_page_asks_as_much_for_one_proposal_as_for_three(
    client, coordinator, held, coming, django_assert_max_num_queries, count
):
    for n in range(count):
        make_item(held, f"Muet {n}")
        make_item(coming, f"Point {n}", carried_from=held.agenda.last())
    client.force_login(coordinator)
    with django_assert_max_num_queries(22):
        assert client.get(coming.address("agenda")).status_code == 200


def test_the_point_of_the_next_meetings_shows_what_was_announced(client, coordinator, sitting):
    make_item(sitting, "Prochaines dates", kind="next_meetings")
    client.force_login(coordinator)
    announce(client, sitting, agenda="Bilan de la permanence")
    type(sitting.pv).objects.filter(pk=sitting.pv.pk).update(status="sent", sent_at=timezone.now())
    page = client.get(sitting.pv.get_absolute_url()).content.decode()
    article = page[page.index("Prochaines dates") : page.index("</article>")]
    assert "Bilan de la permanence" in article
    assert "Rien n’est noté" not in article
