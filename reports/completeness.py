"""« Ce qui manque » before a report leaves: chapters to write, rows to complete."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.typography import day_month, within_quotes
from meetings.models import Finding

from . import canvas
from .indicators import followup, meetings
from .models import LogEntry, MeetingObjective

#: Entries of the logbook told one by one; beyond, their list says the rest.
MOST_ENTRIES = 5


@dataclass(frozen=True)
class Check:
    """Something a chapter needs. ``line``: how to mend it (``components/todo.html``), or None."""

    chapter: str
    line: dict | None = None


@dataclass(frozen=True)
class Noted:
    """What a zone noted in the year: its findings, its logbook, what its meetings served."""

    findings: list = field(default_factory=list)
    #: Ids of the meetings of which an objective was ticked; None: nobody asked.
    served: set | None = None
    #: Entries of the logbook that name no objective, the last first.
    unnamed: list = field(default_factory=list)


@dataclass(frozen=True)
class State:
    """Where a chapter stands: ``done`` of ``total`` things it needs, and a flag in words."""

    done: int
    total: int
    flag_kind: str
    flag_label: str
    note: str = ""


# --- The written parts --------------------------------------------------------------------------


def share_written(year, texts, chapters=None):
    """Share (0–100, rounded) of the chapters due that hold a text; ``texts``: chapter → text."""
    due = [chapter for chapter in chapters or canvas.chapters(year) if chapter.is_due]
    done = sum(is_filled(texts.get(chapter.key)) for chapter in due)
    return round(100 * done / len(due)) if due else 100


def is_filled(text):
    return bool(text and (text.text_fr.strip() or text.text_nl.strip()))


def chapters_to_write(year, texts, chapters=None):
    """The chapters due and still empty, in order."""
    return [
        chapter
        for chapter in chapters or canvas.chapters(year)
        if chapter.is_due and not is_filled(texts.get(chapter.key))
    ]


# --- The rows -----------------------------------------------------------------------------------


def missing(data, noted=None):
    """Rows that would leave a hole in the report: ``[{flag_kind, flag_label, text, url, …}]``.

    Made for ``components/todo.html``; each line leads to where it is completed. ``noted``: that of
    the zone in ``noted_of``, when the caller has it.
    """
    return [check.line for check in checks(data, noted) if check.line]


def checks(data, noted=None):
    """Every ``Check`` of the year, those that are complete included: no query."""
    noted = noted or Noted()
    return [
        *_meetings(data),
        *_opinions(data),
        *_findings(data, noted.findings),
        *_objectives(data, noted),
    ]


def noted_of(zones, year):
    """``{zone id: Noted}`` of ``year``; three queries, whatever the number of zones."""
    findings, entries = findings_of(zones, year), _unnamed_entries(zones, year)
    ticks = MeetingObjective.objects.filter(meeting__starts_at__year=year)
    served = set(ticks.values_list("meeting", flat=True))
    return {
        zone.pk: Noted(findings.get(zone.pk, []), served, entries.get(zone.pk, []))
        for zone in zones
    }


def _unnamed_entries(zones, year):
    """{zone id: entries that serve no objective, not even through their project}."""
    nowhere = Q(project=None) | Q(project__objective="")
    rows = LogEntry.objects.filter(nowhere, objective="", zone__in=zones, on__year=year)
    found = {}
    for row in rows.only("zone", "on", "text").order_by("-on", "-pk"):
        found.setdefault(row.zone_id, []).append(row)
    return found


def findings_of(zones, year):
    """``{zone id: [Finding]}`` noted in ``year``, with ``addressed``: how many to; one query."""
    rows = Finding.objects.counted().filter(zone__in=zones, noted_on__year=year)
    found = {}
    for row in rows.annotate(addressed=Count("addressees")).order_by("noted_on", "pk"):
        found.setdefault(row.zone_id, []).append(row)
    return found


def _meetings(data):
    for sitting in data.this_year:
        meeting = sitting.meeting
        is_past = meeting.is_open and meeting.held_on < data.today
        if not (is_past or meeting.is_held):
            continue
        yield _check(data, "reunions", _attendance(sitting), "attendance", meeting)
        if meeting.is_held:
            yield _check(data, "themes", _theme(sitting), "meeting_themes", meeting)
            yield _check(data, "reunions", _pv(meeting), "pv", meeting)


def _attendance(sitting):
    if sitting.is_recorded:
        return None
    return _("%(kind)s du %(day)s : les présences ne sont pas relevées."), _(
        "Relever les présences"
    )


def _theme(sitting):
    if sitting.themes:
        return None
    return _("%(kind)s du %(day)s : aucun thème."), _("Choisir les thèmes")


def _pv(meeting):
    """What the PV lacks, where one is owed."""
    if not meetings.lacks_pv(meeting):
        return None
    if meetings.pv_of(meeting) is None:
        return _("%(kind)s du %(day)s : le PV manque."), _("Écrire le PV")
    return _("%(kind)s du %(day)s : le PV n’est pas envoyé."), _("Ouvrir le PV")


def _check(data, chapter, hole, page, meeting):
    if hole is None:
        return Check(chapter)
    sentence, label = hole
    what = {"kind": capfirst(meeting.get_kind_display()), "day": day_month(meeting.starts_at)}
    url = reverse(f"meetings:{page}", args=[meeting.zone.code, meeting.pk])
    return Check(chapter, _line(sentence % what, url, label))


def _opinions(data):
    for passage in followup.opinion_passages(data):
        if passage.is_gone:  # no page to complete it on
            continue
        opinion, what = passage.block.opinion, {"number": passage.block.opinion.number}
        url = reverse("meetings:opinion", args=[data.zone.code, opinion.pk])
        text = None
        if not passage.addressees:
            text = _("L’avis n° %(number)s n’a pas de destinataire.") % what
        elif opinion.sent_on is None:
            text = _("L’avis n° %(number)s n’est pas envoyé.") % what
        yield Check("avis", text and _line(text, url, _("Ouvrir l’avis")))


def _findings(data, findings):
    for finding in findings:
        what, text = {"subject": within_quotes(finding.subject)}, None
        if not (finding.observation.strip() or finding.proposal.strip()):
            text = _("Élément perfectible « %(subject)s » : ni constat ni proposition.") % what
        elif finding.proposal.strip() and not finding.addressed:
            text = _("Élément perfectible « %(subject)s » : pas de destinataire.") % what
        url = reverse("meetings:finding_edit", args=[data.zone.code, finding.pk])
        yield Check("avis", text and _line(text, url, _("Compléter")))


def _objectives(data, noted):
    """Meetings that serve no objective by their ticks, and entries that name none."""
    if noted.served is None:
        return
    year = data.year
    page = reverse("reports:objectives_year", args=[data.zone.code, year])
    for meeting in [one.meeting for one in data.this_year if one.meeting.is_held]:
        text, kind = None, capfirst(meeting.get_kind_display())
        if meeting.pk not in noted.served:
            text = _("%(kind)s du %(day)s : aucun objectif coché.")
            text = text % {"kind": kind, "day": day_month(meeting.starts_at)}
        url = f"{page}?reunion={meeting.pk}#r{meeting.pk}"
        yield Check("objectifs", text and _line(text, url, _("Cocher")))
    yield from _entries(data, noted.unnamed)


def _entries(data, entries):
    for row in entries[:MOST_ENTRIES]:
        words = Truncator(row.text).chars(60)
        text = _("Journal, %(day)s, « %(words)s » : pas d’objectif.")
        url = reverse("reports:log_entry", args=[data.zone.code, row.pk])
        line = _line(text % {"day": day_month(row.on), "words": words}, url, _("Nommer l’objectif"))
        yield Check("objectifs", line)
    if (left := len(entries) - MOST_ENTRIES) > 0:
        sentence = ngettext(
            "Journal : %(n)d autre entrée sans objectif.",
            "Journal : %(n)d autres entrées sans objectif.",
            left,
        )
        url = reverse("reports:logbook_year", args=[data.zone.code, data.year]) + "?objectif=sans"
        yield Check("objectifs", _line(sentence % {"n": left}, url, _("Les voir")))


def _line(text, url, label):
    return {
        "flag_kind": "soon",
        "flag_label": _("à compléter"),
        "text": text,
        "url": url,
        "link_label": label,
    }


# --- Chapter by chapter -------------------------------------------------------------------------


def states(chapters, texts, found, repeats=()):
    """{chapter key: ``State``}; ``found``: [Check]; ``repeats``: keys of the repeated texts."""
    return {
        one.key: _state(
            one,
            is_filled(texts.get(one.key)),
            [check for check in found if check.chapter == one.key],
            one.key in repeats,
        )
        for one in chapters
    }


def _state(chapter, has_text, found, is_repeated):
    holes = sum(check.line is not None for check in found)
    done = len(found) - holes + (chapter.is_due and has_text)
    total = len(found) + chapter.is_due
    return State(done, total, *_flag(chapter, has_text, holes, is_repeated), _holes(holes))


def _flag(chapter, has_text, holes, is_repeated):
    if chapter.is_due and not has_text:
        return "soon", _("à écrire")
    if is_repeated:
        return "soon", _("à revoir")
    if holes:
        return "soon", _("à compléter")
    if has_text or chapter.is_due:
        return "ok", _("complet")
    if chapter.is_written:
        return "muted", _("texte facultatif")
    return "muted", _("se remplit seul")


def _holes(holes):
    if not holes:
        return ""
    return ngettext("%(n)d donnée manque", "%(n)d données manquent", holes) % {"n": holes}


def share_ready(found):
    """Share (0–100, rounded down) of all that the chapters need and that is there."""
    done, total = (sum(getattr(one, name) for one in found) for name in ("done", "total"))
    return 100 * done // total if total else 100
