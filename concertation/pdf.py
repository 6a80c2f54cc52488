"""The PDF engine: a Django template and its context become bytes, and nothing is fetched.

How the pages are set is told in ``typesetting``, which knows nothing of Django.
"""

from django.template.loader import render_to_string
from django.utils import translation

from .typesetting import (
    AttachedFile,
    NothingFetcher,
    html_to_pdf,
    lay_out,
    long_html_to_pdf,
    many_to_pdf,
    stylesheet,
)

__all__ = [
    "AttachedFile",
    "NothingFetcher",
    "html_to_pdf",
    "long_html_to_pdf",
    "many_to_pdf",
    "page_count",
    "render_html",
    "render_pdf",
    "stylesheet",
]


def render_html(template_name, context, language):
    """The HTML of a paper in ``language``; it also gets ``language`` and ``paper`` (True)."""
    with translation.override(language):
        return render_to_string(template_name, {"language": language, "paper": True, **context})


def render_pdf(
    template_name, context, *, language, title, sealed=False, attachments=(), created=None
):
    """Render a template to a tagged PDF and return its bytes; the same input gives the same bytes.

    ``sealed=False``: PDF/UA-1. ``sealed=True``: PDF/A-3a and PDF/UA-1 at once, for what is kept
    (approved PV, submitted report), the only one that may carry ``attachments`` (``AttachedFile``).
    ``created``: aware datetime written in the metadata; without it the paper bears no date.
    Raises ``ValueError`` for attachments on an unsealed paper.
    """
    if attachments and not sealed:
        raise ValueError("Only a sealed paper carries attachments.")
    return html_to_pdf(
        render_html(template_name, {"title": title, **context}, language),
        language=language,
        title=title,
        sealed=sealed,
        attachments=attachments,
        created=created,
    )


def page_count(html):
    """How many pages a paper takes: what must stand on one is shortened until it does."""
    return len(lay_out(html).pages)
