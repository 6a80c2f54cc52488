"""Two people wrote on one row of a register: what each wrote, field by field."""

from django.utils.translation import gettext as _

from concertation.typography import date_short

from .comparing import side_by_side
from .seen import as_seen, values


def compared(form, current):
    """[{label, mine, theirs}] of the fields on which the form and the saved row disagree.

    ``mine`` and ``theirs``: [(piece, differs)], cut where they differ.
    """
    names = form._meta.fields
    asked = as_seen({name: form.cleaned_data[name] for name in names})
    kept = values(current, names)
    rows = []
    for name in names:
        if asked[name] == kept[name]:
            continue
        field = current._meta.get_field(name)
        mine = words(form.cleaned_data[name], field)
        mine, theirs = side_by_side(mine, words(getattr(current, name), field))
        rows.append({"label": form[name].label, "mine": mine, "theirs": theirs})
    return rows


def words(value, field):
    """A value of a register as it is read: names, a date, a choice, a text; « rien » for none."""
    if field.choices:
        value = dict(field.flatchoices).get(value, value)
    elif hasattr(value, "all"):
        value = ", ".join(getattr(one, "name", str(one)) for one in value.all())
    elif hasattr(value, "isoformat"):
        value = date_short(value)
    return str(value or "").strip() or _("rien")
