"""What the coordination types about one point of an agenda."""

from crispy_forms.layout import Row
from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper

from .forms_levels import level_field
from .models import AgendaItem


class AgendaItemForm(StyledFormMixin, forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = [
            "title_fr",
            "title_nl",
            "kind",
            "presenter",
            "minutes_foreseen",
            "theme",
            "visibility",
            "is_standing",
        ]

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visibility"] = level_field(
            [meeting.visibility],
            current=self.instance.visibility,
            label=_("Le point se lit par"),
            inherited=_("comme le PV : %(who)s") % {"who": meeting.get_visibility_display()},
        )
        self.fields["visibility"].help_text = _(
            "Réservé, il ne porte pour les autres que son numéro : « Point réservé »."
        )
        self.fields["theme"].empty_label = _("Sans thème")
        for name in ("title_fr", "title_nl"):  # one of the two: neither is « facultatif »
            self.fields[name].is_wanted = True
        self.fields["minutes_foreseen"].widget.attrs |= {"min": 0, "max": 600, "step": 5}

    def clean(self):
        data = super().clean()
        if not (data.get("title_fr") or data.get("title_nl")):
            self.add_error(
                "title_fr", _("Donnez un intitulé au point, en français ou en néerlandais.")
            )
        return data

    def _get_validation_exclusions(self):
        # The missing title is said on its field, above.
        return super()._get_validation_exclusions() | {"title_fr"}

    @property
    def helper(self):
        return helper(
            Row("title_fr", "title_nl"),
            Row("kind", "presenter"),
            Row("minutes_foreseen", "theme"),
            "visibility",
            "is_standing",
        )
