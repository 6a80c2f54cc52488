"""PVs in review, remarked on, corrected, approved tacitly; the register of what was decided."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from meetings.models import PV, Block
from meetings.services import correcting, minutes, register, remarks, review, sealing
from zones.models import Zone

from .cast import DOMAIN

#: The last ones of zone Sud have their files; the others were decided before files were sealed.
WITH_FILES = 3


def load(today):
    """After everything else: what is decided enters the register in the order of the verdicts."""
    zone = Zone.objects.get(code="sud")
    by = User.objects.get(email=f"coordination@{DOMAIN}")
    decided = PV.objects.filter(sealed=None).exclude(decided_at=None)
    decided = list(decided.select_related("meeting__zone").order_by("decided_at", "pk"))
    for pv in decided:
        row = register.enter(pv, pv.versions.last(), at=pv.decided_at)
        if pv in decided[-WITH_FILES:]:
            register.keep_papers(pv, sealed=row)
    if decided:
        _corrected(decided[-1], by)
    waiting = PV.objects.filter(meeting__zone=zone, status=PV.Status.SENT)
    if pv := waiting.select_related("meeting__zone").last():
        _remarked(pv, by)
    _in_review(zone, by)
    _tacit()


def _corrected(pv, by):
    """The first decision of the last approved PV was written too wide: an edition 2 says so."""
    where = pv.decided_in
    correcting.correct(pv, reason="Le nombre de places du deuxième point était faux.", by=by)
    pv = PV.objects.select_related("meeting__zone").get(pk=pv.pk)
    block = Block.objects.filter(item__meeting=pv.meeting).exclude(text_fr="").first()
    words = f"{block.text_fr} (Rectifié : douze places, et non vingt.)"
    minutes.save_block(block.pk, revision=block.revision, by=by, text_fr=words)
    pv.status, pv.sent_at = PV.Status.SENT, where.starts_at - timedelta(days=12)
    pv.save()
    sealing.keep_version(pv, by)
    sealing.close(pv, PV.Status.APPROVED, by=by, at=where.starts_at, where=where)


def _remarked(pv, by):
    """Sent nine days ago: a remark that waits, one accepted, one noted, one rejected."""
    sent_at = timezone.now() - timedelta(days=9)
    pv.sent_at, pv.remarks_until = sent_at, timezone.localdate() + timedelta(days=6)
    pv.save()
    pv.versions.update(at=sent_at)
    rows = list(pv.meeting.participations.present().exclude(email="")[:4])
    blocks = list(Block.objects.filter(item__meeting=pv.meeting).exclude(text_fr="")[:4])
    said = [
        ("Nous avons dit « une partie » des stagiaires, pas « les stagiaires ».", ""),
        ("", blocks[1].text_fr + " Le CPAS s’associe à la démarche."),
        ("Notre service regrette que le calendrier n’ait pas été discuté.", ""),
        ("Cette intervention n’était pas la mienne.", ""),
    ]
    made = []
    for number, (row, block, (text, proposed)) in enumerate(zip(rows, blocks, said, strict=False)):
        author = remarks.author_by_link(row)
        words = {"text": text, "proposed_text": proposed, "key": UUID(int=2026 * 10 + number)}
        made.append(remarks.remark(pv, author, block=block, **words))
    answers = [
        lambda one: remarks.accept(one, by=by, answer="Oublié, merci."),
        lambda one: remarks.note(one, by=by),
        lambda one: remarks.reject(one, by=by, answer="L’enregistrement le confirme."),
    ]
    for answer, one in zip(answers, made[1:], strict=False):
        answer(one)


def _in_review(zone, by):
    """The notes of a meeting without a PV, read again by the other coordinator."""
    held = zone.meetings.filter(status="held", pv=None).order_by("-starts_at").first()
    if held is None:
        return
    pv = minutes.open_pv(held, by=by)
    item = held.agenda.first()
    text = "Le groupe retient deux ateliers et se répartit les invitations."
    minutes.add_block(item, kind=Block.Kind.DECISION, by=by, text_fr=text)
    review.ask_review(pv, by=by)
    other = User.objects.filter(email=f"coordination.sud.2@{DOMAIN}").first()
    if other:
        note = "Il manque qui se charge des invitations."
        review.note_reading(pv, by=other, agrees=False, note=note)


def _tacit():
    """Where a zone lets the days pass: an older PV nobody remarked on."""
    pvs = PV.objects.filter(meeting__zone__code="sud-est", status=PV.Status.SENT)
    pv = pvs.select_related("meeting__zone").order_by("-sent_at")[1:2].first()
    if pv is None:
        return
    pv.meeting.profile["tacit_days"] = 30
    pv.meeting.save()
    at = min(pv.sent_at + timedelta(days=31), timezone.now())
    sealing.close(pv, PV.Status.TACIT, by=None, at=at)
