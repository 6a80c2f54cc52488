"""The themes: the list, and the memory of each."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zones.models import Theme

from .. import pages_themes


@require_safe
def themes(request):
    """Every theme by category, and how often the reader's zones took it up."""
    return render(request, "meetings/themes.html", pages_themes.theme_list(request.user))


@require_safe
def theme(request, code):
    """When a theme was on the table, and what came of it; « ?avis=2 », « ?releves=2 »."""
    found = get_object_or_404(Theme.objects.select_related("category"), code=code)
    context = pages_themes.theme_page(request.user, found, request.GET)
    return render(request, "meetings/theme.html", context)
