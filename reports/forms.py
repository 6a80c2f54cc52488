"""What is typed on a report's page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ChapterForm(forms.Form):
    """The written part of a chapter; ``version``: the revision the writer had before them."""

    text_fr = forms.CharField(label=_("Texte français"), required=False, max_length=20_000)
    text_nl = forms.CharField(label=_("Texte néerlandais"), required=False, max_length=20_000)
    version = forms.IntegerField(min_value=0)
    keep = forms.IntegerField(min_value=0, required=False)

    @property
    def revision(self):
        """What the text replaces: the revision read, or the one of a conflict that was settled."""
        keep = self.cleaned_data["keep"]
        return self.cleaned_data["version"] if keep is None else keep
