"""Days on which nobody comes: public holidays and school holidays of both communities.

Computed by the ``holidays`` package from the decrees, nothing is looked up outside the machine.
The French-speaking calendar left the common one in 2022: a zone of Brussels has partners in both.
"""

import functools
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from concertation.typography import current_language, typeset

#: The communities in charge of schools, as the package names them.
FRENCH, DUTCH = "French", "Flemish"
#: Last day of the last school year whose calendar the Fédération Wallonie-Bruxelles has published
#: (2028–2029); from then on the rule of the decree is applied, and said to be checked.
#: Sources: décret du 31 mars 2022 relatif à l’adaptation des rythmes scolaires annuels, art. 3–4;
#: besluit van de Vlaamse Regering van 17 april 1991 tot organisatie van het schooljaar, art. 4–5.
PUBLISHED_UNTIL = date(2029, 8, 26)
#: What tells a break from a day off, in the names of the package (in Dutch, its own language).
BREAK = "vakantie"


@dataclass(frozen=True)
class DayOff:
    """What a day is. ``public``: name of the public holiday; ``french``/``dutch``: school break.

    ``day_off_french``/``day_off_dutch``: a single school day off that is no public holiday.
    """

    public: str = ""
    french: bool = False
    dutch: bool = False
    day_off_french: bool = False
    day_off_dutch: bool = False
    is_certain: bool = True

    @property
    def school(self):
        """How many of the two communities have no school: 0, 1 or 2."""
        return (self.french or self.day_off_french) + (self.dutch or self.day_off_dutch)

    def note(self):
        """« jour férié : Ascension · vacances scolaires francophones », or an empty string."""
        notes = [_("jour férié : %(name)s") % {"name": self.public} if self.public else ""]
        notes += [_break(self), "" if self.public else _single(self)]
        return " · ".join(note for note in notes if note)


def day_off(day):
    """The ``DayOff`` of a local date."""
    in_french, in_dutch = _school(day, FRENCH), _school(day, DUTCH)
    return DayOff(
        public=typeset(_public(day.year, current_language()).get(day, "")),
        french=in_french == BREAK,
        dutch=in_dutch == BREAK,
        day_off_french=bool(in_french) and in_french != BREAK,
        day_off_dutch=bool(in_dutch) and in_dutch != BREAK,
        is_certain=day <= PUBLISHED_UNTIL,
    )


def day_note(day):
    """What to know of a date before meeting on it; an empty string on an ordinary day.

    « samedi », « jour férié : Ascension », « vacances scolaires francophones et néerlandophones »,
    separated by « · ». ``day`` is a local date.
    """
    weekend = {5: _("samedi"), 6: _("dimanche")}.get(day.weekday(), "")
    return " · ".join(note for note in (weekend, day_off(day).note()) if note)


@functools.lru_cache(maxsize=64)
def _public(year, language):
    import holidays  # heavy, and wanted by few pages

    return holidays.country_holidays("BE", years=year, language=language)


@functools.lru_cache(maxsize=64)
def _school_year(year, community):
    import holidays

    return holidays.country_holidays(
        "BE", subdiv=community, categories="school", years=year, language="nl"
    )


def _school(day, community):
    """``BREAK`` in a school break, another text on a single day off, "" on a school day."""
    names = _school_year(day.year, community).get_list(day)
    return BREAK if any(BREAK in name for name in names) else " ".join(names)


def _break(off):
    if off.french and off.dutch:
        words = _("vacances scolaires francophones et néerlandophones")
    elif off.french:
        words = _("vacances scolaires francophones")
    elif off.dutch:
        words = _("vacances scolaires néerlandophones")
    else:
        return ""
    return words if off.is_certain else _("%(words)s, à vérifier") % {"words": words}


def _single(off):
    if off.day_off_french and off.day_off_dutch:
        return _("congé scolaire francophone et néerlandophone")
    if off.day_off_french:
        return _("congé scolaire francophone")
    return _("congé scolaire néerlandophone") if off.day_off_dutch else ""
