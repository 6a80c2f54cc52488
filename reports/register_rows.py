"""The registers of opinions and findings, as a report shows them: the page and the paper share it.

A text that may not be read here is ``None``: its number, its addressees and its dates are still
told. Every row is plain words in the reader's language, HTML or dates: nothing queries afterwards.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.tongue import tongue
from concertation.typography import current_language, date_short, day_month, rich, typeset
from meetings import vote_words
from meetings.models import PV, CoSignature, Finding, Opinion
from meetings.models.levels import readable
from meetings.pages_registers import is_overdue, is_wide
from meetings.services.findings import level_of_passage
from meetings.wording import beside
from zones.models.rules import Visibility

from .indicators import followup
from .wording import without_addresses

#: Years after which an answer that never came is not told any more.
STILL_WAITED = 3
#: Characters beyond which a text may be cut by the end of a page.
LONG = 900


@dataclass(frozen=True)
class Reader:
    """For whom: ``in_zone``, what the members of the zone may read; else what other zones may."""

    in_zone: bool
    #: {id: ``Passage``} of the PVs being rectified: they are read in their sealed edition.
    sealed: dict = field(default_factory=dict)

    @property
    def levels(self):
        return readable(Visibility.ZONE if self.in_zone else Visibility.REGION)


def registers(data, *, in_zone):
    """The context of the chapter on opinions of a ``ZoneYear``; six queries at any size.

    ``opinion_rows``, ``finding_rows``: of the year; ``older_rows``: of the years before, answered
    in this one or still waited for; ``signed_rows``: those of other zones that this one signed;
    ``findings_kept``: how many stay in a narrower circle; ``registered``: ids of the passages that
    are already among ``finding_rows``.
    """
    zone, year, gone = data.zone, data.year, followup.gone_opinions(data)
    sealed = {one.block.pk: one for one in data.passages if one.is_sealed}
    reader = Reader(in_zone, data.older | sealed)
    opinions, findings = _opinions(zone, year), _findings(zone, year)
    for row in (*opinions, *findings):
        if passage := reader.sealed.get(row.block_id or data.noted_from.get(row.pk)):
            row.block = passage.block
    noted = [row for row in findings if row.noted_on.year == year]
    shown = [row for row in noted if _may_show(row, reader)]
    signatures = _signatures(zone, opinions, findings)
    return {
        "opinion_rows": _of_the_year(opinions, gone, year, reader, signatures),
        "finding_rows": [_finding(row) | {"with": _with(row, signatures)} for row in shown],
        "findings_kept": len(noted) - len(shown),
        "registered": {row.block_id for row in shown if row.block_id},
        "older_rows": _older(opinions, findings, year, reader),
        "signed_rows": _signed(zone, year, signatures),
    }


def _opinions(zone, year):
    """Of the year, and the earlier ones whose answer came in it or is waited for."""
    rows = Opinion.objects.counted().filter(
        Q(year=year) | _older_than(year, year__lt=year), zone=zone
    )
    rows = rows.select_related("zone", "block__item__meeting__pv", "block__vote", "proof")
    rows = rows.prefetch_related("addressees", "block__vote__voices")
    return list(rows.order_by("year", "number"))


def _findings(zone, year):
    before = _older_than(year, noted_on__year__lt=year)
    rows = Finding.objects.counted().filter(Q(noted_on__year=year) | before, zone=zone)
    rows = rows.select_related("zone", "block__item__meeting__pv")
    rows = rows.prefetch_related("addressees")
    return list(rows.order_by("noted_on", "pk"))


def _older_than(year, **before):
    waited = Q(answered_on=None, sent_on__year__gte=year - STILL_WAITED, sent_on__year__lte=year)
    return Q(**before) & (Q(answered_on__year=year) | waited)


def _is_told(block, reader):
    """May the words of a passage be read here? Those of a PV still being written never."""
    if passage := reader.sealed.get(block.pk):
        return passage.is_readable(in_zone=reader.in_zone)
    pv = getattr(block.item.meeting, "pv", None)
    is_out = pv is not None and pv.status not in PV.UNSENT
    return is_out and level_of_passage(block) in reader.levels


def subject_of(row, in_zone):
    """The subject of a finding, without an address; a sentence in its place when it is kept."""
    if _may_show(row, Reader(in_zone)):
        return without_addresses(row.subject)
    return _("Texte gardé par la zone.")


def _may_show(row, reader):
    """A finding that was sent, or is for this reader; never wider than the passage it is from."""
    if row.block is not None and not _is_told(row.block, reader):
        return False
    return row.reach in reader.levels


# --- Rows ---------------------------------------------------------------------------------------


def _of_the_year(opinions, gone, year, reader, signatures):
    rows = [
        _opinion(row, reader, row.addressees.all()) | {"with": _with(row, signatures)}
        for row in opinions
        if row.year == year
    ]
    for one in gone:
        row = one.block.opinion
        row.proof = None  # one that was sent is never taken out
        rows.append(_opinion(row, reader, one.addressees) | {"with": ""})
    return sorted(rows, key=lambda row: row["number"])


def _opinion(row, reader, addressees):
    block, is_told = row.block, _is_told(row.block, reader)
    text, language = localised(block, "text")
    vote = vote_words.of_block(block) if is_told else None
    return _shared(row, addressees) | {
        "number": row.number,
        "name": str(row),
        "day": date_short(block.item.meeting.starts_at),
        "language": language,
        "html": _html(text, language) if is_told else None,
        "is_long": len(text) > LONG,
        "motives": _html(row.motives) if is_told else "",
        "vote": f"{typeset(capfirst(vote_words.sentence(vote)))}." if _is_counted(vote) else "",
        "minority": _html(vote_words.minority_of(block)) if is_told else "",
        "answer": _html(row.answer) if is_told else "",
        "effect": _html(row.effect) if is_told else "",
        "sending": row.sending if is_told else "",
        "proof": str(row.proof) if is_told and row.proof else "",
        "expected": date_short(row.answer_expected_on) if row.answer_expected_on else "",
    }


def _is_counted(vote):
    return vote is not None and vote_words.is_counted(vote) and not vote.is_open


def _finding(row):
    return _shared(row, row.addressees.all()) | {
        "name": row.subject,
        "day": date_short(row.noted_on),
        "measure": row.measure,
        "public": row.public,
        "observation": _html(row.observation),
        "proposal": _html(row.proposal),
        "is_long": len(row.observation) + len(row.proposal) > LONG,
        "answer": _html(row.answer),
        "effect": _html(row.effect),
    }


def _shared(row, addressees):
    return {
        "addressees": [one.name for one in addressees],
        "sent": date_short(row.sent_on) if row.sent_on else "",
        "answered": date_short(row.answered_on) if row.answered_on else "",
        "state": state(row),
        "is_overdue": is_overdue(row),
    }


def state(row):
    """« réponse attendue le 1er juin », « sans réponse », « pas encore envoyé »."""
    if row.answered_on:
        return _("réponse du %(day)s") % {"day": date_short(row.answered_on)}
    if not row.sent_on:
        return _("pas encore envoyé")
    expected = getattr(row, "answer_expected_on", None)
    if expected and is_overdue(row):
        return _("réponse attendue le %(day)s, pas reçue") % {"day": date_short(expected)}
    if expected:
        return _("réponse attendue le %(day)s") % {"day": date_short(expected)}
    return _("sans réponse")


def _html(text, language=None):
    """Typed text as HTML; in a field without a language, in the one its words are in."""
    if not text.strip():
        return ""
    said_in = language or tongue(text) or current_language()
    html = rich(without_addresses(text), links=False, language=said_in)
    if language or said_in == current_language():
        return html
    return format_html('<div lang="{}">{}</div>', said_in, html)


def _older(opinions, findings, year, reader):
    """[{name, sent, state, answer, effect}] of earlier years, what the field still waits for: both
    registers together, in the order they were sent."""
    rows = [(row, _is_told(row.block, reader)) for row in opinions if row.year < year]
    rows += [(row, True) for row in findings if row.noted_on.year < year and _may_show(row, reader)]
    return [
        {
            "name": _("avis n° %(number)s") % {"number": row}
            if isinstance(row, Opinion)
            else row.subject,
            "sent": date_short(row.sent_on) if row.sent_on else "",
            "state": state(row),
            "answer": _html(row.answer) if told else "",
            "effect": _html(row.effect) if told else "",
        }
        for row, told in sorted(rows, key=lambda pair: pair[0].sent_on)
    ]


def _signatures(zone, opinions, findings):
    """The signatures under these, and those of this zone under what other zones sent."""
    mine = Q(opinion__in=[row.pk for row in opinions]) | Q(finding__in=[row.pk for row in findings])
    rows = CoSignature.objects.with_thing().signed()
    return list(rows.filter(mine | Q(zone=zone)).order_by("asked_at", "pk"))


def _with(row, signatures):
    """« avec les zones Ouest et Centrale », of those that signed."""
    own = "opinion_id" if isinstance(row, Opinion) else "finding_id"
    return beside([one.zone for one in signatures if getattr(one, own) == row.pk])


def _signed(zone, year, signatures):
    """What other zones sent in the year and this zone signed; the words that its members read."""
    mine = [row for row in signatures if row.zone_id == zone.pk and row.thing.sent_on]
    return [
        {
            "zone": row.thing.zone.name,
            "name": str(row.thing),
            "is_opinion": row.opinion_id is not None,
            "sent": day_month(row.thing.sent_on),
            "html": _html(row.text) if is_wide(row.thing) else None,
        }
        for row in sorted(mine, key=lambda row: row.thing.sent_on)
        if row.thing.sent_on.year == year
    ]
