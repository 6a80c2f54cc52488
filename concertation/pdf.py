"""The PDF engine: a Django template and its context become bytes, and nothing is fetched.

Text typed by users ends up in these documents. A document may therefore load *nothing*, neither
from the network nor from the disk; only our own style sheet may, and only our static files.
"""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# Virtual root of the style sheet's own addresses: never opened as such, only looked up in static.
STATIC_ROOT_URL = "file:///static/"
STYLESHEET = "css/paper.css"

# Same bytes for the same paper: an attachment without a date of its own gets this one.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

# PDF/A wants every foreign metadata namespace described; this one carries the PDF/UA mark.
PDFUA_IN_PDFA = b"""
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
"""


@dataclass(frozen=True)
class AttachedFile:
    """A file carried inside a sealed PDF: name, bytes and what it is (``Data``, ``Source``…)."""

    name: str
    content: bytes
    description: str = ""
    relationship: str = "Data"


class NothingFetcher(URLFetcher):
    """What a document may load: nothing. Every address typed or smuggled in is refused unread."""

    def fetch(self, url, headers=None):
        raise ValueError("A paper loads nothing.")


class StaticFetcher(NothingFetcher):
    """What our own style sheet may load: what the static finders know (fonts), no more."""

    def fetch(self, url, headers=None):
        path = unquote(url.removeprefix(STATIC_ROOT_URL).split("?")[0].split("#")[0])
        if not url.startswith(STATIC_ROOT_URL) or not (found := finders.find(path)):
            return super().fetch(url, headers)
        with open(found, "rb") as file:
            return URLFetcherResponse(url, file.read())


@functools.cache
def stylesheet():
    """The parsed ``paper.css`` and its fonts, once per process: most of the time of a letter."""
    fonts = FontConfiguration()
    with open(finders.find(STYLESHEET), encoding="utf-8") as file:
        css = CSS(
            string=file.read(),
            base_url=STATIC_ROOT_URL + STYLESHEET,
            url_fetcher=StaticFetcher(),
            font_config=fonts,
        )
    return css, fonts


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
    return len(_laid_out(html).pages)


def many_to_pdf(htmls, *, language, title):
    """Several papers in one file, each with its own page numbers; not sealed.

    ``htmls``: what ``render_html`` gives, one per paper, at least one.
    """
    documents = [_laid_out(html) for html in htmls]
    together = documents[0].copy([page for document in documents for page in document.pages])
    _describe(together, title, language)
    return together.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True)


def _laid_out(html):
    css, fonts = stylesheet()
    return HTML(string=html, url_fetcher=NothingFetcher()).render(
        stylesheets=[css], font_config=fonts
    )


def _describe(document, title, language, created=None):
    """Metadata of ours only; nothing of the document is attached by itself.

    Without ``title`` or ``language``, those the HTML announces.
    """
    # <link rel="attachment"> is the one loader that WeasyPrint resolves outside the layout.
    document.metadata.attachments = []
    document.metadata.title = title or document.metadata.title
    document.metadata.lang = language or document.metadata.lang
    document.metadata.authors = []
    document.metadata.generator = "Concertation"
    document.metadata.created = document.metadata.modified = _w3c(created)


def html_to_pdf(html, *, language=None, title=None, sealed=False, attachments=(), created=None):
    """The second half of ``render_pdf``, from HTML already rendered.

    ``language`` and ``title``: those that the HTML announces, unless given.
    """
    document = _laid_out(html)
    _describe(document, title, language, created)
    if not sealed:
        return document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True)
    document.color_profiles["srgb"] = _srgb()
    return document.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_identifier=True,
        output_intent=False,  # ours, above: WeasyPrint's own leaves its file open at each paper
        finisher=_mark_accessible,
        attachments=[_attachment(file, created or UNDATED) for file in attachments],
    )


def _srgb():
    """The sRGB profile that PDF/A wants, from WeasyPrint's own copy, its file closed."""
    content = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    components = (["r"], ["g"], ["b"])
    return ColorProfile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", components)


def _w3c(moment):
    return moment and moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _attachment(file, moment):
    moment = moment.astimezone(UTC)
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        relationship=file.relationship,
        created=moment,
        modified=moment,
        url_fetcher=NothingFetcher(),
    )


def _mark_accessible(document, pdf):
    """Add the PDF/UA mark to PDF/A metadata, and leave the metadata readable without decompression.

    WeasyPrint writes one variant only and compresses the metadata, which PDF/A-3 forbids. This
    leans on pydyf's objects: both are pinned, and the tests validate the result against both norms.
    """
    for item in pdf.objects:
        extra = getattr(item, "extra", None)
        if extra and str(extra.get("Type", "")) == "/Metadata":
            item.compress = False
            item.stream = [item.stream[0].replace(b"</rdf:RDF>", PDFUA_IN_PDFA + b"</rdf:RDF>")]
