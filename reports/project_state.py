"""Where a project stands, at the end of a year or over it; nothing here queries."""

from datetime import date

from .models import ProjectState

State = ProjectState.State
BEGUN = (State.PREPARING, State.RUNNING, State.DONE)
OVER = (State.DONE, State.STOPPED)


def states_of(project):
    """Its states in order; prefetched by whoever asks."""
    return list(project.states.all())


def state_on(project, day):
    """The ``ProjectState`` that held on ``day``, or None."""
    return next((one for one in reversed(states_of(project)) if one.on <= day), None)


def begins_on(project):
    """The day the project began: as noted, or its first state past the mere idea; else None."""
    begun = (one.on for one in states_of(project) if one.state in BEGUN)
    return project.started_on or next(begun, None)


def ends_on(project):
    """The day it ended: as noted, or its last state when that one ends it; else None."""
    last = next(reversed(states_of(project)), None)
    return project.ended_on or (last.on if last and last.state in OVER else None)


def is_active(project, year):
    """Whether the project was carried on some day of ``year``; an idea alone is not carried yet."""
    begins, ends = begins_on(project), ends_on(project)
    if begins is None or begins > date(year, 12, 31):
        return False
    return ends is None or ends >= date(year, 1, 1)


def is_of_year(project, year):
    """Whether the report of ``year`` tells of it: carried, moved that year, or still an idea."""
    if is_active(project, year) or any(one.on.year == year for one in states_of(project)):
        return True
    at_end = state_on(project, date(year, 12, 31))
    return at_end is not None and at_end.state == State.IDEA
