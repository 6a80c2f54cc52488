"""What is typed or pasted about the figures of others."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.forms import StyledFormMixin

from .models import LocalFigure

#: Lines of one paste.
MOST_LINES = 100


class FigureForm(StyledFormMixin, forms.ModelForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = LocalFigure
        fields = ("label", "place", "value", "source", "dated")
        help_texts = {
            "label": gettext_lazy("Par exemple : demandeurs d’emploi inoccupés."),
            "place": gettext_lazy("Une commune, un quartier, la zone."),
            "source": gettext_lazy("Qui publie la donnée, et où elle se vérifie."),
            "dated": gettext_lazy("Du jour, du mois ou de l’année que la donnée décrit."),
        }

    def _post_clean(self):
        """The service says what does not fit: the row of the page is left as it is."""

    def values(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class PasteForm(StyledFormMixin, forms.Form):
    """A table of places and values, pasted from a spreadsheet; its source and date, once."""

    label = forms.CharField(label=gettext_lazy("Donnée"), max_length=200)
    table = forms.CharField(
        label=gettext_lazy("Tableau"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Deux colonnes copiées d’un tableur : le lieu, la valeur. Un point-virgule entre les "
            "deux convient aussi."
        ),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)
    dated = forms.CharField(label=gettext_lazy("Date de la donnée"), max_length=40)

    def clean_table(self):
        lines = [line for line in self.cleaned_data["table"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Cent lignes au plus à la fois."))
        rows, wrong = [], []
        for number, line in enumerate(lines, start=1):
            place, value = self._cut(line)
            if not value or len(place) > 120 or len(value) > 60:
                wrong.append(str(number))
            rows.append((place, value))
        if wrong:
            words = _("Ligne %(numbers)s : il faut un lieu, puis une valeur de 60 signes au plus.")
            raise ValidationError(words % {"numbers": ", ".join(wrong)})
        self.pairs = rows
        return self.cleaned_data["table"]

    @staticmethod
    def _cut(line):
        mark = "\t" if "\t" in line else ";"
        place, _mark, value = line.partition(mark)
        return " ".join(place.split()), " ".join(value.split(mark)[0].split())

    def rows(self):
        """What ``services.local_figures.add_figures`` takes."""
        shared = {name: self.cleaned_data[name] for name in ("label", "source", "dated")}
        return [{**shared, "place": place, "value": value} for place, value in self.pairs]
