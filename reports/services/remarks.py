"""Remarks on a chapter of the report that was submitted, answered one by one by the coordination.

Who sees what: one that waits is its author's and the coordination's; once answered, every reader
of the report sees it with its answer. None is ever deleted.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.typography import date_short
from meetings import tasks
from meetings.models import Letter
from meetings.services.errors import Refused, WrongStatus
from meetings.services.remarks import as_read, check_unmoved

from .. import canvas
from ..models import CoordinationReport, ReportRemark, ReportText
from .texts import locked_draft, save_text

#: Remarks one reader makes on a report: far more than anybody has, far less than a flood.
MOST = 40


def refusal(report, *, is_encoded=False, today=None):
    """Why a remark is not taken today, as a sentence; "" while it is.

    ``is_encoded``: by the coordination, which notes what came on time by another way.
    """
    if report.is_validated:
        return _("Ce rapport est validé : on n’y fait plus de remarque. Écrivez à la coordination.")
    if report.status != CoordinationReport.Status.PRESENTED:
        return _("Ce rapport n’est pas soumis à la commission.")
    if report.verdict:
        return _("La commission a décidé : on ne remarque plus ce rapport.")
    if is_encoded or (today or timezone.localdate()) <= report.remarks_until:
        return ""
    sentence = _("Le délai des remarques s’est terminé le %(day)s. Dites-le à la coordination.")
    return sentence % {"day": date_short(report.remarks_until)}


@transaction.atomic
def remark(
    report,
    *,
    key,
    chapter,
    text="",
    proposed_text="",
    language="fr",
    revision=None,
    reader=None,
    **who,
):
    """Keep a remark on a chapter; the same ``key`` again is the same remark.

    ``reader``: the ``ReportReader`` of a personal link; otherwise ``by``, ``author_name`` and
    ``organisation_name`` say for whom the coordination notes it. ``proposed_text`` replaces the
    written part of the chapter as it reads in ``language`` and as it was at ``revision``, the one
    its author had under their eyes. Raises ``WrongStatus`` once the window is closed, ``Refused``
    for an empty remark, one too many, or a chapter that is not there.
    """
    report = _locked(report)
    if known := ReportRemark.objects.filter(key=key).first():
        return _same(known, report, reader)
    if sentence := refusal(report, is_encoded=reader is None):
        raise WrongStatus(sentence)
    wanted = canvas.chapter(report.year, chapter)
    if wanted is None or not wanted.number:
        raise Refused(_("Ce chapitre n’est plus dans le rapport : relisez-le."))
    passage, language = _passage(report, chapter, language, revision)
    text, proposed_text = text.strip(), proposed_text.replace("\r\n", "\n").strip()
    if not wanted.is_written or proposed_text == passage.strip():
        proposed_text = ""
    if not (text or proposed_text):
        raise Refused(_("Écrivez la remarque, ou le texte que vous proposez."))
    if reader and reader.remarks.count() >= MOST:
        raise Refused(_("Vous avez fait beaucoup de remarques : appelez la coordination."))
    if reader:
        who = {"author_name": reader.person.full_name}
        who["organisation_name"] = reader.organisation_name
    return ReportRemark.objects.create(
        report=report,
        chapter=chapter,
        passage_text=passage,
        reader=reader,
        text=text,
        proposed_text=proposed_text,
        language=language,
        key=key,
        **who,
    )


def _locked(report):
    rows = CoordinationReport.objects.select_for_update(of=("self",)).defer("figures")
    return rows.select_related("zone").get(pk=report.pk)


def _same(known, report, reader):
    if known.report_id == report.pk and known.reader == reader:
        return known
    raise Refused(_("Cette remarque est déjà faite : rouvrez la page pour en écrire une autre."))


def _passage(report, chapter, language, revision):
    """(the written part as a reader of ``language`` read it, its language).

    ``revision`` 0: nothing was written yet on the page they had.
    """
    text = report.texts.filter(chapter=chapter).first() if revision != 0 else None
    text = as_read(text, revision, report.presented_at) if text else None
    words, found = localised(text, "text", language) if text else ("", language)
    return words, found or language


# --- Its answer ---------------------------------------------------------------------------------


@transaction.atomic
def accept(remark, *, by, text=None, answer="", revision=None):
    """Change the chapter as the remark asks, or as ``text`` says; before and after are kept.

    Its author is told once, as whoever remarks on a PV is. ``revision``: of the chapter that
    ``text`` was written from. Raises ``WrongStatus`` when it is answered already or the report
    validated, ``Conflict`` when the chapter changed meanwhile, ``Refused`` when it would not.
    """
    report, remark = _held(remark)
    row = report.texts.filter(chapter=remark.chapter).first()
    row = row or ReportText(report=report, chapter=remark.chapter, revision=0)
    check_unmoved(row, revision, _("Quelqu’un d’autre a modifié ce chapitre entre-temps."))
    name = f"text_{remark.language}"
    remark.before = getattr(row, name)
    wanted = remark.proposed_text if text is None else text
    remark.after = wanted.replace("\r\n", "\n").strip()
    if not remark.after or remark.after == remark.before.strip():
        raise Refused(_("Le texte ne change pas : notez la remarque, ou corrigez le texte."))
    words = {"text_fr": row.text_fr, "text_nl": row.text_nl, name: remark.after}
    save_text(report, remark.chapter, **words, revision=row.revision, by=by)
    return _answer(remark, ReportRemark.Status.ACCEPTED, answer, by)


@transaction.atomic
def note(remark, *, by, answer=""):
    """Keep the remark beside the chapter, which stays as it is. Raises as ``accept`` does."""
    _report, remark = _held(remark)
    return _answer(remark, ReportRemark.Status.NOTED, answer, by)


@transaction.atomic
def reject(remark, *, by, answer):
    """Keep the remark and why it is not followed; ``Refused`` without a reason."""
    _report, remark = _held(remark)
    if not answer.strip():
        raise Refused(_("Dites pourquoi la remarque est rejetée."))
    return _answer(remark, ReportRemark.Status.REJECTED, answer, by)


def _held(remark):
    report = locked_draft(remark.report)
    rows = ReportRemark.objects.select_for_update(of=("self",)).select_related("reader__person")
    remark = rows.get(pk=remark.pk)
    if remark.status != ReportRemark.Status.OPEN:
        raise WrongStatus(
            _("Cette remarque a déjà sa réponse : %(status)s.")
            % {"status": remark.get_status_display()}
        )
    return report, remark


def _answer(remark, status, answer, by):
    remark.status, remark.answer = status, answer.strip()
    remark.decided_at, remark.decided_by = timezone.now(), by
    remark.letter = _tell(remark, by)
    remark.save()
    return remark


def _tell(remark, by):
    """The one letter that tells the author what became of it; None for who has no address, and for
    a remark that came by another way."""
    person = remark.reader.person if remark.reader else None
    if person is None or not person.email or person.email.lower() == by.email.lower():
        return None
    letter = Letter.objects.create(
        kind=Letter.Kind.REPORT_REMARK,
        person=person,
        to_email=person.email,
        language=person.language,
        queued_by=by,
    )
    transaction.on_commit(tasks.wake_the_postman)
    return letter
