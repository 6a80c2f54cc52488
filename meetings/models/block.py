"""The typed passages of a PV."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from zones.models.rules import Visibility

from ..translation import stale
from .agenda import AgendaItem
from .levels import check_level, readable
from .pv import PV
from .readers import readable_by


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
