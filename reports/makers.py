"""What the worker calls for a zone: from a making to its bytes."""

from django.utils.translation import gettext as _

from . import documents
from .reading import find_report


def report(making, on_step):
    """The PDF of the report as it stands: the stored one once it is validated."""
    on_step(_("Lecture des données de l’année"), 0, 2)
    found, _texts = find_report(making.zone, making.year)
    on_step(_("Mise en page"), 1, 2)
    return documents.report(making.zone, making.year, found)


def file_name(making):
    """The name a made paper is fetched under."""
    return documents.file_name(making.zone, making.year)
