"""What is typed about an annex; the file itself is judged by the service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper
from meetings.services.attaching import too_big
from zones.models import Organisation
from zones.search import fold

from .models import Annex


class AnnexForm(StyledFormMixin, forms.ModelForm):
    """What an annex is called and whose it is."""

    class Meta:
        model = Annex
        fields = ["title", "organisation"]
        labels = {"organisation": _("De quelle institution")}
        help_texts = {"title": _("Ce que le sommaire du rapport en dira.")}

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        members = Organisation.objects.filter(memberships__zone=zone)
        if self.instance.organisation_id:  # one that left the zone since stays what it was
            members |= Organisation.objects.filter(pk=self.instance.organisation_id)
        field = self.fields["organisation"]
        field.queryset = members.distinct()
        named = [(one.pk, field.label_from_instance(one)) for one in field.queryset]
        named.sort(key=lambda choice: fold(choice[1]))  # in the language it is read in
        field.choices = [("", _("Aucune en particulier")), *named]

    @property
    def helper(self):
        return helper("title", "organisation")


class AnnexAddForm(AnnexForm):
    """The same, with the file."""

    upload = forms.FileField(
        label=_("Fichier PDF"),
        allow_empty_file=True,  # it has its own sentence, further on
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("Sans mot de passe, 300 pages au plus."),
    )
    field_order = ["upload", "title", "organisation"]

    def __init__(self, *args, oversized=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.oversized = oversized
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Sans intitulé, le nom du fichier.")

    def _clean_fields(self):
        super()._clean_fields()
        if "upload" in self.oversized:  # cut off while it arrived: not « no file »
            self._errors.pop("upload", None)
            self.add_error("upload", too_big())

    @property
    def helper(self):
        return helper("upload", "title", "organisation")
