"""The deposit of a validated report at Actiris: by e-mail from here, or noted."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.views import attempt, tried

from .. import pages_journey
from ..forms_journey import NoteDepositForm
from ..services import deposit as service
from .journey import own_report


@require_http_methods(["GET", "HEAD", "POST"])
def deposit(request, code, year):
    """Where the report goes and what leaves; then the letter, and what the server answered."""
    report, _texts = own_report(request, code, year)
    if not report.is_validated:
        messages.error(request, _("Validez le rapport avant de le transmettre."))
        return redirect("reports:way", code, year)
    if request.method == "POST":
        if tried(request, lambda: service.send(report, by=request.user)):
            messages.success(request, _("Le rapport part : cette page dira quand il est arrivé."))
        return redirect("reports:deposit", code, year)
    return render(request, "reports/report_deposit.html", pages_journey.deposit_page(report))


@require_http_methods(["GET", "HEAD", "POST"])
def sent(request, code, year):
    """Note that the report reached Actiris by another way."""
    report, _texts = own_report(request, code, year)
    if not report.is_validated:
        messages.error(request, _("Validez le rapport avant de le transmettre."))
        return redirect("reports:way", code, year)
    form = NoteDepositForm(request.POST or None, initial={"on": timezone.localdate()})

    def noted(given):
        return service.note(report, by=request.user, **given)

    if request.method == "POST" and attempt(form, noted):
        messages.success(request, _("La date de transmission est notée."))
        return redirect("reports:way", code, year)
    context = pages_journey.head(report) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_sent.html", context, status=status)
