"""Forms about the list of a meeting: whom to look for, a word for some of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin
from zones.models import Commune, PartnerType, Theme, Zone

from .contacts import ATTENDANCE
from .models import Participation

#: Characters of a personal sentence, as the column holds them.
LONGEST_NOTE = Participation._meta.get_field("personal_note").max_length


class WidenForm(forms.Form):
    """What people are looked for by; anything it does not understand is left out."""

    zone = forms.ModelMultipleChoiceField(
        Zone.objects.all(),
        label=_("Zones"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    type = forms.ModelChoiceField(
        PartnerType.objects.all(),
        label=_("Type d’institution"),
        required=False,
        empty_label=_("Tous les types"),
    )
    commune = forms.ModelChoiceField(
        Commune.objects.all(),
        label=_("Commune"),
        required=False,
        empty_label=_("Toutes les communes"),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label=_("Thème d’intérêt"),
        required=False,
        empty_label=_("Tous les thèmes"),
    )
    presence = forms.ChoiceField(
        label=_("Présence à nos réunions"), choices=ATTENDANCE, required=False
    )
    nom = forms.CharField(
        label=_("Nom, sigle ou personne"), max_length=100, required=False, strip=True
    )

    def wanted(self):
        """What ``contacts.find`` takes; empty when nothing was asked."""
        self.is_valid()
        data = self.cleaned_data
        one = {"types": "type", "communes": "commune", "themes": "theme"}
        asked = {name: [data[key].pk] for name, key in one.items() if data.get(key)}
        if zones := data.get("zone"):
            asked["zones"] = [zone.pk for zone in zones]
        if data.get("presence"):
            asked["attendance"] = data["presence"]
        if data.get("nom"):
            asked["words"] = data["nom"]
        return asked


class CapacityForm(forms.Form):
    """In which quality the people found join the list."""

    capacity = forms.ChoiceField(
        label=_("Ils viennent comme"),
        choices=[
            (Participation.Capacity.GUEST, _("invités")),
            (Participation.Capacity.EXPERT, _("experts")),
            (Participation.Capacity.MEMBER, _("membres")),
        ],
    )


class NoteForm(StyledFormMixin, forms.Form):
    """A sentence for some readers alone; plain text, as it will stand in their e-mail."""

    note = forms.CharField(
        label=_("Le mot"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_(
            "En texte simple, dans la langue de la personne. Vide, il retire le mot déjà écrit."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
