"""Who may read what: five levels, from the secretariat to everybody."""

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
