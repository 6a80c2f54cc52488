"""Two people on one form: what was read when it was opened, told apart from what stands now."""

import hashlib
import json

from django import forms

from concertation.forms import StyledFormMixin


def fingerprint(values):
    """A short text that changes with the values (a dict of plain data and dates)."""
    written = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:20]


class SeenForm(StyledFormMixin, forms.Form):
    """A form over values anybody may save meanwhile; ``current``: those it was opened on.

    The service compares ``data["seen"]`` with the values it finds, and raises ``Conflict`` with
    them; ``meet`` then shows both, and a second sending keeps what was typed.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data=None, *, current, **options):
        values = current | {"seen": fingerprint(current)}
        super().__init__(data, initial=values, **options)
        #: [(label, value in words)] of what somebody else saved, once ``meet`` was called.
        self.theirs = []

    @property
    def values(self):
        """What was typed, without the fingerprint; lists stay lists."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def meet(self, current):
        """Show what somebody else saved: ``current``, with the names of the fields."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fingerprint(current)
        self.theirs = [
            (field.label, self._words(name, current[name]))
            for name, field in self.fields.items()
            if name in current and current[name] != self.cleaned_data.get(name)
        ]

    def _words(self, name, value):
        named = {str(code): label for code, label in getattr(self.fields[name], "choices", ())}
        if isinstance(value, (list, tuple)):
            return ", ".join(str(named.get(str(one), one)) for one in value)
        return named.get(str(value), value)
