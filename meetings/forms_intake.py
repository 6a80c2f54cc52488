"""Dropping old minutes: files, a folder, or pasted text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper

ACCEPTED = ".txt,.docx,.odt,.pdf,.eml,text/plain,application/pdf,message/rfc822"


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ManyFilesField(forms.FileField):
    """[upload]: the files of one choice, or of a folder."""

    def clean(self, data, initial=None):
        return [super(ManyFilesField, self).clean(one, initial) for one in data or ()]


class DropForm(StyledFormMixin, forms.Form):
    files = ManyFilesField(
        label=_("Fichiers"),
        required=False,
        allow_empty_file=True,
        max_length=400,
        widget=ManyFiles(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Word (.docx), LibreOffice (.odt), PDF avec du texte, texte (.txt), message (.eml). "
            "60 fichiers au plus, de 15 Mo chacun."
        ),
    )
    text = forms.CharField(
        label=_("Ou collez le texte d’un PV"),
        required=False,
        max_length=600_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def helper(self):
        return helper("files", "text")


def changes_of(posted):
    """{address: text} of the fields of a review that were posted; the last value of a name wins,
    so that a box that is not ticked says so."""
    skipped = ("csrfmiddlewaretoken", "revision", "do")
    return {name: posted.get(name) for name in posted if name not in skipped}
