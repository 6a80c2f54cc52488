"""What is typed in the registers: an opinion and its fate, a finding, the answer of a zone."""

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.forms import StyledFormMixin, helper
from concertation.typography import date_short
from zones.models import Addressee, Zone

from . import uploads
from .models import Finding, Opinion
from .models.levels import not_wider_than
from .seen import fingerprint
from .services.attaching import too_big
from .services.cosigning import other_zones
from .services.findings import KEPT, level_of_passage
from .services.registers import FOLLOWED

#: What becomes of a finding is folded away until there is something to say of it.
FOLD = (
    '{% load i18n %}<details class="fold"{% if form.is_followed %} open{% endif %}>'
    "<summary>{% translate 'À qui il est envoyé, et la suite' %}</summary>"
)
UNFOLD = "</details>"
#: The first year a register can speak of: the cahier des charges is of 1992.
FIRST_YEAR = 1992


class RegisterForm(StyledFormMixin, forms.ModelForm):
    """What opinions and findings share: to whom, when, the answer; and what the writer had seen.

    Each says in ``day()`` the day its row is about: the addressees of that day are proposed.
    """

    #: ``fingerprint`` of the row as it stood when the page was opened.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    #: The fields whose change by somebody else matters.
    watched = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = fingerprint(self.instance, self.watched)
        field = self.fields["addressees"]
        field.queryset = Addressee.objects.filter(self._proposed()).distinct()

    def _proposed(self):
        """In force that day, today or on the day it was sent; or chosen already."""
        days = [self.day(), timezone.localdate(), self.instance.sent_on]
        found = Q(pk__in=[])
        for day in filter(None, days):
            found |= Q(pk__in=Addressee.objects.on(day).values("pk"))
        if self.instance.pk:
            found |= Q(pk__in=self.instance.addressees.values("pk"))
        return found

    def clean(self):
        data = super().clean()
        for name in self.fields:
            day = data.get(name)
            if hasattr(day, "year") and not FIRST_YEAR <= day.year <= 2200:
                self.add_error(name, _("Vérifiez l’année de cette date."))
        self._check_order(data)
        self._check_addressees(data)
        return data

    def _check_order(self, data):
        sent_on, answered_on = data.get("sent_on"), data.get("answered_on")
        for name in ("noted_on", "sent_on", "answered_on"):
            if data.get(name) and data[name] > timezone.localdate():
                self.add_error(name, _("Cette date est dans le futur."))
        if sent_on and answered_on and answered_on < sent_on:
            self.add_error("answered_on", _("La réponse précède l’envoi : corrigez une date."))
        if answered_on and not sent_on and "sent_on" not in self.errors:
            self.add_error("sent_on", _("Une réponse suppose un envoi : notez la date."))

    def _check_addressees(self, data):
        """Whoever it is sent to exists on the day it is sent; a body that ended names its heir."""
        chosen, sent_on = list(data.get("addressees") or ()), data.get("sent_on")
        if sent_on and not chosen and "addressees" not in self.errors:
            self.add_error("addressees", _("À qui est-ce envoyé ? Cochez au moins un nom."))
        for one in chosen:
            if sent_on and not one.is_on(sent_on):
                self.add_error("addressees", _gone(one, sent_on))

    def typed(self):
        """The cleaned values of the row's own fields, without what the page adds."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


def _gone(addressee, day):
    words = {"name": addressee.name, "day": date_short(day)}
    heir = next((one for one in addressee.successors.all() if one.is_on(day)), None)
    if heir is None:
        return _("« %(name)s » n’est pas en fonction le %(day)s.") % words
    words["heir"] = heir.name
    return _("« %(name)s » n’est pas en fonction le %(day)s : voyez « %(heir)s ».") % words


class OpinionForm(RegisterForm):
    """Why an opinion was given, to whom it went, with which proof, what they answered."""

    watched = FOLLOWED

    upload = forms.FileField(
        label=gettext_lazy("Ajouter la preuve"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
        help_text=gettext_lazy(
            "L’accusé de réception, la lettre signée… Le fichier se joint à la réunion, pour le "
            "secrétariat."
        ),
    )

    class Meta:
        model = Opinion
        fields = FOLLOWED
        widgets = {
            "addressees": forms.CheckboxSelectMultiple,
            "motives": forms.Textarea(attrs={"rows": 5}),
            "answer": forms.Textarea(attrs={"rows": 4}),
            "effect": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "motives": gettext_lazy("Pourquoi la commission rend cet avis."),
            "sending": gettext_lazy("Par exemple « par courriel du secrétariat, le matin même »."),
            "proof": gettext_lazy("Un document déjà joint à la réunion."),
            "effect": gettext_lazy(
                "Ce que l’avis a changé : une mesure adaptée, un budget, rien encore…"
            ),
        }

    def __init__(self, *args, oversized=(), **kwargs):
        self.oversized = oversized
        super().__init__(*args, **kwargs)
        meeting = self.instance.block.item.meeting
        self.fields["proof"].queryset = meeting.attachments.order_by("pk")
        self.fields["proof"].empty_label = _("Aucun document choisi")

    def day(self):
        return self.instance.block.item.meeting.held_on

    @property
    def helper(self):
        return helper(
            "seen",
            Fieldset(_("Les motifs"), "motives"),
            Fieldset(_("L’envoi"), "addressees", Row("sent_on", "sending"), "proof", "upload"),
            Fieldset(_("La suite"), Row("answer_expected_on", "answered_on"), "answer", "effect"),
        )

    def clean(self):
        data = super().clean()
        expected, sent_on = data.get("answer_expected_on"), data.get("sent_on")
        if expected and sent_on and expected < sent_on:
            words = _("La réponse est attendue avant l’envoi : corrigez une date.")
            self.add_error("answer_expected_on", words)
        if "upload" in self.oversized:
            self.add_error("upload", too_big())
        return data


class FindingForm(RegisterForm):
    """What the field sees of a measure and proposes; then to whom it went and what came of it."""

    watched = KEPT

    class Meta:
        model = Finding
        fields = KEPT
        widgets = {
            "addressees": forms.CheckboxSelectMultiple,
            "observation": forms.Textarea(attrs={"rows": 4}),
            "proposal": forms.Textarea(attrs={"rows": 4}),
            "answer": forms.Textarea(attrs={"rows": 3}),
            "effect": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "subject": gettext_lazy("Une ligne, telle qu’elle se lira dans le rapport."),
            "measure": gettext_lazy("Par exemple « dispense article 60 », « chèque langue »."),
            "public": gettext_lazy("Qui est touché : primo-arrivants, moins de 25 ans…"),
            "visibility": gettext_lazy(
                "Ce qui est envoyé se lit par toutes les zones et par la Région, autant que le "
                "permet le passage du PV dont il vient."
            ),
        }

    def __init__(self, *args, block=None, **kwargs):
        self.block = block or kwargs["instance"].block
        super().__init__(*args, **kwargs)
        if self.block is not None:
            allowed = not_wider_than(level_of_passage(self.block))
            own = self.instance.visibility if self.instance.pk else ""
            choices = self.fields["visibility"].choices
            kept = [one for one in choices if one[0] in allowed or one[0] == own]
            self.fields["visibility"].choices = kept

    def day(self):
        return self.instance.noted_on

    def is_followed(self):
        """Was it sent, is it asked to be, or is something of that to be corrected?"""
        later = ("addressees", "sent_on", "answered_on", "answer", "effect")
        return bool(self.is_bound or any(self[name].value() for name in later))

    @property
    def helper(self):
        return helper(
            "seen",
            Fieldset(
                _("Le relevé"),
                "subject",
                Row("noted_on", "visibility"),
                Row("measure", "public"),
                "observation",
                "proposal",
            ),
            HTML(FOLD),
            Fieldset(_("L’envoi"), "addressees", "sent_on"),
            Fieldset(_("La suite"), "answered_on", "answer", "effect"),
            HTML(UNFOLD),
        )


class AskZonesForm(forms.Form):
    """The zones that are asked to sign: any but that of the opinion or the finding."""

    zones = forms.ModelMultipleChoiceField(
        Zone.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, thing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zones"].queryset = other_zones(thing)


class DeclineForm(StyledFormMixin, forms.Form):
    """Why a zone does not sign."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi votre zone ne signe pas"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("La coordination qui vous l’a demandé lira cette phrase."),
    )
