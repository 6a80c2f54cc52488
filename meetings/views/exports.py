"""« Télécharger »: the PV as a PDF, for a word processor, as text, and the whole file."""

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from .. import documents, pages_exports
from ..documents.bundle import bundle, bundle_name
from ..documents.record import PREFIXES
from ..readership import level_of
from .published import published_or_signed_in
from .pv import readable_pv_or_404


@published_or_signed_in
def word_file(request, code, pk):
    from ..documents.docx import DOCX, docx_name, pv_docx  # slow to load

    pv = readable_pv_or_404(request, code, pk)
    content = pv_docx(pv, level_of(request.user, pv.meeting))
    return _download(content, docx_name(pv, PREFIXES[pv.kind]), DOCX)


@published_or_signed_in
def text_file(request, code, pk):
    pv = readable_pv_or_404(request, code, pk)
    content = documents.pv_text(pv, level_of(request.user, pv.meeting)).encode()
    return _download(
        content, documents.text_name(pv, PREFIXES[pv.kind]), "text/plain; charset=utf-8"
    )


@published_or_signed_in
def folder(request, code, pk):
    """The meeting's file, at the reader's level: from a temporary file, whatever its weight."""
    pv = readable_pv_or_404(request, code, pk)
    level = level_of(request.user, pv.meeting)
    file = bundle(pv.meeting, pages_exports.pieces(request.user, pv, level), audience=level)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=bundle_name(pv.meeting),
        content_type="application/zip",
    )
    return _private(response)


def _download(content, name, media_type):
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return _private(response)


def _private(response):
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
