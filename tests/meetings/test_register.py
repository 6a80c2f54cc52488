"""The register: sealed papers, corrections, tacit approval, the page that checks a file."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO

import page
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from meetings.audiences import audiences
from meetings.models import PV, ActionItem, Block, Opinion, Paper, PVVersion, Remark, SealedPV
from meetings.models.append_only import AppendOnlyError
from meetings.services import correcting, minutes, registers, remarks, sealing, tacit
from meetings.services.errors import Refused, WrongStatus
from meetings.services.register import seal
from tests.factories import (
    at,
    make_block,
    make_item,
    make_meeting,
    make_pv,
    make_remark,
    make_rules,
)
from zones.models import Addressee, Theme

from .post_office import database_url


@pytest.fixture
def sealed(zone, coordinator):
    """A PV approved by the meeting that followed, with its entry in the register."""
    pv = make_pv(make_meeting(zone, "held", day=-30, partners=2), blocks=2)
    sealing.send_pv(pv, by=coordinator)
    following = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=coordinator)
    return SealedPV.objects.get()


def text_of(content):
    words = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
    return " ".join(words.split())


def test_sealed_paper_is_pdf_a_tagged_with_its_fonts(sealed):
    content = bytes(sealed.papers.get().content)
    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(content, profile=profile).failures == []
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    xmp = reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"<pdfaid:part>3" in xmp or b'pdfaid:part="3"' in xmp
    for sheet in reader.pages:
        for font in sheet["/Resources"]["/Font"].values():
            described = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))


def test_sealed_paper_prints_its_number_its_date_and_who_approved_it(sealed):
    text = text_of(sealed.papers.get().content).replace("\xa0", " ")
    assert sealed.reference in text
    assert f"Sud {sealed.pv.meeting.year}/1" == sealed.reference
    assert "Approuvé" in text


def test_numbers_follow_each_other_in_the_year_of_the_meeting(sealed, zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", starts_at=sealed.pv.meeting.starts_at))
    sealing.send_pv(pv, by=coordinator)
    following = sealed.decided_in
    sealing.decide_pv(pv, verdict="contested", text="Non.", decided_in=following, by=coordinator)
    assert pv.sealed.get().reference == f"Sud {pv.meeting.year}/2"


def test_bytes_are_the_same_for_ever(sealed, client, coordinator, zone):
    paper = sealed.papers.get()
    client.force_login(coordinator)
    url = reverse("meetings:pv_edition_paper", args=["sud", sealed.pv.meeting_id, 1])
    # Whatever is corrected around it meanwhile.
    zone.name_fr = "Nouveau nom"
    zone.save()
    make_meeting(zone, day=40)
    for address in (url, url, reverse("meetings:pv_paper", args=["sud", sealed.pv.meeting_id])):
        assert hashlib.sha256(client.get(address).content).hexdigest() == paper.sha256


@pytest.mark.django_db(transaction=True)
def test_bytes_are_the_same_in_another_process_after_a_migration(sealed):
    paper = sealed.papers.get()
    call_command("migrate", verbosity=0, stdout=StringIO())
    read = (
        "import django; django.setup(); import hashlib; from meetings.models import Paper; "
        f"print(hashlib.sha256(Paper.objects.get(pk={paper.pk}).pdf()).hexdigest())"
    )
    env = os.environ | {"DATABASE_URL": database_url(), "DEBUG": "1"}
    env["DJANGO_SETTINGS_MODULE"] = "concertation.settings"
    found = subprocess.run(
        [sys.executable, "-c", read], env=env, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == paper.sha256


def test_edition_is_sealed_once(sealed):
    with pytest.raises(WrongStatus, match="déjà scellée"):
        seal(sealed.pv, sealed.version)
    assert sealed.papers.count() == 1


def test_nothing_contested_can_be_deleted(sealed, zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-40))
    sealing.send_pv(pv, by=coordinator)
    make_remark(PV.objects.get(pk=pv.pk))
    sealing.decide_pv(
        pv, verdict="contested", text="« Non. »", decided_in=sealed.decided_in, by=coordinator
    )
    for row in (pv, pv.meeting, PVVersion.objects.filter(pv=pv)):
        with pytest.raises((models.ProtectedError, models.RestrictedError)), transaction.atomic():
            row.delete()
    with pytest.raises(models.ProtectedError), transaction.atomic():
        PV.objects.filter(pk=pv.pk).delete()
    for row in (pv.sealed.get(), pv.sealed.get().papers.get(), pv.versions.last()):
        with pytest.raises(AppendOnlyError):
            row.delete()
    assert Remark.objects.count() == 1
    assert pv.sealed.get().version.content["verdict"] == "« Non. »"


def test_each_circle_has_its_own_paper(zone, coordinator):
    pv = make_pv(make_meeting(zone, "held", day=-30, partners=1, visibility="region"))
    item = pv.meeting.agenda.get()
    make_block(item, text="Pour les présents.", visibility="present")
    make_block(item, text="Pour la coordination.", visibility="coordination")
    assert audiences(pv.meeting) == ["coordination", "present", "region"]
    sealing.send_pv(pv, by=coordinator)
    following = make_meeting(zone, "held", day=-2)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=coordinator)
    papers = {paper.audience: paper for paper in pv.sealed.get().papers.all()}
    assert "Pour la coordination." in text_of(papers["coordination"].content)
    assert "Pour la coordination." not in text_of(papers["present"].content)
    assert "Pour les présents." in text_of(papers["present"].content)
    assert "Pour les présents." not in text_of(papers["region"].content)


# --- Corrections --------------------------------------------------------------------------------


def text_now(pv):
    return sealing.content_of(PV.objects.select_related("meeting").get(pk=pv.pk))


def without_revisions(content):
    for item in content["items"]:
        for block in item["blocks"]:
            block.pop("revision", None)
    return content


def test_correction_is_a_new_edition_that_says_so_on_both(sealed, coordinator, client, zone):
    pv = correcting.correct(sealed.pv, reason="Le nom de l’ALE", by=coordinator)
    assert (pv.edition, pv.status) == (2, "draft")
    block = Block.objects.first()
    minutes.save_block(block.pk, revision=block.revision, by=coordinator, text_fr="Corrigé.")
    sealing.send_pv(pv, by=coordinator)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=sealed.decided_in, by=coordinator)
    second = SealedPV.objects.get(edition=2)
    sealed.refresh_from_db()
    assert sealed.replaced_by == second
    assert second.reference == f"{sealed.reference}, édition 2"
    text = text_of(second.papers.get().content)
    assert "Le nom de l’ALE" in text
    assert "dition 1" in text
    client.force_login(coordinator)
    old = client.get(reverse("meetings:pv_edition", args=["sud", pv.meeting_id, 1]))
    assert f"remplacée par {second.reference}" in old.content.decode()
    assert "Corrigé." not in old.content.decode()
    new = client.get(pv.get_absolute_url()).content.decode()
    assert sealed.reference in new
    assert "Corrigé." in new


def test_readers_read_the_sealed_text_while_it_is_corrected(sealed, coordinator, partner, client):
    correcting.correct(sealed.pv, reason="Une date", by=coordinator)
    block = Block.objects.first()
    minutes.save_block(block.pk, revision=block.revision, by=coordinator, text_fr="SECRET.")
    client.force_login(partner)
    answer = client.get(sealed.pv.get_absolute_url(), follow=True)
    assert answer.status_code == 200
    assert "Les partenaires échangent." in answer.content.decode()
    assert "SECRET" not in answer.content.decode()


def test_text_sealed_before_its_points_had_a_number_shows_the_whole_agenda(
    sealed, coordinator, partner, client
):
    content = sealed.version.content
    for item in content["items"]:
        del item["item"]
    with connection.cursor() as cursor:
        change = "UPDATE meetings_pvversion SET content = %s WHERE id = %s"
        cursor.execute(change, [json.dumps(content), sealed.version_id])
    correcting.correct(sealed.pv, reason="Une date", by=coordinator)
    client.force_login(partner)
    answer = client.get(sealed.pv.meeting.get_absolute_url())
    assert sealed.pv.meeting.agenda.first().title_fr in answer.content.decode()


def test_abandoned_correction_gives_back_the_sealed_text_exactly(sealed, coordinator):
    before = without_revisions(text_now(sealed.pv))
    pv = correcting.correct(sealed.pv, reason="Une date", by=coordinator)
    first, second = Block.objects.all()
    minutes.save_block(first.pk, revision=first.revision, by=coordinator, text_fr="Autre.")
    minutes.delete_block(second, by=coordinator)
    minutes.add_block(first.item, kind="decision", by=coordinator, text_fr="Nouvelle.")
    make_item(pv.meeting, "Point ajouté")
    minutes.save_head(pv, chair="Quelqu’un", secretary="")
    pv = correcting.abandon(pv, by=coordinator)
    assert without_revisions(text_now(pv)) == before
    assert (pv.edition, pv.status, pv.decided_in) == (1, "approved", sealed.decided_in)
    assert Block.history.filter(text_fr="Nouvelle.").exists()  # nothing written is lost


def decided(zone, by, *kinds, day=-40):
    """A sealed PV with a passage of each of ``kinds``, and these passages."""
    pv = make_pv(make_meeting(zone, "held", day=day, partners=1))
    item = pv.meeting.agenda.get()
    made = [minutes.add_block(item, kind=kind, by=by, text_fr="Ainsi dit.") for kind in kinds]
    sealing.send_pv(pv, by=by)
    following = make_meeting(zone, "held", day=-3)
    return sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=by), made


def put_back(block, by):
    again = {"kind": block.kind, "revision": 0, "after": None, "by": by, "anyway": True}
    return minutes.put_block(block.item, block.key, fields={"text_fr": "Rendu."}, **again)


@pytest.mark.parametrize("kind", ["action", "opinion"])
def test_correction_is_given_up_after_a_passage_went_and_came_back(zone, coordinator, kind):
    pv, (block,) = decided(zone, coordinator, kind)
    kept = getattr(block, kind).pk
    correcting.correct(pv, reason="Une date", by=coordinator)
    minutes.delete_block(block, by=coordinator)
    put_back(block, coordinator)
    correcting.abandon(pv, by=coordinator)
    block = Block.objects.get(pk=block.pk)
    assert (getattr(block, kind).pk, block.text_fr) == (kept, "Ainsi dit.")


def test_what_was_noted_of_a_passage_that_came_back_outlives_the_correction(zone, coordinator):
    pv, passages = decided(zone, coordinator, "action", "opinion")
    kept = [passages[0].action.pk, passages[1].opinion.pk]
    correcting.correct(pv, reason="Une date", by=coordinator)
    for block in passages:
        minutes.delete_block(block, by=coordinator)
    day = timezone.localdate()
    action, opinion = (put_back(block, coordinator) for block in passages)
    registers.complete_action(action.action, done_on=day, outcome="Fait.", by=coordinator)
    council = Addressee.objects.create(code="conseil", name_fr="Conseil")
    told = {"sent_on": day, "answered_on": day, "answer": "Suivi.", "addressees": [council]}
    registers.record_opinion(opinion.opinion, **told)
    correcting.abandon(pv, by=coordinator)
    action, opinion = ActionItem.objects.get(), Opinion.objects.get()
    assert [action.pk, opinion.pk] == kept
    assert (action.done_on, action.outcome) == (day, "Fait.")
    assert action.done_by == coordinator.full_name
    assert (opinion.sent_on, opinion.answered_on, opinion.answer) == (day, day, "Suivi.")
    assert list(opinion.addressees.all()) == [council]


def test_number_of_a_sealed_opinion_is_given_to_no_other(zone, coordinator):
    pv, (first, last) = decided(zone, coordinator, "opinion", "opinion")
    other = make_pv(make_meeting(zone, "held", starts_at=pv.meeting.starts_at))
    correcting.correct(pv, reason="Une date", by=coordinator)
    minutes.delete_block(last, by=coordinator)
    item = other.meeting.agenda.get()
    later = minutes.add_block(item, kind="opinion", by=coordinator, text_fr="Autre.")
    assert later.opinion.number == 3
    assert put_back(last, coordinator).opinion.number == 2
    minutes.delete_block(last, by=coordinator)
    correcting.abandon(pv, by=coordinator)
    sealed = Block.objects.filter(pk__in=[first.pk, last.pk])
    assert list(sealed.values_list("opinion__number", flat=True)) == [1, 2]


@pytest.mark.parametrize("comes_back", [False, True])
def test_number_that_another_opinion_took_long_ago_stays_its(zone, coordinator, comes_back):
    pv, (block,) = decided(zone, coordinator, "opinion")
    other = make_pv(make_meeting(zone, "held", starts_at=pv.meeting.starts_at))
    correcting.correct(pv, reason="Une date", by=coordinator)
    minutes.delete_block(block, by=coordinator)
    item = other.meeting.agenda.get()
    taken = minutes.add_block(item, kind="opinion", by=coordinator, text_fr="Autre.").opinion
    Opinion.objects.update(number=1)  # as it was given before sealed numbers were kept
    if comes_back:
        assert put_back(block, coordinator).opinion.number == 2
    correcting.abandon(pv, by=coordinator)
    assert Opinion.objects.get(block=block).number == 2
    taken.refresh_from_db()
    assert taken.number == 1


def test_only_a_sealed_pv_is_corrected(zone, coordinator):
    with pytest.raises(WrongStatus, match="scellé"):
        correcting.correct(make_pv(make_meeting(zone, "held")), reason="x", by=coordinator)


def test_correction_wants_a_reason(sealed, coordinator):
    with pytest.raises(Refused, match="pourquoi"):
        correcting.correct(sealed.pv, reason="  ", by=coordinator)


# --- Tacit approval -----------------------------------------------------------------------------


@pytest.fixture
def sent(zone, coordinator):
    make_rules(zone, at(-300).date(), needs_approval=False, tacit_days=10, contest_days=5)
    pv = make_pv(make_meeting(zone, "held", day=-30, partners=1))
    sealing.send_pv(pv, by=coordinator)
    return PV.objects.get()


def later(days):
    return timezone.now() + timedelta(days=days)


def test_tacit_approval_waits_for_all_its_days(sent):
    assert tacit.approve_due(later(10)) == 0
    assert tacit.approve_due(later(11)) == 1
    sent.refresh_from_db()
    assert (sent.status, sent.decided_in) == ("tacit", None)
    assert "tacitement" in text_of(sent.sealed.get().papers.get().content)


def test_open_remark_stops_tacit_approval(sent, coordinator):
    remark = make_remark(sent)
    assert tacit.approve_due(later(40)) == 0
    remarks.note(remark, by=coordinator)
    assert tacit.approve_due(later(40)) == 1


def test_meeting_called_to_approve_keeps_its_word(sent, zone):
    make_item(make_meeting(zone, day=50), "Approbation", kind="approval", approves=sent)
    assert tacit.approve_due(later(40)) == 0


@pytest.mark.parametrize("is_begun", [False, True])
def test_meeting_just_held_still_decides_until_its_own_pv_leaves(sent, zone, coordinator, is_begun):
    following = make_meeting(zone, "held", day=-2)
    make_item(following, "Approbation", kind="approval", approves=sent)
    pv = make_pv(following) if is_begun else None
    assert tacit.approve_due(later(40)) == 0
    sealing.send_pv(pv or make_pv(following), by=coordinator)
    tacit.approve_due(later(40))
    sent.refresh_from_db()
    assert sent.status == "tacit"


@pytest.mark.parametrize("status", ["planned", "postponed"])
def test_meeting_whose_letter_is_to_come_does_not_stop_tacit_approval(zone, coordinator, status):
    make_rules(zone, at(-300).date(), needs_approval=True, tacit_days=10)
    pv = make_pv(make_meeting(zone, "held", day=-30, partners=1))
    following = make_meeting(zone, status, day=50)
    sealing.send_pv(pv, by=coordinator)
    assert following.agenda.get().approves == pv
    assert tacit.approve_due(later(40)) == 1
    assert not following.agenda.exists()


def test_nothing_is_approved_where_the_rules_say_nothing(other_zone, outsider):
    pv = make_pv(make_meeting(other_zone, "held", day=-30, partners=1))
    sealing.send_pv(pv, by=outsider)
    assert tacit.approve_due(later(400)) == 0
    assert not SealedPV.objects.exists()


# --- Checking a file ----------------------------------------------------------------------------


def upload(content):
    return {"fichier": SimpleUploadedFile("pv.pdf", bytes(content), "application/pdf")}


def test_file_of_the_register_is_recognised_without_an_account(client, sealed):
    answer = client.post(reverse("meetings:verify"), upload(sealed.papers.get().content))
    body = answer.content.decode()
    assert "Ce fichier est celui du registre" in body
    assert sealed.reference in body


def test_file_changed_by_one_byte_is_not_in_the_register(client, sealed):
    content = bytearray(sealed.papers.get().content)
    content[-3] ^= 1
    body = client.post(reverse("meetings:verify"), upload(content)).content.decode()
    assert "n’est pas dans le registre" in body
    assert sealed.reference not in body


def test_fingerprint_computed_by_the_browser_is_enough(client, sealed):
    asked = {"empreinte": sealed.papers.get().sha256.upper()}
    body = client.get(reverse("meetings:verify"), asked).content.decode()
    assert sealed.reference in body


def test_replaced_edition_says_by_which(client, sealed, coordinator):
    pv = correcting.correct(sealed.pv, reason="Une date", by=coordinator)
    sealing.send_pv(pv, by=coordinator)
    sealing.decide_pv(pv, verdict="approved", text="", decided_in=sealed.decided_in, by=coordinator)
    body = client.post(reverse("meetings:verify"), upload(sealed.papers.get().content))
    assert f"{sealed.reference}, édition 2" in body.content.decode()


def test_project_is_told_from_the_sealed_text(client, sealed):
    project = Paper.objects.filter(kind="pv", sealed=None).get()
    body = client.post(reverse("meetings:verify"), upload(project.content)).content.decode()
    assert "C’est un projet" in body


def test_too_big_a_file_is_refused_and_nothing_is_kept(client, db, monkeypatch, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    from meetings.services import verifying

    monkeypatch.setattr(verifying, "MOST_BYTES", 100_000)
    answer = client.post(reverse("meetings:verify"), upload(b"x" * 300_000))
    assert answer.status_code == 422
    assert "25 Mo" in answer.content.decode()
    client.post(reverse("meetings:verify"), upload(b"x" * 90_000))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("asked", ["zz", "a" * 63, "é" * 64, "\x00"])
def test_what_is_not_a_fingerprint_gets_a_sentence(client, db, asked):
    answer = client.get(reverse("meetings:verify"), {"empreinte": asked})
    assert answer.status_code == 422
    assert "64 chiffres et lettres" in answer.content.decode()


def test_checking_too_often_is_slowed_down(client, db):
    answers = [client.get(reverse("meetings:verify")) for _n in range(62)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert "attendez quelques minutes" in answers[-1].content.decode()
    assert "variable absente" not in answers[-1].content.decode()


def test_register_lists_only_what_the_reader_may_read(client, sealed, partner, region):
    url = reverse("meetings:register", args=["sud"])
    client.force_login(partner)
    assert sealed.papers.get().sha256 in client.get(url).content.decode()
    client.force_login(region)
    assert sealed.reference not in client.get(url).content.decode()


# --- While it is corrected, the sealed edition is read everywhere ---------------------------------


@pytest.fixture
def corrected(sealed, coordinator):
    """The sealed PV being corrected: a passage rewritten, one taken out, a point and a decision
    added, another form."""
    pv = correcting.correct(sealed.pv, reason="Une date", by=coordinator)
    first, second = Block.objects.all()
    minutes.save_block(first.pk, revision=first.revision, by=coordinator, text_fr="Brouillonné.")
    minutes.delete_block(second, by=coordinator)
    theme = Theme.objects.create(code="du-brouillon", name_fr="Mobilité")
    item = make_item(pv.meeting, "Point inséré", theme=theme)
    make_block(item, "decision", text="Décision inédite.")
    PV.objects.filter(pk=pv.pk).update(kind="report")
    return pv


DRAFTED = ("Brouillonné", "Point inséré", "inédite", ">brouillon<", "compte rendu", "PV en cours")


@pytest.mark.parametrize("name", ["zone", "list", "detail", "zone_archive", "archive"])
def test_members_find_the_sealed_edition_of_a_pv_being_corrected(client, corrected, partner, name):
    meeting = corrected.meeting
    args = {"detail": ["sud", meeting.pk], "archive": []}.get(name, ["sud"])
    client.force_login(partner)
    page = client.get(reverse(f"meetings:{name}", args=args)).content.decode()
    main = page.split("<main", 1)[1]
    address = meeting.get_absolute_url() if name == "list" else corrected.get_absolute_url()
    assert address in main
    assert "approuvé" in main
    assert not [words for words in DRAFTED if words in main]


def test_everybody_finds_a_published_pv_while_it_is_corrected(client, corrected):
    corrected.meeting.visibility = "public"
    corrected.meeting.save()
    page = client.get(reverse("meetings:published")).content.decode()
    assert corrected.get_absolute_url() in page
    assert "compte rendu" not in page
    answer = client.get(corrected.get_absolute_url(), follow=True).content.decode()
    assert "Les partenaires échangent." in answer


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"q": "échangent"}, True),
        ({"q": "brouillonné"}, False),
        ({"q": "inédite"}, False),
        ({"q": "inséré"}, False),
        ({"nature": "information"}, True),
        ({"nature": "decision"}, False),
        ({"nature": "information", "q": "échangent"}, True),
        ({"theme": "du-brouillon"}, False),
        ({"zone": "sud"}, True),
    ],
)
def test_archive_searches_what_was_sealed(client, corrected, partner, asked, is_found):
    client.force_login(partner)
    answer = client.get(reverse("meetings:archive"), asked)
    assert [pv.pk for pv in answer.context["page_obj"]] == [corrected.pk] * is_found
    main = answer.content.decode().split("<main", 1)[1].replace(f'value="{asked.get("q")}"', "")
    assert not [words for words in ("Brouillonné.", "inédite.", "Point inséré") if words in main]
    if is_found and {"q", "nature"} & set(asked):
        assert "Les partenaires" in main


def test_new_words_are_found_once_the_correction_left(client, corrected, coordinator, partner):
    sealing.send_pv(corrected, by=coordinator)
    client.force_login(partner)
    answer = client.get(reverse("meetings:archive"), {"q": "brouillonné"})
    assert "<mark>Brouillonné</mark>" in answer.content.decode()


def test_coordination_still_sees_the_draft_it_writes(client, corrected, coordinator):
    client.force_login(coordinator)
    page = client.get(reverse("meetings:list", args=["sud"])).content.decode()
    assert "PV en cours" in page


@pytest.mark.parametrize("count", [1, 3])
def test_archive_asks_the_same_of_one_correction_and_of_three(
    client, zone, coordinator, partner, django_assert_max_num_queries, count
):
    following = make_meeting(zone, "held", day=-2)
    for number in range(count):
        pv = make_pv(make_meeting(zone, "held", day=-30 - number), blocks=1)
        sealing.send_pv(pv, by=coordinator)
        sealing.decide_pv(pv, verdict="approved", text="", decided_in=following, by=coordinator)
        correcting.correct(pv, reason="Une date", by=coordinator)
    client.force_login(partner)
    client.get(reverse("meetings:archive"), {"q": "échangent"})  # what changed is read again, once
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("meetings:archive"), {"q": "échangent"})
    assert len(answer.context["page_obj"]) == count
