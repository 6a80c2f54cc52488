"""Findings taken from PVs or noted by hand, two people on one row of a register."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings.models import CoSignature, Finding, Meeting, Opinion, WorkingGroup
from meetings.pages_registers import signed_with_others
from meetings.seen import fingerprint
from meetings.services import findings
from meetings.services.errors import Conflict, WrongStatus
from tests.factories import make_block, make_item, make_meeting, make_pv, make_user
from zones.models import Addressee

from .test_cosigning import an_opinion, asked

pytestmark = pytest.mark.django_db


def a_passage(zone, kind="finding", status="sent", level="", day=-30):
    pv = make_pv(make_meeting(zone, "held", day=day), status, blocks=0)
    block = make_block(make_item(pv.meeting), kind, text="Les délais dépassent six mois.")
    block.visibility = level
    block.save()
    return block


def test_a_passage_enters_the_register_once_with_its_words(client, zone, coordinator):
    block = a_passage(zone)
    client.force_login(coordinator)
    address = reverse("meetings:findings", args=[zone.code])
    assert "Les délais dépassent" in client.get(address).content.decode()
    add = reverse("meetings:finding_add", args=[zone.code]) + f"?passage={block.pk}"
    page = client.get(add)
    values = page.context["form"].initial
    assert values["observation"] == "Les délais dépassent six mois."
    typed = {name: value for name, value in values.items() if value and name != "addressees"}
    typed |= {"proposal": "Créer un guichet."}
    for _click in range(2):
        assert client.post(add, typed).status_code == 302
    finding = Finding.objects.get()
    assert (finding.block, finding.proposal) == (block, "Créer un guichet.")
    assert finding.noted_on == block.item.meeting.held_on
    assert not client.get(address).context["proposed"]


def test_a_passage_noted_by_two_people_loses_the_words_of_neither(client, zone, coordinator):
    block = a_passage(zone)
    add = reverse("meetings:finding_add", args=[zone.code]) + f"?passage={block.pk}"
    day = block.item.meeting.held_on
    theirs = {"subject": "Délais", "noted_on": day, "observation": "Leurs mots."}
    findings.note_finding(zone, by=make_user(zone, coordinator=True), block=block, **theirs)
    client.force_login(coordinator)
    mine = theirs | {"observation": "Mes mots.", "visibility": "zone", "seen": ""}
    response = client.post(add, mine)
    assert response.status_code == 200
    assert "Leurs" in response.content.decode()
    assert "Mes mots." in response.content.decode()
    assert Finding.objects.get().observation == "Leurs mots."
    again = mine | {"seen": response.context["form"]["seen"].value()}
    assert client.post(add, again).status_code == 302
    assert Finding.objects.get().observation == "Mes mots."
    there = reverse("meetings:finding", args=[zone.code, Finding.objects.get().pk])
    assert client.get(response.context["back"]).url == there


@pytest.mark.parametrize("case", ["draft", "foreign", "information", "nonsense"])
def test_other_passages_do_not_enter(client, zone, other_zone, coordinator, case):
    block = {
        "draft": lambda: a_passage(zone, status="draft"),
        "foreign": lambda: a_passage(other_zone),
        "information": lambda: a_passage(zone, kind="information"),
        "nonsense": lambda: None,
    }[case]()
    client.force_login(coordinator)
    asked_for = block.pk if block else "9" * 40
    add = reverse("meetings:finding_add", args=[zone.code]) + f"?passage={asked_for}"
    assert client.get(add).status_code == 404
    assert client.post(add, {"subject": "Volé"}).status_code == 404
    assert not Finding.objects.exists()


def test_a_finding_is_never_wider_than_its_passage(client, zone, coordinator, partner, region):
    block = a_passage(zone, level="coordination")
    with pytest.raises(ValidationError):
        findings.note_finding(
            zone, by=coordinator, block=block, subject="Délais", visibility="region"
        )
    Finding.objects.create(
        zone=zone, block=block, subject="Délais", visibility="region", sent_on=date(2020, 5, 1)
    )
    for reader, seen in ((partner, False), (region, False), (coordinator, True)):
        client.force_login(reader)
        content = client.get(reverse("meetings:findings", args=[zone.code])).content.decode()
        assert ("Délais" in content) is seen


def test_the_same_finding_noted_twice_is_one(zone, coordinator):
    words = {"subject": "Chèques langue", "noted_on": date(2020, 5, 4), "observation": "Trop peu."}
    first = findings.note_finding(zone, by=coordinator, **words)
    assert findings.note_finding(zone, by=coordinator, **words) == first
    other = findings.note_finding(zone, by=coordinator, **words | {"observation": "Autre."})
    assert other != first


def test_the_region_reads_the_findings_that_were_sent(client, zone, region, outsider):
    Finding.objects.create(zone=zone, subject="Gardé ici")
    sent = Finding.objects.create(zone=zone, subject="Parti", sent_on=date(2020, 5, 1))
    client.force_login(region)
    content = client.get(reverse("meetings:findings", args=[zone.code])).content.decode()
    assert "Parti" in content
    assert "Gardé ici" not in content
    client.force_login(outsider)
    assert client.get(reverse("meetings:finding", args=[zone.code, sent.pk])).status_code == 404


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (None, "les partenaires de toutes les zones, puisqu’il est envoyé</dd>"),
        ("zone", "les membres de la zone, puisqu’il est envoyé</dd>"),
        ("coordination", "le secrétariat</dd>"),
    ],
)
def test_what_is_sent_is_read_alike_at_home_and_by_those_who_signed(
    client, zone, other_zone, coordinator, partner, region, level, said
):
    block = a_passage(zone, level=level) if level else None
    Meeting.objects.update(visibility="region")
    words = {"subject": "Délais", "observation": "Six mois.", "visibility": "coordination"}
    finding = Finding.objects.create(zone=zone, block=block, **words)
    signed = {"status": "signed", "text": "Six mois.", "decided_at": timezone.now()}
    CoSignature.objects.create(finding=finding, zone=other_zone, **signed)
    there = make_user(other_zone)

    def readers():
        home = reverse("meetings:finding", args=[zone.code, finding.pk])
        away = reverse("meetings:findings", args=[other_zone.code])
        found = set()
        for user, address in ((partner, home), (region, home), (there, away)):
            client.force_login(user)
            if "Six mois." in client.get(address).content.decode():
                found.add(user)
        return found

    assert readers() == set()
    Finding.objects.update(sent_on=date(2020, 5, 1))
    reads = {None: {partner, region, there}, "zone": {partner}, "coordination": set()}
    assert readers() == reads[level]
    client.force_login(coordinator)
    page = client.get(reverse("meetings:finding", args=[zone.code, finding.pk]))
    assert said in page.content.decode()


def test_what_left_stays_in_the_register(client, zone, other_zone, coordinator):
    sent = Finding.objects.create(zone=zone, subject="Parti", sent_on=date(2020, 5, 1))
    with pytest.raises(WrongStatus):
        findings.delete_finding(sent)
    mistake = Finding.objects.create(zone=zone, subject="Erreur", observation="Rien.")
    asked(mistake, other_zone, coordinator)
    client.force_login(coordinator)
    client.post(reverse("meetings:finding_delete", args=[zone.code, mistake.pk]))
    assert list(Finding.objects.all()) == [sent]


# --- Two people, bad dates ----------------------------------------------------------------------


def test_two_editors_of_an_opinion_both_keep_their_words(client, zone, coordinator):
    opinion = an_opinion(zone)
    client.force_login(coordinator)
    address = reverse("meetings:opinion_edit", args=[zone.code, opinion.pk])
    seen = client.get(address).context["form"]["seen"].value()
    mine, theirs = {"motives": "Mes mots", "seen": seen}, {"motives": "Leurs mots", "seen": seen}
    assert client.post(address, theirs).status_code == 302
    assert client.post(address, theirs).status_code == 302, "the same again is kept already"
    response = client.post(address, mine)
    content = response.content.decode()
    assert response.status_code == 200
    assert "Mes" in content
    assert "Leurs" in content
    opinion.refresh_from_db()
    assert opinion.motives == "Leurs mots"
    again = mine | {"seen": response.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    opinion.refresh_from_db()
    assert opinion.motives == "Mes mots"


def test_two_editors_read_choices_in_words_and_choose_their_file_again(client, zone, coordinator):
    finding = Finding.objects.create(zone=zone, subject="Délais")
    client.force_login(coordinator)
    address = reverse("meetings:finding_edit", args=[zone.code, finding.pk])
    mine = {"subject": "Délais", "noted_on": finding.noted_on, "visibility": "region", "seen": "x"}
    [row] = client.post(address, mine).context["differing"]
    assert "".join(piece for piece, _differs in row["mine"]).endswith("toutes les zones")
    assert "".join(piece for piece, _differs in row["theirs"]).endswith("de la zone")
    address = reverse("meetings:opinion_edit", args=[zone.code, an_opinion(zone).pk])
    chosen = SimpleUploadedFile("preuve.txt", b"Envoi du 3 mars")
    mine = {"motives": "Mes mots", "seen": "x"}
    again = "Choisissez de nouveau votre fichier"
    assert again in client.post(address, mine | {"upload": chosen}).content.decode()
    assert again not in client.post(address, mine).content.decode()


def test_a_finding_changed_meanwhile_is_not_overwritten(zone, coordinator):
    finding = Finding.objects.create(zone=zone, subject="Délais")
    seen = fingerprint(finding, findings.KEPT)
    findings.save_finding(finding, seen=seen, subject="Délais longs")
    with pytest.raises(Conflict):
        findings.save_finding(finding, seen=seen, subject="Délais courts")
    findings.save_finding(finding, seen=seen, subject="Délais longs")
    Finding.objects.all().delete()
    with pytest.raises(WrongStatus, match="retiré"):
        findings.save_finding(finding, seen=seen, subject="Rien")


def test_a_body_that_ended_names_its_heir(client, zone, coordinator):
    opinion = an_opinion(zone)
    today = timezone.localdate()
    old = Addressee.objects.create(code="a", name_fr="Ancienne", ended_on=today - timedelta(20))
    new = Addressee.objects.create(
        code="b", name_fr="Nouvelle", started_on=today - timedelta(19), succeeds=old
    )
    client.force_login(coordinator)
    address = reverse("meetings:opinion_edit", args=[zone.code, opinion.pk])
    response = client.post(address, {"addressees": [old.pk], "sent_on": today, "sending": "Moi"})
    assert "Nouvelle" in str(response.context["form"].errors["addressees"])
    assert "Moi" in response.content.decode()
    assert client.post(address, {"addressees": [new.pk], "sent_on": today}).status_code == 302
    early = {"addressees": [new.pk], "sent_on": today, "answer_expected_on": "2019-01-01"}
    assert client.post(address, early).context["form"].errors["answer_expected_on"]
    assert client.post(address, {"sent_on": today}).context["form"].errors["addressees"]


def test_an_answer_that_is_overdue_is_flagged(client, zone, partner):
    opinion = an_opinion(zone)
    Opinion.objects.filter(pk=opinion.pk).update(
        sent_on=date(2020, 5, 1), answer_expected_on=date(2020, 6, 1)
    )
    client.force_login(partner)
    address = reverse("meetings:opinions", args=[zone.code])
    assert "réponse attendue le" in client.get(address, {"etat": "en-retard"}).content.decode()
    assert not client.get(address, {"etat": "a-envoyer"}).context["rows"]


def test_words_typed_in_french_are_marked_on_a_dutch_page(client, zone, coordinator):
    """No field says their language: it is read in them, and a name alone is left as it is."""
    said = {"subject": "Les attestations arrivent tard", "measure": "Partner Day"}
    row = Finding.objects.create(zone=zone, observation="Le délai est de\ndeux mois.", **said)
    group = WorkingGroup.objects.create(zone=zone, name_fr="Relais", purpose="Préparer la journée.")
    coordinator.language = "nl"
    coordinator.save()
    client.force_login(coordinator)
    pages = [
        client.get(reverse(f"meetings:{name}", args=[zone.code, *args])).content.decode()
        for name, args in (("findings", ()), ("finding", (row.pk,)), ("groups", ()))
    ]
    mark = '<span class="fallback">(fr)</span>'
    for page in pages[:2]:
        assert f'<span lang="fr">{row.subject}</span> {mark}' in page
        assert 'lang="fr">Partner Day' not in page
    assert f'<div lang="fr"><p>Le délai est de<br>deux mois. {mark}</p></div>' in pages[1]
    assert f'<div lang="fr"><p>{group.purpose} {mark}</p></div>' in pages[2]
    coordinator.language = "fr"
    coordinator.save()
    page = client.get(reverse("meetings:finding", args=[zone.code, row.pk])).content.decode()
    assert "(fr)" not in page


def test_what_the_zone_signed_stands_in_the_order_of_the_days_it_shows(
    zone, other_zone, coordinator
):
    days = [timezone.now() - timedelta(days=number) for number in (1, 9, 4)]
    for day in days:
        row = Finding.objects.create(zone=other_zone, subject="Délais", sent_on=date(2020, 3, 5))
        CoSignature.objects.create(finding=row, zone=zone, status="signed", decided_at=day)
    found = signed_with_others(coordinator, zone, "finding")["signed"]
    assert [row.decided_at for row in found] == sorted(days, reverse=True)
