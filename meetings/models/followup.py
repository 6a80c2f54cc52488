"""What follows a meeting: actions, opinions, working groups."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertation.bilingual import Bilingual
from zones.models import Addressee, Organisation, Person, Zone
from zones.permissions import coordinated_zones, is_regional, zones_of

from .attachment import Attachment
from .block import Block
from .meeting import Meeting
from .meeting_queryset import that_took_place
from .pv import PV
from .readers import readable_by


class ActionItemQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on__isnull=True)

    def late(self, day=None):
        return self.open().filter(due_on__lt=day or timezone.localdate())

    def visible_to(self, user):
        """Actions whose passage the user may read."""
        readable = readable_by(
            user, "block__item__meeting__", "block__visibility", "block__item__visibility"
        )
        return self.in_pvs_of(user).filter(readable)

    def in_pvs_of(self, user):
        """Actions of the PVs the user may read, reserved passages included: to count them."""
        return self.filter(block__item__meeting__pv__in=PV.objects.visible_to(user))


class ActionItem(models.Model):
    """FR action, suivi / NL actiepunt: a block of the PV with owners and a due date.

    ``due_text`` keeps the words of the meeting (« avant fin avril »); ``due_on`` is the date the
    reminders use.
    """

    block = models.OneToOneField(
        Block, models.CASCADE, related_name="action", verbose_name=_("passage du PV")
    )
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="actions", verbose_name=_("zone"))
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    due_text = models.CharField(_("échéance en mots"), max_length=80, blank=True)
    #: ``due_on`` was read in these words; a date somebody gave always wins.
    is_due_read = models.BooleanField(default=False, editable=False)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    #: Who said so: a name, whether by their personal link or through the coordination.
    done_by = models.CharField(_("selon"), max_length=160, blank=True, editable=False)
    #: Said by the personal link of whoever ``done_by`` names, who may take it back by it.
    is_said_by_link = models.BooleanField(default=False, editable=False)
    outcome = models.CharField(_("résultat"), max_length=300, blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]

    def __str__(self):
        return str(self.block)


class ActionOwner(models.Model):
    """FR responsable / NL verantwoordelijke: a person, an institution, or a name as it was said."""

    action = models.ForeignKey(
        ActionItem, models.CASCADE, related_name="owners", verbose_name=_("action")
    )
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    name = models.CharField(_("nom"), max_length=160)

    class Meta:
        verbose_name = _("responsable")
        verbose_name_plural = _("responsables")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class OpinionQuerySet(models.QuerySet):
    def counted(self):
        """Opinions that figures are made of: numbered as soon as they are noted, they are given
        once their meeting took place."""
        return self.filter(that_took_place("block__item__meeting__"))

    def visible_to(self, user):
        """Opinions of the user's zones, sent or in a PV they may read; the region: those sent.

        An opinion that stands in a draft is still the coordination's alone. Adds ``is_reserved``:
        its passage, its item or its PV is for a narrower circle, or its PV is being written; its
        number and its dates may be told, not its text. Reports follow the same rule: sending an
        opinion does not open the PV of a zone that keeps it.
        """
        sent = models.Q(sent_on__isnull=False)
        read = models.Q(block__item__meeting__pv__in=PV.objects.visible_to(user))
        mine = models.Q(zone__in=zones_of(user)) & (sent | read)
        found = self.filter(mine | sent if is_regional(user) else mine)
        readable = readable_by(
            user, "block__item__meeting__", "block__visibility", "block__item__visibility"
        )
        own = models.Q(zone__in=coordinated_zones(user))
        return found.annotate(
            is_reserved=models.Case(
                models.When(readable & (read | own), then=False),
                default=True,
                output_field=models.BooleanField(),
            )
        )


class Opinion(models.Model):
    """FR avis / NL advies: numbered per zone and year, sent to named bodies.

    Source: cahier des charges du 25.09.1992, modifié le 05.03.1998 (« se réunir formellement au
    moins quatre fois par an pour émettre un avis », « ces avis sont également adressés »).
    """

    block = models.OneToOneField(
        Block, models.CASCADE, related_name="opinion", verbose_name=_("passage du PV")
    )
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="opinions", verbose_name=_("zone"))
    year = models.PositiveSmallIntegerField(_("année"))
    number = models.PositiveSmallIntegerField(_("numéro"))
    addressees = models.ManyToManyField(
        Addressee, blank=True, related_name="opinions", verbose_name=_("destinataires")
    )
    sent_on = models.DateField(_("envoyé le"), null=True, blank=True)
    motives = models.TextField(_("motifs"), blank=True)
    #: How and by whom it was sent; the paper that proves it.
    sending = models.CharField(_("envoyé par"), max_length=200, blank=True)
    proof = models.ForeignKey(
        Attachment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("preuve d’envoi"),
    )
    answer_expected_on = models.DateField(_("réponse attendue le"), null=True, blank=True)
    answered_on = models.DateField(_("réponse du"), null=True, blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    #: What came of it, in the words of the zone.
    effect = models.TextField(_("effet"), blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year", "number"],
                name="opinion_number_once",
                violation_error_message=_("Ce numéro d’avis est déjà pris cette année."),
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True) | models.Q(sent_on__isnull=False),
                name="opinion_sent_before_answered",
                violation_error_message=_(
                    "Une réponse suppose un avis envoyé : notez la date d’envoi."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.year}/{self.number}"


class WorkingGroup(Bilingual, models.Model):
    """FR groupe de travail / NL werkgroep."""

    zone = models.ForeignKey(
        Zone, models.CASCADE, related_name="working_groups", verbose_name=_("zone")
    )
    name_fr = models.CharField(_("nom français"), max_length=160)
    name_nl = models.CharField(_("nom néerlandais"), max_length=160, blank=True)
    purpose = models.TextField(_("mission"), blank=True)
    members = models.ManyToManyField(
        Person, blank=True, related_name="working_groups", verbose_name=_("membres")
    )
    launched_in = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="launched_groups",
        verbose_name=_("lancé à la réunion"),
    )
    ended_on = models.DateField(_("terminé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("groupe de travail")
        verbose_name_plural = _("groupes de travail")
        ordering = ["name_fr"]
        constraints = [
            # One that ended leaves its name free: a Partner Day is prepared again every year.
            models.UniqueConstraint(
                models.F("zone"),
                Lower("name_fr"),
                condition=models.Q(ended_on__isnull=True),
                name="working_group_open_once",
                violation_error_message=_("La zone a déjà un groupe de travail ouvert de ce nom."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Its place on the page of the groups of its zone."""
        return f"{reverse('meetings:groups', args=[self.zone.code])}#groupe-{self.pk}"
