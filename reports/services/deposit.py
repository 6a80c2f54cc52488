"""The deposit at Actiris: by e-mail with the report attached, or by another way, noted.

A deposit by e-mail exists once the server took the letter (``settle``): until then the report is
on its way, and a refusal is shown and sent again. What the server accepted is the proof.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Language
from meetings import tasks
from meetings.models import Letter
from meetings.services.errors import Refused, WrongStatus
from meetings.services.letters import withdraw
from zones.models.rules import DocumentLanguage

from ..models import CoordinationReport, ReportDeposit, ReportYear


def letter_of(report):
    """The last letter that carries ``report`` to Actiris and was not taken back, or None."""
    if report.paper_id is None:
        return None
    letters = Letter.objects.filter(kind=Letter.Kind.REPORT_DEPOSIT, paper=report.paper_id)
    letters = letters.exclude(status=Letter.Status.WITHDRAWN)
    return letters.defer("body").order_by("-pk").first()


def address_of(year):
    """The ``ReportYear`` that says where the reports about ``year`` go; None until it is noted."""
    return ReportYear.objects.filter(year=year).exclude(to_email="").first()


@transaction.atomic
def send(report, *, by):
    """Send the validated report to the address of its year; returns the letter that leaves.

    A letter that was refused waits again, for the address as it is noted today. Raises
    ``WrongStatus`` when the report is not validated, deposited already, or on its way (two people,
    two clicks), ``Refused`` as long as nobody noted the address.
    """
    report = _to_deposit(report)
    to = address_of(report.year)
    if to is None:
        raise Refused(
            _("La région n’a pas encore noté l’adresse de dépôt : notez l’envoi fait autrement.")
        )
    letter = letter_of(report)
    if letter is not None and letter.status != Letter.Status.REFUSED:
        raise WrongStatus(_("Le rapport est déjà en route vers Actiris : rien n’a été renvoyé."))
    letter = letter or Letter(kind=Letter.Kind.REPORT_DEPOSIT, paper=report.paper)
    letter.to_email, letter.language, letter.queued_by = to.to_email, _language(report), by
    letter.status, letter.attempts, letter.error = Letter.Status.QUEUED, 0, ""
    letter.next_try_at = timezone.now()
    letter.save()
    transaction.on_commit(tasks.wake_the_postman)
    return letter


def _language(report):
    """Of the letter: that of the report; a bilingual one is sent in French."""
    return Language.NL if report.language == DocumentLanguage.NL else Language.FR


@transaction.atomic
def note(report, *, on, to, proof="", by):
    """Note a deposit made by another way: the day (neither future nor before the validation), to
    whom, and the proof there is.

    A letter that waits is taken back. Raises ``WrongStatus`` when the report is not validated,
    deposited already, or just leaving by e-mail; ``Refused`` for a day that cannot be.
    """
    report = _to_deposit(report)
    if on > timezone.localdate():
        raise Refused(_("La date de transmission est dans l’avenir."))
    if on < timezone.localtime(report.validated_at).date():
        raise Refused(_("Le rapport a été validé après cette date."))
    if not to.strip():
        raise Refused(_("Dites à qui le rapport a été remis."))
    letters = Letter.objects.filter(kind=Letter.Kind.REPORT_DEPOSIT, paper=report.paper_id)
    withdraw(letters)
    if letters.filter(status__in=(Letter.Status.SENDING, Letter.Status.SENT)).exists():
        raise WrongStatus(_("Le rapport part à l’instant par e-mail : regardez dans une minute."))
    _enter(report, way=ReportDeposit.Way.OTHER, on=on, to=to.strip(), note=proof.strip(), by=by)
    return report


def settle(letter):
    """The server took the letter: the report is deposited. Told twice, it is written once."""
    if letter.kind != Letter.Kind.REPORT_DEPOSIT:
        return None
    with transaction.atomic():
        rows = CoordinationReport.objects.select_for_update(of=("self",))
        report = rows.filter(paper=letter.paper_id, sent_on__isnull=True).first()
        letter = Letter.objects.select_related("queued_by").get(pk=letter.pk)
        if report is None or letter.status != Letter.Status.SENT:
            return None
        on = timezone.localtime(letter.sent_at).date()
        return _enter(
            report,
            way=ReportDeposit.Way.EMAIL,
            on=on,
            to=letter.to_email,
            letter=letter,
            by=letter.queued_by,
        )


def settle_due():
    """Each hour: deposits whose letter left while nobody could write it; how many."""
    letters = Letter.objects.filter(
        kind=Letter.Kind.REPORT_DEPOSIT,
        status=Letter.Status.SENT,
        paper__reports__sent_on__isnull=True,
    )
    return sum(settle(letter) is not None for letter in letters)


def _to_deposit(report):
    rows = CoordinationReport.objects.select_for_update(of=("self",)).select_related("paper")
    report = rows.get(pk=report.pk)
    if not report.is_validated:
        raise WrongStatus(_("Validez le rapport avant de le transmettre."))
    if report.is_deposited:
        raise WrongStatus(_("Ce rapport est déjà transmis à Actiris."))
    return report


def _enter(report, *, by, on, **facts):
    """Write that the report left; the Region's reminders of it that wait are taken back."""
    deposit = ReportDeposit.objects.create(
        report=report,
        on=on,
        sha256=report.paper.sha256,
        by=by,
        by_name=by.full_name if by else "",
        **facts,
    )
    report.sent_on = on
    report.save(update_fields=["sent_on"])
    # What the Region was about to say has no object any more.
    of_this = {"report_nudge__zone": report.zone_id, "report_nudge__year": report.year}
    withdraw(Letter.objects.filter(**of_this))
    return deposit
