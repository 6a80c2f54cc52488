"""Somebody read both texts of a passage again and says that they agree."""

from django.db import transaction

from .. import translation
from ..models import Block
from .minutes import locked_draft


@transaction.atomic
def confirm_translation(block):
    """« Toujours juste »: the stale text of ``block`` stands as it is; twice is once.

    No revision of the text: whoever is writing the passage meanwhile is not disturbed. Raises
    ``WrongStatus`` once the PV has left.
    """
    locked_draft(block.item.meeting)
    block = Block.objects.get(pk=block.pk)
    Block.objects.filter(pk=block.pk).update(translated_from=translation.still_right(block))
