"""Votes: who had a voice, and what they said."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.models import Organisation

from .append_only import AppendOnly
from .attendance import Participation
from .block import Block


class Vote(models.Model):
    """FR vote / NL stemming: the question is the passage, a decision or an opinion.

    Its electorate is copied when it opens and changes no more: « 27 personnes, 19 voix ». The
    totals stand on the passage (``votes_for``, ``votes_against``, ``abstentions``) once it closes.

    Source: zone Sud, « une institution, une voix » (étude « 20 ans après », 2015).
    """

    class Method(models.TextChoices):
        HANDS = "hands", _("à main levée")
        NAMES = "names", _("par appel nominal")

    block = models.OneToOneField(
        Block, models.CASCADE, related_name="vote", verbose_name=_("passage du PV")
    )
    method = models.CharField(
        _("manière"), max_length=5, choices=Method.choices, default=Method.HANDS
    )
    #: One voice per institution, or per person where the rules say nothing.
    by_institution = models.BooleanField(_("une institution, une voix"), default=True)
    #: Those present who could carry a voice: guests and experts are not counted.
    persons_count = models.PositiveSmallIntegerField(_("personnes présentes"), default=0)
    #: The hour at which the room was looked at; empty: whoever was there at some moment.
    taken_at = models.TimeField(_("à"), null=True, blank=True)
    minority_note = models.TextField(_("note de minorité"), blank=True)
    opened_at = models.DateTimeField(_("ouvert à"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("clos à"), null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["opened_at"]

    def __str__(self):
        return f"{self.get_method_display()} · {self.block}"


class Voice(models.Model):
    """FR voix / NL stem: one of the electorate, with the names of the day."""

    class Choice(models.TextChoices):
        FOR = "for", _("oui")
        AGAINST = "against", _("non")
        ABSTENTION = "abstention", _("abstention")

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="voices", verbose_name=_("vote"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation_name = models.CharField(_("institution"), max_length=160, blank=True)
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person_name = models.CharField(_("porte la voix"), max_length=150)
    #: Carried for somebody absent, besides one's own: ``participation`` is the absent one's row.
    is_proxy = models.BooleanField(_("par procuration"), default=False)
    choice = models.CharField(_("choix"), max_length=10, choices=Choice.choices, blank=True)

    class Meta:
        verbose_name = _("voix")
        verbose_name_plural = _("voix")
        ordering = ["organisation_name", "person_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "organisation"],
                name="voice_once_an_institution",
                violation_error_message=_("Cette institution a déjà une voix."),
            ),
            models.UniqueConstraint(
                fields=["vote", "participation"],
                name="voice_once_a_person",
                violation_error_message=_("Cette personne porte déjà une voix."),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """Whose voice it is, as the roll-call names it."""
        name = self.organisation_name if self.vote.by_institution else self.person_name
        return name or self.person_name


class Recount(AppendOnly):
    """FR vote recommencé / NL nieuwe stemming: what a vote held before it was opened again."""

    block = models.ForeignKey(
        Block, models.CASCADE, related_name="recounts", verbose_name=_("passage du PV")
    )
    content = models.JSONField(_("contenu"))
    at = models.DateTimeField(_("le"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("vote recommencé")
        verbose_name_plural = _("votes recommencés")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.block} · {self.at:%d/%m/%Y}"
