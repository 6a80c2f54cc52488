"""Forms of the directory and of the rules: they validate, nothing else."""

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertation.forms import DateInput, StyledFormMixin, helper

from .models import HouseRules, Mandate, Membership, Organisation, Person
from .search import fold

#: The list of themes is long: it opens when it is wanted.
INTERESTS_OPEN = HTML(
    '{% load i18n %}<details class="fold"{% if form.interests.errors %} open{% endif %}>'
    "<summary>{% translate 'Thèmes dont elle veut entendre parler' %}</summary>"
)
INTERESTS_CLOSE = HTML("</details>")


def today():
    return timezone.localdate()


def surface(form, error):
    """Show a service's ``ValidationError`` where it belongs: at its field, else above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class FilterForm(forms.Form):
    """What the directory is filtered by; anything unknown is ignored."""

    q = forms.CharField(label=_("Nom, sigle ou personne"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)

    def __init__(self, data, types):
        super().__init__(data)
        self.fields["type"].choices = [("", _("Tous les types"))] + [
            (kind.code, kind.name) for kind in types
        ]

    def value(self, name):
        """The value if it is a possible one, else an empty text."""
        self.is_valid()
        return self.cleaned_data.get(name, "")


class MemberForm(StyledFormMixin, forms.ModelForm):
    """An institution joins: one we know, or a new one."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Institution connue"), required=False
    )
    started_on = forms.DateField(label=_("Membre depuis le"), initial=today)

    class Meta:
        model = Organisation
        fields = ["name_fr", "name_nl", "acronym", "type", "commune", "language"]
        help_texts = {"name_fr": _("À remplir seulement si l’institution n’est pas dans la liste.")}

    @property
    def helper(self):
        return helper(
            Fieldset(_("Qui rejoint la commission"), "organisation", "started_on"),
            Fieldset(
                _("Ou une nouvelle institution"),
                "name_fr",
                "name_nl",
                Row("acronym", "type"),
                Row("commune", "language"),
            ),
        )

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        seated = Membership.objects.filter(zone=zone, ended_on__isnull=True)
        free = Organisation.objects.exclude(pk__in=seated.values("organisation"))
        self.fields["organisation"].queryset = free
        self.fields["organisation"].empty_label = _("Une nouvelle institution, décrite ci-dessous")
        for name in ("name_fr", "type"):
            self.fields[name].required = False

    def clean(self):
        data = super().clean()
        if data.get("organisation"):
            return data
        for name in ("name_fr", "type"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Choisissez une institution, ou décrivez la nouvelle."))
        self._refuse_twin(data.get("name_fr"))
        return data

    def _refuse_twin(self, name):
        twins = (o for o in Organisation.objects.all() if name and fold(o.name_fr) == fold(name))
        if twin := next(twins, None):
            sentence = _("« %(name)s » existe déjà : choisissez-la dans la liste.")
            self.add_error("organisation", sentence % {"name": twin.name})

    def chosen(self):
        """The known institution, or the new one, not saved."""
        return self.cleaned_data["organisation"] or self.instance


class EndForm(StyledFormMixin, forms.Form):
    """The last day of a seat or of a mandate."""

    ended_on = forms.DateField(label=_("Dernier jour"), initial=today, widget=DateInput)


class MandateForm(StyledFormMixin, forms.Form):
    """Who speaks for the institution: somebody known there, or somebody new."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Personne connue"), required=False
    )
    first_name = forms.CharField(label=_("Prénom"), max_length=60, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=80, required=False)
    email = forms.EmailField(label=_("Adresse e-mail professionnelle"), required=False)
    language = forms.ChoiceField(
        label=_("Langue"), choices=Person._meta.get_field("language").choices, initial="fr"
    )
    title = forms.CharField(label=_("Fonction"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Qualité"), choices=Mandate.Role.choices)
    started_on = forms.DateField(label=_("Depuis le"), initial=today)

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        at_home = Person.objects.filter(positions__organisation=membership.organisation_id)
        in_zone = Person.objects.filter(mandates__membership__zone=membership.zone_id)
        self.fields["person"].queryset = (at_home | in_zone).distinct()
        self.fields["person"].empty_label = _("Une nouvelle personne, décrite ci-dessous")

    @property
    def helper(self):
        return helper(
            Fieldset(_("Qui"), "person"),
            Fieldset(
                _("Ou une nouvelle personne"),
                Row("first_name", "last_name"),
                "email",
                "language",
            ),
            Fieldset(_("À quel titre"), "role", "title", "started_on"),
        )

    def clean(self):
        data = super().clean()
        if not data.get("person"):
            if not data.get("last_name"):
                self.add_error("last_name", _("Choisissez une personne, ou donnez son nom."))
            data["person"] = self._known_by_email(data) or self._new_person(data)
        return data

    def gesture(self):
        """What ``services.add_mandate`` wants."""
        return {name: self.cleaned_data[name] for name in ("person", "role", "started_on", "title")}

    def _known_by_email(self, data):
        email, name = data.get("email"), data.get("last_name")
        known = Person.objects.filter(email__iexact=email).first() if email else None
        if known and name and fold(known.last_name) != fold(name):
            self.add_error("email", _("Une autre personne a déjà cette adresse."))
        return known

    def _new_person(self, data):
        names = ("first_name", "last_name", "email", "language")
        return Person(**{name: data.get(name) or "" for name in names})


class OrganisationForm(StyledFormMixin, forms.ModelForm):
    class Meta:
        model = Organisation
        fields = [
            "name_fr",
            "name_nl",
            "acronym",
            "type",
            "convention",
            "commune",
            "address_fr",
            "address_nl",
            "email",
            "phone",
            "website",
            "language",
            "interests",
        ]
        widgets = {"interests": forms.CheckboxSelectMultiple}

    @property
    def helper(self):
        return helper(
            Fieldset(_("Noms"), "name_fr", "name_nl", Row("acronym", "type")),
            Fieldset(_("Convention et langue"), Row("convention", "language")),
            Fieldset(_("Adresse"), "commune", "address_fr", "address_nl"),
            Fieldset(_("Contact"), Row("email", "phone"), "website"),
            INTERESTS_OPEN,
            "interests",
            INTERESTS_CLOSE,
        )


class HouseRulesForm(StyledFormMixin, forms.ModelForm):
    """A new profile, from a date; the zone and the kind of meeting by default come with the row."""

    class Meta:
        model = HouseRules
        fields = [
            "valid_from",
            "is_surveyed",
            "convening",
            "signatories",
            "agenda_form",
            "has_member_list",
            "record_kind",
            "needs_approval",
            "one_institution_one_vote",
            "languages",
            "default_visibility",
            "half_day_quota",
            "regular_percent",
            "preferred_weekday",
            "preferred_half_day",
            "notice_days",
            "contest_days",
            "tacit_days",
            "shows_emails",
            "model_fr",
            "animated_by_fr",
            "invited_fr",
            "evaluation_fr",
            "note_fr",
        ]
        widgets = {"note_fr": forms.Textarea(attrs={"rows": 4})}

    @property
    def helper(self):
        return helper(
            Fieldset(_("À partir de quand"), "valid_from", "is_surveyed"),
            Fieldset(
                _("Avant la réunion"),
                Row("convening", "signatories"),
                Row("agenda_form", "notice_days"),
                "has_member_list",
            ),
            Fieldset(
                _("Après la réunion"),
                Row("record_kind", "contest_days"),
                "needs_approval",
                "tacit_days",
                "one_institution_one_vote",
                "shows_emails",
                Row("languages", "default_visibility"),
            ),
            Fieldset(
                _("Dans l’année"),
                Row("half_day_quota", "regular_percent"),
                Row("preferred_weekday", "preferred_half_day"),
            ),
            Fieldset(
                _("En mots"), "model_fr", "animated_by_fr", "invited_fr", "evaluation_fr", "note_fr"
            ),
        )

    def clean_half_day_quota(self):
        quota = self.cleaned_data["half_day_quota"]
        if quota > 24:
            raise ValidationError(_("Plus de 24 demi-journées par an ? Vérifiez le nombre."))
        return quota
