"""What the coordination types about a meeting; forms validate, services act."""

from datetime import datetime

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concertation.forms import StyledFormMixin, helper
from zones.models import Organisation, Theme

from .forms_groups import GroupMixin
from .forms_joint import JointMixin
from .models import Meeting

#: Constraint of the table → the field whose correction answers it.
FIELD_OF_CONSTRAINT = {
    "meeting_ends_after_it_starts": "ends",
    "meeting_two_half_days_at_most": "half_days",
    "meeting_quota_needs_half_days": "half_days",
}
#: A date outside them is a slip of the keyboard, and the first and last ones no clock can shift.
YEARS = range(1990, 2100)
THEMES_OPEN = HTML(
    '{% load i18n %}<details class="fold"{% if form.themes.errors %} open{% endif %}>'
    "<summary>{% translate 'Thèmes traités' %}</summary>"
)
THEMES_CLOSE = HTML("</details>")


def moment(day, at):
    """An aware datetime in Brussels; raises ``ValidationError`` for an hour of the clock change."""
    try:
        return from_current_timezone(datetime.combine(day, at))
    except ValidationError as error:
        raise ValidationError(
            _(
                "Cette heure n’existe pas, ou existe deux fois, ce jour-là : c’est la nuit du "
                "changement d’heure. Choisissez-en une autre."
            )
        ) from error


class HoursMixin(forms.Form):
    """A date and two times that become ``starts_at`` and ``ends_at`` of ``cleaned_data``."""

    on = forms.DateField(label=_("Date"))
    starts = forms.TimeField(label=_("Heure de début"))
    ends = forms.TimeField(label=_("Heure de fin"))

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on.year not in YEARS:
            raise ValidationError(_("Vérifiez l’année de cette date."))
        return on

    def clean(self):
        data = super().clean()
        data = self.cleaned_data if data is None else data
        for source, target in (("starts", "starts_at"), ("ends", "ends_at")):
            if data.get("on") and data.get(source) is not None:
                try:
                    data[target] = moment(data["on"], data[source])
                except ValidationError as error:
                    self.add_error(source, error)
        return data


class OrderedHoursMixin(HoursMixin):
    """For a form without a model, whose constraints say it of the others."""

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error(
                "ends", _("La réunion finit avant de commencer : corrigez l’heure de fin.")
            )
        return data


class MeetingForm(StyledFormMixin, HoursMixin, JointMixin, GroupMixin, forms.ModelForm):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=_("Thèmes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    took_place = forms.BooleanField(label=_("Oui, elle a déjà eu lieu"), required=False)

    class Meta:
        model = Meeting
        fields = [
            "kind",
            "working_group",
            "title_fr",
            "title_nl",
            "host",
            "room",
            "place_fr",
            "place_nl",
            "directions_fr",
            "directions_nl",
            "languages",
            "letter_by_reader",
            "convening",
            "visibility",
            "half_days",
            "counts_for_quota",
            "joint_rule",
            "message_fr",
            "message_nl",
            "reply_by",
        ]
        labels = {
            "host": _("Institution qui accueille"),
            "half_days": _("Nombre de demi-journées"),
            "reply_by": _("Réponse souhaitée pour le"),
        }
        help_texts = {
            "place_fr": _("Seulement si ce n’est pas l’adresse de l’institution qui accueille."),
            "directions_fr": _(
                "Arrêt, entrée, étage. Vide : ceux de la dernière réunion au même endroit."
            ),
            "half_days": _("Une journée entière compte pour deux."),
            "working_group": _("Ses membres et la coordination sont proposés aux invitations."),
            "joint_rule": JointMixin.JOINT_RULE_HELP,
        }
        widgets = {"joint_rule": forms.RadioSelect}

    field_order = ["on", "starts", "ends"]

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.zone = zone
        self.prepare_joint(zone)
        self.prepare_group(zone)
        self.asks_if_past = False
        self.fields["host"].choices = self.hosts_of(zone)
        for field in ("message_fr", "message_nl", "directions_fr", "directions_nl"):
            self.fields[field].widget.attrs["rows"] = 3
        self.fields["half_days"].widget.attrs |= {"min": 0, "max": 2}

    @staticmethod
    def hosts_of(zone):
        """The members of the zone first, then every other institution."""
        members = set(zone.memberships.values_list("organisation", flat=True))
        groups = {True: [], False: []}
        for organisation in Organisation.objects.order_by("name_fr"):
            groups[organisation.pk in members].append((organisation.pk, organisation.name))
        return [
            ("", _("À préciser")),
            (_("Membres de la zone"), groups[True]),
            (_("Autres institutions"), groups[False]),
        ]

    @property
    def helper(self):
        asked = ["took_place"] if self.asks_if_past else []
        return helper(
            Fieldset(_("Quand"), Row("on", "starts", "ends"), *asked, "reply_by"),
            Fieldset(
                _("Quoi"),
                "kind",
                self.group_layout(),
                Row("title_fr", "title_nl"),
                Row("half_days", "counts_for_quota"),
                THEMES_OPEN,
                "themes",
                THEMES_CLOSE,
                *self.joint_layout(),
            ),
            Fieldset(
                _("Où"),
                Row("host", "room"),
                Row("place_fr", "place_nl"),
                Row("directions_fr", "directions_nl"),
            ),
            Fieldset(
                _("Lettre et PV"),
                Row("convening", "languages", "visibility"),
                "letter_by_reader",
                Row("message_fr", "message_nl"),
            ),
        )

    def clean(self):
        data = super().clean()
        for field in ("starts_at", "ends_at"):
            if field in data:
                setattr(self.instance, field, data[field])
        if data.get("reply_by") and data.get("on") and data["reply_by"] > data["on"]:
            self.add_error(
                "reply_by",
                _("Demandez les réponses au plus tard pour le jour de la réunion."),
            )
        self._ask_if_past(data)
        return data

    def _ask_if_past(self, data):
        """A new meeting in the past is a slip of the keyboard, or one to write down afterwards."""
        if self.instance.pk or not data.get("ends_at") or data["ends_at"] > timezone.now():
            return
        self.asks_if_past = True
        if not data.get("took_place"):
            self.add_error(
                "took_place",
                _(
                    "Cette date est passée : la réunion a-t-elle déjà eu lieu ? "
                    "Cochez la case, ou corrigez la date."
                ),
            )

    def clean_half_days(self):
        # The constraint says what is wrong, of a number that the database can hold.
        return min(self.cleaned_data["half_days"], 99)

    def _get_validation_exclusions(self):
        # The constraints on half-days are checked below, where the sentence finds its field.
        return super()._get_validation_exclusions() | {"half_days"}

    def _post_clean(self):
        """Also every constraint of the table: Django skips those naming a field it did not see."""
        super()._post_clean()
        data = self.cleaned_data
        if not all(name in data for name in ("starts_at", "ends_at", "half_days")):
            return
        for constraint in Meeting._meta.constraints:
            try:
                constraint.validate(Meeting, self.instance)
            except ValidationError as error:
                self.add_error(FIELD_OF_CONSTRAINT.get(constraint.name), error)


class PostponeForm(StyledFormMixin, OrderedHoursMixin, forms.Form):
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Il figure dans la lettre aux partenaires."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def helper(self):
        return helper(Row("on", "starts", "ends"), "reason")


class CancelForm(StyledFormMixin, forms.Form):
    reason = PostponeForm.base_fields["reason"]


class FilterForm(forms.Form):
    """The filter of the list of meetings; anything it does not understand is left out."""

    annee = forms.IntegerField(
        label=_("Année"), min_value=1900, max_value=2200, required=False, widget=forms.Select
    )
    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=[("", _("Toutes les natures")), *Meeting.Kind.choices],
        required=False,
    )

    def offer_years(self, years):
        self.fields["annee"].widget.choices = [("", _("Toutes les années"))] + [
            (year, str(year)) for year in years
        ]
