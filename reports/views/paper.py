"""The papers of a report besides its PDF."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .. import documents, documents_docx
from .reading import open_zone_year


def docx(request, code, year):
    """The report as a word-processor file: the frozen one once validated, else as it stands."""
    zone, found, _texts = open_zone_year(request, code, year)
    content = documents_docx.render(zone, year, found)
    response = HttpResponse(content, content_type=documents_docx.DOCX)
    name = documents.file_name(zone, year, found and found.edition, "docx")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
