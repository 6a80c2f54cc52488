"""What the worker does for the reports: the long papers."""

from django_tasks import task


@task(priority=-10)
def make(pk):
    """Make what was asked; behind the letters, which somebody waits for."""
    from .services.making import run

    return run(pk)
