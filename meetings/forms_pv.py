"""Forms of the PV: they validate, services write."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.forms import StyledFormMixin
from concertation.typography import date_long
from zones.models import Addressee
from zones.models.rules import DocumentLanguage

from .comparing import plain
from .forms_levels import level_field
from .models import PV, Block, Meeting
from .models.levels import narrowest
from .understanding import saved_lines, split_owners

#: What a passage of each kind asks for, besides its text.
KIND_FIELDS = {
    Block.Kind.PROPOSITION: ("said_by",),
    Block.Kind.STATEMENT: ("said_by",),
    Block.Kind.QUESTION: ("said_by",),
    Block.Kind.REMARK: ("said_by",),
    Block.Kind.DECISION: ("decision_mode", "votes_for", "votes_against", "abstentions"),
    Block.Kind.OPINION: (
        "decision_mode",
        "votes_for",
        "votes_against",
        "abstentions",
        "addressees",
    ),
    Block.Kind.ACTION: ("owners", "due_on", "due_text", "contact"),
}
#: Of a passage that has a vote: what came out is the vote's to say.
VOTED_FIELDS = {"decision_mode", "votes_for", "votes_against", "abstentions"}
SHARED_LIST = {"list": "participants"}


class BlockForm(StyledFormMixin, forms.ModelForm):
    """One passage: its text in the meeting's languages, and what its kind asks for.

    ``version`` is the revision the writer had under their eyes, 0 for a new passage; ``keep``,
    given by the conflict page, says which later one they have read and choose to replace.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    keep = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    owners = forms.CharField(
        label=gettext_lazy("Responsables"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("Des noms ou des institutions, séparés par des virgules."),
        widget=forms.TextInput(attrs={"list": "owners", "data-several": ""}),
    )
    due_on = forms.DateField(label=gettext_lazy("Échéance exacte"), required=False)
    due_text = forms.CharField(
        label=gettext_lazy("Échéance en mots"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("avant fin avril")}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("e-mail ou téléphone")}),
    )
    addressees = forms.ModelMultipleChoiceField(
        Addressee.objects.none(),
        label=gettext_lazy("Destinataires"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Block
        fields = (
            "text_fr",
            "text_nl",
            "said_by",
            "decision_mode",
            "votes_for",
            "votes_against",
            "abstentions",
            "visibility",
        )
        widgets = {
            "text_fr": forms.Textarea(attrs={"rows": 3, "data-autosize": "", "lang": "fr"}),
            "text_nl": forms.Textarea(attrs={"rows": 3, "data-autosize": "", "lang": "nl"}),
            "said_by": forms.TextInput(attrs=SHARED_LIST),
        }

    def __init__(self, *args, meeting, bodies=None, **kwargs):
        """``bodies``: the addressees of the day as choices, read once for a page of many forms."""
        block = kwargs["instance"]
        initial = {"version": block.revision if block.pk else 0, **followed_up(block)}
        name = block.pk or block.key
        super().__init__(*args, initial=initial, auto_id=f"passage-{name}-%s", **kwargs)
        self.fields["visibility"] = passage_level(meeting, block)
        kept = {"version", "keep", "visibility"}
        kept |= {*texts_of(meeting), *asked_of(block)}
        # A text in the other language that exists is shown, whatever the meeting's setting.
        kept |= {name for name in ("text_fr", "text_nl") if getattr(block, name)}
        for name in set(self.fields) - kept:
            del self.fields[name]
        if "addressees" in self.fields:
            self.fields["addressees"].queryset = Addressee.objects.on(meeting.held_on)
            if bodies is not None:
                self.fields["addressees"].choices = bodies
        self.meeting = meeting

    def understood(self):
        """Sentences on what the words of a saved action mean: whom, for when."""
        action = getattr(self.instance, "action", None)
        return saved_lines(action, self.meeting) if action else []

    @property
    def revision(self):
        """The revision this text is meant to replace."""
        return self.cleaned_data.get("keep") or self.cleaned_data["version"]

    @property
    def followed_names(self):
        """The fields that go to a register, not to the passage itself."""
        own = {*self._meta.fields, "version", "keep"}
        return [name for name in self.fields if name not in own]

    def values(self):
        """The checked values by destination: ``fields``, then ``action`` or ``addressees``;
        ``details``: what the registers get, as the history keeps it."""
        data = self.cleaned_data
        found = {"fields": {n: tidy(data[n]) for n in self._meta.fields if n in data}}
        found["details"] = {n: plain(data[n]) for n in self.followed_names}
        if "owners" in data:
            followed = {name: data[name] for name in ("due_on", "due_text", "contact")}
            found["action"] = {"owners": split_owners(data["owners"]), **followed}
        if "addressees" in data:
            found["addressees"] = data["addressees"]
        return found


def asked_of(block):
    """The fields that a passage asks for besides its text."""
    names = set(KIND_FIELDS.get(block.kind, ()))
    is_voted = "decision_mode" in names and block.pk and getattr(block, "vote", None)
    return names - VOTED_FIELDS if is_voted else names


def passage_level(meeting, block):
    """Who reads the passage: never more than its item, nor than the PV."""
    item = block.item if block.item_id else None
    parents = [meeting.visibility, item.visibility if item else ""]
    parent = str(narrowest(*parents).label)
    inherited = _("comme le point : %(who)s") % {"who": parent}
    return level_field(parents, current=block.visibility, inherited=inherited)


def tidy(value):
    """Lines end as they do everywhere else, whatever the browser."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def texts_of(meeting):
    """The text fields of the languages the meeting is written in."""
    both = meeting.languages == DocumentLanguage.BOTH
    return ("text_fr", "text_nl") if both else (f"text_{meeting.languages}",)


def followed_up(block):
    """Initial values of an action's or an opinion's own fields."""
    if action := getattr(block, "action", None):
        return {
            "owners": ", ".join(owner.name for owner in action.owners.all()),
            # A date read in the words is not one that somebody gave: the words may still change.
            "due_on": None if action.is_due_read else action.due_on,
            "due_text": action.due_text,
            "contact": action.contact,
        }
    if opinion := getattr(block, "opinion", None):
        return {"addressees": [addressee.pk for addressee in opinion.addressees.all()]}
    return {}


def shown(field, value):
    """A value as the reader sees it: names of choices, a date in words, lines as typed."""
    if value in (None, ""):
        return ""
    if field.name == "addressees":
        chosen = {str(pk) for pk in value}
        named = field.field.queryset
        return ", ".join(str(addressee) for addressee in named if str(addressee.pk) in chosen)
    if hasattr(value, "isoformat"):
        return date_format(value, "j F Y")
    if choices := getattr(field.field, "choices", None):
        return str(dict(choices).get(value, value))
    if field.name == "due_on":
        parsed = parse_date(value)
        return date_format(parsed, "j F Y") if parsed else value
    return str(value).replace("\r\n", "\n").strip()


def parse_date(value):
    try:
        return forms.DateField().to_python(value)
    except forms.ValidationError:
        return None


class HeadForm(StyledFormMixin, forms.ModelForm):
    """Who chaired, who took the minutes."""

    class Meta:
        model = PV
        fields = ("chair", "secretary")
        widgets = {
            "chair": forms.TextInput(attrs=SHARED_LIST),
            "secretary": forms.TextInput(attrs=SHARED_LIST),
        }


class VerdictForm(StyledFormMixin, forms.Form):
    """What a later meeting decided about a PV."""

    VERDICTS = [
        (status, status.label)
        for status in (PV.Status.APPROVED, PV.Status.AMENDED, PV.Status.CONTESTED)
    ]
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"), choices=VERDICTS, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Modifications demandées, ou déclaration mot à mot"),
        required=False,
        help_text=gettext_lazy("Obligatoire, sauf pour « approuvé » tout court."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decided_in = forms.ModelChoiceField(
        Meeting.objects.none(), label=gettext_lazy("Décidé à la réunion"), empty_label=None
    )

    def __init__(self, *args, pv, **kwargs):
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localtime().replace(hour=0, minute=0) + timedelta(days=1)
        later = Meeting.objects.filter(
            zone=pv.meeting.zone_id, starts_at__gt=pv.meeting.starts_at, starts_at__lt=tomorrow
        ).exclude(status__in=(Meeting.Status.PLANNED, Meeting.Status.CANCELLED))
        self.fields["decided_in"].queryset = later.order_by("starts_at")
        carrying = later.filter(agenda__approves=pv).order_by("starts_at").first()
        self.fields["decided_in"].initial = carrying
        self.fields["decided_in"].label_from_instance = _dated
        self.fields["text"].is_wanted = True

    def clean(self):
        data = super().clean()
        needs_text = data.get("verdict") in (PV.Status.AMENDED, PV.Status.CONTESTED)
        if needs_text and not data.get("text", "").strip():
            self.add_error(
                "text", _("Notez les modifications demandées ou la déclaration, mot à mot.")
            )
        return data


def _dated(meeting):
    return f"{meeting.get_kind_display().capitalize()}, {date_long(meeting.starts_at)}"
