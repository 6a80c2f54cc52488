"""The registers of opinions and findings, as a report shows them."""


def registers(zone, year, *, in_zone):
    """The context of its chapters."""
    return {}
