"""The agenda of a meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from zones.models import Theme
from zones.models.rules import Visibility

from .levels import check_level, readable
from .meeting import Meeting


class AgendaItemQuerySet(models.QuerySet):
    def with_blocks(self, level=Visibility.COORDINATION):
        """The items with their passages, actions, opinions and votes: six queries at most.

        ``level``: whose eyes they are for. A passage that this reader may not read is left out;
        each item says how many (``hidden_count``), and whether it is hidden itself (``is_hidden``:
        then its title is left out too, and its place in the numbering is kept).
        """
        from .block import Block
        from .followup import ActionOwner

        owners = ActionOwner.objects.select_related("organisation")
        blocks = Block.objects.readable_at(level)
        blocks = blocks.select_related("action", "opinion", "vote").prefetch_related(
            models.Prefetch("action__owners", queryset=owners),
            "opinion__addressees",
            "vote__voices",
        )
        return self.for_level(level).prefetch_related(models.Prefetch("blocks", queryset=blocks))

    def for_level(self, level):
        """Adds ``hidden_count`` and ``is_hidden`` for a reader at ``level``."""
        from .block import Block

        own = Block.objects.filter(item=models.OuterRef("pk")).order_by()
        unread = own.hidden_at(level)
        hidden = unread.values("item").annotate(n=models.Count("pk")).values("n")
        return self.select_related("theme", "approves__meeting", "deferred_to").annotate(
            hidden_count=models.functions.Coalesce(models.Subquery(hidden), 0),
            is_hidden=models.ExpressionWrapper(
                ~models.Q(visibility__in=readable(level)), models.BooleanField()
            ),
        )


class AgendaItem(Bilingual, models.Model):
    """FR point de l’ordre du jour / NL agendapunt."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("information")
        DISCUSSION = "discussion", _("discussion")
        DECISION = "decision", _("décision")
        OPINION = "opinion", _("avis")
        APPROVAL = "approval", _("approbation du PV")
        WORKING_GROUP = "working_group", _("groupe de travail")
        VISIT = "visit", _("visite")
        FOLLOW_UP = "follow_up", _("suivi des actions")
        MISC = "misc", _("divers")
        NEXT_MEETINGS = "next_meetings", _("prochaines réunions")

    class Outcome(models.TextChoices):
        """What became of it at the meeting; empty until somebody says so."""

        TREATED = "treated", _("traité")
        DEFERRED = "deferred", _("reporté")
        DROPPED = "dropped", _("abandonné")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="agenda", verbose_name=_("réunion")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=0)
    kind = models.CharField(
        _("nature"), max_length=14, choices=Kind.choices, default=Kind.DISCUSSION
    )
    title_fr = models.CharField(_("intitulé en français"), max_length=250, blank=True)
    title_nl = models.CharField(_("intitulé en néerlandais"), max_length=250, blank=True)
    presenter = models.CharField(_("présenté par"), max_length=120, blank=True)
    minutes_foreseen = models.PositiveSmallIntegerField(_("minutes prévues"), null=True, blank=True)
    theme = models.ForeignKey(
        Theme,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("thème"),
    )
    #: The PV this item submits to the meeting's approval.
    approves = models.ForeignKey(
        "PV",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="approval_items",
        verbose_name=_("PV à approuver"),
    )
    is_additional = models.BooleanField(
        _("point supplémentaire"), default=False, help_text=_("Ajouté après la convocation.")
    )
    #: When a letter first named an additional point: from then on it stays as it was announced.
    announced_at = models.DateTimeField(_("annoncé le"), null=True, blank=True, editable=False)
    #: Who may read what is said under it; empty: whoever may read the PV. Never wider than the PV.
    visibility = models.CharField(
        _("le point se lit par"), max_length=12, choices=Visibility.choices, blank=True
    )
    is_standing = models.BooleanField(
        _("point permanent"), default=False, help_text=_("Proposé à chaque réunion.")
    )
    outcome = models.CharField(
        _("suite"), max_length=8, choices=Outcome.choices, blank=True, editable=False
    )
    deferred_to = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="deferred_items",
        verbose_name=_("reporté au"),
    )
    #: The item of an earlier meeting that it takes up again.
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="carried_to"
    )
    #: The open action of an earlier meeting that it comes back to.
    follows = models.ForeignKey(
        "ActionItem",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_items",
    )
    #: Time spent on it during the meeting: what was counted, and since when it runs.
    seconds_spent = models.PositiveIntegerField(default=0, editable=False)
    running_since = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["seconds_spent", "running_since"])

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("points de l’ordre du jour")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title_fr="", title_nl=""),
                name="agenda_item_has_a_title",
                violation_error_message=_(
                    "Donnez un intitulé au point, en français ou en néerlandais."
                ),
            ),
            models.UniqueConstraint(
                fields=["meeting", "approves"],
                name="agenda_item_approves_once",
                violation_error_message=_("Ce PV est déjà soumis à l’approbation de la réunion."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "carried_from"],
                name="agenda_item_carried_once",
                violation_error_message=_("Ce point est déjà repris à cet ordre du jour."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "follows"],
                name="agenda_item_follows_once",
                violation_error_message=_("Cette action est déjà reprise à cet ordre du jour."),
            ),
        ]

    def __str__(self):
        return self.title_fr or self.title_nl

    def clean(self):
        super().clean()
        if self.meeting_id:  # the service that adds it gives it its meeting
            check_level(self, self.meeting.visibility)
