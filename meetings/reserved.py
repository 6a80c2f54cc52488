"""What is told of an agenda item to those who may not read it: that there is one."""

from django.utils.translation import gettext, override

from zones.models.rules import Visibility

from .models.levels import readable
from .readership import level_of, level_of_reader


class ReservedItem:
    """« Point réservé »: its place, its number and its minutes, without its words.

    Stands where pages and papers expect an ``AgendaItem``, and can be saved nowhere.
    """

    is_hidden = True
    presenter = kind = visibility = ""
    theme = theme_id = approves = approves_id = None

    def __init__(self, item):
        self.pk, self.position = item.pk, item.position
        self.minutes_foreseen, self.is_additional = item.minutes_foreseen, item.is_additional
        self.is_written = getattr(item, "is_written", False)
        for language in ("fr", "nl"):
            with override(language):
                setattr(self, f"title_{language}", gettext("Point réservé"))

    def __str__(self):
        return self.title_fr

    def get_kind_display(self):
        return ""


def masked(items, level):
    """The items of an agenda as a reader at ``level`` knows them, in their order."""
    allowed = readable(level)
    return [item if item.visibility in allowed else ReservedItem(item) for item in items]


def hides_items(items, level):
    """Is one of the items above ``level``?"""
    return any(item.visibility not in readable(level) for item in items)


def agenda_for(user, meeting, items):
    """``masked`` for somebody signed in; one query at most, and none when nothing is reserved."""
    items = list(items)
    if not any(item.visibility for item in items):
        return items
    return masked(items, before_held(level_of(user, meeting), meeting))


def agenda_for_reader(row, items):
    """``masked`` for somebody on the list of the meeting, who may have no account."""
    return masked(items, level_of_invited(row))


def level_of_invited(row):
    """The level of the agenda for who is on the list: see ``before_held``."""
    meeting = row.meeting
    level = level_of_reader(row)
    return level if meeting.is_held or level == Visibility.COORDINATION else Visibility.PRESENT


def before_held(level, meeting):
    """Until the meeting is held, its zone reads the agenda as those who will be there: who is
    called to a meeting knows what about. Only what is the secretariat's is reserved then."""
    comes = level == Visibility.ZONE and not meeting.is_held
    return Visibility.PRESENT if comes else level


def copy_level(user, meeting):
    """At which level to make the letter again for ``user``; None for the coordination, who reads
    the one that everybody gets."""
    level = before_held(level_of(user, meeting), meeting)
    return None if level == Visibility.COORDINATION else level


def letter_level(meeting):
    """The level of what goes to everybody alike: the letter before the meeting, the members' own
    once it is held."""
    return before_held(Visibility.ZONE, meeting)
