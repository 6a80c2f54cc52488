"""A worker in the tests: what was asked for is made, and fetched as its reader fetches it."""

from django.urls import reverse

from reports.models import Making
from reports.services.making import run


def work():
    """What a worker does with everything that waits; the states it leaves."""
    waiting = Making.objects.filter(status=Making.Status.WAITING).order_by("pk")
    return [run(pk) for pk in waiting.values_list("pk", flat=True)]


def made_report(client, code, year, **typed):
    """The bytes of a draft, asked for on its page, set and fetched; None where it may not be."""
    asked = client.post(reverse("reports:make_report", args=[code, year]), typed)
    if asked.status_code != 302 or "/mises-en-page/" not in asked["Location"]:
        return None
    work()
    answer = client.get(asked["Location"] + "fichier/")
    return answer.content if answer.status_code == 200 else None
