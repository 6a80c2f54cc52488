"""The rows behind the figures of what meetings lead to: opinions, actions, findings.

The text of a passage only shows to who may read it.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from concertation.typography import date_short
from meetings.models import Block

from ..contents import action_state, text_of
from ..indicators import followup
from ..register_rows import subject_of
from .row import row


def opinions(data, in_zone):
    rows = []
    for passage in followup.opinion_passages(data):
        opinion = passage.block.opinion
        state = _("réponse reçue") if opinion.answered_on else _("envoyé")
        rows.append(
            row(
                text_of(passage, in_zone),
                _("n° %(n)d") % {"n": opinion.number},
                ", ".join(name.name for name in passage.addressees),
                state if opinion.sent_on else _("pas encore envoyé"),
                reverse("meetings:opinions", args=[data.zone.code]) if in_zone else "",
            )
        )
    return rows


def actions(data, in_zone):
    return [
        row(
            text_of(passage, in_zone),
            date_short(passage.met_at),
            ", ".join(passage.owners) if passage.is_readable(in_zone=in_zone) else "",
            action_state(data, passage),
            reverse("meetings:actions", args=[data.zone.code]) if in_zone else "",
        )
        for passage in followup.action_passages(data)
    ]


def findings(data, in_zone):
    """Those of the PVs, then those noted by hand in the register."""
    said = [
        row(
            text_of(passage, in_zone),
            date_short(passage.met_at),
            state=passage.block.get_kind_display(),
        )
        for passage in followup.finding_passages(data)
    ]
    register = reverse("meetings:findings", args=[data.zone.code]) if in_zone else ""
    kind = str(Block.Kind.FINDING.label)
    return said + [
        row(subject_of(one, in_zone), date_short(one.noted_on), state=kind, url=register)
        for one in data.noted
    ]
