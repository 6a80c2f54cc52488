"""Remarks on a PV that was sent: made by its readers, answered one by one by the coordination.

Who sees what: a remark that waits is its author's and the coordination's; once answered, whoever
reads the passage reads it too, with its answer. None is ever deleted.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.typography import date_short

from .. import tasks
from ..models import PV, Block, Letter, Participation, Remark
from ..models.levels import readable
from ..readership import level_of_reader
from .errors import Conflict, Refused, WrongStatus
from .minutes import amend_block, amend_item
from .register import keep_papers, lock
from .sealing import keep_version, last_day_of_remarks

#: Remarks one reader makes on an edition: far more than anybody has, far less than a flood.
MOST = 40


@dataclass(frozen=True)
class Author:
    """Who remarks, and what they read: ``level`` from ``Visibility``."""

    name: str
    organisation: str
    source: str
    level: str
    participation: Participation | None = None
    user: object = None


def author_by_link(row):
    """The holder of the personal link of ``row``."""
    level = level_of_reader(row)
    return Author(row.person_name, row.organisation_name, Remark.Source.LINK, level, row)


def author_with_account(user, meeting, level):
    """A member who signed in; on the list of the meeting or not."""
    row = meeting.participations.filter(person__user=user).order_by("pk").first()
    organisation = row.organisation_name if row else ""
    return Author(user.full_name, organisation, Remark.Source.ACCOUNT, level, row, user)


def author_encoded(row, user, level):
    """A reader who wrote or telephoned: ``user``, of the coordination, types for them."""
    name, home = row.person_name, row.organisation_name
    return Author(name, home, Remark.Source.COORDINATOR, level, row, user)


def last_day(pv):
    """The last day remarks are taken (a date); None where the rules set no delay."""
    if pv.remarks_until or pv.sent_at is None:
        return pv.remarks_until
    return last_day_of_remarks(pv)  # sent before the day was kept with the PV


def refusal(pv, *, is_encoded=False, today=None):
    """Why a remark is not taken today, as a sentence; "" while it is.

    ``is_encoded``: by the coordination, which notes what came on time by another way.
    """
    if pv.is_draft:
        return _("Ce PV n’est pas envoyé : on n’y fait pas encore de remarque.")
    if pv.is_decided:
        return _("Le verdict est noté : on ne remarque plus ce PV. Écrivez à la coordination.")
    if pv.meeting.is_imported:
        return _("Ce PV est repris du passé : on n’y fait pas de remarque.")
    until = last_day(pv)
    if until is None:
        if pv.meeting.rules().needs_approval:
            return ""
        return _("Les règles de la zone ne prévoient pas de remarques sur ce document.")
    if is_encoded or (today or timezone.localdate()) <= until:
        return ""
    sentence = _("Le délai des remarques s’est terminé le %(day)s. Dites-le à la coordination.")
    return sentence % {"day": date_short(until)}


@transaction.atomic
def remark(
    pv,
    author,
    *,
    key,
    block=None,
    item=None,
    text="",
    proposed_text="",
    language="fr",
    revision=None,
):
    """Keep a remark on a passage, or on an agenda item under which something is missing.

    The same ``key`` again is the same remark. ``proposed_text`` replaces the passage as it reads
    in ``language`` and as it was at ``revision``, the one its author had under their eyes. Raises
    ``WrongStatus`` once the window is closed, ``Refused`` for an empty remark, one too many, or a
    passage that is not there any more.
    """
    pv = lock(pv)
    if known := Remark.objects.filter(key=key).first():
        return _same(known, pv, author)
    encoded = author.source == Remark.Source.COORDINATOR
    if sentence := refusal(pv, is_encoded=encoded):
        raise WrongStatus(sentence)
    text, proposed_text = text.strip(), proposed_text.strip()
    read = _as_read(block, revision, pv.sent_at, author.level) if block else None
    passage = localised(read, "text", language)[0] if read else ""
    if proposed_text == passage.strip():
        proposed_text = ""
    if not (text or proposed_text):
        raise Refused(_("Écrivez la remarque, ou le texte que vous proposez."))
    _check_room(pv, author, block, item)
    return Remark.objects.create(
        pv=pv,
        edition=pv.edition,
        item=block.item if block else item,
        block=block,
        passage_text=passage,
        participation=author.participation,
        by=author.user,
        author_name=author.name,
        organisation_name=author.organisation,
        source=author.source,
        text=text,
        proposed_text=proposed_text,
        language=language,
        key=key,
    )


def as_read(row, revision, since):
    """A passage or a chapter with its history, as its reader had it at ``revision``.

    As it is now when the page did not say, or for what was replaced before ``since``, the moment it
    left: nobody reads a draft by its number.
    """
    if revision in (None, row.revision) or since is None:
        return row
    left = row.history.filter(history_date__lte=since).order_by("-history_date").first()
    if left and revision < left.revision:
        return row
    return row.history.filter(revision=revision).order_by("-history_date").first() or row


def _as_read(block, revision, since, level):
    """As ``as_read``, but the words that were reserved then stay so, whoever reads it today."""
    read = as_read(block, revision, since)
    return read if read.visibility in readable(level) else block


def check_unmoved(row, revision, sentence):
    """Raises ``Conflict`` when ``row`` was saved since the page that shows ``revision``."""
    if revision is not None and row.revision != revision:
        raise Conflict(sentence, row)


def _same(known, pv, author):
    row, user = author.participation, author.user
    if known.pv_id == pv.pk and (known.participation, known.by) == (row, user):
        return known
    raise Refused(_("Cette remarque est déjà faite : rouvrez la page pour en écrire une autre."))


def _check_room(pv, author, block, item):
    is_there = Block.objects.readable_at(author.level).filter(item__meeting=pv.meeting_id)
    items = pv.meeting.agenda.filter(visibility__in=readable(author.level))
    if not (block or item) or (block and not is_there.filter(pk=block.pk).exists()):
        raise Refused(_("Ce passage n’est plus dans le PV : relisez-le."))
    if item and not items.filter(pk=item.pk).exists():
        raise Refused(_("Ce point n’est plus dans le PV : relisez-le."))
    if own(pv, author.participation, author.user).count() >= MOST:
        raise Refused(_("Vous avez fait beaucoup de remarques : appelez la coordination."))


def own(pv, row=None, user=None):
    """The remarks of one reader on the edition of ``pv``."""
    rows = pv.remarks.filter(edition=pv.edition)
    if row is not None:
        return rows.filter(participation=row)
    return rows.filter(by=user) if user and user.is_authenticated else rows.none()


# --- Its answer ---------------------------------------------------------------------------------


@transaction.atomic
def accept(remark, *, by, text=None, answer="", revision=None):
    """Change the passage as the remark asks, or as ``text`` says; before and after are kept.

    A PV that was sent gets a new version and new papers: its readers read « projet, amendé ». Its
    author is told once. ``revision``: of the passage that ``text`` was written from. Raises
    ``WrongStatus`` when the remark is answered already or the PV decided upon, ``Conflict`` when
    the passage changed meanwhile, ``Refused`` when it would not change or is gone.
    """
    pv, remark = _held(remark)
    if pv.status not in (*PV.UNSENT, PV.Status.SENT):
        raise WrongStatus(_("Le verdict est noté : le texte ne change plus."))
    if remark.block:
        sentence = _("Quelqu’un d’autre a modifié ce passage entre-temps.")
        check_unmoved(remark.block, revision, sentence)
    remark.before = _passage(remark)
    remark.after = (remark.proposed_text if text is None else text).strip()
    if not remark.after or remark.after == remark.before.strip():
        raise Refused(_("Le texte ne change pas : notez la remarque, ou corrigez le texte."))
    _apply(remark, by)
    _answer(remark, Remark.Status.ACCEPTED, answer, by)
    if pv.status == PV.Status.SENT:
        keep_version(pv, by)
        keep_papers(pv)
    return remark


def _passage(remark):
    return getattr(remark.block, f"text_{remark.language}") if remark.block else ""


def _apply(remark, by):
    field = f"text_{remark.language}"
    if remark.block:
        amend_block(remark.block, by=by, **{field: remark.after})
    elif remark.item and not remark.passage_text:
        remark.block = amend_item(
            remark.item, by=by, kind=Block.Kind.INFORMATION, **{field: remark.after}
        )
    else:
        raise Refused(_("Ce passage n’est plus dans le PV : notez la remarque."))


@transaction.atomic
def note(remark, *, by, answer=""):
    """Keep the remark beside the passage, which stays as it is. Raises as ``accept`` does."""
    _pv, remark = _held(remark)
    return _answer(remark, Remark.Status.NOTED, answer, by)


@transaction.atomic
def reject(remark, *, by, answer):
    """Keep the remark and why it is not followed; ``Refused`` without a reason."""
    _pv, remark = _held(remark)
    if not answer.strip():
        raise Refused(_("Dites pourquoi la remarque est rejetée."))
    return _answer(remark, Remark.Status.REJECTED, answer, by)


def _held(remark):
    pv = lock(remark.pv)
    rows = Remark.objects.select_for_update(of=("self",))
    remark = rows.select_related("block__item__meeting", "item__meeting", "participation").get(
        pk=remark.pk
    )
    if remark.status != Remark.Status.OPEN:
        raise WrongStatus(
            _("Cette remarque a déjà sa réponse : %(status)s.")
            % {"status": remark.get_status_display()}
        )
    return pv, remark


def _answer(remark, status, answer, by):
    remark.status, remark.answer = status, answer.strip()
    remark.decided_at, remark.decided_by = timezone.now(), by
    remark.letter = _tell(remark, by)
    remark.full_clean(exclude=["by", "decided_by", "block", "item", "participation", "letter"])
    remark.save()
    return remark


def _tell(remark, by):
    """The one letter that tells the author what became of it; None for who has no address."""
    row = remark.participation
    to, language = (row.email, row.language) if row else ("", "")
    if not to and remark.by:
        to, language = remark.by.email, remark.by.language
    if not to or to.lower() == by.email.lower():
        return None
    rounds = Letter.objects.filter(participation=row, kind=Letter.Kind.REMARK) if row else None
    letter = Letter.objects.create(
        meeting=remark.pv.meeting,
        participation=row,
        kind=Letter.Kind.REMARK,
        round=1 + (rounds.count() if row else 0),
        to_email=to,
        language=language,
        queued_by=by,
    )
    transaction.on_commit(tasks.wake_the_postman)
    return letter
