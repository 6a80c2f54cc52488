"""The tables of the meetings: figures, meetings, kinds, themes, five years."""

from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.bilingual import localised
from concertation.typography import date_short
from meetings.models import Meeting

from ..figure_list import GROUPS
from ..indicators import meetings
from ..indicators.year import Sitting
from .table import day, table


def tables(data, figures):
    return [
        _figures(figures),
        _meetings(data),
        _kinds(data),
        _themes(data),
        _trend(figures),
    ]


def _figures(figures):
    """One row a figure: a count stands under « valeur », a share under « taux »."""
    rows = [
        (
            one.code,
            str(title),
            str(one.label),
            one.of(figures) if one.kind == "number" else "",
            one.of(figures) if one.kind == "share" else "",
            str(one.unit),
            str(one.formula),
            one.path,
        )
        for _code, title, group in GROUPS
        for one in group
    ]
    columns = (
        ("code", _("Code")),
        ("group", _("Domaine")),
        ("label", _("Chiffre")),
        ("value", _("Valeur"), "number"),
        ("share", _("Taux"), "share"),
        ("unit", _("Unité")),
        ("formula", _("Calcul")),
        ("path", _("Place dans le JSON")),
    )
    return table("chiffres", _("Chiffres de l’année"), columns, rows)


def _meetings(data):
    columns = (
        ("meeting", _("Réunion"), "number"),
        ("held_on", _("Date"), "date"),
        ("kind", _("Nature")),
        ("title", _("Sujet")),
        ("status", _("État")),
        ("reason", _("Motif")),
        ("half_days", _("Demi-journées"), "number"),
        ("counts_for_quota", _("Compte pour le quota"), "bool"),
        ("is_imported", _("Reprise d’un ancien PV"), "bool"),
        ("is_held", _("Tenue"), "bool"),
        ("beside", _("Tenue avec")),
        ("themes", _("Thèmes")),
        ("persons", _("Personnes"), "number"),
        ("institutions", _("Institutions"), "number"),
        ("invited", _("Institutions invitées"), "number"),
        ("excused", _("Institutions excusées"), "number"),
        ("guests", _("Invités et experts"), "number"),
        ("pv", _("PV")),
        ("pv_sent_on", _("PV envoyé le"), "date"),
        ("pv_decided_on", _("PV décidé le"), "date"),
        ("clear_days", _("Jours francs de convocation"), "number"),
    )
    rows = [_meeting(sitting) for sitting in data.this_year if sitting.is_told]
    return table("reunions", _("Réunions de l’année"), columns, rows)


def _meeting(sitting: Sitting):
    meeting, pv = sitting.meeting, meetings.pv_of(sitting.meeting)
    sent = pv is not None and not pv.is_draft
    return (
        meeting.pk,
        day(meeting.held_on),
        meeting.get_kind_display(),
        localised(meeting, "title")[0],
        meeting.get_status_display(),
        meeting.reason or "",
        meeting.half_days,
        meeting.counts_for_quota,
        meeting.is_imported,
        sitting.counts,
        ", ".join(zone.name for zone in sitting.beside),
        ", ".join(theme.name for theme in sitting.themes),
        *_people(sitting),
        pv.get_status_display() if sent else "",
        _local(pv.sent_at) if sent else "",
        _local(pv.decided_at) if sent else "",
        meetings.clear_days(meeting) if sitting.counts else "",
    )


def _people(sitting):
    """Persons, institutions, invited, excused, guests; nothing of a meeting that was not held."""
    if not sitting.counts:
        return [""] * 5
    if not sitting.is_recorded:
        return [None] * 5
    sets = (sitting.persons, sitting.institutions, sitting.invited)
    return [len(found) for found in (*sets, sitting.excused, sitting.guests)]


def _local(moment):
    return day(timezone.localtime(moment).date()) if moment else ""


def _kinds(data):
    """Kinds × quota: what was planned, held, cancelled, and the half-days that count."""
    rows = []
    for kind in Meeting.Kind:
        mine = [one for one in data.this_year if one.meeting.kind == kind and one.is_told]
        held = [one.meeting for one in mine if one.counts]
        cancelled = sum(one.meeting.status == Meeting.Status.CANCELLED for one in mine)
        if mine:
            counting = [one for one in held if one.counts_for_quota]
            days, others = (sum(one.half_days for one in some) for some in (counting, held))
            rows.append((str(kind.label), len(mine), len(held), cancelled, days, others - days))
    columns = (
        ("kind", _("Nature")),
        ("dated", _("Réunions de l’année"), "number"),
        ("held", _("Tenues"), "number"),
        ("cancelled", _("Annulées"), "number"),
        ("half_days", _("Demi-journées qui comptent"), "number"),
        ("other_half_days", _("Autres demi-journées"), "number"),
    )
    return table("natures", _("Réunions par nature"), columns, rows)


def _themes(data):
    """One row a theme of the meetings held, with its days; new as in K8, None when unknown."""
    older, found = meetings.older_themes(data), {}
    for sitting in data.held:
        for theme in sitting.themes:
            found.setdefault(theme.code, (theme, []))[1].append(date_short(sitting.meeting.held_on))
    rows = [
        (
            code,
            theme.name,
            theme.category.name if theme.category else "",
            len(days),
            ", ".join(days),
            code not in older if older else None,
        )
        for code, (theme, days) in sorted(found.items())
    ]
    columns = (
        ("code", _("Code")),
        ("theme", _("Thème")),
        ("category", _("Catégorie")),
        ("meetings", _("Réunions"), "number"),
        ("days", _("Dates")),
        ("is_new", _("Nouveau"), "bool"),
    )
    return table("themes", _("Thèmes traités"), columns, rows)


def _trend(figures):
    keys = ("year", "half_days", "institutions", "persons", "attendance")
    columns = (
        ("year", _("Année"), "number"),
        ("half_days", _("Demi-journées tenues"), "number"),
        ("institutions", _("Institutions touchées"), "number"),
        ("persons", _("Personnes présentes en moyenne"), "number"),
        ("attendance", _("Taux de présence"), "share"),
    )
    rows = [tuple(one[key] for key in keys) for one in figures["trend"]]
    return table("tendance", _("Cinq années"), columns, rows)
