"""What the coordination types about a date poll, and what its readers tick."""

from datetime import time, timedelta

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from concertation.forms import StyledFormMixin, helper

from .forms import YEARS, HoursMixin, moment
from .forms_groups import GroupMixin
from .forms_people import TypedPersonMixin, find_organisation
from .models import DatePoll, PollVote, PollVoter
from .services.planning import ENDS, STARTS
from .services.polls import MAX_SLOTS

#: Lines offered for slots, and for people who are not members of the zone.
SLOT_ROWS, GUEST_ROWS = 6, 3
LAST_MINUTE = time(23, 59)
#: Proposed: a week, and the weekend after.
DAYS_TO_ANSWER = 9


class PollForm(StyledFormMixin, GroupMixin, forms.ModelForm):
    closes_on = forms.DateField(
        label=_("Réponses jusqu’au"), help_text=_("Jusqu’au soir de ce jour.")
    )

    class Meta:
        model = DatePoll
        fields = ["kind", "working_group", "title_fr", "title_nl", "message_fr", "message_nl"]
        labels = {"kind": _("Pour quelle réunion")}

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.zone = zone
        self.prepare_group(zone)
        for field in ("message_fr", "message_nl"):
            self.fields[field].widget.attrs["rows"] = 3
        closes_at = self.instance.closes_at or timezone.now() + timedelta(days=DAYS_TO_ANSWER)
        self.initial["closes_on"] = timezone.localdate(closes_at)

    def clean_closes_on(self):
        return _until(self.cleaned_data["closes_on"])

    def _post_clean(self):
        if "closes_on" in self.cleaned_data:
            self.instance.closes_at = self.cleaned_data["closes_on"]
        super()._post_clean()

    @property
    def helper(self):
        return helper(
            Row("kind", "closes_on"),
            self.group_layout(),
            Row("title_fr", "title_nl"),
            Fieldset(_("Un mot pour la lettre"), Row("message_fr", "message_nl")),
        )


def _until(day):
    """The last minute of a day, Brussels time."""
    if day.year not in YEARS:
        raise ValidationError(_("Vérifiez l’année de cette date."))
    return moment(day, LAST_MINUTE)


class ProlongForm(StyledFormMixin, forms.Form):
    closes_on = forms.DateField(label=_("Nouvelle date limite"))

    def clean_closes_on(self):
        return _until(self.cleaned_data["closes_on"])


class AddressForm(StyledFormMixin, forms.Form):
    email = forms.EmailField(label=_("Adresse e-mail"))


class DropForm(StyledFormMixin, forms.Form):
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Les personnes interrogées le liront si elles ouvrent leur lien."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SlotForm(StyledFormMixin, HoursMixin, forms.Form):
    """One line of the table of slots; without a date it says nothing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("on", "starts", "ends"):
            self.fields[name].required = False
            self.fields[name].is_wanted = True  # the line is left out whole: no « facultatif »

    def clean_on(self):
        return super().clean_on() if self.cleaned_data["on"] else None

    def clean(self):
        data = super().clean()
        if not data.get("on"):
            return data
        for name in ("starts", "ends"):
            if name not in self.errors and data.get(name) is None:
                self.add_error(name, _("Donnez l’heure."))
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Ce créneau finit avant de commencer."))
        return data

    def slot(self):
        """(start, end), or ``None`` for a line without a date."""
        data = self.cleaned_data
        return (data["starts_at"], data["ends_at"]) if data.get("on") else None


class BaseSlots(BaseFormSet):
    """Lines filled from a list of (start, end) pairs; each one can be emptied."""

    def __init__(self, *args, slots=(), **kwargs):
        self.proposed = list(slots)[:MAX_SLOTS]
        super().__init__(*args, **kwargs)

    def initial_form_count(self):
        return 0

    def total_form_count(self):
        if self.is_bound:
            return super().total_form_count()
        return min(MAX_SLOTS, max(SLOT_ROWS, len(self.proposed) + 1))

    def get_form_kwargs(self, index):
        initial = {"starts": STARTS, "ends": ENDS}
        if index is not None and index < len(self.proposed) and not self.is_bound:
            starts, ends = (timezone.localtime(at) for at in self.proposed[index])
            initial = {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}
        return super().get_form_kwargs(index) | {"initial": initial, "empty_permitted": False}

    def clean(self):
        if any(self.errors):
            return
        starts = [starts for starts, _ends in self.slots()]
        if not starts:
            raise ValidationError(_("Proposez au moins un créneau."))
        if len(set(starts)) < len(starts):
            raise ValidationError(_("Ce créneau est proposé deux fois."))

    def slots(self):
        return [slot for form in self.forms if (slot := form.slot())]


SlotFormSet = formset_factory(
    SlotForm,
    formset=BaseSlots,
    extra=SLOT_ROWS,
    max_num=MAX_SLOTS,
    absolute_max=MAX_SLOTS,
    validate_max=True,
)


class GuestVoterForm(StyledFormMixin, TypedPersonMixin, forms.Form):
    """Somebody to ask who is not a member of the zone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required, field.is_wanted = False, True

    def clean(self):
        data = super().clean()
        typed = [name for name in ("organisation_name", "email") if data.get(name)]
        if typed and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Donnez le nom de la personne."))
        return data

    def voter(self):
        """An unsaved ``PollVoter``, or ``None`` for a line left empty."""
        data = self.cleaned_data
        if not data.get("name"):
            return None
        organisation = find_organisation(data["organisation_name"])
        return PollVoter(
            organisation=organisation,
            person_name=" ".join(data["name"].split()),
            organisation_name=organisation.name_fr if organisation else data["organisation_name"],
            email=data["email"].strip().lower(),
            language=data["language"] or Language.FR,
        )


GuestFormSet = formset_factory(
    GuestVoterForm, extra=GUEST_ROWS, max_num=20, absolute_max=20, validate_max=True
)


class ReplyForm(StyledFormMixin, forms.Form):
    """One answer for each of ``slots``; ``voter`` brings what they said last."""

    comment = forms.CharField(
        label=_("Un mot pour la coordination"),
        max_length=PollVoter._meta.get_field("comment").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, slots, voter, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["comment"] = voter.comment
        given = {vote.slot_id: vote.choice for vote in voter.votes.all()}
        self.slots = list(slots)
        for slot in self.slots:
            self.fields[f"slot-{slot.pk}"] = forms.ChoiceField(
                choices=PollVote.Choice.choices,
                required=False,
                initial=given.get(slot.pk, ""),
                widget=forms.RadioSelect,
            )

    def lines(self):
        """(slot, name of the field, its current value) in the order of the calendar."""
        for slot in self.slots:
            field = self[f"slot-{slot.pk}"]
            yield slot, field.html_name, field.value() or ""

    def choices(self):
        """{slot id: choice}; « all » answers the same for every slot in one tap."""
        every = self.data.get("all")
        if every in PollVote.Choice.values:
            return {slot.pk: every for slot in self.slots}
        given = ((slot.pk, self.cleaned_data[f"slot-{slot.pk}"]) for slot in self.slots)
        return {pk: choice for pk, choice in given if choice}
