"""What leaves: the letters, from the queue to the answer of the server."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from zones.models import Person

from .attendance import Participation
from .meeting import Meeting
from .paper import Paper
from .poll import DatePoll, PollVoter

#: Kinds of letters of no meeting and no poll: what they tell of points to them.
APART = (
    "survey",
    "survey_again",
    "report_review",
    "report_read",
    "report_remark",
    "deposit",
    "report_late",
    "cosign",
)


def new_message_id():
    """The identity of a letter, the same for a double that a killed worker left behind."""
    return f"<{uuid.uuid4()}@concertation>"


class LetterQuerySet(models.QuerySet):
    def due(self, now):
        """Letters to try now: queued and ripe, or left half-way by a worker that died."""
        abandoned = now - Letter.ABANDONED_AFTER
        return self.filter(
            Q(status=Letter.Status.QUEUED, next_try_at__lte=now)
            | Q(status=Letter.Status.SENDING, claimed_at__lt=abandoned)
        )

    def unblocked(self):
        """One letter at a time to one reader: the earlier one, if it is leaving, goes first.

        A cancellation thus waits until it is known whether the convocation left.
        """
        return self.exclude(Exists(_earlier().filter(status=Letter.Status.SENDING)))

    def next_due_at(self):
        """When the next waiting letter ripens or counts as abandoned; ``None`` if none waits.

        A blocked letter waits for the one that blocks it.
        """
        ripe, claimed = Q(status=Letter.Status.QUEUED), Q(status=Letter.Status.SENDING)
        blocked = Exists(_earlier().filter(claimed))
        moments = self.aggregate(
            ripe=models.Min("next_try_at", filter=ripe & ~blocked),
            claimed=models.Min("claimed_at", filter=claimed),
        )
        abandoned = moments["claimed"] and moments["claimed"] + Letter.ABANDONED_AFTER
        return min(filter(None, (moments["ripe"], abandoned)), default=None)

    def moot(self, now=None):
        """Letters that must not leave any more, whatever their status.

        Of a meeting called off (but for the news of it, to whoever a letter may have reached); of a
        poll that is closed; the convocation of somebody taken off the list; a reminder to somebody
        who answered, or once it has begun; of actions that are done, or whose date moved; of a PV
        that is sent.
        """
        kind, now = Letter.Kind, now or timezone.now()
        called_off = Q(meeting__status=Meeting.Status.CANCELLED) & ~Q(kind=kind.CANCELLATION)
        closed = ~Q(voter__poll__status=DatePoll.Status.OPEN) | Q(voter__poll__closes_at__lte=now)
        uninvited = Q(kind=kind.CONVOCATION, participation__is_invited=False)
        answered = Q(kind=kind.REMINDER) & _has_answered()
        too_late = Q(kind__in=Letter.BEFOREHAND, meeting__starts_at__lte=now)
        voted = Q(kind=kind.POLL_REMINDER, voter__answered_at__isnull=False)
        of_a_poll = Q(voter__isnull=False) & (closed | voted)
        told = _earlier().exclude(kind__in=(kind.PV, kind.CANCELLATION))
        unheard = Q(kind=kind.CANCELLATION) & Exists(told) & ~Exists(told.filter(MAY_HAVE_LEFT))
        lost = called_off | of_a_poll | uninvited | answered | too_late | unheard
        return self.filter(lost | _of_done_actions() | _of_sent_pv())

    def not_handed(self):
        """Letters that wait, or that a worker holds but has not begun to hand over."""
        held = Q(status=Letter.Status.SENDING, handed_at__isnull=True)
        return self.filter(held | Q(status=Letter.Status.QUEUED))

    def may_have_left(self):
        """Letters that left, or that a dead worker or a lost connection left in doubt."""
        return self.filter(MAY_HAVE_LEFT)


#: « sent » for those that left before the moment of handing over was kept.
MAY_HAVE_LEFT = Q(status="sent") | Q(handed_at__isnull=False)


def _earlier():
    """The earlier letters of the same meeting to the same reader, inside a query on letters."""
    same = Letter.objects.filter(participation=OuterRef("participation"), pk__lt=OuterRef("pk"))
    return same.order_by()


def _of_done_actions():
    """About actions of which none is still to do, or to be reminded of for another day."""
    told = Letter.objects.filter(pk=OuterRef("pk")).order_by()
    first = told.filter(notices__kind="given", notices__action__done_on__isnull=True)
    due = told.filter(
        notices__action__done_on__isnull=True, notices__for_day=F("notices__action__due_on")
    )
    given = Q(kind=Letter.Kind.ACTIONS) & Exists(told.filter(notices__isnull=False))
    reminded = Q(kind=Letter.Kind.ACTION_DUE) & Exists(told.filter(notices__isnull=False))
    return (given & ~Exists(first)) | (reminded & ~Exists(due))


def _of_sent_pv():
    unsent = ("draft", "review")
    is_sent = Q(meeting__pv__isnull=False) & ~Q(meeting__pv__status__in=unsent)
    return Q(kind=Letter.Kind.PV_LATE) & is_sent


def _has_answered():
    """Of the letter's reader: an answer that stands, not one to confirm since the date moved."""
    pending = Q(participation__answer=Participation.Answer.PENDING)
    return Q(participation__needs_confirmation=False) & ~pending


class Letter(models.Model):
    """FR lettre / NL brief: one e-mail to one person, from the queue to the answer of the server.

    The row is written with the act, the message is built when it leaves. ``message_id`` is fixed
    from the start: a letter that left twice because a worker died carries the same one.
    """

    class Kind(models.TextChoices):
        CONVOCATION = "convocation", _("convocation")
        UPDATE = "update", _("changement")
        CANCELLATION = "cancellation", _("annulation")
        REMINDER = "reminder", _("rappel")
        PV = "pv", _("envoi du PV")
        DATE = "date", _("annonce de la date")
        ITEMS_CALL = "items_call", _("appel aux points")
        PRACTICAL = "practical", _("note pratique")
        NUDGE = "nudge", _("rappel à la coordination")
        TEST = "test", _("essai")
        POLL = "poll", _("sondage de dates")
        POLL_REMINDER = "poll_reminder", _("rappel du sondage")
        REVIEW = "review", _("relecture du PV")
        REMARK = "remark", _("réponse à une remarque")
        NOTE = "note", _("note pour les absents")
        ACTIONS = "actions", _("actions à mener")
        ACTION_DUE = "action_due", _("rappel d’une action")
        PV_LATE = "pv_late", _("rappel d’envoyer le PV")
        FEEDBACK = "feedback", _("trois questions après la réunion")
        SURVEY = "survey", _("baromètre des attentes")
        SURVEY_REMINDER = "survey_again", _("rappel du baromètre")
        REPORT_REVIEW = "report_review", _("relecture du rapport")
        REPORT_READERS = "report_read", _("rapport soumis à la commission")
        REPORT_REMARK = "report_remark", _("réponse à une remarque sur le rapport")
        REPORT_DEPOSIT = "deposit", _("dépôt du rapport")
        REPORT_NUDGE = "report_late", _("rappel du rapport")
        COSIGN = "cosign", _("demande de cosignature")

    #: Letters to somebody who is not (yet) on the list of a meeting.
    TO_STAFF = (Kind.NUDGE, Kind.TEST, Kind.REVIEW, Kind.PV_LATE)
    #: Letters to whoever promised something, on the list of the meeting or not.
    TO_OWNERS = (Kind.ACTIONS, Kind.ACTION_DUE)
    TO_VOTERS = (Kind.POLL, Kind.POLL_REMINDER)

    #: What makes no sense once the meeting has begun.
    BEFOREHAND = (Kind.REMINDER, Kind.PRACTICAL, Kind.ITEMS_CALL)

    class Status(models.TextChoices):
        QUEUED = "queued", _("en attente")
        SENDING = "sending", _("en cours")
        SENT = "sent", _("partie")
        REFUSED = "refused", _("refusée")
        #: The meeting or the poll was called off before the letter left.
        WITHDRAWN = "withdrawn", _("retirée")

    #: A letter claimed for longer belongs to a worker that died.
    ABANDONED_AFTER = timezone.timedelta(seconds=settings.LETTER_ABANDONED_SECONDS)
    MAX_ATTEMPTS = 6

    meeting = models.ForeignKey(
        Meeting,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("réunion"),
    )
    participation = models.ForeignKey(
        Participation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("destinataire"),
    )
    voter = models.ForeignKey(
        PollVoter,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("personne sondée"),
    )
    #: Whom a letter about actions is for.
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("personne"),
    )
    kind = models.CharField(_("nature"), max_length=13, choices=Kind.choices)
    #: Number of the mailing of that kind for the meeting: two clicks make one letter.
    round = models.PositiveSmallIntegerField(_("envoi n°"), default=1)
    to_email = models.EmailField(_("à"))
    language = models.CharField(_("langue"), max_length=2, choices=Language.choices)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="letters")
    status = models.CharField(
        _("état"), max_length=9, choices=Status.choices, default=Status.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    next_try_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    #: When the server was about to be given its text; empty again if it said it did not take it.
    #: What a dead worker left with this date may have arrived.
    handed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("partie le"), null=True, blank=True)
    error = models.TextField(_("réponse du serveur"), blank=True)
    message_id = models.CharField(
        max_length=120, unique=True, editable=False, default=new_message_id
    )
    subject = models.CharField(_("objet"), max_length=250, blank=True)
    body = models.TextField(_("texte"), blank=True)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("lettre")
        verbose_name_plural = _("lettres")
        ordering = ["pk"]
        indexes = [models.Index(fields=["status", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "kind", "round"],
                name="letter_once",
                violation_error_message=_("Cette lettre est déjà partie."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "person", "kind", "round"],
                name="letter_to_owner_once",
                violation_error_message=_("Cette lettre est déjà partie."),
            ),
            models.UniqueConstraint(
                fields=["voter", "kind", "round"],
                name="letter_to_voter_once",
                violation_error_message=_("Cette lettre est déjà partie."),
            ),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False, voter__isnull=True)
                | models.Q(meeting__isnull=True, participation__isnull=True, voter__isnull=False)
                | models.Q(
                    meeting__isnull=True,
                    participation__isnull=True,
                    voter__isnull=True,
                    kind__in=APART,
                ),
                name="letter_is_of_something",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.to_email}"
