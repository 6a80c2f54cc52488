"""A date poll: candidate slots, answered by personal link, read by institution."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from concertation.bilingual import Bilingual
from zones.models import Organisation, Person, Zone
from zones.permissions import coordinated_zones

from .append_only import AppendOnly
from .meeting import Meeting


class DatePollQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Polls of the zones the user coordinates: the answers name people."""
        return self.filter(zone__in=coordinated_zones(user))

    def open(self, now=None):
        return self.filter(status=DatePoll.Status.OPEN, closes_at__gt=now or timezone.now())


class DatePoll(Bilingual, models.Model):
    """FR sondage de dates / NL datumprikker.

    Source: étude « 20 ans après » and a commission of 2020 (« fréquence et jour de prédilection des
    prochaines concertations » was itself a point of the agenda).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("en préparation")
        OPEN = "open", _("ouvert")
        DECIDED = "decided", _("date choisie")
        DROPPED = "dropped", _("abandonné")

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="polls", verbose_name=_("zone"))
    kind = models.CharField(
        _("nature"),
        max_length=20,
        choices=Meeting.Kind.choices,
        default=Meeting.Kind.COMMISSION,
    )
    working_group = models.ForeignKey(
        "WorkingGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="polls",
        verbose_name=_("groupe de travail"),
    )
    title_fr = models.CharField(_("sujet en français"), max_length=200, blank=True)
    title_nl = models.CharField(_("sujet en néerlandais"), max_length=200, blank=True)
    message_fr = models.TextField(_("mot d’accompagnement en français"), blank=True)
    message_nl = models.TextField(_("mot d’accompagnement en néerlandais"), blank=True)
    closes_at = models.DateTimeField(_("réponses jusqu’au"))
    status = models.CharField(
        _("état"), max_length=7, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Reminders already sent to the silent: one by the clock or by hand, one more, then silence.
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    #: When and by whom a date was chosen or the poll given up; why, for the second.
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    drop_reason = models.TextField(_("motif de l’abandon"), blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    MAX_REMINDERS = 2

    objects = DatePollQuerySet.as_manager()

    class Meta:
        verbose_name = _("sondage de dates")
        verbose_name_plural = _("sondages de dates")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.title_fr or self.title_nl or self.get_kind_display()

    def get_absolute_url(self):
        return reverse("meetings:poll", args=[self.zone.code, self.pk])

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def is_open(self):
        """Whether the personal links still take answers."""
        return self.status == self.Status.OPEN and self.closes_at > timezone.now()

    @property
    def is_closed(self):
        """No answer comes any more, and the date is still to be chosen."""
        return self.status == self.Status.OPEN and not self.is_open

    @property
    def reminders_left(self):
        return max(0, self.MAX_REMINDERS - self.reminders_sent)


class PollSlot(models.Model):
    """FR créneau proposé / NL voorgesteld tijdstip. ``meeting``: what it became once chosen."""

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    meeting = models.OneToOneField(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="poll_slot"
    )

    class Meta:
        verbose_name = _("créneau")
        verbose_name_plural = _("créneaux")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="poll_slot_ends_after_it_starts",
                violation_error_message=_("Un créneau finit avant de commencer."),
            ),
            models.UniqueConstraint(
                fields=["poll", "starts_at"],
                name="poll_slot_once",
                violation_error_message=_("Ce créneau est proposé deux fois."),
            ),
        ]

    def __str__(self):
        return f"{timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"


class PollVoter(models.Model):
    """FR personne sondée / NL bevraagde persoon; names are copies of the day.

    ``is_required``: its institution must be there; a slot that loses it cannot be called good.
    """

    poll = models.ForeignKey(DatePoll, models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person_name = models.CharField(_("nom"), max_length=150)
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=Language.choices, default=Language.FR
    )
    is_required = models.BooleanField(_("indispensable"), default=False)
    comment = models.TextField(_("commentaire"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)

    class Meta:
        verbose_name = _("personne sondée")
        verbose_name_plural = _("personnes sondées")
        ordering = ["organisation_name", "person_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "person", "organisation"], name="poll_voter_once"
            )
        ]

    def __str__(self):
        return f"{self.person_name} ({self.organisation_name})"


class PollVote(models.Model):
    """FR réponse pour un créneau / NL antwoord voor een tijdstip: the last word of a voter."""

    class Choice(models.TextChoices):
        YES = "yes", _("oui")
        IF_NEEDED = "if_needed", _("si besoin")
        NO = "no", _("non")

    voter = models.ForeignKey(PollVoter, models.CASCADE, related_name="votes")
    slot = models.ForeignKey(PollSlot, models.CASCADE, related_name="votes")
    choice = models.CharField(_("réponse"), max_length=9, choices=Choice.choices)

    class Meta:
        verbose_name = _("réponse au sondage")
        verbose_name_plural = _("réponses au sondage")
        constraints = [
            models.UniqueConstraint(fields=["voter", "slot"], name="poll_vote_once_a_slot")
        ]

    def __str__(self):
        return f"{self.voter} · {self.slot} · {self.get_choice_display()}"


class PollReply(AppendOnly):
    """Every reply as it came (slot id → choice), with its comment: the last wins, none is lost."""

    voter = models.ForeignKey(PollVoter, models.CASCADE, related_name="replies")
    choices = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    #: Who encoded it, for an answer received by telephone; none for the personal link.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("réponse reçue")
        verbose_name_plural = _("réponses reçues")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.voter} · {self.at:%d/%m/%Y}"
