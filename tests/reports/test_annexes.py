"""The partners' PDFs: judged, kept, put in order, and drawn at the end of the report."""

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from pikepdf import Array, Dictionary, Name
from pypdf import PdfReader

from concertation import pdf as engine
from meetings.models.attachment import attachment_storage
from meetings.services import attaching
from meetings.services.errors import Refused, WrongStatus
from reports import annex_reader, annexes
from reports.forms_annexes import AnnexForm
from reports.models import Annex
from reports.services import annexes as service
from reports.services import open_report
from tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
YEAR = 2020


def pages(count=1, size=(595, 842), words=""):
    """A PDF of ``count`` pages; each says its number and ``words``."""
    made = pikepdf.new()
    font = made.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for number in range(1, count + 1):
        page = made.add_blank_page(page_size=size)
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        text = f"BT /F1 20 Tf 60 400 Td (feuille {number} {words}) Tj ET"
        page.Contents = made.make_stream(text.encode())
    return made


def saved(made, **options):
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def upload(content=None, name="Rapport d’activités.pdf"):
    return SimpleUploadedFile(name, saved(pages()) if content is None else content)


@pytest.fixture
def report(zone):
    return open_report(zone, YEAR)


def add(report, content=None, title="Bilan", organisation=None):
    return service.add_annex(
        report, upload=upload(content), title=title, organisation=organisation, by=None
    )


# --- What is refused ---------------------------------------------------------------------------


def with_script():
    made = pages()
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    return saved(made)


def with_hidden_script():
    """Nothing of the catalogue points to it, and it is two objects deep."""
    made = pages()
    inner = made.make_indirect(Dictionary(S=Name.JavaScript, JS=made.make_stream(b"x()")))
    made.pages[0].PieceInfo = Array([Dictionary(Deep=Array([inner]))])
    return saved(made)


def with_launch():
    made = pages()
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.Launch, F="virus.exe"),
    )
    made.pages[0].Annots = Array([link])
    return saved(made)


def with_file():
    made = pages()
    made.attachments["salaires.xlsx"] = b"PK"
    return saved(made)


def with_layer():
    made = pages()
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name="Brouillon"))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return saved(made)


def with_xfa():
    made = pages()
    made.Root.AcroForm = Dictionary(Fields=Array(), XFA=made.make_stream(b"<xdp/>"))
    return saved(made)


def bomb():
    """Half a megabyte that would take half a gigabyte."""
    made = pages()
    content = made.make_stream(b"")
    content.write(zlib.compress(bytes(500_000_000), 9), filter=Name.FlateDecode)
    made.pages[0].Contents = content
    keep = pikepdf.StreamDecodeLevel.none
    return saved(made, compress_streams=False, stream_decode_level=keep)


def locked(owner="", user="secret"):
    return saved(pages(), encryption=pikepdf.Encryption(owner=owner or "o", user=user))


HOSTILE = {
    "mot de passe": [locked, lambda: locked(user="")],
    "abîmé": [lambda: saved(pages(3))[:400], lambda: b"%PDF-1.7 rien"],
    "plus de 300 pages": [lambda: saved(pages(2000))],
    "programme": [with_script, with_hidden_script, with_launch],
    "transporte d’autres fichiers": [with_file],
    "cache des calques": [with_layer],
    "formulaire": [with_xfa],
    "n’est pas un PDF": [lambda: b"PK\x03\x04", lambda: b"<html>"],
    "est vide": [lambda: b""],
}


def test_an_annex_that_a_colleague_removed_is_told_in_a_sentence(report):
    rows = [add(report, saved(pages(words=word)), word) for word in ("un", "deux")]
    gestures = (
        lambda row: service.edit_annex(row, title="Autre", organisation=None),
        lambda row: service.move_annex(row, by_rows=1),
        service.remove_annex,
    )
    service.remove_annex(Annex.objects.get(pk=rows[0].pk))
    for gesture in gestures:
        with pytest.raises(Refused, match="vient d’être retirée"):
            gesture(rows[0])
    assert Annex.objects.get().title == "deux"


@pytest.mark.parametrize(
    ("sentence", "make"), [(words, make) for words, makes in HOSTILE.items() for make in makes]
)
def test_a_hostile_annex_is_refused_in_a_sentence_and_leaves_nothing(report, sentence, make):
    before = _stored()
    with pytest.raises(Refused) as caught:
        add(report, make())
    assert sentence in str(caught.value)
    assert not Annex.objects.exists()
    assert _stored() == before


def _stored():
    return set(attaching._every_name(attachment_storage(), ""))


def test_a_bomb_is_stopped_in_its_own_process(report):
    with pytest.raises(Refused):
        add(report, bomb())


def test_an_annex_over_the_limit_is_refused(report, settings):
    settings.ATTACHMENT_MAX_MB = 0
    with pytest.raises(Refused) as caught:
        add(report)
    assert "dépasse 0 Mo" in str(caught.value)


# --- What is kept ------------------------------------------------------------------------------


def test_what_is_kept_is_the_drawing_of_the_pages_alone(report):
    made = pages(2)
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.URI, URI="https://ailleurs.example"),
    )
    made.pages[0].Annots = Array([link])
    made.docinfo["/Author"] = "Une personne"
    row = add(report, saved(made))
    with row.file.open("rb") as file:
        kept = file.read()
    assert (row.pages, row.size) == (2, len(kept))
    assert b"ailleurs.example" not in saved(pikepdf.open(io.BytesIO(kept)), compress_streams=False)
    read = PdfReader(io.BytesIO(kept))
    assert "feuille 2" in read.pages[1].extract_text()
    assert not (read.metadata or {}).get("/Author")


def test_a_note_written_over_a_page_is_drawn_into_it(report):
    made = pages()
    form = made.make_stream(b"BT /F1 20 Tf 5 5 Td (tampon) Tj ET")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, [0, 0, 200, 40]
    form.Resources = made.pages[0].Resources
    made.pages[0].Annots = Array([Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=[60, 60, 260, 100], F=4, AP=Dictionary(N=form)
    )])  # fmt: skip
    row = add(report, saved(made))
    with row.file.open("rb") as file:
        assert "tampon" in PdfReader(file).pages[0].extract_text()


def test_the_same_document_is_joined_once(report):
    add(report)
    with pytest.raises(Refused) as caught:
        add(report, title="Encore")
    assert "déjà joint" in str(caught.value)


def test_the_annexes_of_a_report_have_a_limit_together(report, monkeypatch):
    monkeypatch.setattr(service, "ALL_PAGES", 3)
    add(report, saved(pages(2)))
    with pytest.raises(Refused) as caught:
        add(report, saved(pages(2, words="autre")))
    assert "3 pages en tout" in str(caught.value)


def test_an_untitled_annex_takes_the_name_of_its_file(report):
    row = service.add_annex(
        report, upload=upload(name="..\\bilan_2020\u202e.pdf.pdf"), title=" ", organisation=None,
        by=None,
    )  # fmt: skip
    assert row.title == "bilan 2020 .pdf"
    assert "/" not in row.file_name
    assert "\\" not in row.file_name


def test_annexes_keep_the_order_they_are_given(report):
    rows = [add(report, saved(pages(words=f"{n}")), title=f"A{n}") for n in range(3)]
    service.move_annex(rows[2], by_rows=-1)
    service.move_annex(rows[0], by_rows=-1)  # first already
    assert [row.title for row in report.annexes.all()] == ["A0", "A2", "A1"]


def test_a_removed_annex_takes_its_file_away(report, django_capture_on_commit_callbacks):
    row = add(report)
    assert row.file.name in set(attaching._every_name(attachment_storage(), ""))
    with django_capture_on_commit_callbacks(execute=True):
        service.remove_annex(row)
    assert row.file.name not in _stored()


def test_the_sweep_leaves_the_annexes_alone(report):
    row = add(report)
    far = attaching.timezone.now() + attaching.timezone.timedelta(days=9)
    assert row.file.name not in set(attaching.orphans(far))
    assert not attaching.missing()


def test_the_sweep_names_an_annex_that_is_gone(report, capsys):
    row = add(report)
    attachment_storage().delete(row.file.name)
    call_command("sweep_attachments", "--dry-run")
    assert row.file.name in capsys.readouterr().err


def test_a_validated_report_takes_no_more_annex(report, coordinator):
    from reports.services import validate_report

    row = add(report)
    validate_report(report, by=coordinator)
    with pytest.raises(WrongStatus):
        add(report, saved(pages(words="trop tard")))
    with pytest.raises(WrongStatus):
        service.remove_annex(row)
    assert report.annexes.count() == 1


# --- In the report -----------------------------------------------------------------------------


def bound(*documents):
    """A small report with its annexes, each a PDF: its bytes and the annexes as placed."""
    placed = []
    for number, content in enumerate(documents, 1):
        _count, kept = annex_reader.read_apart(content)
        with pikepdf.open(io.BytesIO(kept)) as opened:
            wide = [annexes._is_wide(page) for page in opened.pages]
        sheets = [annexes.Sheet(n, is_wide) for n, is_wide in enumerate(wide, 1)]
        placed.append(annexes.Placed(number, f"Bilan {number}", "L’Étape", kept, sheets))
    sheets = engine.render_html("pdf/_annexes.html", {"annexes": placed}, "fr")
    html = f'<html lang="fr"><title>R</title><body class="report"><h1>R</h1>{sheets}</body></html>'
    return engine.html_to_pdf(html, title="R", language="fr"), placed


def test_annexes_follow_with_their_title_and_the_page_numbers_of_the_report():
    content, placed = bound(saved(pages(2)), saved(pages(1, words="seule")))
    read = PdfReader(io.BytesIO(annexes.fill(content, placed)))
    texts = [" ".join(page.extract_text().split()) for page in read.pages]
    assert len(texts) == 4
    assert "feuille 1" in texts[1]
    assert "feuille 2" in texts[2]
    assert "seule" in texts[3]
    assert "Annexe 1 : Bilan 1" in texts[2].replace("\u00a0", " ")
    assert "3 / 4" in texts[2].replace("\u00a0", " ")
    titles = [one.title.replace("\u00a0", " ") for one in _flat(read.outline)]
    assert titles[-2:] == ["Annexe 1 : Bilan 1", "Annexe 2 : Bilan 2"]


def _flat(outline):
    for one in outline:
        yield from _flat(one) if isinstance(one, list) else [one]


def test_the_page_of_an_annex_is_the_figure_of_its_sheet():
    content, placed = bound(saved(pages(1)))
    with pikepdf.open(io.BytesIO(annexes.fill(content, placed))) as made:
        sheet = made.pages[1]
        marks = pikepdf.NumberTree(made.Root.StructTreeRoot.ParentTree)[int(sheet.StructParents)]
        last = marks[len(marks) - 1]
        assert Name.Figure == last.S
        assert "Page 1 de l’annexe 1" in str(last.Alt)
        drawn = [str(o[0][0]) for o in pikepdf.parse_content_stream(sheet) if str(o[1]) == "Do"]
        assert len(drawn) == 1
        mcids = [int(o[0][1].MCID) for o in pikepdf.parse_content_stream(sheet) if _is_mark(o)]
        assert sorted(mcids) == list(range(len(marks)))


def _is_mark(order):
    return str(order.operator) == "BDC" and "/MCID" in order.operands[1]


def test_a_lost_annex_stops_the_report_with_a_sentence(report):
    row = add(report, title="Bilan perdu")
    row.file.storage.delete(row.file.name)
    with pytest.raises(Refused) as caught:
        annexes.placed(report)
    assert "Bilan perdu" in str(caught.value)


def test_a_wide_or_turned_page_gets_a_wide_sheet():
    turned = pages(1)
    turned.pages[0].Rotate = 90
    content, placed = bound(saved(pages(1, size=(842, 595))), saved(turned))
    read = PdfReader(io.BytesIO(annexes.fill(content, placed)))
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in read.pages]
    assert sizes[1:] == [(842, 595), (842, 595)]


def test_a_report_with_annexes_claims_no_norm_and_the_same_rows_give_the_same_bytes():
    content, placed = bound(saved(pages(1)))
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    made = annexes.fill(content, placed)
    assert annexes.fill(content, placed) == made
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as metadata:
        assert not [claim for claim in annexes.CLAIMS if claim in metadata]
        assert opened.Root.MarkInfo.Marked


# --- On its page -------------------------------------------------------------------------------


def address(name, *more):
    return reverse(f"reports:{name}", args=["sud", YEAR, *more])


def test_the_coordination_joins_reads_and_removes_an_annex(client, coordinator, zone):
    office = make_organisation("L’Étape")
    make_member(zone, office)
    client.force_login(coordinator)
    typed = {"upload": upload(), "title": "Bilan 2020", "organisation": office.pk}
    assert client.post(address("annexes"), typed).status_code == 302
    row = Annex.objects.get()
    page = client.get(address("annexes")).content.decode()
    assert "Bilan 2020" in page
    assert "L’Étape" in page
    file = client.get(address("annex", row.pk))
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Security-Policy"].startswith("default-src 'none'")
    client.post(address("annex_edit", row.pk), {"title": "Autre titre", "organisation": ""})
    row.refresh_from_db()
    assert (row.title, row.organisation) == ("Autre titre", None)
    client.post(address("annex_remove", row.pk))
    assert not Annex.objects.exists()


def test_a_refused_annex_gives_back_what_was_typed(client, coordinator, zone):
    client.force_login(coordinator)
    typed = {"upload": upload(b"%PDF-1.7 rien"), "title": "Un titre bien choisi"}
    answer = client.post(address("annexes"), typed)
    assert answer.status_code == 200
    assert "Un titre bien choisi" in answer.content.decode()
    assert "abîmé" in answer.content.decode()


def test_nobody_else_reads_nor_adds_annexes_before_the_deposit(
    client, partner, outsider, region, report
):
    row = add(report)
    for user in (partner, outsider, region):
        client.force_login(user)
        assert client.get(address("annexes")).status_code == 404
        assert client.get(address("annex", row.pk)).status_code == 404
        for name in ("annex_edit", "annex_move", "annex_remove"):
            assert client.post(address(name, row.pk)).status_code == 404
        assert client.post(address("annexes"), {"upload": upload()}).status_code == 404
    assert Annex.objects.count() == 1


def test_an_annex_of_another_report_is_not_reached_through_ours(client, coordinator, other_zone):
    row = add(open_report(other_zone, YEAR))
    open_report_of_ours = reverse("reports:annex", args=["sud", YEAR, row.pk])
    client.force_login(coordinator)
    assert client.get(open_report_of_ours).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_annexes_costs_the_same_whatever_its_length(
    client, coordinator, report, django_assert_num_queries, count
):
    for number in range(count):
        add(report, saved(pages(words=str(number))), organisation=make_organisation())
    client.force_login(coordinator)
    client.get(address("annexes"))
    with django_assert_num_queries(QUERIES):
        client.get(address("annexes"))


QUERIES = 7


def test_the_institutions_are_offered_in_the_order_of_the_readers_alphabet(zone):
    for name_fr, name_nl in (("Atelier", "Werkplaats"), ("Zénith", "École"), ("Mission", "Huis")):
        make_member(zone, make_organisation(name_fr, name_nl=name_nl))
    offered = {}
    for language in ("fr", "nl"):
        with translation.override(language):
            choices = AnnexForm(zone=zone).fields["organisation"].choices
            offered[language] = [label for _pk, label in choices][1:]
    assert offered["fr"] == ["Atelier", "Mission", "Zénith"]
    assert offered["nl"] == ["École", "Huis", "Werkplaats"]
