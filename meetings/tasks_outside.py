"""What the worker does for the calendars of other bodies: never a web request."""

from django_tasks import task

from .models import OutsideBody


@task()
def read_calendar(body):
    """Read the calendar of the body of that id; nothing when it was deleted meanwhile."""
    from .services.outside import refresh

    found = OutsideBody.objects.filter(pk=body).exclude(calendar_url="").first()
    return refresh(found) if found else None
