"""Who reads the meeting, each item and each passage: one choice each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from zones.models.rules import Visibility

from .models.levels import narrowest, not_wider_than

TOO_WIDE = _(
    "Ce qui est dit ici ne se lit pas plus largement que ce qui l’entoure : choisissez un cercle "
    "plus étroit."
)


def level_field(parents, *, current="", label=None, inherited=None):
    """A select of the levels not wider than what the thing stands in; empty: as its parent.

    ``parents``: levels of what it stands in; ``current``: the one it has, which may stay even when
    the parent was narrowed since (the narrowest decides).
    """
    parent = narrowest(*parents)
    choices = [level for level in not_wider_than(parent) if level != parent]
    if current and current not in choices:
        choices.append(Visibility(current))
    empty = inherited or _("comme le point")
    return forms.ChoiceField(
        label=label or _("Se lit par"),
        required=False,
        choices=[("", empty), *((level.value, level.label) for level in choices)],
        error_messages={"invalid_choice": TOO_WIDE},
    )


class LevelsForm(forms.Form):
    """``meeting``, ``point-<id>``, ``passage-<id>``: what stays unsaid stays as it is."""

    def __init__(self, data, *, items):
        super().__init__(data)
        levels = [("", ""), *Visibility.choices]
        self.fields["meeting"] = forms.ChoiceField(choices=levels, required=False)
        self.names = {}
        for item in items:
            self.names[f"point-{item.pk}"] = ("items", item.pk)
            for block in item.blocks.all():
                self.names[f"passage-{block.pk}"] = ("blocks", block.pk)
        for name in self.names:
            self.fields[name] = forms.ChoiceField(choices=levels, required=False)

    def asked(self):
        """``{name of the field: level}`` of what was sent."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}

    def wanted(self):
        """What ``services.levels.change_levels`` takes."""
        found = {"meeting": self.asked().get("meeting") or None, "items": {}, "blocks": {}}
        for name, level in self.asked().items():
            if name in self.names:
                kind, pk = self.names[name]
                found[kind][pk] = level
        return found
