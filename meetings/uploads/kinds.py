"""The kinds of files a meeting keeps: their names, their types, and how a browser gets them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    """``label``: as a reader calls it. ``opens``: may be shown in the page of the browser."""

    extension: str
    media_type: str
    label: str
    opens: bool = False
    #: Other ways to write the extension, kept when the file already has one of them.
    also: tuple[str, ...] = ()


PDF = Kind(".pdf", "application/pdf", _("PDF"), opens=True)
PNG = Kind(".png", "image/png", _("image"), opens=True)
JPEG = Kind(".jpg", "image/jpeg", _("photo"), opens=True, also=(".jpeg",))
TEXT = Kind(".txt", "text/plain", _("texte"))
DOCX = Kind(".docx", OOXML + "wordprocessingml.document", _("document Word"))
XLSX = Kind(".xlsx", OOXML + "spreadsheetml.sheet", _("tableau Excel"))
PPTX = Kind(".pptx", OOXML + "presentationml.presentation", _("présentation PowerPoint"))
ODT = Kind(".odt", ODF + "text", _("document OpenDocument"))
ODS = Kind(".ods", ODF + "spreadsheet", _("tableau OpenDocument"))
ODP = Kind(".odp", ODF + "presentation", _("présentation OpenDocument"))

KINDS = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, TEXT)
#: What the field of a page asks the browser to offer.
ACCEPTED = ",".join(name for kind in KINDS for name in (kind.extension, *kind.also))
_BY_TYPE = {kind.media_type: kind for kind in KINDS}


def kind_of(media_type):
    """The kind kept under that type; a file of unknown bytes for any other."""
    return _BY_TYPE.get(media_type) or Kind("", "application/octet-stream", _("fichier"))
