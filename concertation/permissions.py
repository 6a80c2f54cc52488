"""One gate for every gesture: a predicate says whether, ``require`` says no, in a sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

DEFAULT_REFUSAL = _("Vous n’avez pas la main sur ceci pour le moment.")


def refusal(sentence):
    """Give a predicate the (lazy) sentence shown to whoever it turns away."""

    def attach(predicate):
        predicate.refusal = sentence
        return predicate

    return attach


def require(predicate, user, *objects):
    """Raise ``PermissionDenied`` with the predicate's sentence unless it holds for the objects."""
    if not predicate(user, *objects):
        raise PermissionDenied(str(getattr(predicate, "refusal", DEFAULT_REFUSAL)))
