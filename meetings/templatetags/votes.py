"""What a page of many passages says of their votes, without a query of its own."""

from django import template

from .. import vote_words

register = template.Library()


@register.filter
def vote_sentence(block):
    """« adoptée par 12 voix pour… » for a passage read with its vote; "" without one."""
    told = vote_words.of_block(block)
    if told is None:
        return ""
    return ", ".join(filter(None, [vote_words.manner(told), vote_words.sentence(told)]))


@register.filter
def vote_state(block):
    """``open``, ``closed`` or "" for a passage without a vote."""
    vote = getattr(block, "vote", None)
    if vote is None:
        return ""
    return "closed" if vote.closed_at else "open"
