"""Two people saved one passage: what both changed is shown, what one changed is kept."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from .comparing import plain
from .forms_pv import BlockForm
from .services.errors import Refused
from .services.placing import FIRST
from .versions import values_at, values_of


def reconciled(form, current):
    """``(form, labels)``: the form with what somebody else changed since, and what that is.

    ``None`` when both changed the same field: a person must choose. ``current``: the passage as it
    stands. A field is nobody's when it says what it said at the revision the form was opened on.
    """
    theirs = BlockForm(instance=current, meeting=form.meeting)
    taken, clashing = changes(form, theirs)
    if clashing:
        return None
    data = form.data.copy()
    for name in taken:
        value = theirs[name].value()
        data.setlist(name, given(value))
    data["version"] = current.revision
    data.pop("keep", None)
    merged = BlockForm(data, instance=current, meeting=form.meeting)
    return (merged, [merged[name].label for name in taken]) if merged.is_valid() else None


def changes(form, theirs):
    """``(taken, clashing)``: names of the fields the others alone changed, and those both did."""
    base = values_at(theirs.instance.key, form.revision) or {}
    taken, clashing = [], []
    for name, field in theirs.fields.items():
        mine, saved = plain(form.cleaned_data.get(name)), plain(initial_of(theirs, name, field))
        if name in ("version", "keep") or name not in form.fields or mine == saved:
            continue
        # A register written before its words were kept: an empty field of mine claims nothing.
        before = plain(base[name]) if name in base else mine and None
        if mine == before:
            taken.append(name)
        elif saved != before:
            clashing.append(name)
    return taken, clashing


def initial_of(form, name, field):
    return form.get_initial_for_field(field, name)


def given(value):
    """A value as a browser would post it."""
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return [str(getattr(value, "isoformat", lambda: "" if value is None else value)())]


def shown_values(form):
    """{name: [posted values]} of a form, for the script to show what was kept of others."""
    return {field.name: given(field.value()) for field in form.visible_fields()}


def form_of(row, item, revision):
    """The form of a passage as if somebody typed again what the version ``row`` said."""
    block = row.instance
    block.item, block.revision = item, revision
    data = QueryDict(mutable=True)
    for name, value in (values_of(row) | {"version": revision}).items():
        data.setlist(name, given(value))
    return BlockForm(data, instance=block, meeting=item.meeting)


def place_of(meeting, row):
    """The item of a passage that comes back: its own, or the last when that one is gone."""
    items = list(meeting.agenda.all())
    if not items:
        raise Refused(_("L’ordre du jour est vide : ajoutez d’abord un point."))
    found = next((item for item in items if item.pk == row.item_id), items[-1])
    found.meeting = meeting
    return found


def neighbour_of(item, row):
    """After which passage of ``item`` it stood, by its position."""
    before = item.blocks.filter(position__lt=row.position).order_by("position").last()
    return before.key if before else FIRST
