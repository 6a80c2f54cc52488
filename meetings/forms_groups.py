"""Working groups: what they are, and which one a meeting is of."""

from crispy_forms.layout import Div, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concertation.forms import StyledFormMixin, helper
from concertation.typography import date_short

from . import group_people
from .models import Meeting, WorkingGroup
from .seen import fingerprint
from .services.working_groups import KEPT

#: Commissions offered as the one that launched the group, the latest first.
COMMISSIONS = 24
#: The first year a group can be of: the cahier des charges is of 1992.
FIRST_YEAR = 1992


class GroupMixin(forms.Form):
    """The working group of a meeting of that nature, of a form on ``Meeting``.

    The choice shows with the nature (static/css/quota.css); it means nothing for another.
    """

    def prepare_group(self, zone):
        """Offer the open groups of the zone, and the one the meeting is of."""
        own = Q(ended_on__isnull=True) | Q(pk=self.instance.working_group_id)
        field = self.fields["working_group"]
        field.queryset = WorkingGroup.objects.filter(own, zone=zone)
        field.empty_label = _("Aucun en particulier")

    def group_layout(self):
        return Div("working_group", css_class="meeting-group")

    def clean_working_group(self):
        """Of another nature none; but old minutes say which group prepares a day: it stays."""
        if self.cleaned_data.get("kind") == Meeting.Kind.WORKING_GROUP:
            return self.cleaned_data["working_group"]
        was_of_group = self.instance.kind == Meeting.Kind.WORKING_GROUP
        return None if was_of_group else self.instance.working_group


class GroupForm(StyledFormMixin, forms.ModelForm):
    """A working group of the zone of ``instance``; ``seen``: what its writer had read."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    watched = KEPT

    class Meta:
        model = WorkingGroup
        fields = KEPT
        labels = {"launched_in": gettext_lazy("Lancé à la réunion du")}
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 4, "data-autosize": ""}),
            "members": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "purpose": gettext_lazy(
                "Ce que la commission lui demande, en quelques phrases : elles paraissent au "
                "rapport."
            ),
            "members": gettext_lazy(
                "Une réunion du groupe s’adresse à eux et à la coordination. Qui s’annonce plus "
                "tard se coche ici."
            ),
            "ended_on": gettext_lazy("Vide tant que le groupe travaille."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = fingerprint(self.instance, KEPT)
        self._offer_people()
        self._offer_commissions()

    def _offer_people(self):
        field, people = self.fields["members"], group_people.people_offered(self.instance)
        field.queryset = field.queryset.filter(pk__in=people)
        field.choices = list(people.items())
        if self.instance.pk is None:
            self.initial["members"] = group_people.animating(self.instance.zone)

    def _offer_commissions(self):
        held = Meeting.objects.of_zone(self.instance.zone).filter(kind=Meeting.Kind.COMMISSION)
        held = held.filter(starts_at__lte=timezone.now()).exclude(status=Meeting.Status.CANCELLED)
        offered = set(held.order_by("-starts_at").values_list("pk", flat=True)[:COMMISSIONS])
        field = self.fields["launched_in"]
        field.queryset = Meeting.objects.filter(pk__in=offered | {self.instance.launched_in_id})
        field.label_from_instance = lambda one: date_short(one.starts_at)
        field.empty_label = _("Sans précision")

    @property
    def helper(self):
        return helper(
            "seen",
            Fieldset(
                _("Le groupe"),
                Row("name_fr", "name_nl"),
                "purpose",
                Row("launched_in", "ended_on"),
            ),
            Fieldset(_("Qui y participe"), Div("members", css_class="two-columns")),
        )

    def clean_name_fr(self):
        name = " ".join(self.cleaned_data["name_fr"].split())
        if not name:
            raise ValidationError(_("Donnez un nom au groupe."))
        return name

    def clean_ended_on(self):
        day = self.cleaned_data["ended_on"]
        if day and day.year < FIRST_YEAR:
            raise ValidationError(_("Vérifiez l’année de cette date."))
        if day and day > timezone.localdate():
            raise ValidationError(_("Cette date est dans le futur."))
        return day

    def clean(self):
        data = super().clean()
        launched, ended = data.get("launched_in"), data.get("ended_on")
        if launched and ended and ended < launched.held_on:
            self.add_error("ended_on", _("Le groupe finit avant d’être lancé : corrigez la date."))
        elif ended:
            self._refuse_an_end_before_it_met(ended)
        return data

    def _refuse_an_end_before_it_met(self, ended):
        """A meeting called off is none; one to come is called off first."""
        rows = Meeting.objects.filter(working_group=self.instance.pk)
        rows = rows.filter(kind=Meeting.Kind.WORKING_GROUP)
        last = rows.exclude(status=Meeting.Status.CANCELLED).order_by("starts_at").last()
        if not last or last.held_on <= ended:
            return
        if last.held_on > timezone.localdate():
            said = _(
                "Le groupe a encore une réunion le %(day)s : annulez-la d’abord, ou notez la fin "
                "une fois qu’elle a eu lieu."
            )
        else:
            said = _(
                "Une réunion du groupe est datée du %(day)s : donnez cette date ou une date plus "
                "récente."
            )
        self.add_error("ended_on", said % {"day": date_short(last.starts_at)})

    def typed(self):
        """The cleaned values of the group's own fields, without what the page adds."""
        return {name: self.cleaned_data[name] for name in KEPT}
