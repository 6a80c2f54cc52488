"""The human paragraphs of the demonstration's reports, and the reports already sent."""

from datetime import date, time, timedelta

from meetings.services.planning import local_datetime
from reports import services
from reports.models import ReportReading, ReportReviewer
from reports.services import deposit
from reports.services.reviewing import second_readers
from zones.models import Zone

from . import logbook
from .cast import coordinator_of

PARAGRAPHS = {
    "zone": (
        "La zone garde son noyau de partenaires. Une Maison de l’Emploi a changé de direction et "
        "un opérateur d’alphabétisation a rejoint la commission.",
        "De zone behoudt haar kern van partners. Een Werkhuis kreeg een nieuwe directie en een "
        "alfabetiseringsorganisatie sloot zich aan.",
    ),
    "participation": (
        "La fréquentation tient, portée par les travailleurs de terrain. Les excusés évoquent des "
        "agendas chargés, surtout les jours de coordination sociale.",
        "De opkomst houdt stand dankzij de mensen op het terrein. Wie zich verontschuldigt, noemt "
        "volle agenda’s, vooral op dagen van sociale coördinatie.",
    ),
    "themes": (
        "L’accès aux démarches en ligne traverse l’année : il revient sous chaque thème, de "
        "l’orientation à la garde d’enfants.",
        "Toegang tot onlineprocedures loopt als een rode draad door het jaar, van oriëntatie tot "
        "kinderopvang.",
    ),
    "projets": (
        "La fiche d’orientation commune est utilisée par neuf services ; un bilan est prévu après "
        "douze mois.",
        "Negen diensten gebruiken de gemeenschappelijke oriëntatiefiche ; na twaalf maanden volgt "
        "een evaluatie.",
    ),
    "observatoire": (
        "Publics : davantage de personnes de plus de 45 ans, souvent éloignées du numérique. "
        "Besoins : alphabétisation et garde d’enfants. Dispositifs : l’offre de détermination est "
        "stable.",
        "Publiek: meer 45-plussers, vaak met weinig digitale ervaring. Noden: alfabetisering en "
        "kinderopvang. Voorzieningen: het oriëntatieaanbod blijft stabiel.",
    ),
    "evaluation": (
        "Un tour de table clôt chaque réunion. Les membres demandent des thèmes plus ciblés et des "
        "documents envoyés une semaine plus tôt.",
        "Elke vergadering eindigt met een rondvraag. De leden vragen scherper afgebakende thema’s "
        "en documenten die een week vroeger komen.",
    ),
    "objectifs": (
        "Trois objectifs sont atteints : connaissance mutuelle, fiche commune, visite. L’an "
        "prochain, la commission reprend l’offre de formation au regard des métiers en pénurie.",
        "Drie doelstellingen zijn bereikt: elkaar kennen, gemeenschappelijke fiche, bezoek. "
        "Volgend jaar legt de commissie het opleidingsaanbod naast de knelpuntberoepen.",
    ),
}
TO, PROOF = "Actiris, service des partenariats", "Accusé de réception du même jour."
#: Of the zones of last year, those that had sent their report (by position); one is still a draft.
SENT = (2, 3, 4, 5, 6)


def write_reports(today):
    """Last year's reports written, validated and sent, save one; this year's begun."""
    for zone in Zone.objects.all():
        by = coordinator_of(zone)
        _write(zone, today.year, by, chapters=3)
        report = _write(zone, today.year - 1, by, chapters=len(PARAGRAPHS))
        if zone.position in SENT:
            sent_on = min(date(today.year, 1, 10 + 2 * zone.position), today)
            validated_at = local_datetime(sent_on - timedelta(days=2), time(16))
            reader = _read_again(report, by, validated_at - timedelta(days=1))
            services.validate_report(report, by=reader, at=validated_at)
            deposit.note(report, on=sent_on, to=TO, proof=PROOF, by=by)


def _write(zone, year, by, *, chapters):
    report = services.open_report(zone, year)
    report.quotes_zone = True
    report.save(update_fields=["quotes_zone"])
    logbook.plan(report)
    bilingual = any(meeting.languages == "both" for meeting in zone.meetings.in_year(year))
    for chapter, (fr, nl) in list(PARAGRAPHS.items())[:chapters]:
        services.save_text(
            report, chapter, text_fr=fr, text_nl=nl if bilingual else "", revision=0, by=by
        )
    return report


def _read_again(report, by, at):
    """Whoever validates: the other Mission Locale, which read the draft; ``by`` where there is
    none. Their letter is of a past day: none is queued."""
    readers = second_readers(report.zone, besides=by)
    if not readers:
        return by
    reader, home = readers[0]
    asked_at = at - timedelta(days=3)
    ReportReviewer.objects.create(report=report, user=reader, asked_by=by, at=asked_at)
    facts = {"by": reader, "by_name": reader.full_name, "organisation_name": home, "at": at}
    ReportReading.objects.create(report=report, **facts)
    return reader
