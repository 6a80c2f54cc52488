"""How a report is made, when it is due, the chapters of its canvas."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin
from zones.models.rules import DocumentLanguage

from . import evaluation, objectives
from .models import CoordinationReport
from .seen import SeenForm

#: Years a canvas can begin in: since the cahier des charges.
FIRST, LAST = 1992, 2100


class SettingsForm(SeenForm):
    """The style of a report, its language, and what is only ticked."""

    style = forms.ChoiceField(
        label=_("Style"), choices=CoordinationReport.Style.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("Langue du rapport"), choices=DocumentLanguage.choices, widget=forms.RadioSelect
    )
    names_institutions = forms.BooleanField(
        label=_("Institutions nommées"),
        required=False,
        help_text=_(
            "Décoché : les tableaux de participation portent des lettres à la place des noms."
        ),
    )
    quotes_zone = forms.BooleanField(
        label=_("Citer ce que seuls les membres de la zone lisent"),
        required=False,
        help_text=_(
            "Décoché : un passage de PV qui ne se lit que dans la zone compte, sans son texte. "
            "Coché : Actiris et la Région le liront dans le rapport."
        ),
    )
    evaluation_methods = forms.MultipleChoiceField(
        label=_("Méthodes d’évaluation"),
        required=False,
        choices=evaluation.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ce que la zone a utilisé cette année, d’après l’étude de 2015."),
    )
    planned_objectives = forms.MultipleChoiceField(
        label=_("Objectifs de l’année suivante"),
        required=False,
        choices=lambda: objectives.choices()[1:],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Parmi ceux du cahier des charges ; le chapitre des objectifs les reprend."),
    )


class DueForm(SeenForm):
    """When the reports of a year are due, and where they go."""

    due_on = forms.DateField(label=_("Rapports attendus le"))
    to_name = forms.CharField(label=_("Service destinataire"), max_length=160, required=False)
    to_email = forms.EmailField(
        label=_("Adresse de dépôt"),
        required=False,
        help_text=_("Les rapports validés partent vers cette adresse, le PDF joint."),
    )


class CanvasChapterForm(SeenForm):
    """A chapter of a canvas, as the Region words it."""

    title_fr = forms.CharField(label=_("Titre français"), max_length=160)
    title_nl = forms.CharField(label=_("Titre néerlandais"), max_length=160, required=False)
    guidance_fr = forms.CharField(
        label=_("Consigne en français"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Elle invite à écrire, au-dessus du texte."),
    )
    guidance_nl = forms.CharField(
        label=_("Consigne en néerlandais"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_on = forms.BooleanField(label=_("Dans le rapport"), required=False)
    is_written = forms.BooleanField(label=_("Avec un texte à écrire"), required=False)
    is_optional = forms.BooleanField(
        label=_("Texte facultatif"),
        required=False,
        help_text=_("Son absence n’est pas « à compléter »."),
    )


class NewCanvasForm(StyledFormMixin, forms.Form):
    """« Nouveau canevas à partir de l’année … »."""

    first_year = forms.IntegerField(label=_("À partir de l’année"), min_value=FIRST, max_value=LAST)
