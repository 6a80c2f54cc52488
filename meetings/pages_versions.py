"""What the pages of versions show: who wrote what, when, and what two versions disagree on."""

from django.utils.translation import gettext as _

from concertation.bilingual import localised

from .comparing import plain, side_by_side
from .forms_pv import BlockForm
from .models import AgendaItem, Block
from .reading import text_html
from .versions import COUNTED, SAID, details_of, removed_from, values_of


def author(row):
    """The full name of who wrote a version."""
    user = row.history_user
    return (user.full_name or str(user)) if user else _("(repris sans auteur)")


def gesture(row, before):
    """What happened at a version, in a word."""
    if row.history_type == "-":
        return _("retiré")
    if before is None:
        return _("écrit")
    if before.history_type == "-":
        return _("remis")
    return _("déplacé") if not differences(before, row) else _("modifié")


def compared(found, asked):
    """The list of versions, and the two that ``asked`` (GET) names: the last two otherwise."""
    rows = [
        {"row": row, "author": author(row), "gesture": gesture(row, before), "number": number}
        for number, (row, before) in enumerate(
            zip(reversed(found), [None, *reversed(found)], strict=False), start=1
        )
    ]
    chosen = [_chosen(found, asked.get("a"), 1), _chosen(found, asked.get("b"), 0)]
    return {
        "rows": rows[::-1],
        "chosen": [row.history_id for row in chosen],
        "older": chosen[0],
        "newer": chosen[1],
        "older_author": author(chosen[0]),
        "newer_author": author(chosen[1]),
        "differences": differences(*chosen),
        "bring": [
            {"history_id": row.history_id, "history_date": row.history_date, "by": author(row)}
            for row in dict.fromkeys(chosen)
            if row.history_type == "-" or row is not found[0]
        ],
    }


def _chosen(found, asked, otherwise):
    named = [row for row in found if str(row.history_id) == asked]
    return (named or found[otherwise : otherwise + 1] or found)[0]


def differences(one, other):
    """[{label, one, other}] of the fields on which two versions disagree, cut word by word."""
    mine, theirs = values_of(one), values_of(other)
    rows = []
    for name in [*SAID, *COUNTED, *sorted({*details_of(one), *details_of(other)})]:
        first, second = words(one, name, mine), words(other, name, theirs)
        if first != second:
            left, right = side_by_side(first, second)
            rows.append({"label": label(name), "one": left, "other": right})
    return rows


def words(row, name, values):
    """A value as it reads: the name of a choice, the names of the addressees."""
    value = values.get(name, "")
    if name in ("decision_mode", "visibility") and value:
        return str(dict(Block._meta.get_field(name).flatchoices)[value])
    if name == "addressees":
        bodies = BlockForm.base_fields["addressees"].queryset.model.objects
        return ", ".join(str(body) for body in bodies.filter(pk__in=value or []))
    return str(plain(value))


def label(name):
    if name in BlockForm.base_fields:
        return BlockForm.base_fields[name].label
    return Block._meta.get_field(name).verbose_name


def removed(meeting):
    """The passages taken out of a PV: their last words, who took them out, and under which item."""
    titles = {item.pk: localised(item, "title")[0] for item in meeting.agenda.all()}
    gone = {row.id: row for row in AgendaItem.history.filter(meeting=meeting.pk)}
    return [
        {
            "row": row,
            "author": author(row),
            "html": text_html(row.instance),
            "kind": row.instance.get_kind_display(),
            "title": titles.get(row.item_id) or localised(gone[row.item_id], "title")[0],
            "is_item_gone": row.item_id not in titles,
        }
        for row in removed_from(meeting)
    ]
