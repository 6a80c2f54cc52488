"""The register of sealed PVs: what was approved, by whom, and its fingerprints."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnlyError
from .meeting import Meeting
from .pv import PV, PVVersion


class SealedPV(models.Model):
    """FR PV scellé / NL verzegeld verslag: an edition that was decided upon, never changed again.

    Its PDF/A (one per audience) are its ``papers``; the text is that of ``version``. A correction
    is a new edition: this row then says which one replaces it, and nothing else of it changes.
    """

    pv = models.ForeignKey(PV, models.PROTECT, related_name="sealed", verbose_name=_("PV"))
    edition = models.PositiveSmallIntegerField(_("édition"))
    #: « Sud 2026/3 », « Sud 2026/3, édition 2 »: what is written on the paper.
    reference = models.CharField(_("référence"), max_length=120, unique=True)
    status = models.CharField(_("verdict"), max_length=9, choices=PV.Status.choices)
    version = models.ForeignKey(PVVersion, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("verdict du"))
    decided_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="sealed_pvs"
    )
    sealed_at = models.DateTimeField(_("scellé le"), default=timezone.now)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        verbose_name = _("PV scellé")
        verbose_name_plural = _("registre des PV scellés")
        ordering = ["-sealed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pv", "edition"],
                name="sealed_pv_once_an_edition",
                violation_error_message=_("Cette édition est déjà scellée."),
            )
        ]

    def __str__(self):
        return self.reference

    def save(self, *args, **kwargs):
        if not self._state.adding and kwargs.get("update_fields") != ["replaced_by"]:
            raise AppendOnlyError("Only what replaces a sealed PV may be noted.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("Sealed PVs are never deleted.")
