"""Minutes: the PV and its versions."""

import unicodedata

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import HouseRules
from zones.permissions import coordinated_zones

from .append_only import AppendOnly
from .meeting import Meeting
from .meeting_queryset import held_jointly, in_zones
from .readers import readable_by


def fold(text):
    """``text`` without accents or case: what the archive searches in."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


class PVQuerySet(models.QuerySet):
    def visible_to(self, user):
        """PVs whose text the user may read: drafts for the coordination only, then by visibility.

        Whoever was noted present reads as those present do; a PV for everybody is read without
        an account. The text of a zone that keeps its PVs to itself never travels: the region
        reads the figures, not the PV (requirement « confidentiels rapports ou PV de réunions »).
        """
        return self.filter(~models.Q(status__in=PV.UNSENT) & self._let_in(user) | self._own(user))

    def open_to(self, user):
        """As ``visible_to``, and the PVs being corrected: their sealed edition stays readable.

        Of the latter only that edition may be shown to others than the coordination.
        """
        left = ~models.Q(status__in=PV.UNSENT) | models.Q(edition__gt=1)
        return self.filter(left & self._let_in(user) | self._own(user))

    def with_shown_status(self, user):
        """Adds ``shown_status``: of a PV being corrected, what was sealed, but for who corrects."""
        sealed = apps.get_model("meetings", "SealedPV").objects.filter(replaced_by=None)
        sealed = sealed.filter(pv=models.OuterRef("pk")).values("status")[:1]
        is_live = models.Q(edition=1) | ~models.Q(status__in=PV.UNSENT) | self._own(user)
        return self.annotate(
            shown_status=models.Case(
                models.When(is_live, then="status"),
                default=models.functions.Coalesce(models.Subquery(sealed), "status"),
            )
        )

    def written_by(self, user):
        """PVs of the meetings the user coordinates, by the short way: asked at each pause of who
        types."""
        return self.filter(self._own(user))

    @staticmethod
    def _own(user):
        return in_zones(coordinated_zones(user), "meeting__")

    @staticmethod
    def _let_in(user):
        return readable_by(user, "meeting__", "meeting__visibility")

    def with_joint(self):
        """Adds ``is_joint``: do several zones hold its meeting?"""
        return self.annotate(is_joint=held_jointly("meeting"))


class PV(models.Model):
    """FR procès-verbal, compte rendu, aide-mémoire / NL notulen, verslag."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        REVIEW = "review", _("en relecture")
        SENT = "sent", _("envoyé")
        APPROVED = "approved", _("approuvé")
        AMENDED = "amended", _("approuvé avec modifications")
        #: Nobody remarked anything in the days its rules give.
        TACIT = "tacit", _("approuvé tacitement")
        CONTESTED = "contested", _("contesté")

    APPROVED = (Status.APPROVED, Status.AMENDED, Status.TACIT)
    #: Still the coordination's alone.
    UNSENT = (Status.DRAFT, Status.REVIEW)

    meeting = models.OneToOneField(
        Meeting, models.CASCADE, related_name="pv", verbose_name=_("réunion")
    )
    kind = models.CharField(
        _("forme"),
        max_length=12,
        choices=HouseRules.RecordKind.choices,
        default=HouseRules.RecordKind.PV,
    )
    status = models.CharField(
        _("état"), max_length=9, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    chair = models.CharField(_("présidence, animation"), max_length=150, blank=True)
    secretary = models.CharField(_("secrétariat"), max_length=150, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("verdict du"), null=True, blank=True, editable=False)
    decided_in = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="decided_pvs",
        verbose_name=_("réunion qui a tranché"),
    )
    #: The modifications asked for, or the verbatim statement of those who contest.
    verdict_text = models.TextField(_("texte du verdict"), blank=True)
    #: 1, then one more for each correction of a sealed text: see ``SealedPV``.
    edition = models.PositiveSmallIntegerField(_("édition"), default=1, editable=False)
    correction_reason = models.CharField(
        _("raison de la rectification"), max_length=300, blank=True, editable=False
    )
    review_asked_at = models.DateTimeField(
        _("relecture demandée le"), null=True, blank=True, editable=False
    )
    #: Told apart from its letters: who has no e-mail gets none.
    review_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    #: The last day remarks are taken; empty: until the verdict.
    remarks_until = models.DateField(_("remarques jusqu’au"), null=True, blank=True, editable=False)
    #: The archive does not know the last words of its text yet: see ``services.indexing``.
    is_index_stale = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PVQuerySet.as_manager()

    class Meta:
        verbose_name = _("PV")
        verbose_name_plural = _("PV")
        ordering = ["-meeting__starts_at"]
        # A row carries the whole text: who may read what is decided without opening it.
        indexes = [models.Index(fields=["meeting", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "review"])
                | models.Q(sent_at__isnull=False),
                name="pv_sent_has_a_date",
                violation_error_message=_("Un PV envoyé porte la date de son envoi."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "amended", "tacit", "contested"])
                | models.Q(decided_at__isnull=False),
                name="pv_verdict_has_a_date",
                violation_error_message=_("Un PV approuvé ou contesté porte la date du verdict."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["amended", "contested"], verdict_text=""),
                name="pv_verdict_has_a_text",
                violation_error_message=_(
                    "Notez les modifications demandées ou la déclaration actée."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {timezone.localtime(self.meeting.starts_at):%d/%m/%Y}"

    def get_absolute_url(self):
        return self.meeting.address("pv")

    @property
    def is_draft(self):
        """Not sent yet: being written, or read again by the co-animators."""
        return self.status in self.UNSENT

    @property
    def amended_at(self):
        """When remarks last changed the text that was sent, in this edition; None: never."""
        if self.status != self.Status.SENT:
            return None
        sent = self.versions.filter(edition=self.edition, reason=self.Status.SENT)
        moments = list(sent.order_by("number").values_list("at", flat=True))
        return moments[-1] if len(moments) > 1 else None

    @property
    def is_editable(self):
        """A draft; or minutes taken over from the past, until they are decided upon: what the
        reading got wrong must be mended."""
        return self.is_draft or (self.meeting.is_imported and not self.is_decided)

    @property
    def is_decided(self):
        return self.status in (*self.APPROVED, self.Status.CONTESTED)


class PVVersion(AppendOnly):
    """FR version d’un PV / NL versie: the whole text as it stood at an act (sent, decided)."""

    pv = models.ForeignKey(PV, models.CASCADE, related_name="versions", verbose_name=_("PV"))
    number = models.PositiveSmallIntegerField(_("numéro"))
    edition = models.PositiveSmallIntegerField(_("édition"), default=1)
    reason = models.CharField(_("raison"), max_length=9, choices=PV.Status.choices)
    content = models.JSONField(_("contenu"))
    at = models.DateTimeField(_("le"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["pv", "number"],
                name="pv_version_number_once",
                violation_error_message=_("Cette version existe déjà."),
            )
        ]

    def __str__(self):
        return f"{self.pv} · v{self.number}"
