"""What is typed in the logbook and about the projects of the coordination."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from concertation.forms import StyledFormMixin

from . import objectives
from .hours import HoursField
from .models import Project, ProjectState
from .partner_names import MOST, typed

LONGEST_OTHERS = 300


class PartnersMixin(forms.Form):
    """A line of names; cleans to ``partners`` (ids of institutions) and ``others`` (as typed)."""

    with_whom = forms.CharField(
        label=_("Avec qui"),
        required=False,
        max_length=4000,
        widget=forms.TextInput(attrs={"list": "institutions", "data-several": ""}),
        help_text=_("Institutions ou personnes, séparées par des virgules."),
    )

    def clean_with_whom(self):
        line = self.cleaned_data["with_whom"]
        partners, others = self.directory.read(line)
        if len(partners) > MOST or len(others) > LONGEST_OTHERS:
            raise ValidationError(_("C’est trop de noms pour une entrée : gardez les principaux."))
        self.cleaned_data |= {"partners": partners, "others": others}
        return line


def not_to_come(day):
    """A validator: what was done was not done tomorrow, nor before the cahier des charges."""
    if day > timezone.localdate():
        raise ValidationError(_("Cette date est dans le futur."))
    if day.year < 1992:
        raise ValidationError(_("Vérifiez l’année de cette date."))


class LogEntryForm(StyledFormMixin, PartnersMixin):
    """An entry: one line is enough. ``key``: the same entry sent twice is one."""

    text = forms.CharField(label=_("Ce qui a été fait"), max_length=400)
    on = forms.DateField(label=_("Date"), validators=[not_to_come])
    objective = forms.ChoiceField(label=_("Objectif du cahier des charges"), required=False)
    # Elsewhere « Projet » is a draft: another word in Dutch.
    project = forms.ModelChoiceField(
        Project.objects.none(), label=pgettext_lazy("partenariat", "Projet"), required=False
    )
    hours = HoursField(
        label=_("Temps passé"),
        required=False,
        max_length=20,
        help_text=_("Par exemple 1,5 ou 1 h 30."),
    )
    is_internal = forms.BooleanField(
        label=_("Reste dans la coordination"),
        required=False,
        help_text=_("L’entrée compte dans les totaux ; ses mots ne paraissent pas au rapport."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    field_order = ["text", "on", "with_whom", "objective", "project", "hours", "is_internal"]

    def __init__(self, *args, zone, directory, **kwargs):
        super().__init__(*args, **kwargs)
        self.directory = directory
        self.fields["objective"].choices = objectives.choices()
        self.fields["project"].queryset = Project.objects.filter(zone=zone)
        self.fields["project"].empty_label = "—"
        self.fields["text"].widget.attrs["autocomplete"] = "off"

    def clean_text(self):
        text = " ".join(self.cleaned_data["text"].split())
        if not text:
            raise ValidationError(_("Dites en quelques mots ce qui a été fait."))
        return text

    def values(self):
        """What ``services.logbook`` takes."""
        names = ("on", "text", "objective", "project", "partners", "others", "hours", "is_internal")
        return {name: self.cleaned_data[name] for name in names}


def fresh_entry():
    """The initial values of an empty form: today, and a key of its own."""
    return {"on": timezone.localdate(), "key": uuid.uuid4()}


def entry_initial(entry, seen):
    names = ("on", "text", "objective", "project", "hours", "is_internal")
    values = {name: getattr(entry, name) for name in names}
    return values | {"with_whom": typed(entry.partners.all(), entry.others), "seen": seen}


class StateForm(StyledFormMixin, forms.Form):
    """Where a project stands, since when, in a few words."""

    state = forms.ChoiceField(label=_("Où en est-il ?"), choices=ProjectState.State.choices)
    on = forms.DateField(label=_("Depuis le"), validators=[not_to_come])
    note = forms.CharField(label=_("En deux mots"), max_length=300, required=False)

    def clean_note(self):
        return " ".join(self.cleaned_data["note"].split())


class ProjectForm(StyledFormMixin, PartnersMixin):
    """A project in partnership; a new one also says where it stands."""

    name_fr = forms.CharField(label=_("Nom français"), max_length=160)
    name_nl = forms.CharField(label=_("Nom néerlandais"), max_length=160, required=False)
    purpose = forms.CharField(
        label=_("Objet"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
        help_text=_("À quoi il sert, pour qui : une ou deux phrases, elles paraissent au rapport."),
    )
    objective = forms.ChoiceField(label=_("Objectif du cahier des charges"), required=False)
    started_on = forms.DateField(label=_("Commencé le"), required=False)
    ended_on = forms.DateField(label=_("Terminé le"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    field_order = ["name_fr", "name_nl", "purpose", "with_whom", "objective"]

    def __init__(self, *args, directory, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.directory = directory
        self.fields["objective"].choices = objectives.choices()
        if is_new:  # the state says it
            del self.fields["started_on"], self.fields["ended_on"]

    def clean_name_fr(self):
        return " ".join(self.cleaned_data["name_fr"].split())

    def clean(self):
        data = super().clean()
        starts, ends = data.get("started_on"), data.get("ended_on")
        if starts and ends and ends < starts:
            self.add_error("ended_on", _("Le projet finit avant de commencer : corrigez une date."))
        return data


def project_initial(project, seen):
    names = ("name_fr", "name_nl", "purpose", "objective", "started_on", "ended_on")
    values = {name: getattr(project, name) for name in names}
    return values | {"with_whom": typed(project.partners.all(), project.others), "seen": seen}
