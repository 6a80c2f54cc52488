"""When the reports of a year are due and where they go: as the Region noted it, or by default."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import date_short

from .models import ReportYear


@dataclass(frozen=True)
class Due:
    """``is_noted``: by the Region; otherwise ``on`` is the default and nobody knows the address."""

    year: int
    on: date
    to_name: str = ""
    to_email: str = ""
    is_noted: bool = False

    def days_left(self, today=None):
        """Days until the report is due; below 0 once it is late."""
        return (self.on - (today or timezone.localdate())).days

    @property
    def words(self):
        """« attendu le 31 janvier 2027, dans 71 jours »."""
        return f"{self.day_words}, {self.countdown}"

    @property
    def day_words(self):
        return _("attendu le %(day)s") % {"day": date_short(self.on)}

    @property
    def countdown(self):
        """« dans 71 jours », « demain », « aujourd’hui », « 3 jours de retard »."""
        left = self.days_left()
        if left == 0:
            return _("aujourd’hui")
        if left == 1:
            return _("demain")
        if left < 0:
            return ngettext("%(n)d jour de retard", "%(n)d jours de retard", -left) % {"n": -left}
        return _("dans %(n)d jours") % {"n": left}

    @property
    def flag_kind(self):
        left = self.days_left()
        return "late" if left < 0 else "soon" if left <= SOON else "muted"


#: Days before the due date from which it is shown as near.
SOON = 31


def default_day(year):
    """31 January of the year after: practice, nobody published the date that Actiris expects."""
    return date(year + 1, 1, 31)


def due_of(year):
    """``Due`` of the reports about ``year``; one query."""
    return as_due(year, ReportYear.objects.filter(year=year).first())


def as_due(year, row):
    """``Due`` of a ``ReportYear``, or the default when there is none."""
    if row is None:
        return Due(year, default_day(year))
    return Due(year, row.due_on, row.to_name, row.to_email, True)
