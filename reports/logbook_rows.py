"""What a year outside meetings shows in the report: logbook, projects, objectives, figures."""


def outside_meetings(zone, year):
    """The context of its chapters."""
    return {}
