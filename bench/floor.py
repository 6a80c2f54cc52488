"""The floor: the least Django that still gives a useful page.

Template inheritance, two queries a page, no session read, no permission, no navigation. Nothing
that does the user's work can be much faster: this is what our pages are divided by.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render

from meetings.models import Meeting

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
