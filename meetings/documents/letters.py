"""Two different letters: the formal convocation, and the invitation that welcomes colleagues.

One PDF for everybody: what is personal (the name, the answer link) stands in the e-mail.
"""

from datetime import timedelta

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine
from concertation.typography import date_long, date_short
from zones.models import HouseRules

from ..models import Letter, MeetingEvent, Paper
from . import common

HEADINGS = {
    HouseRules.Convening.CONVOCATION: _("Convocation"),
    HouseRules.Convening.INVITATION: _("Invitation"),
}
PREFIXES = {
    HouseRules.Convening.CONVOCATION: "Convocation",
    HouseRules.Convening.INVITATION: "Invitation",
}


def convocation(meeting, language=None):
    """The letter the meeting calls for (``meeting.convening``), as it would be printed now.

    ``language``: ``fr``, ``nl`` or ``both`` (two columns); the meeting's own by default.
    """
    return _letter(meeting, meeting.convening, language)


def formal_convocation(meeting, language=None):
    """The convocation, whatever the meeting calls for: numbered agenda, PV to approve, notice."""
    return _letter(meeting, HouseRules.Convening.CONVOCATION, language)


def invitation(meeting, language=None):
    """The invitation, whatever the meeting calls for: theme, programme with times, welcome."""
    return _letter(meeting, HouseRules.Convening.INVITATION, language)


def letter_name(meeting):
    return common.file_name(PREFIXES[meeting.convening], meeting)


def stored_or_fresh_letter(meeting):
    """(bytes, file name) of the letter as it was sent, or as it would leave now.

    A letter that left before the date or the place changed announces the wrong meeting: it stays
    in the archive, and the page shows the right one.
    """
    paper = meeting.papers.filter(kind=meeting.convening).first()
    if paper is None or _is_outdated(paper):
        return convocation(meeting), letter_name(meeting)
    return bytes(paper.content), paper.file_name


letter_file = stored_or_fresh_letter


def _is_outdated(paper: Paper):
    updates = Letter.objects.filter(meeting=paper.meeting_id, kind=Letter.Kind.UPDATE)
    return updates.filter(created_at__gt=paper.created_at).exists()


def _letter(meeting, form, language):
    languages = common.languages_of(language or meeting.languages)
    return engine.render_pdf(
        f"pdf/{form}.html",
        _context(meeting, form, languages),
        language=languages[0],
        title=common.paper_title(meeting, HEADINGS[form], languages[0]),
    )


def _context(meeting, form, languages):
    rules = meeting.rules()
    lines = _agenda(meeting, languages)
    context = common.paper_context(meeting, HEADINGS[form], languages)
    return context | {
        "rules": rules,
        "signed_by_directions": rules.signatories == HouseRules.Signatories.DIRECTION,
        "theme": common.cells(meeting, "title", languages),
        "message": common.cells(meeting, "message", languages),
        "facts": _facts(meeting, lines, languages),
        "agenda": [line for line in lines if not line["item"].is_additional],
        "additional": [line for line in lines if line["item"].is_additional],
        "approves": [line["item"].approves for line in lines if line["item"].approves_id],
        "written_on": _written_on(meeting),
    }


def _facts(meeting, lines, languages):
    facts = common.facts_of_place_and_time(meeting, languages)
    pvs = [line["item"].approves for line in lines if line["item"].approves_id]
    if pvs:
        dates = common.said(lambda: ", ".join(date_short(pv.meeting.held_on) for pv in pvs))
        facts.append(common.fact(_("PV à approuver"), dates, languages))
    if meeting.reply_by:
        reply = lazy(date_long, str)(meeting.reply_by)
        facts.append(common.fact(_("Réponse pour le"), reply, languages))
    return facts


def _agenda(meeting, languages):
    """The agenda as printed: number, title, presenter, minutes, and the hour while it is known."""
    items = meeting.agenda.select_related("approves__meeting")
    lines, hour = [], meeting.starts_at
    ordered = sorted(items, key=lambda item: item.is_additional)
    for number, item in enumerate(ordered, start=1):
        lines.append(
            {
                "number": number,
                "item": item,
                "title": common.cells(item, "title", languages),
                "starts_at": hour,
            }
        )
        # One point without a duration, and every later hour would be a guess.
        known = hour is not None and item.minutes_foreseen
        hour = hour + timedelta(minutes=item.minutes_foreseen) if known else None
    return lines


def _written_on(meeting):
    """The day the letter left, from the meeting's own events; none before it leaves."""
    events = MeetingEvent.objects.filter(meeting=meeting, kind="convened").order_by("-at", "-pk")
    event = events.first()
    return event.at if event else None
