"""Three facts of attendance, never one: expected, answered, observed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from zones.models import Organisation, Person

from .append_only import AppendOnly
from .meeting import Meeting


class ParticipationQuerySet(models.QuerySet):
    def counted(self):
        """Rows that figures are made of: what was read in old minutes waits to be confirmed."""
        return self.filter(meeting__is_attendance_confirmed=True)

    def present(self):
        """People observed in the room."""
        return self.filter(presence=Participation.Presence.PRESENT)

    def seated(self):
        """Rows that count their institution: somebody present, or the institution represented."""
        return self.filter(presence__in=Participation.SEATED)

    def recorded(self):
        """Rows on which somebody noted what they saw."""
        return self.exclude(presence=Participation.Presence.UNKNOWN)

    def expected(self):
        return self.filter(is_expected=True)

    def members(self):
        """Representatives and substitutes: guests and experts are counted apart."""
        return self.filter(capacity__in=Participation.MEMBERS)

    def silent(self):
        return self.expected().filter(answer=Participation.Answer.PENDING)


class Participation(models.Model):
    """FR participation / NL deelname: one person, for one institution, at one meeting.

    ``person_name`` and ``organisation_name`` are copies of the day: a person who marries or an
    institution that changes its name does not rewrite an old PV.
    """

    class Capacity(models.TextChoices):
        FULL = "full", _("effectif")
        SUBSTITUTE = "substitute", _("suppléant")
        #: Sat for its institution, without the minutes or the list saying in which quality.
        MEMBER = "member", _("membre")
        COORDINATION = "coordination", _("animation")
        GUEST = "guest", _("invité")
        EXPERT = "expert", _("expert")

    class Answer(models.TextChoices):
        PENDING = "pending", _("sans réponse")
        COMING = "coming", _("vient")
        REPLACED = "replaced", _("se fait remplacer")
        EXCUSED = "excused", _("excusé")
        #: An answer: reminders stop. The seat stays expected, because the rate of an institution
        #: counts the meetings it was called to, not those it chose.
        UNCONCERNED = "unconcerned", _("pas concerné")

    class Presence(models.TextChoices):
        UNKNOWN = "unknown", _("non relevée")
        PRESENT = "present", _("présent")
        EXCUSED = "excused", _("excusé")
        ABSENT = "absent", _("absent")
        REPRESENTED = "represented", _("représenté")

    class PresenceSource(models.TextChoices):
        SECRETARIAT = "secretariat", _("relevée par le secrétariat")
        SELF = "self", _("notée à l’accueil par la personne")

    #: Presences that count the institution as having taken part (the person, only if present).
    SEATED = (Presence.PRESENT, Presence.REPRESENTED)
    MEMBERS = (Capacity.FULL, Capacity.SUBSTITUTE, Capacity.MEMBER, Capacity.COORDINATION)

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="participations", verbose_name=_("réunion")
    )
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("personne"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("institution"),
    )
    person_name = models.CharField(_("nom"), max_length=150)
    organisation_name = models.CharField(_("nom de l’institution"), max_length=160, blank=True)
    #: What counts persons: « p12 » for a known person, else the normalised name.
    person_key = models.CharField(max_length=160, editable=False)
    email = models.EmailField(_("adresse e-mail"), blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=Language.choices, default=Language.FR
    )
    capacity = models.CharField(
        _("qualité"), max_length=12, choices=Capacity.choices, default=Capacity.FULL
    )
    is_expected = models.BooleanField(_("attendu"), default=True)
    is_invited = models.BooleanField(_("reçoit la lettre"), default=True)
    #: A sentence for this reader alone, at the head of their letter.
    personal_note = models.TextField(_("mot personnel"), max_length=600, blank=True)
    #: What a guest or an expert comes to present; printed with the programme.
    topic = models.CharField(_("intervient sur"), max_length=200, blank=True)
    answer = models.CharField(
        _("réponse"), max_length=11, choices=Answer.choices, default=Answer.PENDING
    )
    #: The date moved since the answer: it stands, until its author says so again.
    needs_confirmation = models.BooleanField(_("à confirmer"), default=False)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    presence = models.CharField(
        _("présence"), max_length=11, choices=Presence.choices, default=Presence.UNKNOWN
    )
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("remplacé par"),
    )
    #: A proxy: whoever sits also speaks for this institution (``proxy_for`` of the other row).
    represented_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proxy_for",
        verbose_name=_("procuration à"),
    )
    arrived_at = models.TimeField(_("arrivé à"), null=True, blank=True)
    left_at = models.TimeField(_("parti à"), null=True, blank=True)
    presence_source = models.CharField(
        _("origine de la présence"),
        max_length=11,
        choices=PresenceSource.choices,
        blank=True,
    )
    encoded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("relevé par"),
    )
    encoded_at = models.DateTimeField(_("relevé le"), null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["organisation_name", "person_name", "pk"]
        indexes = [
            models.Index(fields=["meeting", "presence"]),
            models.Index(fields=["organisation", "presence"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "organisation"],
                name="participation_once",
                violation_error_message=_("Cette personne figure déjà sur la liste."),
            ),
            models.CheckConstraint(
                condition=~models.Q(person_name=""),
                name="participation_has_a_name",
                violation_error_message=_("Donnez le nom de la personne."),
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True)
                | ~models.Q(replaced_by=models.F("id")),
                name="participation_not_replaced_by_itself",
                violation_error_message=_("Une personne ne se remplace pas elle-même."),
            ),
            models.CheckConstraint(
                condition=models.Q(represented_by__isnull=True)
                | ~models.Q(represented_by=models.F("id")),
                name="participation_no_proxy_to_itself",
                violation_error_message=_("Une personne ne se donne pas procuration."),
            ),
            models.CheckConstraint(
                condition=models.Q(arrived_at__isnull=True)
                | models.Q(left_at__isnull=True)
                | models.Q(left_at__gte=models.F("arrived_at")),
                name="participation_leaves_after_it_arrives",
                violation_error_message=_("L’heure de départ précède l’heure d’arrivée."),
            ),
        ]

    def __str__(self):
        return f"{self.person_name} ({self.organisation_name})"

    def save(self, *args, **kwargs):
        self.person_key = self.key_of(self.person_id, self.person_name)
        super().save(*args, **kwargs)

    @staticmethod
    def key_of(person_id, name):
        """The identity under which a person is counted once, even for two institutions."""
        return f"p{person_id}" if person_id else " ".join(name.casefold().split())

    @property
    def is_guest(self):
        return self.capacity in (self.Capacity.GUEST, self.Capacity.EXPERT)


class Answer(AppendOnly):
    """FR réponse / NL antwoord: every answer received, the last one wins, none is lost."""

    class Source(models.TextChoices):
        LINK = "link", _("lien personnel")
        COORDINATOR = "coordinator", _("encodée par la coordination")
        PHONE = "phone", _("par téléphone")
        EMAIL = "email", _("par e-mail")
        VERBAL = "verbal", _("de vive voix")
        POLL = "poll", _("sondage de dates")

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="answers", verbose_name=_("participation")
    )
    answer = models.CharField(_("réponse"), max_length=11, choices=Participation.Answer.choices)
    source = models.CharField(_("origine"), max_length=11, choices=Source.choices)
    replacement = models.CharField(_("remplaçant"), max_length=150, blank=True)
    remark = models.TextField(_("remarque"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.participation} · {self.get_answer_display()}"
