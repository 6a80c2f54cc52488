"""Who may read what: five levels, from the secretariat to everybody."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zones.models.rules import Visibility

#: From the narrowest to the widest.
LEVELS = list(Visibility)


def readable(level):
    """The values of ``visibility`` that a reader at ``level`` may read, « as its parent » included.

    ``Visibility.COORDINATION`` reads everything; ``PUBLIC``, what is for everybody.
    """
    return ["", *LEVELS[LEVELS.index(level) :]]


def narrowest(*levels):
    """The level that decides among a thing and its parents; "" says « as its parent »."""
    return min((Visibility(level) for level in levels if level), key=LEVELS.index)


def not_wider_than(parent):
    """The levels that may be chosen for what stands inside ``parent``."""
    return LEVELS[: LEVELS.index(Visibility(parent)) + 1]


def check_level(thing, *parents):
    """Raises ``ValidationError`` when ``thing`` would be read more widely than what it stands in.

    What was chosen before its parent was narrowed may stay: the narrowest decides anyway.
    """
    if not thing.visibility or thing.visibility in not_wider_than(narrowest(*parents)):
        return
    saved = type(thing).objects.filter(pk=thing.pk, visibility=thing.visibility)
    if thing.pk is None or not saved.exists():
        words = _("Ce qui est dit ici ne se lit pas plus largement que ce qui l’entoure : %(who)s.")
        raise ValidationError({"visibility": words % {"who": narrowest(*parents).label}})
