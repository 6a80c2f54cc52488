"""What hangs on a passage goes with it and comes back with it: nothing is told or asked twice."""

import json

from django.core import serializers

from ..models import (
    ActionItem,
    ActionNotice,
    ActionOwner,
    Block,
    CoSignature,
    Finding,
    Opinion,
)
from ..versions import WENT_WITH_IT
from .cosigning import TAKEN_BACK, write_again
from .registers import free_number


def followed(blocks):
    """The rows that follow these passages, each after the one it is about."""
    actions = ActionItem.objects.filter(block__in=blocks)
    opinions = Opinion.objects.filter(block__in=blocks)
    return [
        *actions,
        *ActionOwner.objects.filter(action__in=actions),
        *ActionNotice.objects.filter(action__in=actions),
        *opinions,
        *CoSignature.objects.filter(opinion__in=opinions),
    ]


def plain(rows):
    return json.loads(serializers.serialize("json", rows))


def read(kept):
    return list(serializers.deserialize("json", json.dumps(kept)))


def keep_with(block):
    """Note what is about to go with a passage, for the version that says it was taken out.

    What was noted until that moment is there: an action ticked, who was written to about it.
    """
    noted = Finding.objects.filter(block=block).values_list("pk", flat=True)
    went = {"followed": plain(followed([block])), "noted": list(noted)}
    block.details = block.details | {WENT_WITH_IT: went}


def bring_back(block, by):
    """Give a passage that is there again what went with it when it was last taken out."""
    gone = Block.history.filter(key=block.key, history_type="-").first()
    if gone is None or gone.kind != block.kind or WENT_WITH_IT not in gone.details:
        return
    went = gone.details[WENT_WITH_IT]
    for one in read(went["followed"]):
        give_back(one, by)
    for finding in Finding.objects.filter(pk__in=went["noted"], block=None):
        finding.block = block
        finding.save()


def give_back(one, by):
    """Write a kept row that is gone, unless what it was about is gone too.

    An opinion keeps its number if nobody took it; see ``_give_back_request`` for a request to sign.
    """
    row = one.object
    if not _has_its_place(row):
        return
    if isinstance(row, CoSignature):
        _give_back_request(one, by)
        return
    if isinstance(row, Opinion):
        row.number = free_number(row.zone_id, row.year, row.block_id)
    one.save()


def _has_its_place(row):
    """Is what it hangs on still there? What it only mentions is emptied when that is gone."""
    for field in row._meta.concrete_fields:
        about = getattr(row, field.attname) if field.is_relation else None
        if about is None or field.related_model._base_manager.filter(pk=about).exists():
            continue
        if not field.null:
            return False
        setattr(row, field.attname, None)
    return True


def _give_back_request(one, by):
    """A request to sign as it was when its opinion went, unless it was taken back by then.

    A zone that declined meanwhile has declined; a letter that had not left leaves, whether it asks
    or tells the answer.
    """
    last = CoSignature.history.filter(id=one.object.pk).first()
    if last.history_change_reason == TAKEN_BACK:
        return
    one.save()  # its letters; what is given back as it was leaves no history, and letters tell it
    row = last.instance
    row.save()
    write_again(row, by)
