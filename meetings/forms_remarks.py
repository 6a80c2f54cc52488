"""Forms of what is said of a PV: a remark, its answer, a reading, the reason of a correction."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.forms import StyledFormMixin

from .models import Remark

#: Pages of words: beyond, somebody pasted a file, or means harm.
LONGEST_REMARK, LONGEST_PASSAGE = 20_000, 200_000


class RemarkForm(StyledFormMixin, forms.Form):
    """A remark on a passage, or under an agenda item; ``key`` makes two clicks one remark.

    ``readers``: participations for whom the coordination may note what they said.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    #: Of the passage as it was shown: what somebody changes meanwhile is not put back.
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    passage = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    point = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reader = forms.ChoiceField(label=gettext_lazy("De la part de"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Votre remarque"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
    )
    proposed_text = forms.CharField(
        label=gettext_lazy("Le texte que vous proposez"),
        required=False,
        max_length=LONGEST_PASSAGE,
        help_text=gettext_lazy("Corrigez-le ici, ou laissez-le tel quel."),
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": ""}),
    )

    def __init__(self, *args, readers=(), has_passage=True, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, auto_id="remarque-%s", **kwargs)
        if not readers:
            del self.fields["reader"]
        else:
            told = [(row.pk, _reader(row)) for row in readers]
            self.fields["reader"].choices = [("", _("Moi-même")), *told]
        if not has_passage:
            self.fields["proposed_text"].help_text = _("Ce qui devrait se lire sous ce point.")

    @property
    def typed(self):
        """What was written, for a form that has no place any more."""
        words = (self["text"].value(), self["proposed_text"].value())
        return [one.strip() for one in words if one and one.strip()]


def _reader(row):
    home = f" ({row.organisation_name})" if row.organisation_name else ""
    return f"{row.person_name}{home}"


class AnswerRemarkForm(StyledFormMixin, forms.Form):
    """What becomes of a remark: accepted with a text, noted, rejected with a reason."""

    ACTS = [
        (Remark.Status.ACCEPTED, gettext_lazy("Accepter : le passage change")),
        (Remark.Status.NOTED, gettext_lazy("Noter : elle est imprimée à côté du texte")),
        (Remark.Status.REJECTED, gettext_lazy("Rejeter, en disant pourquoi")),
    ]
    #: The passage or the chapter that somebody else saved meanwhile: see ``meet``.
    met = None
    #: Of the text that ``new_text`` was filled with.
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    act = forms.ChoiceField(label=gettext_lazy("Suite"), choices=ACTS, widget=forms.RadioSelect)
    new_text = forms.CharField(
        label=gettext_lazy("Le passage, une fois modifié"),
        required=False,
        max_length=LONGEST_PASSAGE,
        help_text=gettext_lazy("Sert si vous acceptez ; corrigez-le s’il le faut."),
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": ""}),
    )
    answer = forms.CharField(
        label=gettext_lazy("Réponse à son auteur"),
        required=False,
        max_length=LONGEST_REMARK,
        help_text=gettext_lazy("Obligatoire pour un rejet. Une lettre la lui porte."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
    )

    def clean(self):
        data = super().clean()
        act = data.get("act")
        if act == Remark.Status.REJECTED and not data.get("answer", "").strip():
            self.add_error("answer", _("Dites pourquoi la remarque est rejetée."))
        if act == Remark.Status.ACCEPTED and not data.get("new_text", "").strip():
            self.add_error("new_text", _("Écrivez le passage tel qu’il devient."))
        return data

    def meet(self, current):
        """Another text stands now, and the page shows it: sent again, these words replace it."""
        self.met = current
        self.data = self.data.copy()
        self.data[self.add_prefix("revision")] = current.revision


class ReadingForm(StyledFormMixin, forms.Form):
    """A co-animator read the draft."""

    IN_A_WORD = gettext_lazy("Dites ce qui manque avant que le PV parte.")
    VERDICTS = [("yes", gettext_lazy("Il peut partir")), ("no", gettext_lazy("Pas encore"))]
    agrees = forms.ChoiceField(
        label=gettext_lazy("Votre avis"),
        choices=VERDICTS,
        widget=forms.RadioSelect,
        initial="yes",
    )
    note = forms.CharField(
        label=gettext_lazy("Un mot"),
        required=False,
        help_text=gettext_lazy("Obligatoire si le PV ne peut pas encore partir."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
    )

    def clean(self):
        data = super().clean()
        if data.get("agrees") == "no" and not data.get("note", "").strip():
            self.add_error("note", self.IN_A_WORD)
        return data


class CorrectionForm(StyledFormMixin, forms.Form):
    """« Rectifier ce PV »: its reason is printed on the new edition."""

    reason = forms.CharField(
        label=gettext_lazy("Raison de la rectification"),
        max_length=300,
        help_text=gettext_lazy("Une phrase, imprimée sur la nouvelle édition."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
