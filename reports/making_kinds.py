"""What a worker can make, and with which function; nothing here is imported before it is needed."""

from dataclasses import dataclass
from importlib import import_module

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PDF, ZIP = "application/pdf", "application/zip"


@dataclass(frozen=True)
class Kind:
    """``maker``: « dotted.module:function », called as ``function(making, on_step) -> bytes``.

    ``is_kept``: the bytes are kept with the making, to be fetched from its page; what freezes
    something keeps its own paper instead. ``is_once``: two people who ask at once ask once.
    """

    maker: str
    title: str
    done: str
    media_type: str = PDF
    is_kept: bool = True
    is_once: bool = False

    @property
    def is_download(self):
        return self.media_type != PDF

    def load(self):
        module, _colon, name = self.maker.partition(":")
        return getattr(import_module(module), name)


KINDS = {
    "report": Kind(
        "reports.makers:report", _("Mise en page du rapport"), _("Le PDF du rapport est prêt.")
    ),
    "validation": Kind(
        "reports.services.journey:freeze",
        _("Validation du rapport"),
        _("Le rapport est validé : ses chiffres et son PDF sont figés."),
        is_kept=False,
        is_once=True,
    ),
    "proof": Kind(
        "reports.makers:proof",
        _("Dossier de preuves"),
        _("Le dossier de preuves est prêt."),
        media_type=ZIP,
    ),
    "proof_zone": Kind(
        "reports.makers:proof_with_reserved",
        _("Dossier de preuves, avec les PV réservés à la zone"),
        _("Le dossier de preuves est prêt."),
        media_type=ZIP,
    ),
    "synthesis": Kind(
        "reports.documents_synthesis:make",
        _("Mise en page de la synthèse"),
        _("Le PDF de la synthèse est prêt."),
    ),
    "publication": Kind(
        "reports.services.synthesis:freeze",
        _("Publication de la synthèse"),
        _("La synthèse est publiée : ses chiffres et son PDF sont figés."),
        is_kept=False,
        is_once=True,
    ),
}


def origin(making):
    """The page a making was asked from, and goes back to."""
    if making.what == "validation":
        return reverse("reports:way", args=[making.zone.code, making.year])
    if making.zone_id:
        return reverse("reports:report", args=[making.zone.code, making.year])
    return reverse("reports:synthesis", args=[making.year])
