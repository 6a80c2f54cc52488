"""What is ticked on the pages of the barometer and of the three questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin

from .expectations import AFTER_A_MEETING, expectations

#: From « not at all » to « very much »; the words stand at both ends of the line.
SCORES = (1, 2, 3, 4, 5)


class OpeningForm(StyledFormMixin, forms.Form):
    closes_on = forms.DateField(
        label=_("Réponses jusqu’au"), help_text=_("Jusqu’au soir de ce jour.")
    )


class ScoresForm(StyledFormMixin, forms.Form):
    """Lines answered from 1 to 5, all optional, and a word."""

    comment = forms.CharField(
        label=_("Un mot, si vous voulez"),
        help_text=_("Lu par la coordination, sans votre nom."),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, questions, **kwargs):
        """``questions``: [(code, sentence)]."""
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for code, sentence in self.questions:
            self.fields[f"score-{code}"] = forms.TypedChoiceField(
                label=sentence,
                choices=[(str(n), str(n)) for n in SCORES],
                coerce=int,
                empty_value=None,
                required=False,
            )

    @property
    def lines(self):
        """[(sentence, field name, what is ticked)] for the template."""
        return [
            (sentence, f"score-{code}", self[f"score-{code}"].value() or "")
            for code, sentence in self.questions
        ]

    def scores(self):
        """{code: 1–5} of the lines that were answered."""
        given = {code: self.cleaned_data.get(f"score-{code}") for code, _words in self.questions}
        return {code: score for code, score in given.items() if score}


def survey_form(data):
    return ScoresForm(data, questions=[(one.code, one.name) for one in expectations()])


def feedback_form(data):
    return ScoresForm(data, questions=AFTER_A_MEETING.items())
