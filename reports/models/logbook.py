"""What happens outside meetings: the logbook, the projects, the objectives served."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from concertation.bilingual import Bilingual
from meetings.models import Meeting
from meetings.models.append_only import AppendOnly
from zones.models import Organisation, Zone


class Project(Bilingual, models.Model):
    """FR projet en partenariat / NL partnerschapsproject (Trajet Emploi…), its state over time."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="projects", verbose_name=_("zone"))
    name_fr = models.CharField(_("nom français"), max_length=160)
    name_nl = models.CharField(_("nom néerlandais"), max_length=160, blank=True)
    purpose = models.TextField(_("objet"), blank=True)
    #: Code of ``reports.objectives``; empty when none.
    objective = models.SlugField(_("objectif du cahier des charges"), max_length=40, blank=True)
    partners = models.ManyToManyField(
        Organisation, blank=True, related_name="projects", verbose_name=_("partenaires")
    )
    #: Names typed that are nobody of the directory, as they were typed.
    others = models.CharField(_("avec d’autres"), max_length=300, blank=True)
    started_on = models.DateField(_("commencé le"), null=True, blank=True)
    ended_on = models.DateField(_("terminé le"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("projet")
        verbose_name_plural = _("projets")
        ordering = ["name_fr"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "name_fr"],
                name="project_once",
                violation_error_message=_("Ce projet est déjà noté dans la zone."),
            )
        ]

    def __str__(self):
        return self.name


class ProjectState(AppendOnly):
    """Where a project stood on a day; the last one holds."""

    class State(models.TextChoices):
        IDEA = "idea", _("en réflexion")
        PREPARING = "preparing", _("en préparation")
        RUNNING = "running", _("en cours")
        DONE = "done", _("abouti")
        STOPPED = "stopped", _("arrêté")

    project = models.ForeignKey(Project, models.CASCADE, related_name="states")
    on = models.DateField(_("le"))
    state = models.CharField(_("état"), max_length=9, choices=State.choices)
    note = models.CharField(_("en deux mots"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("état d’un projet")
        verbose_name_plural = _("états des projets")
        ordering = ["on", "pk"]

    def __str__(self):
        return f"{self.project} · {self.get_state_display()}"


class KeptManager(models.Manager):
    """Entries that were not removed: the only ones counted, shown or printed."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at__isnull=True)


class EveryManager(models.Manager):
    """The removed ones as well, for as long as they can be put back."""


class LogEntry(models.Model):
    """FR entrée du journal de coordination / NL logboekregel: twenty seconds, outside meetings.

    Source: étude « 20 ans après », 2015: most of the mission happens between the meetings.
    ``hours``: time spent, optional, in hours. A removed entry can be put back for a while.
    """

    #: Days during which a removed entry can be put back.
    KEPT_DAYS = 30

    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="log_entries", verbose_name=_("zone")
    )
    on = models.DateField(_("date"), default=timezone.localdate)
    text = models.CharField(_("ce qui a été fait"), max_length=400)
    #: Code of ``reports.objectives``; empty when none.
    objective = models.SlugField(_("objectif du cahier des charges"), max_length=40, blank=True)
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("projet"),
    )
    partners = models.ManyToManyField(
        Organisation, blank=True, related_name="log_entries", verbose_name=_("avec")
    )
    #: Names typed that are nobody of the directory, as they were typed.
    others = models.CharField(_("avec d’autres"), max_length=300, blank=True)
    hours = models.DecimalField(
        _("heures"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(200)],
    )
    #: Counted in the report, its words never printed there.
    is_internal = models.BooleanField(_("reste dans la coordination"), default=False)
    #: Given by the form: the same entry sent twice is one.
    key = models.UUIDField(unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(_("retirée le"), null=True, editable=False)
    history = HistoricalRecords()

    objects = KeptManager()
    every = EveryManager()

    class Meta:
        verbose_name = _("entrée du journal")
        verbose_name_plural = _("journal de coordination")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["zone", "on"], name="reports_log_zone_on")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="log_entry_says_something",
                violation_error_message=_("Dites en quelques mots ce qui a été fait."),
            )
        ]

    def __str__(self):
        return self.text


class MeetingObjective(models.Model):
    """An objective of the cahier des charges that a meeting served (« RCZ » of the 2015 study)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="objectives_served")
    objective = models.SlugField(_("objectif"), max_length=40)

    class Meta:
        verbose_name = _("objectif d’une réunion")
        verbose_name_plural = _("objectifs des réunions")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "objective"], name="meeting_objective_once")
        ]

    def __str__(self):
        return f"{self.meeting} · {self.objective}"


class LocalFigure(models.Model):
    """FR donnée locale / NL lokaal cijfer: a figure of others, with its source and its date."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="local_figures")
    year = models.PositiveSmallIntegerField(_("année du rapport"))
    label = models.CharField(_("donnée"), max_length=200)
    place = models.CharField(_("pour"), max_length=120, blank=True)
    value = models.CharField(_("valeur"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    dated = models.CharField(_("date de la donnée"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("donnée locale")
        verbose_name_plural = _("données locales")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source="") & ~models.Q(dated=""),
                name="local_figure_has_its_source",
                violation_error_message=_("Citez la source de la donnée et sa date."),
            )
        ]

    def __str__(self):
        return self.label
