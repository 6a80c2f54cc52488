"""Papers as they left: bytes kept for ever, each with its fingerprint."""

import hashlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly
from .meeting import Meeting


class Paper(AppendOnly):
    """FR document envoyé / NL verzonden document: bytes kept as they left, never rendered again.

    Kept in the database so that a paper and the act that made it are one transaction. A letter
    may be kept as the HTML of that moment: its PDF is set once, by whoever first needs it.
    """

    class Kind(models.TextChoices):
        CONVOCATION = "convocation", _("convocation")
        INVITATION = "invitation", _("invitation")
        PV = "pv", _("PV")
        REPORT = "report", _("rapport de coordination")
        NOTE = "note", _("note pour les absents")

    kind = models.CharField(_("nature"), max_length=11, choices=Kind.choices)
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="papers"
    )
    language = models.CharField(_("langue"), max_length=4)
    #: For whom a PV was set, from ``Visibility``; empty for the other papers.
    audience = models.CharField(_("pour"), max_length=12, blank=True)
    #: The entry of the register it belongs to: from then on it never changes.
    sealed = models.ForeignKey(
        "SealedPV",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name=_("PV scellé"),
    )
    file_name = models.CharField(_("nom du fichier"), max_length=120)
    #: Read through ``pdf()``: empty until it is set from ``frozen_html``.
    content = models.BinaryField(null=True)
    frozen_html = models.TextField(blank=True, editable=False)
    #: Of the content; empty as long as there is none.
    sha256 = models.CharField(
        _("empreinte SHA-256"), max_length=64, blank=True, editable=False, db_index=True
    )
    created_at = models.DateTimeField(_("créé le"), default=timezone.now)

    class Meta:
        verbose_name = _("document envoyé")
        verbose_name_plural = _("documents envoyés")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content__isnull=False) | ~models.Q(frozen_html=""),
                name="paper_is_never_empty",
            ),
        ]

    def __str__(self):
        return self.file_name

    def save(self, *args, **kwargs):
        if self.content is not None:
            self.sha256 = _sha256(self.content)
        super().save(*args, **kwargs)

    def pdf(self):
        """The bytes of the paper, the same for everybody and for ever.

        The first to ask sets the PDF of a frozen letter; of two at once, the first to write wins.
        Raises what the PDF engine raises: the letter then stays to be set.
        """
        if self.content is None:
            self._set_once()
        return bytes(self.content)

    def _set_once(self):
        from concertation.pdf import html_to_pdf  # slow to load: who reads rows does not need it

        unset = Paper.objects.filter(pk=self.pk, content__isnull=True)
        if unset.exists():
            content = html_to_pdf(self.frozen_html)
            unset.update(content=content, sha256=_sha256(content), frozen_html="")
        self.refresh_from_db(fields=["content", "sha256", "frozen_html"])


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
