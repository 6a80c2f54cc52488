"""Two different letters: the formal convocation, and the invitation that welcomes colleagues.

One PDF per language for everybody: what is personal (the name, the answer link) stands in the
e-mail. Only a letter on paper bears a name, for who has no address.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine
from concertation.memo import remembering
from concertation.typography import date_long, date_short
from zones.models import HouseRules

from .. import wording
from ..models import MeetingEvent, Participation
from ..reserved import hides_items, letter_level, masked
from ..sealed_reading import agenda_as_called
from ..signatures import signatories
from . import common

HEADINGS = {
    HouseRules.Convening.CONVOCATION: _("Convocation"),
    HouseRules.Convening.INVITATION: _("Invitation"),
}
#: First word of the file's name, in the language of its reader.
PREFIXES = {
    HouseRules.Convening.CONVOCATION: {"nl": "Oproeping"},
    HouseRules.Convening.INVITATION: {"nl": "Uitnodiging"},
}
#: Kind of the last change → what a letter printed after it says of itself.
STAMPS = {
    "postponed": _("Nouvelle date"),
    MeetingEvent.CHANGED: _("Lettre corrigée"),
    MeetingEvent.ITEMS: _("Points supplémentaires"),
}


def convocation(meeting, language=None, *, on=None, level=None):
    """The letter the meeting calls for (``meeting.convening``), as it would be printed now.

    ``language``: ``fr``, ``nl`` or ``both`` (two columns); the meeting's own by default.
    ``on``: the day it is written (a date), for a letter that has not left; else it bears the day
    of the convocation or of the change it tells of.
    ``level``: of its only reader; by default it names what everybody who is called may read.
    """
    return _letter(meeting, meeting.convening, language, on, level)


def formal_convocation(meeting, language=None, *, on=None):
    """The convocation, whatever the meeting calls for: numbered agenda, PV to approve, notice."""
    return _letter(meeting, HouseRules.Convening.CONVOCATION, language, on)


def invitation(meeting, language=None, *, on=None):
    """The invitation, whatever the meeting calls for: theme, programme with times, welcome."""
    return _letter(meeting, HouseRules.Convening.INVITATION, language, on)


def frozen_convocation(meeting, language=None):
    """The HTML of ``convocation``: all that the paper says, its PDF still to be set."""
    return _html(meeting, meeting.convening, language, None)


def letter_name(meeting, language=None):
    words = PREFIXES[meeting.convening]
    prefix = words.get(letter_language(meeting, language), meeting.convening.capitalize())
    return common.file_name(prefix, meeting)


def letter_language(meeting, reader=None):
    """The language of the paper for a reader of that language: theirs, or everybody's."""
    if meeting.letter_by_reader and reader in ("fr", "nl"):
        return reader
    if meeting.letter_by_reader and meeting.languages == "both":
        return "fr"
    return meeting.languages


def letter_languages(meeting, rows):
    """The languages in which the letter must exist for ``rows`` (participations)."""
    return {letter_language(meeting, row.language) for row in rows} or {letter_language(meeting)}


def stored_letter(meeting, language=None):
    """The ``Paper`` that left in the language of that reader, while it tells the truth; or None.

    A letter that left before the date, the place or the agenda changed announces the wrong
    meeting: it stays in the archive, and is not shown or sent again.
    """
    papers = meeting.papers.filter(
        kind=meeting.convening, language=letter_language(meeting, language)
    )
    paper = papers.first()
    if paper is None:
        return None
    changes = MeetingEvent.objects.filter(meeting=meeting, kind__in=MeetingEvent.TOLD)
    return None if changes.filter(at__gt=paper.created_at).exists() else paper


def stored_or_fresh_letter(meeting, language=None, *, on=None, level=None):
    """(bytes, file name) of the letter as it was sent to a reader of that language, or as it
    would leave on the day ``on``.

    ``level``: of a reader who did not get it; where it names what they may not read, they get one
    that does not.
    """
    reserved = level is not None and hides_items(meeting.agenda.all(), level)
    paper = None if reserved else stored_letter(meeting, language)
    if paper is None:
        content = convocation(meeting, letter_language(meeting, language), on=on, level=level)
        return content, letter_name(meeting, language)
    return paper.pdf(), paper.file_name


letter_file = stored_or_fresh_letter


def addressed_letters(meeting, rows, *, on=None):
    """One PDF of the letters to post or to hand over, each with the name of its reader.

    ``rows``: participations, each in its language; their ``organisation`` gives the address.
    ``on``: as for ``convocation``.
    """
    language = common.languages_of(letter_language(meeting))[0]
    title = common.paper_title(meeting, HEADINGS[meeting.convening], language)
    contexts, papers = {}, []
    for row in rows:
        spoken = letter_language(meeting, row.language)
        languages = common.languages_of(spoken)
        if spoken not in contexts:
            contexts[spoken] = _context(meeting, meeting.convening, languages, on)
            contexts[spoken] |= {"title": title} | _answer_on_paper(meeting)
        context = contexts[spoken] | {"addressee": _addressee(row)}
        papers.append(engine.render_html(f"pdf/{meeting.convening}.html", context, languages[0]))
    return engine.many_to_pdf(papers, language=language, title=title)


def _answer_on_paper(meeting):
    """Who reads a sheet of paper has no link to tap: the coordination's telephone and address."""
    ways = [way for org in wording.organisers(meeting) for way in (org.phone, org.email) if way]
    return {"on_paper": True, "contact": ", ".join(dict.fromkeys(ways))}


def addressed_name(meeting):
    return common.file_name("Lettres-a-imprimer", meeting)


def _addressee(row):
    home, wanted = row.organisation, row.language
    lines = [row.person_name, row.organisation_name]
    if home:
        street = getattr(home, f"address_{wanted}") or home.address_fr or home.address_nl
        lines += [part.strip() for part in street.split(",")]
        commune = home.commune and getattr(home.commune, f"name_{wanted}")
        if commune and commune.casefold() not in street.casefold():
            lines.append(commune)
    return [line for line in lines if line]


def _letter(meeting, form, language, on, level=None):
    return engine.html_to_pdf(_html(meeting, form, language, on, level))


def _html(meeting, form, language, on, level=None):
    languages = common.languages_of(language or letter_language(meeting))
    title = common.paper_title(meeting, HEADINGS[form], languages[0])
    with remembering():
        context = {"title": title} | _context(meeting, form, languages, on, level)
    return engine.render_html(f"pdf/{form}.html", context, languages[0])


def _context(meeting, form, languages, on, level=None):
    on = on if meeting.is_before_letter else None
    rules = meeting.rules(on and HouseRules.at(meeting.zone, on))
    lines = _agenda(meeting, languages, level or letter_level(meeting))
    context = common.paper_context(meeting, HEADINGS[form], languages)
    return (
        context
        | _signed(meeting, rules, languages, on)
        | {
            "rules": rules,
            "together": common.said(wording.together, meeting),
            "theme": common.cells(meeting, "title", languages),
            "message": common.cells(meeting, "message", languages),
            "facts": _facts(meeting, lines, languages),
            "agenda": [line for line in lines if not line["item"].is_additional],
            "additional": [line for line in lines if line["item"].is_additional],
            "approves": [line["item"].approves for line in lines if line["item"].approves_id],
        }
    )


def _signed(meeting, rules, languages, on):
    """What the letter says of its day: when it is written, by whom, and after which change."""
    events = list(meeting.events.order_by("-at", "-pk"))
    convened = [event.at for event in events if event.kind == "convened"]
    # What moved before the first letter is no news to its readers.
    changes = [e for e in events if convened and e.kind in e.TOLD and e.at > convened[-1]]
    change = changes[0] if changes else None
    written = max([*convened, *(e.at for e in changes)], default=None)
    written_on = on or (written and timezone.localdate(written))
    signing = signatories(meeting, on=written_on or meeting.held_on, rules=rules)
    by_directions = rules.signatories == HouseRules.Signatories.DIRECTION
    return {
        "written_on": written_on,
        "stamp": common.spoken(STAMPS[change.kind], languages) if change else [],
        "change": change and common.spoken(_change(meeting, change), languages),
        "reason": change.reason if change else "",
        "signed_by_directions": by_directions,
        "signed_by_name": all(signatory.people for signatory in signing),
        "signatories": [
            (common.cells(one.organisation, "name", languages), one.people) for one in signing
        ],
    }


def _change(meeting, event):
    return common.said(wording.change, meeting, event)


def _facts(meeting, lines, languages):
    facts = common.facts_of_place_and_time(meeting, languages, wording.told_place)
    speakers = list(meeting.participations.filter(is_invited=True).exclude(topic=""))
    if speakers:
        facts.append(common.fact(_("Avec"), _speakers(speakers), languages))
    pvs = [line["item"].approves for line in lines if line["item"].approves_id]
    if pvs:
        dates = common.said(lambda: ", ".join(date_short(pv.meeting.held_on) for pv in pvs))
        facts.append(common.fact(_("PV à approuver"), dates, languages))
    if meeting.reply_by:
        reply = lazy(date_long, str)(meeting.reply_by)
        facts.append(common.fact(_("Réponse pour le"), reply, languages))
    return facts


def _speakers(rows: list[Participation]):
    """« Nora Diallo (Actiris), sur les contrats d’insertion »: who comes to present what."""
    said = []
    for row in rows:
        home = f" ({row.organisation_name})" if row.organisation_name else ""
        said.append(f"{row.person_name}{home}\u00a0: {row.topic}")
    return " ; ".join(said)


def _agenda(meeting, languages, level):
    """The agenda as printed: number, title, presenter, minutes, and the hour while it is known."""
    items = masked(agenda_as_called(meeting).select_related("approves__meeting"), level)
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
