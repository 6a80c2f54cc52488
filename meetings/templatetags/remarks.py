"""What stands beside a passage of a PV, from what its page has read already."""

from django import template

register = template.Library()


@register.filter
def at_passage(beside, pk):
    """{{ remarks|at_passage:passage.pk }} → a ``pages_remarks.Here``; no query."""
    return beside.at_passage(pk) if beside else None


@register.filter
def at_item(beside, pk):
    """{{ remarks|at_item:item.anchor }} → a ``pages_remarks.Here``; no query."""
    return beside.at_item(pk) if beside else None
