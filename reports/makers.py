"""What the worker calls for a zone: from a making to its bytes."""

from . import documents
from .making_kinds import KINDS, ZIP
from .reading import find_report
from .services.proof import bundle


def report(making, on_step):
    """The PDF of the report as it stands: the stored one once it is validated.

    The making keeps which edition that was: another may be current when the paper is fetched.
    """
    found, _texts = find_report(making.zone, making.year)
    making.edition = found.edition if found else None
    making.save(update_fields=["edition"])
    return documents.report(
        making.zone, making.year, found, language=making.language, on_step=on_step
    )


def proof(making, on_step):
    """The ZIP of what proves the year, with the PVs that the Region reads."""
    return bundle(making.zone, making.year, on_step=on_step)


def proof_with_reserved(making, on_step):
    """The same, with the PVs that only the zone reads: the coordination knows whom it gives it."""
    return bundle(making.zone, making.year, with_reserved=True, on_step=on_step)


def file_name(making):
    """The name a made paper is fetched under."""
    if making.zone is None:
        return f"Synthese-regionale-{making.year}.pdf"
    if KINDS[making.what].media_type == ZIP:
        return f"Preuves-Zone-{making.zone.name_fr.replace(' ', '-')}-{making.year}.zip"
    return documents.file_name(making.zone, making.year, making.edition)
