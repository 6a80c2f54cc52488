"""Codes of a snapshot as they are read: states, kinds, statuses, numbers."""

from datetime import date

from django.utils.translation import gettext as _

from concertation.typography import date_short
from meetings import quota_words
from meetings.models import Meeting
from zones.models import HouseRules
from zones.models.rules import DocumentLanguage

from .. import wording
from ..models import CoordinationReport

value, share = wording.value, wording.percent
Status = CoordinationReport.Status


def kind_name(kind):
    return str(Meeting.Kind(kind).label)


def quota_word(quota):
    """(kind of flag, word), as the page of the obligation has it."""
    blank = quota["is_blank"]
    flag, word = quota_words.BLANK if blank else quota_words.WORDS[quota["status"]]
    return flag, str(word)


def report_word(report):
    """« transmis le 20/01/2026 », or that it was not and how far it is."""
    if report["sent_on"]:
        day = date_short(date.fromisoformat(report["sent_on"]))
        if report["edition"] > 1:
            return _("transmis le %(day)s, édition %(n)d") % {"day": day, "n": report["edition"]}
        return _("transmis le %(day)s") % {"day": day}
    return _("rapport non transmis")


def progress_word(report):
    """Where a report that did not leave stands: the state and the share written, no more."""
    if report["sent_on"]:
        return report_word(report)
    if not report["status"]:
        return _("pas commencé")
    if report["status"] == Status.VALIDATED:
        return _("validé, pas encore transmis")
    state = {"state": Status(report["status"]).label, "share": report["share"]}
    # « 88 % » on one line, in both languages.
    return (_("%(state)s, %(share)d %% rédigé") % state).replace(" %", "\u00a0%")


def frame_words(frame):
    """How a zone works: [(label, words)], or None where nobody told."""
    if not frame["is_known"]:
        return None
    record = str(HouseRules.RecordKind(frame["record"]).label)
    if frame["needs_approval"]:
        record = _("%(record)s approuvé") % {"record": record}
    return [
        str(HouseRules.Convening(frame["convening"]).label),
        str(HouseRules.AgendaForm(frame["agenda"]).label),
        record,
        str(DocumentLanguage(frame["languages"]).label),
    ]


def zone_names(codes, names):
    """« Sud, Nord-Est » in the order of the Region."""
    return ", ".join(zone["name"] for code, zone in names.items() if code in codes)
