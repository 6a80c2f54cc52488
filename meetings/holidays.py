"""Days on which nobody comes: public holidays and school holidays of both communities."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from concertation.typography import current_language

WEEK = timedelta(weeks=1)
#: School holidays of the Fédération Wallonie-Bruxelles since its calendar left the common one:
#: first and last day. Source: décret du 31 mars 2022 relatif à l’adaptation des rythmes scolaires
#: annuels, and the calendars published for 2022–2023 to 2025–2026; later years are not known here.
FRENCH_SPEAKING = (
    (date(2022, 10, 24), date(2022, 11, 6)),
    (date(2023, 2, 20), date(2023, 3, 5)),
    (date(2023, 5, 1), date(2023, 5, 14)),
    (date(2023, 7, 8), date(2023, 8, 27)),
    (date(2023, 10, 23), date(2023, 11, 5)),
    (date(2024, 2, 26), date(2024, 3, 10)),
    (date(2024, 4, 29), date(2024, 5, 12)),
    (date(2024, 7, 6), date(2024, 8, 25)),
    (date(2024, 10, 21), date(2024, 11, 3)),
    (date(2025, 2, 24), date(2025, 3, 9)),
    (date(2025, 4, 28), date(2025, 5, 11)),
    (date(2025, 7, 5), date(2025, 8, 24)),
    (date(2025, 10, 20), date(2025, 11, 2)),
    (date(2026, 2, 16), date(2026, 3, 1)),
    (date(2026, 4, 27), date(2026, 5, 10)),
    (date(2026, 7, 4), date(2026, 8, 23)),
)
SEPARATION = date(2022, 8, 29)


def day_note(day):
    """What to know of a date before meeting on it; an empty string on an ordinary day.

    « samedi », « jour férié : Ascension », « vacances scolaires francophones et néerlandophones »,
    separated by « · ». ``day`` is a local date; nothing is looked up outside the machine.
    """
    notes = [_weekend(day), _public_holiday(day), _school_holiday(day)]
    return " · ".join(note for note in notes if note)


def _weekend(day):
    return {5: _("samedi"), 6: _("dimanche")}.get(day.weekday(), "")


def _public_holiday(day):
    import holidays  # heavy, and wanted by one page only

    name = holidays.country_holidays("BE", years=day.year, language=current_language()).get(day)
    return _("jour férié : %(name)s") % {"name": name} if name else ""


def _school_holiday(day):
    dutch, french = _is_dutch_speaking(day), _is_french_speaking(day)
    if dutch and french:
        return _("vacances scolaires francophones et néerlandophones")
    if french:
        return _("vacances scolaires francophones")
    return _("vacances scolaires néerlandophones") if dutch else ""


def _is_french_speaking(day):
    if day < SEPARATION:
        return _is_dutch_speaking(day)
    listed = any(first <= day <= last for first, last in FRENCH_SPEAKING)
    return listed or _within(day, _christmas(day.year)) or _within(day, _christmas(day.year - 1))


def _is_dutch_speaking(day):
    """The common calendar until 2022, the Flemish one since.

    Source: besluit van de Vlaamse Regering van 17 april 1991 tot organisatie van het schooljaar.
    """
    from dateutil.easter import easter

    sunday = easter(day.year)
    summer = (date(day.year, 7, 1), date(day.year, 8, 31))
    carnival = sunday - timedelta(days=48)
    periods = [
        summer,
        (carnival, carnival + WEEK - timedelta(days=1)),
        _weeks(_spring(day.year, sunday), 2),
        _weeks(_monday_of(date(day.year, 11, 1), after=(6,)), 1),
        _christmas(day.year),
        _christmas(day.year - 1),
    ]
    return any(_within(day, period) for period in periods)


def _spring(year, sunday):
    if sunday.month == 3:
        return sunday + timedelta(days=1)
    if sunday > date(year, 4, 15):
        return sunday - timedelta(days=13)
    return date(year, 4, 1) + timedelta(days=-date(year, 4, 1).weekday() % 7)


def _christmas(year):
    return _weeks(_monday_of(date(year, 12, 25), after=(5, 6)), 2)


def _monday_of(day, after):
    """The Monday of the week of ``day``; the next one if ``day`` is a weekday of ``after``."""
    monday = day - timedelta(days=day.weekday())
    return monday + WEEK if day.weekday() in after else monday


def _weeks(first, number):
    return first, first + number * WEEK - timedelta(days=1)


def _within(day, period):
    return period[0] <= day <= period[1]
