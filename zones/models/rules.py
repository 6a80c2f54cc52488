"""How a zone works: a dated profile, never a zone's name in the code."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .territory import Zone


class DocumentLanguage(models.TextChoices):
    """The language papers are made in."""

    FR = "fr", _("français")
    NL = "nl", _("néerlandais")
    BOTH = "both", _("bilingue")


class Visibility(models.TextChoices):
    """Who may read, from the narrowest to the widest (rule R-16: levels per document)."""

    COORDINATION = "coordination", _("le secrétariat")
    PRESENT = "present", _("les personnes présentes")
    ZONE = "zone", _("les membres de la zone")
    REGION = "region", _("les partenaires de toutes les zones")
    PUBLIC = "public", _("tout le monde")


class Weekday(models.IntegerChoices):
    """As ``date.weekday()`` numbers them."""

    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")


class HalfDay(models.TextChoices):
    """FR demi-journée / NL halve dag: it changes at noon, Brussels time."""

    MORNING = "am", _("matin")
    AFTERNOON = "pm", _("après-midi")


class HouseRules(models.Model):
    """FR règles de fonctionnement de la zone / NL werkingsregels.

    The profile in force on a day is the last one whose ``valid_from`` is not later: past meetings
    keep the profile of their day. Source of the first profiles: étude « 20 ans après », 2015.
    """

    class Convening(models.TextChoices):
        CONVOCATION = "convocation", _("convocation")
        INVITATION = "invitation", _("invitation")

    class Signatories(models.TextChoices):
        DIRECTION = "direction", _("les directions")
        ANIMATORS = "animators", _("les animateurs de la concertation")

    class AgendaForm(models.TextChoices):
        STRICT = "strict", _("ordre du jour strict")
        PROGRAMME = "programme", _("programme")
        NONE = "none", _("sans ordre du jour")

    class RecordKind(models.TextChoices):
        PV = "pv", _("procès-verbal")
        REPORT = "report", _("compte rendu")
        AIDE_MEMOIRE = "aide_memoire", _("aide-mémoire")

    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="house_rules", verbose_name=_("zone")
    )
    valid_from = models.DateField(_("valables depuis le"))
    is_surveyed = models.BooleanField(
        _("confirmées par la zone"),
        default=True,
        help_text=_("Décochez pour un profil neutre, encore à confirmer."),
    )
    convening = models.CharField(
        _("on envoie une"), max_length=11, choices=Convening.choices, default=Convening.INVITATION
    )
    signatories = models.CharField(
        _("signataires"),
        max_length=9,
        choices=Signatories.choices,
        default=Signatories.ANIMATORS,
    )
    agenda_form = models.CharField(
        _("ordre du jour"),
        max_length=9,
        choices=AgendaForm.choices,
        default=AgendaForm.PROGRAMME,
    )
    has_member_list = models.BooleanField(_("liste formelle des membres"), null=True, blank=True)
    record_kind = models.CharField(
        _("trace de la réunion"),
        max_length=12,
        choices=RecordKind.choices,
        default=RecordKind.REPORT,
    )
    needs_approval = models.BooleanField(_("soumise à approbation"), default=False)
    one_institution_one_vote = models.BooleanField(_("une institution, une voix"), default=False)
    languages = models.CharField(
        _("langue des documents"),
        max_length=4,
        choices=DocumentLanguage.choices,
        default=DocumentLanguage.FR,
    )
    default_visibility = models.CharField(
        _("les PV se lisent par"),
        max_length=12,
        choices=Visibility.choices,
        default=Visibility.ZONE,
    )
    half_day_quota = models.PositiveSmallIntegerField(_("demi-journées par an"), default=4)
    preferred_weekday = models.PositiveSmallIntegerField(
        _("jour de prédilection"), choices=Weekday.choices, null=True, blank=True
    )
    preferred_half_day = models.CharField(
        _("moment de prédilection"), max_length=2, choices=HalfDay.choices, blank=True
    )
    #: Share of the meetings it was invited to from which the zone calls an institution regular.
    regular_percent = models.PositiveSmallIntegerField(
        _("participant régulier à partir de"),
        default=50,
        help_text=_("En pour cent des réunions où l’institution était invitée."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("délai d’envoi"), default=0, help_text=_("En jours francs avant la réunion.")
    )
    contest_days = models.PositiveSmallIntegerField(
        _("délai de remarque"), default=0, help_text=_("En jours après l’envoi du PV.")
    )
    #: Days without a remark, or an open one, after which a PV counts as approved; none: never.
    tacit_days = models.PositiveSmallIntegerField(
        _("approbation tacite"),
        null=True,
        blank=True,
        help_text=_("En jours après l’envoi, sans remarque ouverte. Vide : jamais."),
    )
    shows_emails = models.BooleanField(
        _("adresses e-mail imprimées dans le PV"),
        default=False,
        help_text=_("Vie privée : non, sauf décision de la zone."),
    )
    default_kind = models.CharField(_("réunion type"), max_length=20, default="commission")
    model_fr = models.CharField(_("modèle de réunion"), max_length=200, blank=True)
    animated_by_fr = models.CharField(_("animation"), max_length=200, blank=True)
    invited_fr = models.CharField(_("qui est invité"), max_length=300, blank=True)
    evaluation_fr = models.CharField(_("évaluation"), max_length=300, blank=True)
    note_fr = models.TextField(_("note"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("règles de fonctionnement")
        verbose_name_plural = _("règles de fonctionnement")
        ordering = ["zone", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "valid_from"],
                name="house_rules_one_profile_a_day",
                violation_error_message=_("La zone a déjà des règles à cette date."),
            ),
            models.CheckConstraint(
                condition=models.Q(regular_percent__gte=1, regular_percent__lte=100),
                name="house_rules_regular_is_a_share",
                violation_error_message=_("Le seuil de régularité est un pourcentage, de 1 à 100."),
            ),
        ]

    def __str__(self):
        return f"{self.zone} · {self.valid_from:%d/%m/%Y}"

    @classmethod
    def at(cls, zone, day):
        """The profile of ``zone`` on ``day`` (a date).

        Before the first profile, the first one; a zone without any gets an unsaved neutral one, so
        that callers never meet ``None``.
        """
        return cls.among(cls.objects.filter(zone=zone).order_by("valid_from"), zone, day)

    @classmethod
    def among(cls, profiles, zone, day):
        """As ``at``, from the profiles of ``zone`` already read, oldest first."""
        profiles = list(profiles)
        if not profiles:
            return cls(zone=zone, valid_from=day, is_surveyed=False)
        in_force = [profile for profile in profiles if profile.valid_from <= day]
        return in_force[-1] if in_force else profiles[0]
