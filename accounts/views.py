"""Profile, the pages everybody may read, and the letters of the demonstration."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from concertation import mail

from .forms import ProfileForm

#: Attachments a browser may show by itself; anything else is downloaded as unknown bytes.
SHOWN_TYPES = ("application/pdf", "text/calendar", "application/ics", "text/plain")


def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Votre profil est enregistré."))
        response = redirect("profile")
        # The choice made here wins over an older click on FR | NL.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    return render(request, "accounts/profile.html", {"form": form})


@login_not_required
@require_safe
def privacy(request):
    return render(request, "accounts/privacy.html")


@login_not_required
@require_safe
def accessibility(request):
    return render(request, "accounts/accessibility.html")


@login_not_required
@require_safe
def demo_mail(request):
    _demonstration_only()
    return render(request, "accounts/demo_mail.html", {"letters": mail.demo_letters()})


@login_not_required
@require_safe
def demo_letter(request, name):
    return render(request, "accounts/demo_letter.html", {"letter": _letter(name)})


@login_not_required
@require_safe
def demo_attachment(request, name, index):
    parts = [part for part in _letter(name).attachments if part.index == index]
    if not parts:
        raise Http404
    part = parts[0]
    kind = part.type if part.type in SHOWN_TYPES else "application/octet-stream"
    response = HttpResponse(part.content, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = mail.one_line(
        f'inline; filename="{part.name.replace(chr(34), "")}"'
    )
    return response


@login_not_required
@require_safe
def health(request):
    """« ok » when the process answers and the database too: what a supervisor asks for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def _letter(name):
    _demonstration_only()
    try:
        return mail.demo_letter(name)
    except FileNotFoundError as unknown:
        raise Http404 from unknown


def _demonstration_only():
    """Letters carry personal links: anywhere but in a demonstration this page does not exist."""
    if not settings.DEMO:
        raise Http404
