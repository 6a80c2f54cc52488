"""What is typed on the way of a report: a reading, a remark, a verdict, a deposit, its reason."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.forms import StyledFormMixin
from concertation.typography import date_short
from meetings import forms_remarks
from meetings.models import Meeting

from .models import CoordinationReport, ReportRemark
from .services import presenting

LONGEST_REMARK = forms_remarks.LONGEST_REMARK
Verdict = CoordinationReport.Verdict


class ReadingForm(forms_remarks.ReadingForm):
    """The second reader read the draft."""

    IN_A_WORD = gettext_lazy("Dites ce qui manque avant que le rapport parte.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = _("Obligatoire si le rapport ne peut pas encore partir.")


class PresentForm(StyledFormMixin, forms.Form):
    """Until when the members remark."""

    until = forms.DateField(
        label=gettext_lazy("Remarques jusqu’au"),
        help_text=gettext_lazy(
            "Ce jour inclus. Ensuite, le lien ne montre plus le projet, mais le rapport transmis : "
            "allez jusqu’à la réunion qui décide si les membres doivent le relire d’ici là."
        ),
    )

    def __init__(self, *args, **kwargs):
        days = timezone.timedelta(days=presenting.DAYS)
        kwargs.setdefault("initial", {}).setdefault("until", timezone.localdate() + days)
        super().__init__(*args, **kwargs)

    def clean_until(self):
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise forms.ValidationError(_("Choisissez un jour à venir pour la fin des remarques."))
        if until > today + timezone.timedelta(days=366):
            raise forms.ValidationError(_("Choisissez un jour dans l’année qui vient."))
        return until


class RemarkForm(StyledFormMixin, forms.Form):
    """A remark on a chapter; ``key`` makes two clicks one remark."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    #: Of the chapter as it was shown: what somebody changes meanwhile is not put back.
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    chapter = forms.SlugField(max_length=30, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Votre remarque"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
    )
    proposed_text = forms.CharField(
        label=gettext_lazy("Le texte que vous proposez"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy("Corrigez-le ici, ou laissez-le tel quel."),
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": ""}),
    )

    def __init__(self, *args, is_written=True, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, auto_id="remarque-%s", **kwargs)
        if not is_written:
            del self.fields["proposed_text"]

    @property
    def proposed(self):
        """What was proposed, for a form that has no place any more."""
        return self.data.get("proposed_text", "").strip()


class EncodedRemarkForm(StyledFormMixin, forms.Form):
    """A remark that came by telephone or in a letter, noted by the coordination."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    chapter = forms.ChoiceField(label=gettext_lazy("Chapitre"))
    author_name = forms.CharField(label=gettext_lazy("De la part de"), max_length=160)
    organisation_name = forms.CharField(
        label=gettext_lazy("Institution"), max_length=160, required=False
    )
    text = forms.CharField(
        label=gettext_lazy("La remarque"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3, "data-autosize": ""}),
    )

    def __init__(self, *args, chapters, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("key", uuid.uuid4())
        super().__init__(*args, **kwargs)
        self.fields["chapter"].choices = [
            (one.key, f"{one.number}. {one.title}") for one in chapters if one.number
        ]


class AnswerForm(forms_remarks.AnswerRemarkForm):
    """What becomes of a remark on the report."""

    ACTS = [
        (ReportRemark.Status.ACCEPTED, gettext_lazy("Accepter : le chapitre change")),
        (ReportRemark.Status.NOTED, gettext_lazy("Noter : le texte reste, la remarque aussi")),
        (ReportRemark.Status.REJECTED, gettext_lazy("Rejeter, en disant pourquoi")),
    ]

    def __init__(self, *args, is_written=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = self.ACTS if is_written else self.ACTS[1:]
        self.fields["new_text"].label = _("Le chapitre, une fois modifié")
        self.fields["new_text"].max_length = 20_000
        self.fields["answer"].help_text = _(
            "Obligatoire pour un rejet. Son auteur la reçoit par lettre."
        )
        if not is_written:
            del self.fields["new_text"]


class VerdictForm(StyledFormMixin, forms.Form):
    """What the commission decided; ``was``: the verdict that the page showed."""

    was = forms.CharField(required=False, max_length=9, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    statement = forms.CharField(
        label=gettext_lazy("Modifications demandées, ou déclaration mot à mot"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy("Obligatoire, sauf pour « approuvé » tout court."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decided_in = forms.ModelChoiceField(
        Meeting.objects.none(), label=gettext_lazy("Décidé à la réunion"), empty_label=None
    )

    def __init__(self, *args, report, **kwargs):
        noted = ("verdict", "statement", "decided_in")
        initial = {name: getattr(report, name) for name in noted} | {"was": report.verdict}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["decided_in"].queryset = presenting.deciding_meetings(report)
        self.fields["decided_in"].label_from_instance = _dated

    def clean(self):
        data = super().clean()
        wants_words = data.get("verdict") in (Verdict.AMENDED, Verdict.CONTESTED)
        if wants_words and not data.get("statement", "").strip():
            sentence = _("Notez les modifications demandées ou la déclaration, mot à mot.")
            self.add_error("statement", sentence)
        return data


def _dated(meeting):
    return f"{meeting.get_kind_display()}, {date_short(meeting.starts_at)}"


class NoteDepositForm(StyledFormMixin, forms.Form):
    """A report that reached Actiris by another way."""

    on = forms.DateField(label=gettext_lazy("Transmis à Actiris le"))
    to = forms.CharField(
        label=gettext_lazy("À qui"),
        max_length=320,
        help_text=gettext_lazy("Le service, la personne ou l’adresse."),
    )
    proof = forms.CharField(
        label=gettext_lazy("Preuve"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("Ce qui l’atteste : accusé de réception, envoi recommandé, reçu."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RectifyForm(StyledFormMixin, forms.Form):
    """« Rectifier ce rapport »: its reason is printed on the new edition."""

    reason = forms.CharField(
        label=gettext_lazy("Motif de la rectification"),
        max_length=1000,
        help_text=gettext_lazy("Une phrase ou deux, imprimées sur la nouvelle édition."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
