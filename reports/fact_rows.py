"""The figures of a year that are one line each: (what, value in words, how it is reckoned)."""

from django.utils.translation import gettext as _

from concertation.shapes import MISSING

from .wording import percent, value


def participation_facts(figures):
    """Newcomers, guests, convention, field, from outside, full diaries: P5 to P8 and Q5."""
    new, guests = figures["newcomers"], figures["persons"]["guests"]
    covered, field = figures["convention"], figures["practitioners"]
    outside, full = figures["from_outside"], figures["saturation"]
    return [
        (
            _("Institutions venues pour la première fois"),
            value(new["institutions"]),
            _("jamais présentes avant dans la zone"),
        ),
        (
            _("Personnes venues pour la première fois"),
            value(new["persons"]),
            _("jamais présentes avant dans la zone"),
        ),
        (
            _("Invités et experts"),
            value(guests),
            _("personnes venues à ce seul titre, comptées une fois"),
        ),
        (
            _("Partenaires conventionnés venus"),
            _share(covered["reached"], covered["partners"], covered["share"]),
            _("membres sous convention avec Actiris venus une fois au moins")
            + _unknown(covered["unknown"]),
        ),
        (
            _("Gens de terrain"),
            _share(field["field"], field["known"], field["share"]),
            _("présences de personnes dont la fonction est de terrain")
            + _unknown(field["unknown"]),
        ),
        (
            _("Venus d’ailleurs"),
            _share(outside["outside"], outside["known"], outside["share"]),
            _("présences de personnes d’institutions qui ne sont pas de la zone")
            + _unknown(outside["unknown"]),
        ),
        (
            _("Réunions proches d’une autre"),
            value(full["meetings"]),
            _("à trois jours au plus d’une réunion qui appelait une même institution"),
        ),
    ]


def meeting_facts(figures):
    """Meetings not held, notice, PVs: K1 and Q1 to Q4."""
    counts, notice, pvs = figures["meetings"], figures["notice"], figures["minutes"]
    return [
        (_("Réunions tenues"), value(counts["held"]), _("de toutes natures")),
        (
            _("Réunions annulées, reportées"),
            f"{counts['cancelled']} / {counts['postponed']}",
            _("une réunion reportée a changé de date une fois au moins"),
        ),
        (
            _("Délai de convocation"),
            _days(notice["median"]),
            _("jours francs entre l’envoi et la réunion, médiane") + _least(notice["min"]),
        ),
        (
            _("De la réunion à l’envoi du PV"),
            _days(pvs["sending_days"]),
            _("médiane des PV partis"),
        ),
        (
            _("De la réunion à l’approbation du PV"),
            _days(pvs["approval_days"]),
            _("médiane des PV approuvés"),
        ),
        (
            _("PV approuvés, dont avec modifications"),
            f"{pvs['approved']} / {pvs['amended']}",
            _("les PV approuvés tacitement compris"),
        ),
        (
            _("PV avec une remarque acceptée"),
            value(pvs["remarked"]),
            _("au moins une"),
        ),
        (
            _("PV contestés, PV qui manquent"),
            f"{pvs['contested']} / {pvs['missing']}",
            _("il manque un PV à une réunion formelle, ou au PV commencé, quand aucun n’est parti"),
        ),
    ]


def _share(part, whole, share):
    """« 12 sur 19, 63 % »; « n. d. » when nobody knows."""
    if share is None:
        return str(MISSING)
    return _("%(part)d sur %(whole)d, %(share)s") % {
        "part": part,
        "whole": whole,
        "share": percent(share),
    }


def _unknown(number):
    return _(" ; inconnus : %(n)d") % {"n": number} if number else ""


def _least(number):
    return "" if number is None else _(" ; au moins : %(n)s") % {"n": value(number)}


def _days(number):
    return value(number) if number is None else _("%(n)s jours") % {"n": value(number)}
