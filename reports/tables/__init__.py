"""Every table of a report, in the active language: what the page and the paper show, to be reckoned
with elsewhere. ``snapshot`` folds the two languages and the two readers of them together.
"""

from . import acts, meetings, outside, people


def for_all(data, figures, *, named=True):
    """[Table] that every reader of the report reads alike; rows never in the order of a language.

    ``figures``: those of ``indicators.figures``; ``named``: institutions bear their name, or a
    letter.
    """
    return [
        *meetings.tables(data, figures),
        *people.tables(data, figures, named),
        *outside.tables(data),
    ]


def for_readers(data, *, named=True, in_zone=True):
    """[Table] that quote PVs, and who sat where: to the members of the zone alone.

    ``in_zone``: passages as the members of the zone may read them, or as the other zones may.
    """
    return [*acts.tables(data, in_zone), *([people.seats(data, named)] if in_zone else ())]
