"""The way in, and the help page."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from .. import reference
from ..permissions import is_regional, visible_zones


def home(request):
    """To the page where the reader's work is."""
    if is_regional(request.user):
        return redirect("reports:region")
    zones = list(visible_zones(request.user).prefetch_related("communes"))
    if len(zones) == 1:
        return redirect(zones[0])
    return render(request, "zones/home.html", {"zones": zones})


@login_not_required
@require_safe
def help_page(request):
    """How it works and the glossary: nothing of a zone, so it opens to everybody."""
    glossary = reference.document("glossary")
    context = {
        "acronyms": glossary["rows"],
        "vocabulary": glossary["vocabulary"],
        "source": glossary["source"],
    }
    return render(request, "zones/help.html", context)
