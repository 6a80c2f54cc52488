"""What is said of a PV before it is approved: the co-animators' reading, the members' remarks."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .agenda import AgendaItem
from .append_only import AppendOnly
from .attendance import Participation
from .block import Block
from .pv import PV


class PVReading(AppendOnly):
    """FR relecture / NL nalezing: a co-animator read the draft, with a word or without."""

    pv = models.ForeignKey(PV, models.CASCADE, related_name="readings", verbose_name=_("PV"))
    edition = models.PositiveSmallIntegerField(_("édition"), default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("relu par"), max_length=160)
    agrees = models.BooleanField(_("peut partir"), default=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.by_name} · {self.pv}"


class RemarkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Remark.Status.OPEN)


class Remark(models.Model):
    """FR remarque sur le PV / NL opmerking bij het verslag: kept whatever becomes of it.

    ``passage_text`` is the passage as its author read it; ``before`` and ``after`` what accepting
    the remark changed. Source: étude « 20 ans après » (« donne lieu à débat et tension »).
    """

    class Status(models.TextChoices):
        OPEN = "open", _("à traiter")
        ACCEPTED = "accepted", _("acceptée")
        NOTED = "noted", _("notée")
        REJECTED = "rejected", _("rejetée")

    class Source(models.TextChoices):
        LINK = "link", _("lien personnel")
        ACCOUNT = "account", _("compte")
        COORDINATOR = "coordinator", _("encodée par la coordination")

    pv = models.ForeignKey(PV, models.PROTECT, related_name="remarks", verbose_name=_("PV"))
    edition = models.PositiveSmallIntegerField(_("édition"), default=1)
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="remarks"
    )
    block = models.ForeignKey(Block, models.SET_NULL, null=True, blank=True, related_name="remarks")
    passage_text = models.TextField(_("passage"), blank=True)
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="remarks"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(_("de"), max_length=160)
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    source = models.CharField(_("origine"), max_length=11, choices=Source.choices)
    text = models.TextField(_("remarque"), blank=True)
    proposed_text = models.TextField(_("texte proposé"), blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    at = models.DateTimeField(_("le"), default=timezone.now)
    status = models.CharField(
        _("suite"), max_length=8, choices=Status.choices, default=Status.OPEN, editable=False
    )
    answer = models.TextField(_("réponse"), blank=True)
    before = models.TextField(blank=True, editable=False)
    after = models.TextField(blank=True, editable=False)
    decided_at = models.DateTimeField(_("traitée le"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    #: The letter that told its author what became of it.
    letter = models.OneToOneField(
        "Letter", models.SET_NULL, null=True, editable=False, related_name="remark"
    )
    #: Given by the form: the same remark sent twice is one.
    key = models.UUIDField(unique=True, editable=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remarque sur un PV")
        verbose_name_plural = _("remarques sur les PV")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="", proposed_text=""),
                name="remark_says_something",
                violation_error_message=_("Écrivez la remarque, ou le texte que vous proposez."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="rejected", answer=""),
                name="remark_rejected_with_a_reason",
                violation_error_message=_("Dites pourquoi la remarque est rejetée."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="open") | models.Q(decided_at__isnull=False),
                name="remark_decided_has_a_date",
                violation_error_message=_("Une remarque traitée porte la date de sa suite."),
            ),
        ]

    def __str__(self):
        return f"{self.author_name} · {self.pv}"
