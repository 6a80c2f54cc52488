"""Joining a file to a meeting: what is typed about it; the file itself is judged by the service."""

from crispy_forms.layout import Row
from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper

from . import uploads
from .models import Attachment
from .services.attaching import too_big


class PlaceForm(StyledFormMixin, forms.ModelForm):
    """What a file is called, the point it belongs to, who reads it and how it arrives."""

    class Meta:
        model = Attachment
        fields = ["title", "item", "audience", "delivery", "is_sheet"]
        labels = {
            "item": _("Pour quel point"),
            "audience": _("Qui le lit"),
            "delivery": _("Comment il arrive"),
        }
        help_texts = {
            "title": _("Ce que les invités liront. Sans intitulé, le nom du fichier."),
            "delivery": _("Joint, il part avec la convocation ; lié, il s’ouvre sur la page."),
        }
        widgets = {"audience": forms.RadioSelect, "delivery": forms.RadioSelect}

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.meeting = meeting
        self.fields["item"].queryset = meeting.agenda.all()
        self.fields["item"].empty_label = _("Toute la réunion")
        self.fields["delivery"].choices = [
            (Attachment.Delivery.LINKED, _("par un lien dans la lettre")),
            (Attachment.Delivery.JOINED, _("joint à la lettre")),
        ]

    @property
    def helper(self):
        return helper("title", "item", Row("audience", "delivery"), "is_sheet")


class AttachForm(PlaceForm):
    """The same, with the file."""

    upload = forms.FileField(
        label=_("Fichier"),
        # Empty files and long names have their own sentences, further on.
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, image PNG ou JPEG, texte."),
    )
    field_order = ["upload"]

    def __init__(self, *args, oversized=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.oversized = oversized

    def _clean_fields(self):
        super()._clean_fields()
        if "upload" in self.oversized:  # cut off while it arrived: not « no file »
            self._errors.pop("upload", None)
            self.add_error("upload", too_big())

    @property
    def helper(self):
        return helper("upload", "title", "item", Row("audience", "delivery"), "is_sheet")
