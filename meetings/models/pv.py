"""Minutes: the PV, its typed blocks, its versions."""

import unicodedata
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from zones.models import HouseRules
from zones.models.rules import Visibility
from zones.permissions import coordinated_zones

from ..translation import stale
from .agenda import AgendaItem
from .append_only import AppendOnly
from .levels import check_level, readable
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


class BlockQuerySet(models.QuerySet):
    def readable_at(self, level):
        """Passages a reader at ``level`` may read, of a PV whose meeting they may read.

        The narrowest of the passage, its item and its meeting decides: each must let them in.
        """
        allowed = readable(level)
        return self.filter(visibility__in=allowed, item__visibility__in=allowed)

    def hidden_at(self, level):
        """The others: passages that count, and of which nothing is shown."""
        allowed = readable(level)
        return self.exclude(visibility__in=allowed, item__visibility__in=allowed)

    def readable_by(self, user):
        """The same across PVs, each read at the level of ``user``; of PVs they may open."""
        levels = readable_by(user, "item__meeting__", "visibility", "item__visibility")
        return self.filter(levels, item__meeting__pv__in=PV.objects.visible_to(user))


class Block(Bilingual, models.Model):
    """FR passage typé d’un PV / NL getypeerd blok: what was said under one agenda item."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("information")
        QUESTION = "question", _("question")
        PROPOSITION = "proposition", _("proposition")
        DECISION = "decision", _("décision")
        ACTION = "action", _("action")
        OPINION = "opinion", _("avis")
        FINDING = "finding", _("élément perfectible")
        STATEMENT = "statement", _("déclaration actée")
        REMARK = "remark", _("remarque")

    class DecisionMode(models.TextChoices):
        UNANIMITY = "unanimity", _("à l’unanimité des présents")
        CONSENSUS = "consensus", _("par consensus")
        VOTE = "vote", _("au vote")

    #: Chosen by whoever writes it, before the server knows it: the same text sent twice, after a
    #: lost connection, is one passage.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="blocks", verbose_name=_("point")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    kind = models.CharField(
        _("nature"), max_length=11, choices=Kind.choices, default=Kind.INFORMATION
    )
    text_fr = models.TextField(_("texte français"), blank=True)
    text_nl = models.TextField(_("texte néerlandais"), blank=True)
    #: Fingerprint of the text the other one was translated from: once they differ, it is stale.
    translated_from = models.CharField(max_length=64, blank=True, editable=False)
    #: Who may read it; empty: whoever may read the item. Never wider than the item.
    visibility = models.CharField(
        _("se lit par"), max_length=12, choices=Visibility.choices, blank=True
    )
    said_by = models.CharField(_("par"), max_length=150, blank=True)
    decision_mode = models.CharField(
        _("mode de décision"), max_length=9, choices=DecisionMode.choices, blank=True
    )
    votes_for = models.PositiveSmallIntegerField(_("pour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("contre"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    #: What its action or its opinion said at this revision (owners, date, addressees), as the form
    #: wrote it: the registers live on, a version of the passage keeps its words.
    details = models.JSONField(default=dict, blank=True, editable=False)
    #: Grows with each save: whoever saves says which revision they had under their eyes.
    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    history = HistoricalRecords()

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision_mode="") | models.Q(kind__in=["decision", "opinion"]),
                name="block_mode_belongs_to_a_decision",
                violation_error_message=_("Seuls une décision ou un avis ont un mode de décision."),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.text_fr[:40] or self.text_nl[:40]}"

    @property
    def stale_language(self):
        """``fr`` or ``nl``: the text that no longer follows the other one; "" when both agree."""
        return stale(self)

    def clean(self):
        super().clean()
        if self.item_id:
            check_level(self, self.item.meeting.visibility, self.item.visibility)


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
