"""Judges a PDF in a process of its own, and gives back its pages with nothing but their drawing.

This file is also that process (``python -I annex_reader.py``): it imports nothing of ours. What
comes in is hostile until proven otherwise; a PDF may be a programme, a safe or a bomb.
"""

import io
import json
import subprocess
import sys

SECONDS, MEMORY = 20, 700_000_000
PAGES = 300
#: Objects of a file: far above any report, far below what exhausts the process.
OBJECTS = 400_000
#: Points: a page smaller than a stamp or larger than a poster is a trap for the layout.
SMALLEST, LARGEST = 36, 14_400
#: What an action may do that a page of paper cannot.
ACTIVE = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie"}
CARRIERS = {"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}


class Unwelcome(Exception):
    """``code`` says why: encrypted, damaged, active, carries, hidden, form, pages, slow."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_apart(data, *, seconds=SECONDS):
    """``(number of pages, the normalised PDF)`` of ``data``; raises ``Unwelcome``.

    The same file gives the same bytes. Encrypted, damaged or active files, those that carry
    others, hide layers or have more than ``PAGES`` pages are refused: nothing is mended.
    """
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file
            command, input=data, capture_output=True, timeout=seconds, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unwelcome("slow") from error
    head, _line, content = done.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
    except ValueError as error:  # killed: by the clock, or by its own weight
        raise Unwelcome("slow" if done.returncode < 0 else "damaged") from error
    if "error" in answer:
        raise Unwelcome(answer["error"])
    return answer["pages"], content


def normalise(data):
    """The same, in this process."""
    import pikepdf

    if b"%PDF-" not in data[:1024]:
        raise Unwelcome("not_pdf")
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Unwelcome("encrypted")
            _check_pages(pdf)
            _check_objects(pdf)
            _check_catalogue(pdf)
            if pdf.check_pdf_syntax():
                raise Unwelcome("damaged")
            return _bare(pdf)
    except pikepdf.PasswordError as error:
        raise Unwelcome("encrypted") from error


def _check_pages(pdf):
    count = len(pdf.pages)
    if not count:
        raise Unwelcome("damaged")
    if count > PAGES:
        raise Unwelcome("pages")
    for page in pdf.pages:
        left, bottom, right, top = (float(edge) for edge in page.cropbox)
        sides = abs(right - left), abs(top - bottom)
        if not all(SMALLEST <= side <= LARGEST for side in sides):
            raise Unwelcome("damaged")


def _check_objects(pdf):
    """No object that acts or carries, wherever it hides: also those that nothing points to."""
    if len(pdf.objects) > OBJECTS:
        raise Unwelcome("slow")
    for thing in pdf.objects:
        _check(thing, 0)


def _check(thing, depth):
    """An object and what is written inside it; what it points to comes by itself."""
    import pikepdf

    if depth > 60:
        raise Unwelcome("damaged")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        _check_keys(thing)
        inner = [value for _key, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _check(value, depth + 1)


def _check_keys(thing):
    kind, what = str(thing.get("/Subtype", "")), str(thing.get("/S", ""))
    if what in ACTIVE or "/JS" in thing:
        raise Unwelcome("active")
    if kind in CARRIERS or "/EmbeddedFiles" in thing or "/EF" in thing:
        raise Unwelcome("carries")
    if str(thing.get("/Type", "")) == "/EmbeddedFile" or _is_elsewhere(thing):
        raise Unwelcome("carries")


def _is_elsewhere(thing):
    """A drawing whose bytes are another file, or an address that the reader's program would ask."""
    import pikepdf

    return isinstance(thing, pikepdf.Stream) and any(key in thing for key in ("/F", "/Ref", "/OPI"))


def _check_catalogue(pdf):
    form = pdf.Root.get("/AcroForm")
    if form is not None and "/XFA" in form:
        raise Unwelcome("form")
    layers = pdf.Root.get("/OCProperties")
    view = layers.get("/D", {}) if layers is not None else {}
    hides = len(view.get("/OFF", ())) or str(view.get("/BaseState", "/ON")) != "/ON"
    if hides:
        raise Unwelcome("hidden")


#: What of a page is drawing; the rest (links, actions, tags, notes) stays behind.
OF_A_PAGE = {
    "/Type", "/Parent", "/Resources", "/Contents", "/MediaBox", "/CropBox", "/TrimBox", "/Rotate",
    "/UserUnit", "/Group",
}  # fmt: skip


def _bare(pdf):
    """A new file with the pages alone; what was written over them is drawn into them first."""
    import pikepdf

    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")
    bare = pikepdf.new()
    bare.pages.extend(pdf.pages)
    for page in bare.pages:
        for key in set(page.keys()) - OF_A_PAGE:
            del page[key]
    out = io.BytesIO()
    bare.remove_unreferenced_resources()
    bare.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        fix_metadata_version=False,
    )
    return len(bare.pages), out.getvalue()


def _main():
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    content = b""
    try:
        pages, content = normalise(sys.stdin.buffer.read())
        answer = {"pages": pages}
    except Unwelcome as error:
        answer = {"error": error.code}
    except MemoryError:
        answer = {"error": "slow"}
    except Exception:  # whatever a hostile file breaks is « damaged »
        answer = {"error": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    _main()
