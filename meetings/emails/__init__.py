"""A row of the outbox → an unsent message in its reader's language."""

from ..models import Letter
from . import letters
from .letters import plain_name


def build(letter):
    """The unsent ``EmailMultiAlternatives`` of a ``Letter``, whatever its kind.

    Saves nothing; the same letter always carries the same Message-ID.
    """
    return BUILDERS.get(letter.kind, letters.build)(letter)


#: Kinds that are not a letter of a meeting to somebody on its list.
BUILDERS: dict[Letter.Kind, callable] = {}

__all__ = ["build", "plain_name"]
