"""Time spent, as it is typed and as it is read: « 1,5 », « 1 h 30 », « 45 min »."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from concertation.typography import NBSP, current_language

DECIMAL = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?(?:h|u|heures?|uur)?")
CLOCK = re.compile(r"([0-9]{1,3}) ?[hu:] ?([0-5][0-9])(?: ?min)?")
MINUTES = re.compile(r"([0-9]{1,4}) ?(?:min|minutes?|minuten|mn|m|['’])\.?")
MOST = 200


def hours_of(text):
    """Hours (``Decimal``, two decimals) of « 1,5 », « 1h30 », « 45 min »; None for nothing.

    Raises ``ValueError`` for anything else. Three hours and a third of an hour is 3.33.
    """
    text = " ".join(text.casefold().split())
    if not text:
        return None
    if found := DECIMAL.fullmatch(text):
        return Decimal(f"{found[1]}.{found[2] or 0}").quantize(Decimal("0.01"))
    if found := CLOCK.fullmatch(text):
        return _of_minutes(60 * int(found[1]) + int(found[2]))
    if found := MINUTES.fullmatch(text):
        return _of_minutes(int(found[1]))
    raise ValueError(text)


def _of_minutes(minutes):
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))


def hours_shown(hours):
    """« 1 h 30 », « 45 min »; in Dutch « 1u30 »; "" for None."""
    if hours is None:
        return ""
    whole, minutes = divmod(round(hours * 60), 60)
    if not whole and minutes:
        return f"{minutes}{NBSP}min"
    if current_language() == "nl":
        return f"{whole}u{minutes:02d}" if minutes else f"{whole}u"
    return f"{whole}{NBSP}h" + (f"{NBSP}{minutes:02d}" if minutes else "")


class HoursField(forms.CharField):
    """A duration typed as people write one; cleans to a ``Decimal`` of hours or None."""

    def clean(self, value):
        text = super().clean(value)
        try:
            hours = hours_of(text)
        except ValueError:
            words = _("Écrivez la durée comme « 1,5 », « 1 h 30 » ou « 45 min ».")
            raise ValidationError(words) from None
        if hours is not None and hours > MOST:
            raise ValidationError(_("Une entrée compte 200 heures au plus : scindez-la."))
        return hours

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return hours_shown(value).replace(NBSP, " ")
        return value
