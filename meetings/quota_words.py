"""Why a zone stands where it stands with its half-days, in sentences; no query.

Reasons come in the order they matter: the count, what to do before the year ends, what was lost,
what proof is missing.
"""

import functools
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concertation.typography import day_month

from .holidays import day_off

#: Status → (kind of flag, word); the names are those of ``quota``.
WORDS = {
    "conforme": ("ok", gettext_lazy("conforme")),
    "on_track": ("soon", gettext_lazy("en bonne voie")),
    "at_risk": ("late", gettext_lazy("à risque")),
    "non_compliant": ("late", gettext_lazy("non conforme")),
}
BLANK = ("", gettext_lazy("rien d’encodé"))
RULE = gettext_lazy(
    "La zone se réunit formellement quatre demi-journées par an au moins : quatre demi-journées, "
    "une journée et deux demi-journées, ou deux journées complètes."
)
SOURCE = gettext_lazy(
    "Cahier des charges du 25 septembre 1992, modifié le 5 mars 1998, en application transitoire "
    "depuis 2003 ; le compte en demi-journées vient de la pratique (étude « 20 ans après », 2015)."
)


def reasons(quota, today):
    """The sentences of a ``Quota``, on ``today``."""
    return [
        _headline(quota),
        *_forecast(quota, today),
        *_waiting(quota),
        *_cancelled(quota),
        *(sentence for row in quota.counted if row.meeting.is_held for sentence in lacks(row)),
    ]


def _headline(quota):
    if not quota.target:
        return _("Aucune demi-journée n’est demandée à la zone cette année-là.")
    if quota.status == "conforme":
        return _("Le nombre de demi-journées prévu est atteint.")
    if quota.is_blank:
        return _(
            "Aucune réunion de %(year)d n’est encodée ici : si la zone s’est réunie, ses anciens "
            "PV se reprennent."
        ) % {"year": quota.year}
    short = quota.target - quota.held
    if quota.status == "non_compliant":
        sentence = ngettext(
            "Il a manqué %(n)d demi-journée en %(year)d.",
            "Il a manqué %(n)d demi-journées en %(year)d.",
            short,
        )
        return sentence % {"n": short, "year": quota.year}
    if quota.missing:
        sentence = ngettext(
            "Il reste %(n)d demi-journée à planifier avant le 31 décembre.",
            "Il reste %(n)d demi-journées à planifier avant le 31 décembre.",
            quota.missing,
        )
        return sentence % {"n": quota.missing}
    return _("Les réunions prévues suffisent, si elles ont lieu.")


def _forecast(quota, today):
    """« 3 demi-journées sur 4 tenues ou prévues ; il reste 6 semaines, dont 2 de vacances. »"""
    if not quota.missing or quota.year < today.year:
        return
    if quota.year > today.year:
        yield _("L’année %(year)d n’a pas commencé.") % {"year": quota.year}
        return
    weeks, off = weeks_left(today)
    found = ngettext(
        "%(n)d demi-journée sur %(target)d est tenue ou prévue",
        "%(n)d demi-journées sur %(target)d sont tenues ou prévues",
        quota.held + quota.planned,
    ) % {"n": quota.held + quota.planned, "target": quota.target}
    left = ngettext("il reste %(n)d semaine", "il reste %(n)d semaines", weeks) % {"n": weeks}
    holidays = ngettext(
        ", dont %(n)d de vacances scolaires", ", dont %(n)d de vacances scolaires", off
    )
    yield f"{found} ; {left}{holidays % {'n': off} if off else ''}."


@functools.lru_cache(maxsize=64)
def weeks_left(today):
    """``(weeks, of which school is off)`` from ``today`` to 31 December, begun weeks included.

    A week is off when the schools of one community at least are closed on its Wednesday.
    """
    days, last = [today - timedelta(today.weekday() - 2)], date(today.year, 12, 31)
    while days[-1] + timedelta(5) <= last:  # the next Monday still falls in the year
        days.append(days[-1] + timedelta(7))
    return len(days), sum(_is_off(day) for day in days)


def _is_off(day):
    off = day_off(day)
    return off.french or off.dutch


def _waiting(quota):
    waiting = quota.of("waiting")
    if waiting:
        sentence = ngettext(
            "%(n)d demi-journée passée attend ses présences pour compter.",
            "%(n)d demi-journées passées attendent leurs présences pour compter.",
            waiting,
        )
        yield sentence % {"n": waiting}


def _cancelled(quota):
    if quota.status == "conforme":
        return
    for meeting in filter(was_told, quota.cancelled):
        yield _("La réunion du %(day)s est annulée.") % {"day": day_month(meeting.starts_at)}


def was_told(meeting):
    """Others than the coordination knew of a meeting called off: its letters left, or those of its
    date. ``meeting``: read ``with_proofs``."""
    return bool(meeting.convened_at or meeting.was_dated)


def lacks(row):
    """What a ``Counted`` still needs to be proved, as sentences with its date."""
    day = {"day": day_month(row.meeting.starts_at)}
    found = []
    if not row.is_convened and (row.meeting.is_held or row.stage == "waiting"):
        found.append(_("Convocation du %(day)s sans trace.") % day)
    elif not row.is_convened:
        found.append(_("Réunion du %(day)s pas encore convoquée.") % day)
    if row.stage in ("waiting", "held") and not row.is_attended:
        found.append(_("Présences du %(day)s non relevées.") % day)
    if row.meeting.is_held and not row.is_sent:
        found.append(_("PV du %(day)s pas encore envoyé.") % day)
    return found


def in_words(counts, *, is_over=False):
    """« 2 prouvées, 1 convoquée, 1 à planifier » from ``{stage: half-days}``; « 1 manquante » once
    the year is over."""
    missing = ngettext("%(n)d manquante", "%(n)d manquantes", counts[""])
    to_plan = ngettext("%(n)d à planifier", "%(n)d à planifier", counts[""])
    words = [
        ("proved", ngettext("%(n)d prouvée", "%(n)d prouvées", counts["proved"])),
        ("held", ngettext("%(n)d tenue", "%(n)d tenues", counts["held"])),
        ("waiting", ngettext("%(n)d à relever", "%(n)d à relever", counts["waiting"])),
        ("convened", ngettext("%(n)d convoquée", "%(n)d convoquées", counts["convened"])),
        ("planned", ngettext("%(n)d prévue", "%(n)d prévues", counts["planned"])),
        ("", missing if is_over else to_plan),
    ]
    told = [sentence % {"n": counts[stage]} for stage, sentence in words if counts[stage]]
    return ", ".join(told) or _("aucune demi-journée")
