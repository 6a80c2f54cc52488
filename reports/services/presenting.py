"""The report presented to the commission: letters, the item on the agenda, the verdict.

Source: étude « 20 ans après », 2015 (« présenté, approuvé ou discuté et amendé, en réunion de
concertation (à la manière d’un PV formel annuel) »).
"""

from dataclasses import dataclass, field

from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute
from meetings import tasks
from meetings.models import AgendaItem, Letter, Meeting
from meetings.models.meeting_queryset import in_zones
from meetings.services import planning
from meetings.services.action_links import WITHOUT_DATE
from meetings.services.errors import BadLink, LinkExpired, Refused, TakenOff, WrongStatus
from zones.models import Mandate, Membership, Person

from ..models import CoordinationReport, ReportReader
from .reviewing import forget_letters
from .texts import locked_draft

Status, Style = CoordinationReport.Status, CoordinationReport.Style
Verdict = CoordinationReport.Verdict

SALT = "concertation.report"
#: Days the members have, as proposed on the form.
DAYS = 15


def _seats(zone):
    """The mandates of today in the commission of ``zone``."""
    today = timezone.localdate()
    homes = Membership.objects.on(today).filter(zone=zone)
    homes = homes.exclude(status=Membership.Status.SUSPENDED)
    return Mandate.objects.on(today).filter(membership__in=homes)


@dataclass
class Member:
    """Somebody to whom the report is submitted; ``homes``: the institutions they speak for."""

    person: Person
    homes: list = field(default_factory=list)

    @property
    def organisation_name(self):
        return ", ".join(dict.fromkeys(self.homes))


def members(zone):
    """``[Member]``, once each: whoever speaks today for an institution that is convened. One query.

    Its members and its candidates, who hear the report in the meeting that decides; neither those
    suspended, nor those who coordinate the zone: they write the report.
    """
    mandates = _seats(zone).select_related("person", "membership__organisation")
    found, coordinating = {}, set()
    for row in mandates.order_by("membership__organisation__name_fr", "role", "pk"):
        member = found.setdefault(row.person_id, Member(row.person))
        member.homes.append(row.membership.organisation.name_fr)
        if row.is_coordinator:
            coordinating.add(row.person_id)
    return [member for pk, member in found.items() if pk not in coordinating]


@transaction.atomic
def present(report, *, until, by):
    """Submit the report to the members: one letter each, with a link to read and to remark.

    ``until``: the last day of the remarks. Those without an address are kept as readers too, to be
    told otherwise. Returns how many letters were queued. Raises ``WrongStatus`` in another style,
    or when it was submitted already; ``Refused`` for a day that is over, or with nobody to read.
    """
    report = locked_draft(report)
    if report.style != Style.PRESENTED:
        raise WrongStatus(_("Ce rapport n’est pas du style « présenté en réunion »."))
    if report.status == Status.PRESENTED:
        raise WrongStatus(_("Le rapport est déjà soumis à la commission : rien n’a été renvoyé."))
    if until < timezone.localdate():
        raise Refused(_("Choisissez un jour à venir pour la fin des remarques."))
    people = members(report.zone)
    if not people:
        raise Refused(_("La zone n’a pas de membre à qui soumettre le rapport."))
    forget_letters(report)
    report.status, report.presented_at = Status.PRESENTED, timezone.now()
    report.remarks_until = until
    report.save(update_fields=["status", "presented_at", "remarks_until"])
    for member in people:
        letter = _letter(member.person, by) if member.person.email else None
        ReportReader.objects.create(
            report=report,
            person=member.person,
            organisation_name=member.organisation_name[:160],
            letter=letter,
        )
    transaction.on_commit(tasks.wake_the_postman)
    return sum(bool(member.person.email) for member in people)


def _letter(person, by):
    return Letter.objects.create(
        kind=Letter.Kind.REPORT_READERS,
        person=person,
        to_email=person.email,
        language=person.language,
        queued_by=by,
    )


# --- The personal link ---------------------------------------------------------------------------


def reader_link(reader):
    """The absolute address where one member reads the report and remarks on it."""
    return absolute(reverse("reports:by_link", args=[make_token(reader)]))


def make_token(reader):
    return signing.dumps(reader.pk, salt=SALT)


def read_token(token):
    """The ``ReportReader`` behind a link, with its report and zone.

    Raises ``BadLink`` when it was altered or cut, ``LinkExpired`` once its time is over,
    ``TakenOff`` when its reader speaks for no institution of the commission any more.
    """
    try:
        pk = signing.loads(token, salt=SALT)
        rows = ReportReader.objects.select_related("report__zone", "person").defer(
            "report__figures"
        )
        reader = rows.get(pk=pk)
    except (signing.BadSignature, ReportReader.DoesNotExist) as error:
        sentence = _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
        raise BadLink(sentence) from error
    until = last_day(reader)
    if until and timezone.localdate() > until:
        raise LinkExpired(_("Ce lien ne sert plus : écrivez à la coordination de la zone."))
    if not _seats(reader.report.zone).filter(person=reader.person_id).exists():
        raise TakenOff(_("Ce rapport ne se lit plus par ce lien."))
    return reader


def deposited_of(reader):
    """The edition of the zone and year that was deposited last, with its paper, or None."""
    rows = CoordinationReport.objects.deposited().select_related("paper").defer("figures")
    return rows.filter(zone=reader.report.zone_id, year=reader.report.year).first()


def last_day(reader):
    """The last day (a date) a link answers: a year after the deposit, as the links about a PV that
    left do; a year after the remarks where nothing was deposited. None while there is no day."""
    report = reader.report
    sent = CoordinationReport.objects.filter(zone=report.zone_id, year=report.year)
    last = sent.aggregate(last=Max("sent_on"))["last"]
    # An edition that rectifies is remarked on in its own time, whenever the first one left.
    days = [last] if report.is_deposited else [day for day in (last, report.remarks_until) if day]
    return max(days) + WITHOUT_DATE if days else None


# --- The meeting that decides --------------------------------------------------------------------


def next_meeting(zone):
    """The next meeting of the zone that is still to be held, or None."""
    rows = zone.meetings.filter(
        starts_at__gte=timezone.now(),
        status__in=(Meeting.Status.PLANNED, Meeting.Status.CONVENED),
    )
    return rows.select_related("zone").order_by("starts_at").first()


def title_of(report):
    return f"Approbation du rapport de coordination {report.year}"


def submit_to(report, meeting):
    """Put the approval of the report on the agenda of ``meeting``; the item, once however often.

    Raises ``WrongStatus`` unless the report is submitted, or when the agenda does not change any
    more.
    """
    with transaction.atomic():
        rows = CoordinationReport.objects.select_for_update(of=("self",)).defer("figures")
        if rows.filter(pk=report.pk, status=Status.PRESENTED).first() is None:
            raise WrongStatus(_("Ce rapport n’est pas soumis à la commission."))
        known = meeting.agenda.filter(title_fr=title_of(report)).first()
        if known:
            return known
        dutch = f"Goedkeuring van het coördinatieverslag {report.year}"
        item = AgendaItem(
            meeting=meeting,
            kind=AgendaItem.Kind.DECISION,
            title_fr=title_of(report),
            title_nl="" if meeting.languages == "fr" else dutch,
            minutes_foreseen=15,
        )
        planning.add_item(meeting, item)
        planning.put_before_closing(item)
        return item


def deciding_meetings(report):
    """Meetings that may have decided: of the zone, held since the report was submitted."""
    if report.presented_at is None:
        return Meeting.objects.none()
    tomorrow = timezone.localtime().replace(hour=0, minute=0) + timezone.timedelta(days=1)
    first = timezone.localtime(report.presented_at).replace(hour=0, minute=0)
    rows = Meeting.objects.filter(
        in_zones([report.zone_id]), starts_at__gte=first, starts_at__lt=tomorrow
    )
    hopeless = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED, Meeting.Status.CANCELLED)
    return rows.exclude(status__in=hopeless).order_by("-starts_at")


@transaction.atomic
def take_back(report, *, was):
    """Take back the verdict: the text and its annexes may change, and it is to be decided again.

    ``was``: the verdict that the page showed. Raises ``WrongStatus`` when none is noted, when
    another was noted since, or once the report is validated.
    """
    report = locked_draft(report)
    if not report.verdict:
        raise WrongStatus(_("Aucun verdict n’est noté : il n’y a rien à reprendre."))
    _check_unmoved(report, was)
    report.verdict = ""  # what was said in the meeting stays, for the next verdict to start from
    report.save(update_fields=["verdict"])
    return report


def _check_unmoved(report, was):
    if report.verdict != was:
        noted = report.get_verdict_display() or _("aucun")
        raise WrongStatus(
            _("Le verdict a été noté entre-temps : %(verdict)s.") % {"verdict": noted}
        )


@transaction.atomic
def decide(report, *, verdict, statement="", decided_in, was=""):
    """Note what the commission decided about the report; ``was``: the verdict it corrects.

    Raises ``WrongStatus`` when the report is not submitted, or when somebody noted a verdict since
    the page was read; ``Refused`` without the words that changes or a contestation need, or for a
    meeting that cannot have decided.
    """
    report = locked_draft(report)
    if report.status != Status.PRESENTED:
        raise WrongStatus(_("Ce rapport n’est pas soumis à la commission."))
    _check_unmoved(report, was)
    statement = statement.strip()
    if verdict != Verdict.APPROVED and not statement:
        raise Refused(_("Notez les modifications demandées ou la déclaration, mot à mot."))
    if not deciding_meetings(report).filter(pk=decided_in.pk).exists():
        raise Refused(_("Choisissez une réunion tenue depuis que le rapport est soumis."))
    report.verdict, report.statement, report.decided_in = verdict, statement, decided_in
    report.save(update_fields=["verdict", "statement", "decided_in"])
    forget_letters(report)
    return report
