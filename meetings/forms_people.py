"""People at a meeting: who is invited, what they answer, who came unexpected."""

from crispy_forms.layout import Row
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from concertation.forms import StyledFormMixin, helper
from zones.models import Organisation

from .models import Answer, ItemProposal, Participation

CHOICES = [
    (Participation.Answer.COMING, _("Je viens")),
    (Participation.Answer.REPLACED, _("Quelqu’un me remplace")),
    (Participation.Answer.EXCUSED, _("Je m’excuse")),
    (Participation.Answer.UNCONCERNED, _("Je ne suis pas concerné")),
]


class AnswerForm(StyledFormMixin, forms.Form):
    """``substitutes``: mandates of the addressee's own institutions, offered by name.

    ``cleaned_data`` holds what ``record_answer`` takes; a substitute chosen by name brings their
    own address, which the page never shows.
    """

    answer = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des réponses.")},
    )
    substitute = forms.IntegerField(required=False, widget=forms.HiddenInput)
    replacement_name = forms.CharField(label=_("Prénom et nom"), max_length=150, required=False)
    replacement_email = forms.EmailField(
        label=_("Adresse e-mail"),
        required=False,
        help_text=_("Pour lui envoyer les documents de la réunion."),
    )
    remark = forms.CharField(
        label=_("Un mot pour la coordination"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, substitutes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {mandate.person_id: mandate.person for mandate in substitutes}
        self.fields["replacement_name"].is_wanted = True  # unless a substitute is tapped

    def clean(self):
        data = super().clean()
        if data.get("answer") != Participation.Answer.REPLACED:
            return data
        person = self.people.get(data.get("substitute"))
        if person:
            data["replacement_name"], data["replacement_email"] = person.full_name, person.email
        if not data.get("replacement_name", "").strip() and not self.errors:
            self.add_error(
                "replacement_name",
                _("Dites qui vous remplace : son prénom et son nom suffisent."),
            )
        return data

    def facts(self):
        """The arguments of ``record_answer``; a tap without a word keeps the word of before."""
        names = ("answer", "replacement_name", "replacement_email")
        remark = self.cleaned_data["remark"] if "remark" in self.data else None
        return {name: self.cleaned_data[name] for name in names} | {"remark": remark}


class ConfirmForm(forms.Form):
    """« Est-ce toujours vrai ? » : the answer its reader had before their eyes, in one tap."""

    confirm = forms.ChoiceField(choices=Participation.Answer.choices)


class ProposalForm(StyledFormMixin, forms.ModelForm):
    """A point a partner would like on the agenda."""

    class Meta:
        model = ItemProposal
        fields = ["title", "detail"]
        labels = {
            "title": _("Le point, en quelques mots"),
            "detail": _("Pourquoi, pour qui"),
        }
        widgets = {"detail": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "title": {"required": _("Dites en quelques mots quel point vous proposez.")}
        }


class EncodedAnswerForm(AnswerForm):
    """The same answer, received by telephone or in the street and typed by the coordination."""

    field_order = ["answer", "replacement_name", "replacement_email", "remark", "source"]

    source = forms.ChoiceField(
        label=_("Reçue"),
        choices=[
            (value, label)
            for value, label in Answer.Source.choices
            if value in (Answer.Source.PHONE, Answer.Source.EMAIL, Answer.Source.VERBAL)
        ],
        initial=Answer.Source.PHONE,
        required=False,
    )
    answer = forms.ChoiceField(
        label=_("Réponse"),
        choices=[
            (Participation.Answer.COMING, _("vient")),
            (Participation.Answer.REPLACED, _("se fait remplacer")),
            (Participation.Answer.EXCUSED, _("s’excuse")),
            (Participation.Answer.UNCONCERNED, _("n’est pas concerné")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des réponses.")},
    )
    substitute = None
    replacement_name = forms.CharField(
        label=_("Prénom et nom du remplaçant"), max_length=150, required=False
    )
    replacement_email = forms.EmailField(label=_("Adresse e-mail du remplaçant"), required=False)
    remark = forms.CharField(
        label=_("Remarque"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_source(self):
        return self.cleaned_data["source"] or Answer.Source.PHONE


class TypedPersonMixin(forms.Form):
    """Somebody who is not a member: the institution is typed."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=150)
    organisation_name = forms.CharField(
        label=_("Institution"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "institutions"}),
    )
    email = forms.EmailField(label=_("Adresse e-mail"), required=False)
    language = forms.ChoiceField(label=_("Langue"), choices=Language.choices)


class GuestForm(StyledFormMixin, TypedPersonMixin, forms.Form):
    """Somebody invited or present without being a member: the institution is typed, then found."""

    capacity = forms.ChoiceField(
        label=_("Qualité"),
        choices=[
            (value, label)
            for value, label in Participation.Capacity.choices
            if value in (Participation.Capacity.GUEST, Participation.Capacity.EXPERT)
        ],
    )
    topic = forms.CharField(
        label=_("Intervient sur"),
        max_length=200,
        required=False,
        help_text=_("Ce que la personne vient présenter ; imprimé avec le programme."),
    )

    def clean(self):
        data = super().clean()
        data["organisation"] = find_organisation(data.get("organisation_name", ""))
        return data

    @property
    def helper(self):
        return helper(Row(*list(self.fields)[:3]), Row(*list(self.fields)[3:5]), "topic")


def find_organisation(name):
    """The institution that bears this name or acronym, or ``None``: one query."""
    name = " ".join(name.split())
    if not name:
        return None
    rows = Organisation.objects
    found = rows.filter(name_fr__iexact=name) | rows.filter(name_nl__iexact=name)
    return (found | rows.filter(acronym__iexact=name)).order_by("pk").first()
