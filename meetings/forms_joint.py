"""Which zones hold a meeting together, and whose quota it counts for."""

from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

OPEN = HTML(
    '{% load i18n %}<details class="fold joint"{% if form.joint_zones.value %} open{% endif %}>'
    "<summary>{% translate 'Avec d’autres zones' %}</summary>"
)
CLOSE = HTML("</details>")


class JointMixin(forms.Form):
    """The other zones of a meeting and the rule of its quota, of a form on ``Meeting``.

    The rule shows once a zone is ticked (static/css/quota.css); it means nothing before.
    """

    joint_zones = forms.ModelMultipleChoiceField(
        Zone.objects.none(),
        label=_("Tenue avec les zones"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=format_lazy(
            "{} {}",
            _(
                "Elle figure alors dans l’année de chacune : leurs membres reçoivent la lettre et "
                "lisent le PV, leur coordination la prépare avec vous."
            ),
            _("Celle d’un groupe de travail s’adresse à ses membres et aux coordinations."),
        ),
    )
    JOINT_RULE_HELP = _(
        "Pour chaque zone : la demi-journée compte entière dans l’année de chacune. Pour la zone "
        "qui convoque : les autres y participent, leur quota n’en change pas."
    )

    def prepare_joint(self, zone):
        """Offer every zone but the one that convenes."""
        self.fields["joint_zones"].queryset = Zone.objects.exclude(pk=zone.pk)
        self.fields["joint_zones"].initial = self.instance.other_zones()
        rule = self.fields["joint_rule"]
        rule.required, rule.is_wanted = False, True  # one of the two stands: the default

    def choose_zones(self, allowed):
        """Leave the zones of the meeting as they are unless this reader may choose them."""
        if not allowed:
            del self.fields["joint_zones"], self.fields["joint_rule"]

    def joint_layout(self):
        if "joint_zones" not in self.fields:
            return []
        return [OPEN, "joint_zones", Div("joint_rule", css_class="joint-rule"), CLOSE]

    def clean_joint_rule(self):
        return self.cleaned_data["joint_rule"] or self.instance.joint_rule
