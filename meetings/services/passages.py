"""A passage with what follows from it, saved in one go."""

from django.db import transaction

from . import minutes


@transaction.atomic
def save_passage(block_id, *, revision, by, fields, action=None, addressees=None):
    """Save a passage, and the owners of its action or the addressees of its opinion.

    ``fields``: Block field name → value; ``action``: the keywords of ``minutes.set_action``.
    Raises ``Conflict`` as ``minutes.save_block`` does: then nothing at all is written.
    """
    block = minutes.save_block(block_id, revision=revision, by=by, **fields)
    if action is not None:
        minutes.set_action(block, **action)
    if addressees is not None:
        opinion = block.opinion
        minutes.record_opinion(
            opinion,
            addressees=addressees,
            sent_on=opinion.sent_on,
            answered_on=opinion.answered_on,
            answer=opinion.answer,
        )
    return block
