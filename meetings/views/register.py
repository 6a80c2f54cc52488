"""The register of sealed PVs: its list, an edition and its file; the page that checks a file."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from zones.permissions import visible_zone_or_404

from .. import pages_register
from ..models import PV
from ..readership import level_of
from ..services import verifying
from . import paper_response
from .gate import is_too_often
from .published import published_or_signed_in


@require_safe
def listing(request, code):
    """The sealed PVs of the zone that the reader may read, with their fingerprints."""
    zone = visible_zone_or_404(request.user, code)
    context = {"zone": zone, "rows": pages_register.rows_of(request.user, zone)}
    return render(request, "meetings/register.html", context)


def _edition(request, code, pk, edition):
    """The row of the register within what the reader may open, or 404."""
    pvs = PV.objects.open_to(request.user).select_related("meeting__zone")
    pv = get_object_or_404(pvs, meeting=pk, meeting__zone__code=code)
    rows = pv.sealed.select_related("version", "replaced_by", "decided_in__zone")
    return pv, get_object_or_404(rows.prefetch_related("papers"), edition=edition)


@require_safe
@published_or_signed_in
def edition(request, code, pk, edition):
    """The text of one edition as it was sealed, whatever came after it."""
    pv, row = _edition(request, code, pk, edition)
    context = pages_register.edition(request.user, pv, row)
    return render(request, "meetings/pv_edition.html", context)


@require_safe
@published_or_signed_in
def edition_paper(request, code, pk, edition):
    """Its PDF/A for this reader's level: the bytes that were sealed."""
    pv, row = _edition(request, code, pk, edition)
    paper = pages_register.readable_paper(pv, row, level_of(request.user, pv.meeting))
    if paper is None:
        raise Http404
    return paper_response(paper.pdf(), paper.file_name)


@login_not_required
@csrf_exempt  # nothing is written: a page that only answers has nothing to forge
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Drop a file: is it in the register? Told to whoever holds it, and nothing of other files."""
    if is_too_often(request, "verify", most=60, seconds=600):
        sentence = _("Beaucoup de fichiers en peu de temps : attendez quelques minutes.")
        context = {"sentence": sentence, "fingerprint": ""}
        return render(request, "meetings/verify.html", context, status=429)
    fingerprint, sentence = _asked(request)
    context = {"fingerprint": fingerprint, "sentence": sentence}
    if fingerprint:
        context |= pages_register.answer(verifying.look_up(fingerprint))
    return render(request, "meetings/verify.html", context, status=422 if sentence else 200)


def _asked(request):
    """(fingerprint, sentence): of the file sent, else as the browser or somebody wrote it."""
    if request.method != "POST":
        typed = request.GET.get("empreinte", "")
        found = verifying.clean(typed)
        return found, NOT_A_FINGERPRINT if typed and not found else ""
    handler = verifying.Fingerprint(request)
    request.upload_handlers = [handler]
    typed = request.POST.get("empreinte", "")
    if handler.is_too_big:
        return "", _("Ce fichier dépasse 25 Mo : ce n’est pas un PV de ce registre.")
    found = handler.sha256 or verifying.clean(typed)
    nothing = NOT_A_FINGERPRINT if typed else _("Choisissez un fichier, ou collez une empreinte.")
    return found, "" if found else nothing


NOT_A_FINGERPRINT = gettext_lazy("Une empreinte SHA-256 compte 64 chiffres et lettres de a à f.")
