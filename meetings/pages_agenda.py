"""What stands beside the agenda while it is prepared: proposed points, joined files."""

from .models import ItemProposal
from .pages_answer import fate
from .pages_documents import spread, visible_pieces
from .pages_remarks import carry
from .permissions import coordinates
from .services import proposals


def beside(meeting, items, user):
    """The inbox of the meeting, each proposal with its ``fate``; the files spread on ``items``."""
    found = list(meeting.proposals.select_related("item"))
    for idea in found:
        idea.fate, idea.look = fate(idea)
        # What was taken off an agenda again, or declined, may still be taken up.
        idea.is_waiting = idea.status != ItemProposal.Status.ACCEPTED or idea.item is None
    spread(visible_pieces(meeting, user), items)
    carry(items)
    waiting = any(idea.is_waiting for idea in found)
    following = proposals.next_meeting(meeting) if waiting else None
    return {
        "proposals": sorted(found, key=lambda idea: not idea.is_waiting),
        "has_next": bool(following and coordinates(user, following)),
    }
