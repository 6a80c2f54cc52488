"""Invented minutes as the documents people keep: made here, so that no binary is committed."""

import io
import zipfile
from email.message import EmailMessage
from html import escape
from pathlib import Path

import docx
from weasyprint import HTML

SAMPLES = Path(__file__).parent / "samples"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
PAPER = (
    "<style>@page { size: A4; margin: 2cm; @bottom-center { content: counter(page) ' / ' "
    "counter(pages) } } p { margin: 0; font: 10pt sans-serif }</style>"
)


def sample(name="zone-est.txt"):
    return (SAMPLES / name).read_text()


def as_txt(text):
    return text.encode()


def as_docx(text):
    document, kept = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(kept)
    return kept.getvalue()


def as_odt(text, body=None):
    kept = io.BytesIO()
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content xmlns:office="{ODF}:office:1.0" '
            f'xmlns:text="{ODF}:text:1.0" xmlns:table="{ODF}:table:1.0"><office:body>'
            f"<office:text>{body or lines}</office:text></office:body></office:document-content>",
        )
    return kept.getvalue()


def as_pdf(text):
    text = text.replace("\uf0e0", "→")  # an arrow of a symbol font, that no paper font has
    lines = "".join(f"<p>{escape(line) or '&nbsp;'}</p>" for line in text.split("\n"))
    return HTML(string=PAPER + lines).write_pdf()


def as_eml(text, **files):
    message = EmailMessage()
    message["From"], message["To"] = "secretariat@exemple.example", "zone@exemple.example"
    message["Date"] = "Fri, 15 Oct 2021 10:00:00 +0200"
    message["MIME-Version"] = "1.0"
    message.set_content(text)
    for name, content in files.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=f"{name}.docx"
        )
    return message.as_bytes()


FORMATS = {"txt": as_txt, "docx": as_docx, "odt": as_odt, "pdf": as_pdf, "eml": as_eml}
