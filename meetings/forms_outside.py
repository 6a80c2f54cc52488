"""What is typed about other bodies and their meetings."""

from datetime import timedelta

from crispy_forms.layout import HTML, Fieldset, Row
from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from concertation.fetch import Unfetchable, check_url
from concertation.forms import StyledFormMixin, helper
from zones.models import Organisation

from .forms import YEARS, HoursMixin, moment
from .models import OutsideBody, OutsideMeeting
from .services.outside import SENTENCES

#: One a week for a year.
MOST_TIMES = 53
FOLD = (
    '<details class="fold"{% if form.organisations.errors %} open{% endif %}>'
    "<summary>{{ form.organisations.label }}</summary>"
)
UNFOLD = "</details>"


class OutsideBodyForm(StyledFormMixin, forms.ModelForm):
    class Meta:
        model = OutsideBody
        fields = ["name_fr", "name_nl", "types", "organisations", "calendar_url"]
        widgets = {
            "types": forms.CheckboxSelectMultiple,
            "organisations": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "types": _("Tous les membres d’un type coché comptent comme pris."),
            "organisations": _("En plus des types cochés, ou à leur place."),
            "calendar_url": _(
                "Facultatif. L’adresse .ics que l’instance publie (https:// ou webcal://) ; elle "
                "est relue plusieurs fois par jour. Seule la coordination la voit."
            ),
        }

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.zone = zone
        field = self.fields["organisations"]
        field.queryset = Organisation.objects.order_by("name_fr")
        if zone is not None:  # those of the zone, and those that were chosen before they left it
            chosen = self.instance.organisations.all() if self.instance.pk else []
            ids = {*zone.memberships.values_list("organisation", flat=True)}
            field.queryset = field.queryset.filter(pk__in=ids | {one.pk for one in chosen})

    @property
    def helper(self):
        return helper(
            Fieldset(_("L’instance"), "name_fr", "name_nl"),
            Fieldset(_("Qui elle réunit"), "types", HTML(FOLD), "organisations", HTML(UNFOLD)),
            Fieldset(_("Son calendrier"), "calendar_url"),
        )

    def clean_calendar_url(self):
        url = self.cleaned_data["calendar_url"].strip()
        if url:
            try:
                check_url(url)
            except Unfetchable as error:
                raise ValidationError(SENTENCES[error.code]) from error
        return url


class OutsideMeetingForm(StyledFormMixin, HoursMixin, forms.ModelForm):
    """A meeting entered by hand; ``moments`` are those it repeats on."""

    class Repeat:
        ONCE, WEEKLY, FORTNIGHTLY, MONTHLY = "once", "weekly", "fortnightly", "monthly"
        CHOICES = [
            (ONCE, _("une seule fois")),
            (WEEKLY, _("chaque semaine")),
            (FORTNIGHTLY, _("toutes les deux semaines")),
            (MONTHLY, _("chaque mois, le même jour de la semaine")),
        ]

    repeat = forms.ChoiceField(
        label=_("Elle a lieu"), choices=Repeat.CHOICES, initial=Repeat.ONCE, required=False
    )
    until = forms.DateField(
        label=_("Jusqu’au"), required=False, help_text=_("Si elle se répète : le dernier jour.")
    )

    class Meta:
        model = OutsideMeeting
        fields = ["title"]

    field_order = ["title", "on", "starts", "ends", "repeat", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:  # one of a series is corrected alone
            del self.fields["repeat"], self.fields["until"]

    @property
    def helper(self):
        repeated = [Row("repeat", "until")] if "repeat" in self.fields else []
        return helper("title", Row("on", "starts", "ends"), *repeated)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until.year not in YEARS:
            raise ValidationError(_("Vérifiez l’année de cette date."))
        return until

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if not (starts and ends):
            return data
        self.instance.starts_at, self.instance.ends_at = starts, ends
        if ends <= starts:
            self.add_error(
                "ends", _("La réunion finit avant de commencer : corrigez l’heure de fin.")
            )
        elif data.get("repeat", self.Repeat.ONCE) not in ("", self.Repeat.ONCE):
            self._check_series(data)
        return data

    def _check_series(self, data):
        if not data.get("until"):
            if "until" not in self.errors:
                self.add_error("until", _("Donnez le dernier jour de la série."))
        elif data["until"] < data["on"]:
            self.add_error("until", _("Le dernier jour précède le premier."))
        elif len(self._days(data)) > MOST_TIMES:
            self.add_error("until", _("La série est trop longue : un an au plus, à la fois."))

    def moments(self):
        """Pairs (starts_at, ends_at) of the series, or of the single meeting.

        The hours are those of the clock: a series keeps its 9 h 30 across the change of hour.
        """
        data = self.cleaned_data
        return [
            (moment(day, data["starts"]), moment(day, data["ends"])) for day in self._days(data)
        ]

    def _days(self, data):
        first, until = data["on"], data.get("until")
        repeat = data.get("repeat") or self.Repeat.ONCE
        if repeat == self.Repeat.ONCE or not until:
            return [first]
        if repeat == self.Repeat.MONTHLY:
            return _same_weekday_of_month(first, until)
        step = timedelta(weeks=1 if repeat == self.Repeat.WEEKLY else 2)
        number = min((until - first) // step, MOST_TIMES)
        return [first + step * n for n in range(number + 1)]


def _same_weekday_of_month(first, until):
    """« le deuxième jeudi » of each month; a fifth one that a month lacks is its last."""
    nth, days = (first.day - 1) // 7, []
    for number in range(MOST_TIMES + 1):
        month = first.replace(day=1) + relativedelta(months=number)
        day = month + timedelta(days=(first.weekday() - month.weekday()) % 7, weeks=nth)
        if day.month != month.month:
            day -= timedelta(weeks=1)
        if day > until:
            break
        days.append(day)
    return days
