"""The floor: the least Django that still gives a useful page.

Template inheritance, two queries a page, no session read, no permission, no navigation. Nothing
that does the user's work can be much faster: this is what our pages are divided by.
"""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from meetings import stems
from meetings.models import PV, Block, Meeting, Participation, PVText
from reports.models import CoordinationReport
from reports.pages import chapters_data
from zones.models import Membership, Zone

ROWS = 50


@login_not_required
def listing(request):
    """Fifty meetings and how many there are: two queries."""
    rows = Meeting.objects.select_related("zone").order_by("-starts_at")
    page = Paginator(rows, ROWS).page(1)
    return render(request, "bench/floor_list.html", {"page": page}, using="floor")


@login_not_required
def detail(request, pk):
    """A meeting and its participants: two queries."""
    meeting = Meeting.objects.select_related("zone").get(pk=pk)
    context = {"meeting": meeting, "participations": meeting.participations.all()}
    return render(request, "bench/floor_detail.html", context, using="floor")


@login_not_required
def feed(request):
    """Every meeting as a calendar, without escaping nor folding: one query."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//plancher//FR"]
    for meeting in Meeting.objects.select_related("zone").order_by("starts_at"):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{meeting.pk}@plancher",
            f"DTSTAMP:{meeting.created_at:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{meeting.starts_at:%Y%m%dT%H%M%SZ}",
            f"DTEND:{meeting.ends_at:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{meeting.zone.name_fr} - {meeting.title_fr}",
            f"LOCATION:{meeting.place_fr}",
            "END:VEVENT",
        ]
    lines += ["END:VCALENDAR", ""]
    return HttpResponse("\r\n".join(lines), content_type="text/calendar")


@login_not_required
def report(request, code, year):
    """What feeds a report, already known: the rows behind it are read, the page is written.

    Four queries, rows as tuples, no figure: what is left is the markup of forty figures, their
    tables and charts, which no way of counting makes lighter.
    """
    since = {"zone__code": code, "starts_at__year__range": (year - 5, year)}
    meetings = Meeting.objects.filter(**since)
    for rows in (
        meetings,
        Participation.objects.filter(meeting__in=meetings),
        Block.objects.filter(item__meeting__in=meetings),
        Membership.objects.filter(zone__code=code),
    ):
        list(rows.values_list())
    return render(request, "reports/_chapters_data.html", _fed(code, year))


@cache
def _fed(code, year):
    """The context of ``reports:chapters``, built once."""
    user = User.objects.get(email="sud@exemple.be")
    report = CoordinationReport.objects.filter(zone__code=code, year=year).first()
    return chapters_data(user, Zone.objects.get(code=code), year, report)


@login_not_required
def search(request):
    """Fifty PVs that hold a word, from the full-text index, and how many there are: two queries."""
    wanted = stems.asked(request.GET["q"])[0]
    rows = PV.objects.filter(pk__in=PVText.objects.filter(stems__holds=wanted).values("pv"))
    rows = rows.select_related("meeting__zone").order_by("-meeting__starts_at")
    page = Paginator(rows, ROWS).page(1)
    return render(request, "bench/floor_search.html", {"page": page}, using="floor")


@login_not_required
@csrf_exempt
def save(request, pk):
    """The text of a passage, read and written: two queries in a transaction."""
    with transaction.atomic():
        block = Block.objects.get(pk=pk)
        block.text_fr = request.POST["text_fr"]
        models.Model.save_base(block, raw=True)  # without the history
    return redirect("floor_one")


@login_not_required
def one(request):
    """One row, one line: the least a view with a query can be."""
    return HttpResponse(Meeting.objects.values_list("title_fr", flat=True).order_by("pk")[0])
