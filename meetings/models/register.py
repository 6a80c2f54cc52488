"""What the zones bring up to the authorities beside their opinions, and whom they sign with."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zones.models import Addressee, Zone
from zones.models.rules import Visibility
from zones.permissions import coordinated_zones, is_regional, zones_of

from .block import Block
from .followup import Opinion
from .levels import LEVELS, readable
from .meeting_queryset import that_took_place
from .outbox import Letter
from .pv import PV
from .readers import readable_by


class FindingQuerySet(models.QuerySet):
    def counted(self):
        """Findings that figures are made of: by hand, or of a meeting that took place."""
        return self.filter(models.Q(block=None) | that_took_place("block__item__meeting__"))

    def visible_to(self, user):
        """Findings of the user's zones, and those for every zone; see ``Finding.reach``.

        One noted in a PV is never wider than its passage. What the zone signed with another one
        (``CoSignature``) is read there.
        """
        passage = models.Q(block__isnull=True) | models.Q(
            readable_by(
                user, "block__item__meeting__", "block__visibility", "block__item__visibility"
            ),
            block__item__meeting__pv__in=PV.objects.visible_to(user),
        )
        shown = models.Q(zone__in=zones_of(user), visibility__in=readable(Visibility.ZONE))
        if is_regional(user) or zones_of(user):
            wide = models.Q(visibility__in=readable(Visibility.REGION))
            shown |= wide | models.Q(sent_on__isnull=False)
        return self.filter(shown & passage | models.Q(zone__in=coordinated_zones(user)))


class Finding(models.Model):
    """FR élément perfectible / NL verbeterpunt: what the field sees of a measure, and proposes.

    Source: cahier des charges du 25.09.1992 (« relevé d’éléments perfectibles des mesures légales
    et des dispositifs »). ``block``: the passage of the PV it was noted in, if it was.
    """

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="findings", verbose_name=_("zone"))
    block = models.OneToOneField(
        Block, models.SET_NULL, null=True, blank=True, related_name="finding"
    )
    noted_on = models.DateField(_("relevé le"), default=timezone.localdate)
    subject = models.CharField(_("sujet"), max_length=200)
    measure = models.CharField(_("mesure ou dispositif"), max_length=200, blank=True)
    public = models.CharField(_("public concerné"), max_length=200, blank=True)
    observation = models.TextField(_("ce que le terrain observe"), blank=True)
    proposal = models.TextField(_("ce que la zone propose"), blank=True)
    addressees = models.ManyToManyField(
        Addressee, blank=True, related_name="findings", verbose_name=_("adressé à")
    )
    sent_on = models.DateField(_("envoyé le"), null=True, blank=True)
    answered_on = models.DateField(_("réponse du"), null=True, blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    effect = models.TextField(_("effet"), blank=True)
    visibility = models.CharField(
        _("se lit par"),
        max_length=12,
        choices=Visibility.choices,
        default=Visibility.ZONE,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("élément perfectible")
        verbose_name_plural = _("éléments perfectibles")
        ordering = ["-noted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True) | models.Q(sent_on__isnull=False),
                name="finding_sent_before_answered",
                violation_error_message=_(
                    "Une réponse suppose un envoi : notez d’abord la date d’envoi."
                ),
            )
        ]

    def __str__(self):
        return self.subject

    @property
    def reach(self):
        """The level it is read at, if its passage allows: what was sent left its zone, whoever it
        was kept for until then."""
        widest = [self.visibility, Visibility.REGION] if self.sent_on else [self.visibility]
        return max(widest, key=LEVELS.index)


class CoSignatureQuerySet(models.QuerySet):
    def with_thing(self):
        """With what is signed, its zone, and the levels its text is read at."""
        return self.select_related(
            "zone",
            "opinion__zone",
            "opinion__block__item__meeting__zone",
            "opinion__block__item__meeting__pv",
            "finding__zone",
            "finding__block__item__meeting",
        )

    def signed(self):
        return self.filter(status=CoSignature.Status.SIGNED)

    def of_what_left(self):
        """Those of an opinion or a finding that was sent."""
        return self.filter(
            models.Q(opinion__sent_on__isnull=False) | models.Q(finding__sent_on__isnull=False)
        )


class CoSignature(models.Model):
    """FR cosignature / NL medeondertekening: another zone asked to sign an opinion or a finding."""

    class Status(models.TextChoices):
        ASKED = "asked", _("demandée")
        SIGNED = "signed", _("signée")
        DECLINED = "declined", _("déclinée")

    opinion = models.ForeignKey(
        Opinion, models.CASCADE, null=True, blank=True, related_name="cosignatures"
    )
    finding = models.ForeignKey(
        Finding, models.CASCADE, null=True, blank=True, related_name="cosignatures"
    )
    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="cosignatures", verbose_name=_("zone")
    )
    status = models.CharField(
        _("état"), max_length=8, choices=Status.choices, default=Status.ASKED, editable=False
    )
    #: The text as it was when the zone was asked, then as it was when it signed.
    text = models.TextField(_("texte"), blank=True)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reason = models.TextField(_("motif"), blank=True)
    letters = models.ManyToManyField(Letter, blank=True, related_name="cosignatures")
    #: A zone asked again after it declined: what it said the first time stays there.
    history = HistoricalRecords()

    objects = CoSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opinion__isnull=False, finding__isnull=True)
                | models.Q(opinion__isnull=True, finding__isnull=False),
                name="cosignature_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["opinion", "zone"],
                name="cosignature_of_opinion_once",
                violation_error_message=_("Cette zone est déjà sollicitée."),
            ),
            models.UniqueConstraint(
                fields=["finding", "zone"],
                name="cosignature_of_finding_once",
                violation_error_message=_("Cette zone est déjà sollicitée."),
            ),
        ]

    def __str__(self):
        return f"{self.zone} · {self.thing}"

    @property
    def thing(self):
        """What is signed: an ``Opinion`` or a ``Finding``."""
        return self.opinion or self.finding

    @property
    def is_asked(self):
        return self.status == self.Status.ASKED

    @property
    def is_signed(self):
        return self.status == self.Status.SIGNED
