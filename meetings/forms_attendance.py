"""At the door: who came unexpected, the details of a row, the taps a telephone kept."""

import json
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, TimeInput, helper
from zones.models import Mandate, Person
from zones.search import fold

from .forms_people import find_organisation
from .models import Arrival, Participation, Tap
from .services.taps import Gesture, can_hold, moment

#: Taps of one request, and people proposed for one institution.
MAX_TAPS = 200
MAX_PEOPLE = 40


class PresentForm(StyledFormMixin, forms.Form):
    """Somebody who came unexpected, in one line: the institution is typed, then found."""

    organisation_name = forms.CharField(
        label=_("Institution"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "institutions", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Prénom et nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    capacity = forms.ChoiceField(
        label=_("Qualité"),
        choices=Participation.Capacity.choices,
        initial=Participation.Capacity.GUEST,
    )
    replaces = forms.ModelChoiceField(
        Participation.objects.none(),
        label=_("Remplace"),
        required=False,
        empty_label=_("(personne)"),
    )
    email = forms.EmailField(label=_("Adresse e-mail"), required=False)

    def __init__(self, *args, meeting, rows=None, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["replaces"]
        field.queryset = meeting.participations.all()
        if rows is not None:  # the page has read them already
            absent = [row for row in rows if row.presence != Participation.Presence.PRESENT]
            field.choices = [("", field.empty_label), *((row.pk, str(row)) for row in absent)]

    def clean(self):
        data = super().clean()
        organisation = find_organisation(data.get("organisation_name") or "")
        data["organisation"] = organisation
        data["person"] = find_person(data.get("name") or "", organisation)
        return data


class RowForm(StyledFormMixin, forms.Form):
    """Everything the sheet knows of one row, for those who work without script."""

    presence = forms.ChoiceField(
        label=_("Présence"), choices=Participation.Presence.choices, widget=forms.RadioSelect
    )
    arrived = forms.TimeField(label=_("Arrivé à"), required=False, widget=TimeInput)
    left = forms.TimeField(label=_("Parti à"), required=False, widget=TimeInput)
    proxy = forms.ChoiceField(label=_("A donné procuration à"), required=False)
    replaced_by = forms.ChoiceField(label=_("Remplacé par"), required=False)

    def __init__(self, *args, row, rows, **kwargs):
        super().__init__(*args, **kwargs)
        others = [other for other in rows if other.pk != row.pk]
        holders = [other for other in others if can_hold(other) or other == row.represented_by]
        here = Participation.Presence.PRESENT
        present = [o for o in others if o.presence == here or o == row.replaced_by]
        self.fields["proxy"].choices = _choices(holders)
        self.fields["replaced_by"].choices = _choices(present)
        self.row = row
        self.initial = {
            "presence": row.presence,
            "arrived": row.arrived_at,
            "left": row.left_at,
            "proxy": row.represented_by_id or "",
            "replaced_by": row.replaced_by_id or "",
        }

    @property
    def helper(self):
        return helper(*self.fields)

    def gestures(self):
        """One tap for each thing that changed; the presence first, hours and proxy follow."""
        data = self.cleaned_data
        values = {
            Tap.What.PRESENCE: data["presence"],
            Tap.What.ARRIVED: _hour(data["arrived"]),
            Tap.What.LEFT: _hour(data["left"]),
            Tap.What.PROXY: data["proxy"],
        }
        before = {
            Tap.What.PRESENCE: self.row.presence,
            Tap.What.ARRIVED: _hour(self.row.arrived_at),
            Tap.What.LEFT: _hour(self.row.left_at),
            Tap.What.PROXY: str(self.row.represented_by_id or ""),
        }
        changed = [what for what in values if values[what] != before[what]]
        return [Gesture(self.row.pk, what, values[what]) for what in changed]


def _choices(rows):
    return [("", _("(personne)")), *((row.pk, str(row)) for row in rows)]


def _hour(value):
    return value.strftime("%H:%M") if value else ""


class ArrivalForm(StyledFormMixin, forms.ModelForm):
    """What somebody the list does not know leaves at the door."""

    class Meta:
        model = Arrival
        fields = ["person_name", "organisation_name"]
        labels = {
            "person_name": _("Votre prénom et votre nom"),
            "organisation_name": _("Votre institution"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person_name"].widget.attrs["autocomplete"] = "name"
        self.fields["organisation_name"].widget.attrs["autocomplete"] = "organization"


# --- The taps of a telephone --------------------------------------------------------------------


@dataclass(frozen=True)
class Added:
    """Somebody typed into the line of the unexpected, maybe without a connection."""

    gesture: Gesture
    data: dict


def read_taps(body):
    """(gestures, additions) of the JSON a screen sends; raises ``ValueError`` for anything else.

    ``{"taps": [{"key": uuid, "row": 12, "what": "presence", "value": "present", "age": 5400}]}``,
    ``age`` in milliseconds since the finger came down.
    """
    try:
        taps = json.loads(body)["taps"]
    except RecursionError as error:
        raise ValueError("Nested beyond reason.") from error
    if not isinstance(taps, list) or len(taps) > MAX_TAPS:
        raise ValueError("Too many taps at once.")
    gestures, additions = [], []
    for tap in taps:
        facts = {"at": moment(float(tap["age"])), "key": UUID(str(tap["key"]))}
        if tap["what"] == Tap.What.ADDED:
            gesture = Gesture(0, Tap.What.ADDED, Participation.Presence.PRESENT, **facts)
            additions.append(Added(gesture, {str(k): str(v) for k, v in tap["value"].items()}))
        else:
            row, value = _row(tap["row"]), str(tap["value"])[:20]
            gestures.append(Gesture(row, str(tap["what"])[:8], value, **facts))
    return gestures, additions


def _row(number):
    """The number of a row; one that no table holds is nonsense like another."""
    row = int(number)
    if not 0 < row < 2**63:
        raise ValueError("No row has this number.")
    return row


# --- Who works where ----------------------------------------------------------------------------


def known_people(organisation):
    """People who work or sit for an institution today, by name, at most forty; one query."""
    here = Person.objects.filter(
        positions__organisation=organisation, positions__ended_on__isnull=True
    )
    sitting = Mandate.objects.filter(
        membership__organisation=organisation, ended_on__isnull=True
    ).values("person")
    both = here | Person.objects.filter(pk__in=sitting)
    return both.distinct().order_by("first_name", "last_name")[:MAX_PEOPLE]


def find_person(name, organisation):
    """The person of that name known at that institution, or None."""
    if organisation is None or not name.strip():
        return None
    wanted = fold(" ".join(name.split()))
    people = known_people(organisation)
    return next((person for person in people if fold(person.full_name) == wanted), None)
