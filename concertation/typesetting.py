"""HTML becomes a PDF without Django: in this process, or in a light one of its own.

Text typed by users ends up in these papers. A paper may therefore load *nothing*, neither from the
network nor from the disk; only our own style sheet may, and only its fonts.
"""

import functools
import multiprocessing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .fonts import FONTS
from .pdf_progress import pages_told

STATIC = Path(__file__).resolve().parent.parent / "static"
# Virtual root of the style sheet's own addresses: never opened as such, only looked up in FONTS.
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


class FontFetcher(NothingFetcher):
    """What our own style sheet may load: our fonts, no more."""

    def fetch(self, url, headers=None):
        folder, _slash, name = unquote(url.removeprefix(STATIC_ROOT_URL)).rpartition("/")
        file = FONTS.get(folder, Path()) / name
        if not url.startswith(STATIC_ROOT_URL) or folder not in FONTS or not file.is_file():
            return super().fetch(url, headers)
        return URLFetcherResponse(url, file.read_bytes())


@functools.cache
def stylesheet():
    """The parsed ``paper.css`` and its fonts, once per process: most of the time of a letter."""
    fonts = FontConfiguration()
    css = CSS(
        string=(STATIC / STYLESHEET).read_text(encoding="utf-8"),
        base_url=STATIC_ROOT_URL + STYLESHEET,
        url_fetcher=FontFetcher(),
        font_config=fonts,
    )
    return css, fonts


def lay_out(html):
    """The pages of a paper, not written yet."""
    css, fonts = stylesheet()
    return HTML(string=html, url_fetcher=NothingFetcher()).render(
        stylesheets=[css], font_config=fonts
    )


def many_to_pdf(htmls, *, language, title):
    """Several papers in one file, each with its own page numbers; not sealed.

    ``htmls``: what ``render_html`` gives, one per paper, at least one.
    """
    documents = [lay_out(html) for html in htmls]
    together = documents[0].copy([page for document in documents for page in document.pages])
    _describe(together, title, language)
    return together.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True)


def html_to_pdf(html, *, language=None, title=None, sealed=False, attachments=(), created=None):
    """The bytes of a paper; ``pdf.render_pdf`` says what is what.

    ``language`` and ``title``: those that the HTML announces, unless given.
    """
    document = lay_out(html)
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


# --- A long paper, in a process of its own -------------------------------------------------------


def long_html_to_pdf(html, *, on_page=lambda number: None, language=None, title=None, **options):
    """``html_to_pdf``, in a process that knows nothing but this paper.

    A long paper takes hundreds of megabytes that Python would keep: here they go with the process,
    and if it is killed only the paper fails. It is forked from one that has loaded the engine and
    the style sheet, and nothing of Django. ``on_page(number)``: called as pages are laid out.

    Raises what ``html_to_pdf`` raises; ``EOFError`` when the process was killed.
    """
    options |= {"language": _bare(language), "title": _bare(title)}
    heard, said = _processes().Pipe(duplex=False)
    process = _processes().Process(target=_say, args=(said, _bare(html), options), daemon=True)
    process.start()
    said.close()  # only the other process holds it: its death is heard
    try:
        while isinstance(message := heard.recv(), int):
            on_page(message)
    finally:
        process.kill()
        process.join()
        heard.close()
    if isinstance(message, Exception):
        raise message
    return message


def _bare(text):
    """A plain ``str``: a safe text or a member of an enumeration would bring Django along."""
    return text and str(text)[:]


@functools.cache
def _processes():
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["concertation.typesetting_ready"])
    return processes


def _say(said, html, options):
    """In the other process: the numbers of the pages, then the bytes or what went wrong."""
    try:
        with pages_told(said.send):
            message = html_to_pdf(html, **options)
    except Exception as error:
        message = error
    said.send(message)


# --- Metadata and norms --------------------------------------------------------------------------


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
