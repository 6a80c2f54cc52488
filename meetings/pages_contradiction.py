"""The page of a PV with what is said of it: remarks, readings, its place in the register."""

from . import pages_pv, pages_register, pages_remarks
from .permissions import coordinates
from .services import review, tacit


def reading(user, pv, *, verdict_form=None, asked=None, bound=None):
    """``pages_pv.reading``, with the remarks and the register beside it.

    ``asked``: the query of the page; ``bound``: a remark that was refused.
    """
    context = pages_pv.reading(user, pv, verdict_form=verdict_form)
    context |= pages_register.beside_reading(user, pv)
    context["remarks"] = pages_remarks.on_page(user, pv, asked=asked, bound=bound)
    mine = coordinates(user, pv.meeting)
    context["open_count"] = pv.remarks.open().count() if mine else 0
    context["tacit_on"] = tacit.due_on(pv) if pv.status == pv.Status.SENT else None
    return context


def editor(user, pv, point="", bound=None):
    """``pages_pv.editor``, with who reads it again and what this edition corrects beside it."""
    return pages_pv.editor(user, pv, point, bound) | beside_editing(user, pv)


def beside_editing(user, pv):
    """For the editor: who is asked to read again, what this edition corrects."""
    readers = review.readers_of(pv, user) if pv.is_draft else []
    context = pages_register.beside_reading(user, pv)
    context["can_review"] = bool(readers) or pv.status == pv.Status.REVIEW
    context["readings"] = review.readings_of(pv, readers) if pv.status == pv.Status.REVIEW else []
    return context
