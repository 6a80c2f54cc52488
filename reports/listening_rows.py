"""The barometer and the three questions, as a report shows them."""


def listening(zone, year):
    """The context of its chapters."""
    return {}
