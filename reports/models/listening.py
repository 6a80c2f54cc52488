"""What partners expect and thought of it: the yearly barometer, three questions after a meeting.

An answer is never tied to whoever gave it: the invitation only knows that an answer came, on a day.
"""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Letter, Meeting, Participation
from meetings.models.append_only import AppendOnly
from zones.models import Organisation, Person, Zone

#: No result is shown under this number of answers: nobody may be recognised.
FEWEST = 5
#: Days after a meeting during which its three questions take an answer; the results show after.
OPEN_DAYS = 14


def number_of_nobody():
    """The key of an answer: one drawn by lot says nothing of the order the answers came in."""
    return secrets.randbits(62)


class Survey(models.Model):
    """FR baromètre des attentes / NL verwachtingenbarometer: one a zone and year.

    The lines are those of ``reports.expectations`` (étude « 20 ans après », 2015: its year zero).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("en préparation")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")

    MAX_REMINDERS = 1

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="surveys", verbose_name=_("zone"))
    year = models.PositiveSmallIntegerField(_("année"))
    status = models.CharField(
        _("état"), max_length=6, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    opened_at = models.DateTimeField(_("ouverte le"), null=True, blank=True, editable=False)
    closes_on = models.DateField(_("réponses jusqu’au"), null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("baromètre")
        verbose_name_plural = _("baromètres")
        ordering = ["-year", "zone"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year"],
                name="survey_once_a_year",
                violation_error_message=_("Le baromètre de cette année existe déjà."),
            )
        ]

    def __str__(self):
        return f"{self.zone} {self.year}"

    @property
    def is_open(self):
        """Whether the personal links still take answers: to the end of the day they close on."""
        is_late = self.closes_on and timezone.localdate() > self.closes_on
        return self.status == self.Status.OPEN and not is_late


class SurveyReader(models.Model):
    """Somebody invited to answer. ``answered_on`` is a day without an hour: no answer is theirs."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(_("répondu le"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("personne interrogée")
        verbose_name_plural = _("personnes interrogées")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "person"], name="survey_reader_once")
        ]

    def __str__(self):
        return f"{self.person} · {self.survey}"


class SurveyLetter(models.Model):
    """The letters of a reader: the invitation, and the one reminder."""

    reader = models.ForeignKey(SurveyReader, models.CASCADE, related_name="letters")
    letter = models.OneToOneField(Letter, models.CASCADE, related_name="survey_letter")
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "round"], name="survey_letter_once")
        ]

    def __str__(self):
        return str(self.letter)


class SurveyAnswer(AppendOnly):
    """One answer, of nobody in particular. ``scores``: {code of the line: 1 (pas du tout) – 5}."""

    id = models.BigIntegerField(primary_key=True, default=number_of_nobody, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    scores = models.JSONField(_("cotes"), default=dict)
    comment = models.TextField(_("remarque"), blank=True, max_length=1500)

    class Meta:
        verbose_name = _("réponse au baromètre")
        verbose_name_plural = _("réponses au baromètre")

    def __str__(self):
        return str(self.survey)


class FeedbackRequest(models.Model):
    """FR trois questions après la réunion / NL drie vragen na de vergadering: who was asked."""

    participation = models.OneToOneField(
        Participation, models.CASCADE, related_name="feedback_request"
    )
    letter = models.OneToOneField(
        Letter, models.CASCADE, null=True, blank=True, related_name="feedback_request"
    )
    answered_on = models.DateField(_("répondu le"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("demande d’avis sur une réunion")
        verbose_name_plural = _("demandes d’avis sur les réunions")

    def __str__(self):
        return str(self.participation)


class Feedback(AppendOnly):
    """One answer about a meeting. ``scores``: {question code: 1–5} of ``reports.expectations``."""

    id = models.BigIntegerField(primary_key=True, default=number_of_nobody, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="feedback")
    scores = models.JSONField(_("cotes"), default=dict)
    comment = models.TextField(_("remarque"), blank=True, max_length=1500)

    class Meta:
        verbose_name = _("avis sur une réunion")
        verbose_name_plural = _("avis sur les réunions")

    def __str__(self):
        return str(self.meeting)


class FeedbackSetting(models.Model):
    """Whether a zone asks its three questions after its meetings (a zone found them too much)."""

    zone = models.OneToOneField(Zone, models.CASCADE, related_name="feedback_setting")
    is_on = models.BooleanField(_("poser les trois questions après chaque réunion"), default=False)

    class Meta:
        verbose_name = _("réglage des trois questions")
        verbose_name_plural = _("réglages des trois questions")

    def __str__(self):
        return str(self.zone)
