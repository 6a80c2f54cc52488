"""Meetings, their agenda and what happened to them."""

import copy
import functools

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from zones.models import HouseRules, Organisation, Theme, Zone
from zones.models.rules import DocumentLanguage, Visibility

from .meeting_queryset import MeetingQuerySet


@functools.cache
def _address(name, code):
    return reverse(f"meetings:{name}", args=[code, 0])


class Meeting(Bilingual, models.Model):
    """FR réunion / NL vergadering.

    ``starts_at``/``ends_at`` are aware datetimes; ``half_days`` is 0, 1 or 2 (a full day is two).
    Source of the default duration: cahier des charges, « il sera généralement accepté que les
    réunions durent un demi-jour ».
    """

    class Kind(models.TextChoices):
        COMMISSION = "commission", _("commission zonale")
        THEME_DAY = "theme_day", _("journée thématique")
        CONFERENCE = "conference", _("conférence-débat")
        VISIT = "visit", _("visite")
        EXCURSION = "excursion", _("excursion")
        DIRECTORS = "directors", _("réunion des directions")
        WORKING_GROUP = "working_group", _("groupe de travail")
        PARTNER_DAY = "partner_day", _("Partner Day")
        INTERZONAL = "interzonal", _("réunion interzonale")

    class Status(models.TextChoices):
        PLANNED = "planned", _("en préparation")
        CONVENED = "convened", _("convoquée")
        POSTPONED = "postponed", _("reportée")
        CANCELLED = "cancelled", _("annulée")
        HELD = "held", _("tenue")
        CLOSED = "closed", _("clôturée")

    class JointRule(models.TextChoices):
        """Whose quota a meeting of several zones counts for."""

        EACH = "each", _("elle compte pour chaque zone")
        HOST = "host", _("elle compte pour la zone qui convoque")

    HELD = (Status.HELD, Status.CLOSED)
    #: kind → (half-days, counts for the quota) proposed when a meeting of that kind is planned.
    KIND_DEFAULTS = {
        Kind.COMMISSION: (1, True),
        Kind.THEME_DAY: (2, True),
        Kind.CONFERENCE: (1, True),
        Kind.VISIT: (1, True),
        Kind.EXCURSION: (2, True),
        Kind.DIRECTORS: (1, False),
        Kind.WORKING_GROUP: (1, False),
        Kind.PARTNER_DAY: (2, False),
        Kind.INTERZONAL: (1, False),
    }

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="meetings", verbose_name=_("zone"))
    kind = models.CharField(
        _("nature"), max_length=20, choices=Kind.choices, default=Kind.COMMISSION
    )
    number = models.PositiveSmallIntegerField(_("numéro dans l’année"), null=True, blank=True)
    title_fr = models.CharField(_("sujet en français"), max_length=200, blank=True)
    title_nl = models.CharField(_("sujet en néerlandais"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    half_days = models.PositiveSmallIntegerField(_("demi-journées"), default=1)
    counts_for_quota = models.BooleanField(_("compte pour le quota"), default=True)
    joint_zones = models.ManyToManyField(
        Zone,
        blank=True,
        related_name="joint_meetings",
        verbose_name=_("tenue avec les zones"),
        help_text=_("Encodée une fois, elle figure dans l’année de chacune."),
    )
    joint_rule = models.CharField(
        _("pour le quota"), max_length=4, choices=JointRule.choices, default=JointRule.EACH
    )
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_meetings",
        verbose_name=_("institution qui accueille"),
    )
    room = models.CharField(_("salle, étage"), max_length=120, blank=True)
    place_fr = models.CharField(_("adresse en français"), max_length=200, blank=True)
    place_nl = models.CharField(_("adresse en néerlandais"), max_length=200, blank=True)
    directions_fr = models.TextField(_("accès en français"), blank=True)
    directions_nl = models.TextField(_("accès en néerlandais"), blank=True)
    languages = models.CharField(
        _("langue des documents"),
        max_length=4,
        choices=DocumentLanguage.choices,
        default=DocumentLanguage.FR,
    )
    letter_by_reader = models.BooleanField(
        _("la lettre dans la langue de chacun"),
        default=False,
        help_text=_("Sinon, tous la reçoivent dans la langue des documents."),
    )
    convening = models.CharField(
        _("on envoie une"),
        max_length=11,
        choices=HouseRules.Convening.choices,
        default=HouseRules.Convening.INVITATION,
    )
    visibility = models.CharField(
        _("le PV se lit par"),
        max_length=12,
        choices=Visibility.choices,
        default=Visibility.ZONE,
    )
    message_fr = models.TextField(_("mot d’accompagnement en français"), blank=True)
    message_nl = models.TextField(_("mot d’accompagnement en néerlandais"), blank=True)
    reply_by = models.DateField(_("réponse souhaitée pour le"), null=True, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="meetings", verbose_name=_("thèmes")
    )
    working_group = models.ForeignKey(
        "WorkingGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("groupe de travail"),
    )
    status = models.CharField(
        _("état"), max_length=9, choices=Status.choices, default=Status.PLANNED, editable=False
    )
    #: Snapshot of the house rules of the day the meeting was convened (field name → value).
    profile = models.JSONField(_("règles du jour"), default=dict, editable=False)
    #: SEQUENCE of the calendar entry: grows each time participants must update theirs.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    is_imported = models.BooleanField(_("reprise"), default=False, editable=False)
    #: What was read in old minutes counts in the figures once somebody confirmed it.
    is_attendance_confirmed = models.BooleanField(
        _("présences confirmées"), default=True, editable=False
    )
    opened_at = models.DateTimeField(_("séance ouverte à"), null=True, blank=True, editable=False)
    adjourned_at = models.DateTimeField(_("séance levée à"), null=True, blank=True, editable=False)
    #: The meeting whose PV announced this one.
    announced_in = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="announces"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()
    _others = None

    class Meta:
        verbose_name = _("réunion")
        verbose_name_plural = _("réunions")
        ordering = ["-starts_at"]
        indexes = [
            models.Index(fields=["zone", "starts_at"]),
            models.Index(fields=["starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_(
                    "La réunion finit avant de commencer : corrigez l’heure de fin."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(half_days__lte=2),
                name="meeting_two_half_days_at_most",
                violation_error_message=_("Une réunion compte pour deux demi-journées au plus."),
            ),
            models.CheckConstraint(
                condition=~models.Q(counts_for_quota=True, half_days=0),
                name="meeting_quota_needs_half_days",
                violation_error_message=_(
                    "Une réunion qui compte pour le quota vaut au moins une demi-journée."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {timezone.localtime(self.starts_at):%d/%m/%Y}"

    def get_absolute_url(self):
        return self.address("detail")

    def address(self, name):
        """The address of one of its pages; ``reverse`` is asked once per page and zone, because a
        list needs a hundred of them."""
        return _address(name, self.zone.code).replace("/0/", f"/{self.pk}/", 1)

    def other_zones(self):
        """The zones that hold it together with the one that convenes, in the Region's order.

        Read once; without a query where ``with_joint`` already said that there are none.
        """
        if self.pk is None or not getattr(self, "is_joint", True):
            return []
        if self._others is None:
            self._others = [zone for zone in self.joint_zones.all() if zone.pk != self.zone_id]
        return self._others

    def zones(self):
        """Every zone that holds it, the one that convenes first."""
        return [self.zone, *self.other_zones()]

    @property
    def zone_ids(self):
        return [self.zone_id, *(zone.pk for zone in self.other_zones())]

    def know_zones(self, zones):
        """Remember the other zones, from whoever has read them already."""
        self._others, self.is_joint = zones, bool(zones)

    def hold_with(self, zones):
        """Hold it together with ``zones`` from now on; see ``services.joint`` for its people."""
        self.joint_zones.set(zones)
        self._others, self.is_joint = None, True

    def counts_in(self, zone_id):
        """Does it count for the quota of that zone, one of those that hold it?"""
        of_host = self.zone_id == zone_id or self.joint_rule == self.JointRule.EACH
        return self.counts_for_quota and of_host

    @property
    def held_on(self):
        """The local date of the meeting."""
        return timezone.localtime(self.starts_at).date()

    @property
    def year(self):
        return self.held_on.year

    @property
    def is_held(self):
        return self.status in self.HELD

    @property
    def is_open(self):
        """Can it still be prepared: neither held nor cancelled."""
        return self.status not in (*self.HELD, self.Status.CANCELLED)

    @property
    def is_before_letter(self):
        """Whether its letter has not left: in preparation, also for a new date."""
        return self.status in (self.Status.PLANNED, self.Status.POSTPONED)

    @property
    def is_convened(self):
        return self.status == self.Status.CONVENED

    @property
    def is_agenda_public(self):
        """Whether its agenda left with a letter; until then it is a draft of the coordination.

        Its date may be known before: by a poll, or announced.
        """
        if self.status in (self.Status.PLANNED, self.Status.POSTPONED):
            return False
        if self.status == self.Status.CANCELLED:
            return self.events.filter(kind=self.Status.CONVENED).exists()
        return True

    @property
    def uid(self):
        """Identity of its calendar entry: never changes."""
        return f"reunion-{self.pk}@concertation"

    def rules(self, current=None):
        """The house rules of its day: the frozen profile once convened, else the one in force.

        ``current``: the profile in force, when the caller has read it already.
        """
        current = copy.copy(current) or HouseRules.at(self.zone, self.held_on)
        for field, value in self.profile.items():
            setattr(current, field, value)
        return current
