"""How far a long paper is, ready for its page."""

from .making_kinds import KINDS, origin
from .models import Making
from .services.making import failure

#: Seconds before the page asks again.
AGAIN = 2


def progress(making):
    """The context of a making's page and of the part of it that is read again."""
    kind = KINDS[making.what]
    is_ready = making.status == Making.Status.READY
    return {
        "making": making,
        "kind": kind,
        "zone": making.zone,
        "origin": origin(making),
        "is_ready": is_ready,
        "has_file": is_ready and kind.is_kept,
        "failure": failure(making) if making.status == Making.Status.FAILED else "",
        "again_in": 0 if making.is_over else AGAIN,
    }
