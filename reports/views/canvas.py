"""The canvas of the reports and of the synthesis, kept by the Region."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concertation.permissions import require
from meetings.views import attempt, tried

from .. import pages_canvas
from ..forms_settings import CanvasChapterForm, NewCanvasForm
from ..models import Canvas, CanvasChapter
from ..permissions import can_see_region
from ..services import canvas as services
from .settings import kept


def for_region(view):
    """The Region's alone: whoever else is told so, whatever they tried."""

    @wraps(view)
    def asked(request, *args, **options):
        require(can_see_region, request.user)
        return view(request, *args, **options)

    return asked


@for_region
def canvases(request):
    """Which canvas holds from which year on; a new one is a copy of the one in force."""
    return render(request, "reports/canvas_list.html", pages_canvas.canvases())


@for_region
@require_POST
def canvas_new(request, kind):
    if kind not in Canvas.Kind.values:
        raise Http404
    form = NewCanvasForm(request.POST)
    made = attempt(form, lambda data: services.start_canvas(kind, data["first_year"]))
    if made is None:
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("reports:canvases")
    messages.success(request, _("Le canevas est copié : modifiez ce qui change."))
    return redirect("reports:canvas", kind, made.first_year)


@for_region
def canvas(request, kind, year):
    row = _canvas(kind, year)
    return render(request, "reports/canvas_edit.html", pages_canvas.canvas_page(row))


@for_region
@require_POST
def canvas_order(request, kind, year):
    """The whole order (``order`` repeated), or one step of one chapter (``up`` or ``down``)."""
    row = _canvas(kind, year)
    services.order_chapters(row, pages_canvas.wanted_order(row, request.POST))
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("reports:canvas", kind, year)


@for_region
def canvas_add(request, kind, year):
    """A free chapter: only written."""
    row = _canvas(kind, year)
    current = services.chapter_values(CanvasChapter(canvas=row))
    form = CanvasChapterForm(request.POST or None, current=current)
    if kept(form, lambda _seen: services.add_chapter(row, form.values)):
        messages.success(request, _("Le chapitre est dans le canevas."))
        return redirect("reports:canvas", kind, year)
    return render(request, "reports/canvas_chapter.html", {"canvas": row, "form": form})


@for_region
def canvas_chapter(request, kind, year, key):
    row = _canvas(kind, year)
    chapter = get_object_or_404(row.chapters.select_related("canvas"), key=key)
    form = CanvasChapterForm(request.POST or None, current=services.chapter_values(chapter))
    if kept(form, lambda seen: services.save_chapter(chapter, form.values, seen=seen)):
        messages.success(request, _("Le chapitre est enregistré."))
        return redirect("reports:canvas", kind, year)
    context = {"canvas": row, "form": form, "chapter": chapter}
    context["is_free"] = services.is_free(chapter)
    return render(request, "reports/canvas_chapter.html", context)


@for_region
@require_POST
def canvas_chapter_remove(request, kind, year, key):
    row = _canvas(kind, year)
    chapter = get_object_or_404(row.chapters.select_related("canvas"), key=key)
    tried(request, lambda: services.remove_chapter(chapter))
    return redirect("reports:canvas", kind, year)


@for_region
def canvas_remove(request, kind, year):
    """A canvas begun by mistake: its years follow the one before again."""
    row = _canvas(kind, year)
    if request.method == "POST":
        services.remove_canvas(kind, row.first_year)
        messages.success(request, _("Le canevas est retiré."))
        return redirect("reports:canvases")
    return render(request, "reports/canvas_remove.html", {"canvas": row})


def _canvas(kind, year):
    return get_object_or_404(Canvas, kind=kind, first_year=year)
