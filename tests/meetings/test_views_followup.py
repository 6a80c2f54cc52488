"""Actions and opinions: late, done, sent, answered, and not shown too early."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import PV, ActionItem, Opinion
from meetings.services import minutes, registers
from tests.factories import make_item, make_meeting, make_pv
from zones.models import Addressee


def followed(zone, kind, *, by, status="sent", text="Écrire aux communes.", day=-30, **action):
    """A passage of ``kind`` in a PV of the zone: the row of its register."""
    pv = make_pv(make_meeting(zone, status="held", day=day), blocks=0)
    block = minutes.add_block(make_item(pv.meeting), kind=kind, by=by, text_fr=text)
    if kind == "action":
        registers.set_action(
            block, **{"owners": ["Groupe emploi"], "due_on": None, "due_text": "", **action}
        )
    PV.objects.filter(pk=pv.pk).update(
        status=status, sent_at=None if status == "draft" else timezone.now()
    )
    model = ActionItem if kind == "action" else Opinion
    return model.objects.get(block=block)


def actions_url(zone):
    return reverse("meetings:actions", args=[zone.code])


def test_late_actions_are_flagged_and_filtered(client, zone, coordinator, partner):
    today = timezone.localdate()
    followed(zone, "action", by=coordinator, text="Tardive", due_on=today - timedelta(days=1))
    followed(zone, "action", by=coordinator, text="Proche", due_on=today, day=-31)
    followed(zone, "action", by=coordinator, text="Lointaine", due_on=date(2090, 1, 1), day=-32)
    followed(zone, "action", by=coordinator, text="Sans date", day=-33)
    client.force_login(partner)
    context = client.get(actions_url(zone)).context
    lines = [(a.block.text_fr, a.is_late, a.is_soon) for a in context["waiting"]]
    assert lines == [
        ("Tardive", True, False),
        ("Proche", False, True),
        ("Lointaine", False, False),
        ("Sans date", False, False),
    ]
    late = client.get(actions_url(zone), {"etat": "retard"}).context["waiting"]
    assert [action.block.text_fr for action in late] == ["Tardive"]


def test_a_partner_does_not_see_the_actions_of_a_draft(client, zone, coordinator, partner):
    followed(zone, "action", by=coordinator, status="draft", text="Encore en brouillon")
    followed(zone, "opinion", by=coordinator, status="draft", text="Avis en brouillon", day=-40)
    client.force_login(partner)
    assert "Encore en brouillon" not in client.get(actions_url(zone)).content.decode()
    register = reverse("meetings:opinions", args=[zone.code])
    assert "Avis en brouillon" not in client.get(register).content.decode()
    client.force_login(coordinator)
    assert "Avis en brouillon" in client.get(register).content.decode()


def test_the_follow_up_of_a_zone_is_closed_to_the_others(client, zone, coordinator, outsider):
    action = followed(zone, "action", by=coordinator)
    opinion = followed(zone, "opinion", by=coordinator, day=-40)
    client.force_login(outsider)
    assert client.get(actions_url(zone)).status_code == 404
    for name, row in (("action_done", action), ("opinion", opinion), ("opinion_edit", opinion)):
        assert client.get(reverse(f"meetings:{name}", args=[zone.code, row.pk])).status_code == 404


def test_only_the_coordination_closes_an_action(client, zone, coordinator, partner):
    action = followed(zone, "action", by=coordinator)
    address = reverse("meetings:action_done", args=[zone.code, action.pk])
    client.force_login(partner)
    assert client.post(address, {"done_on": "2020-04-01"}).status_code == 403
    client.force_login(coordinator)
    client.post(address, {"done_on": "2020-04-01", "outcome": "Programme prêt."})
    action.refresh_from_db()
    assert (action.done_on, action.outcome) == (date(2020, 4, 1), "Programme prêt.")
    assert "Programme prêt." in client.get(actions_url(zone)).content.decode()
    client.post(address, {"done_on": "", "outcome": ""})
    action.refresh_from_db()
    assert action.done_on is None


def test_an_action_is_not_done_tomorrow(client, zone, coordinator):
    action = followed(zone, "action", by=coordinator)
    client.force_login(coordinator)
    tomorrow = timezone.localdate() + timedelta(days=1)
    address = reverse("meetings:action_done", args=[zone.code, action.pk])
    assert "futur" in client.post(address, {"done_on": tomorrow}).content.decode()


def test_an_opinion_goes_to_the_bodies_of_its_day(client, zone, coordinator):
    opinion = followed(zone, "opinion", by=coordinator)
    current = Addressee.objects.create(code="ministre", name_fr="Ministre de l’Emploi")
    former = Addressee.objects.create(
        code="orbem", name_fr="Ancien office", ended_on=date(2011, 1, 1)
    )
    client.force_login(coordinator)
    address = reverse("meetings:opinion_edit", args=[zone.code, opinion.pk])
    page = client.get(address).content.decode()
    assert "Ministre de l’Emploi" in page
    assert "Ancien office" not in page
    assert client.post(address, {"addressees": [former.pk]}).status_code == 200
    client.post(address, {"addressees": [current.pk], "sent_on": "2020-04-01", "answer": ""})
    opinion.refresh_from_db()
    assert opinion.sent_on == date(2020, 4, 1)
    assert list(opinion.addressees.all()) == [current]


@pytest.mark.parametrize(
    "dates",
    [
        {"answered_on": "2020-05-01"},
        {"sent_on": "2020-05-02", "answered_on": "2020-05-01"},
    ],
)
def test_an_answer_follows_the_letter(client, zone, coordinator, dates):
    opinion = followed(zone, "opinion", by=coordinator)
    client.force_login(coordinator)
    address = reverse("meetings:opinion_edit", args=[zone.code, opinion.pk])
    response = client.post(address, {"answer": "Merci.", **dates})
    assert response.status_code == 200
    assert response.context["form"].errors
    opinion.refresh_from_db()
    assert opinion.answered_on is None


def test_the_region_reads_the_opinions_that_were_sent(client, zone, coordinator, region):
    sent = followed(zone, "opinion", by=coordinator, text="Avis parti")
    type(sent.block.item.meeting).objects.update(visibility="region")
    kept = followed(zone, "opinion", by=coordinator, text="Avis parti, PV gardé", day=-40)
    Opinion.objects.update(sent_on=date(2020, 4, 1))
    followed(zone, "opinion", by=coordinator, text="Avis gardé", day=-50)
    client.force_login(region)
    content = client.get(reverse("meetings:opinions", args=[zone.code])).content.decode()
    assert "Avis parti" in content
    assert "PV gardé" not in content
    assert f"n° {kept}" in content  # that it was given and sent is told
    assert "Avis gardé" not in content


@pytest.mark.parametrize("name", ["actions", "opinions"])
def test_the_registers_do_not_query_by_row(
    client, zone, coordinator, partner, django_assert_max_num_queries, name
):
    client.force_login(partner)
    for count in (1, 3):
        for number in range(count):
            followed(zone, name.rstrip("s"), by=coordinator, day=-30 - 10 * count - number)
        with django_assert_max_num_queries(8):
            assert client.get(reverse(f"meetings:{name}", args=[zone.code])).status_code == 200
