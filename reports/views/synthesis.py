"""The synthesis of the six zones: read, written chapter by chapter, set on paper, published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from meetings.services.errors import Conflict, Refused

from .. import canvas, export, pages_synthesis, synthesis_schema
from ..forms import ChapterForm
from ..forms_synthesis import LanguageForm
from ..permissions_synthesis import can_read_synthesis
from ..services import making
from ..services import synthesis as services
from ..synthesis import with_tables
from .canvas import for_region
from .reading import region_year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _open(request, year, *, fresh=True):
    """(edition, snapshot) for this reader; 403 as long as nothing is published for them."""
    region_year(year)
    found = pages_synthesis.snapshot_for(request.user, year, fresh=fresh)
    require(can_read_synthesis, request.user, found and found[0])
    return found


def synthesis(request, year):
    """The figures of the zones and the texts of the Region; frozen once published."""
    edition, snapshot = _open(request, year, fresh="relire" in request.GET)
    context = pages_synthesis.synthesis_page(request.user, edition, snapshot)
    return render(request, "reports/synthesis.html", context)


@for_region
@require_POST
def synthesis_text(request, year, chapter):
    """Keep the written part of a chapter, by itself (autosave) or with its button."""
    region_year(year)
    form = ChapterForm(request.POST)
    if not form.is_valid():
        return _answer(request, year, next(iter(form.errors.values()))[0])
    try:
        saved = _save(services.open_synthesis(year), chapter, form, request.user)
    except Conflict as conflict:
        return _conflict(request, year, form.cleaned_data, conflict)
    except Refused as refused:
        return _answer(request, year, str(refused))
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Version": str(saved.revision)})
    messages.success(request, _("Le texte du chapitre est enregistré."))
    return redirect(f"{saved.synthesis.get_absolute_url()}#{chapter}")


def _save(edition, chapter, form, user):
    texts = {name: form.cleaned_data[name] for name in ("text_fr", "text_nl")}
    return services.save_text(edition, chapter, **texts, revision=form.revision, by=user)


def _answer(request, year, sentence):
    """A refusal: beside the text when the page saves by itself, else with what was typed."""
    if "X-Autosave" in request.headers:
        return render(request, "reports/_refused.html", {"sentence": sentence}, status=422)
    typed = {name: request.POST.get(name, "") for name in ("text_fr", "text_nl")}
    context = {"year": year, "sentence": sentence, "typed": typed}
    return render(request, "reports/synthesis_refused.html", context, status=422)


def _conflict(request, year, mine, conflict):
    """Both texts and the two choices; nothing typed is lost."""
    autosaved = "X-Autosave" in request.headers
    template = "_synthesis_conflict" if autosaved else "synthesis_conflict"
    context = {
        "year": year,
        "sentence": str(conflict),
        "mine": mine,
        "current": conflict.current,
        "chapter": canvas.chapter(year, conflict.current.chapter, canvas.REGION),
    }
    return render(request, f"reports/{template}.html", context, status=409)


def synthesis_paper(request, year):
    """The stored PDF once published; before that, the Region has one made (``synthesis_make``)."""
    region_year(year)
    edition = pages_synthesis.find_published(year)
    require(can_read_synthesis, request.user, edition)
    if edition is None:
        messages.info(request, _("La synthèse n’est pas publiée : demandez-en un projet."))
        return redirect("reports:synthesis", year)
    return _file(edition.paper.pdf(), "application/pdf", edition.paper.file_name, inline=True)


@for_region
@require_POST
def synthesis_make(request, year):
    """Have the PDF of the synthesis made as it stands, in the language asked."""
    region_year(year)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise Http404
    language = form.cleaned_data["language"]
    return redirect(making.ask("synthesis", year=year, language=language, by=request.user))


@for_region
def synthesis_publish(request, year):
    """What will be frozen and what is still missing, then the act."""
    region_year(year)
    edition, snapshot = _open(request, year)
    if edition.published_at:
        return redirect("reports:synthesis", year)
    context = pages_synthesis.publication_page(edition, snapshot)
    form = LanguageForm(request.POST or None, initial={"language": edition.language})
    if request.method == "POST" and form.is_valid() and not context["refusal"]:
        language = form.cleaned_data["language"]
        asked = {"year": year, "edition": edition.edition, "language": language}
        return redirect(making.ask("publication", **asked, by=request.user))
    context["language_form"] = form
    return render(request, "reports/synthesis_publish.html", context)


@for_region
@require_POST
def synthesis_take_up(request, year):
    """A new edition of a published synthesis, to correct it; the published one stays."""
    region_year(year)
    edition = pages_synthesis.find_synthesis(year)
    try:
        services.take_up(edition, by=request.user)
        messages.success(request, _("Une nouvelle édition est ouverte, avec les mêmes textes."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("reports:synthesis", year)


# --- For other programs -------------------------------------------------------------------------


def _whole(request, year):
    """The frozen snapshot, or the one of today with its tables."""
    edition, snapshot = _open(request, year)
    return snapshot if edition.published_at else with_tables(snapshot)


def synthesis_tables(request, year):
    """Every table of the synthesis, a sheet each."""
    title = f"{_('Synthèse régionale')} {year}"
    content = export.workbook(export.tables(_whole(request, year)), title=title)
    return _file(content, XLSX, f"synthese-{year}.xlsx")


def synthesis_json(request, year):
    """What the synthesis shows, in the shape of ``synthesis_schema``."""
    return _file(export.json(_whole(request, year)), "application/json", f"synthese-{year}.json")


@login_not_required
def synthesis_schema_file(request):
    """The JSON Schema of the file above, for whoever reads it with a program."""
    content = export.json(synthesis_schema.schema())
    return _file(content, "application/schema+json", "synthese.schema.json", inline=True)


def _file(content, media_type, name, *, inline=False):
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["Cache-Control"] = "private, no-store"
    return response
