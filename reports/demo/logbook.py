"""The work of the coordinations outside meetings, over two years: every line of it is invented."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from meetings.models import Meeting
from reports.models import (
    CoordinationReport,
    LocalFigure,
    LogEntry,
    MeetingObjective,
    Project,
    ProjectState,
)
from reports.objective_proposals import proposals
from zones.models import Zone

from .cast import coordinator_of

SEED = 1992
#: Days between two entries, on average: about two a month.
STEP = (9, 24)
#: (what was done, objective, index of the project or None, hours).
ENTRIES = (
    ("Appel de la conseillère emploi du CPAS : délais des attestations", "", None, None),
    ("Accueil d’un nouveau partenaire : présentation de la zone", "globalite", None, "1.5"),
    ("Comité du projet : calendrier des prochains mois", "projets", 0, "2"),
    ("Note à l’administration sur les listes d’attente en français", "relais-decideurs", None, "3"),
    ("Relevé des difficultés d’accès aux formations", "elements-perfectibles", None, "1.5"),
    ("Mise en relation d’une école et d’un atelier de formation", "mise-en-contact", None, ".5"),
    ("Dossier de subside du projet relu avec les partenaires", "projets", 1, "4"),
    ("Envoi de la circulaire sur les contrats d’insertion", "cadres-de-travail", None, ".25"),
    ("Visite d’une association qui s’installe dans la zone", "decouverte-structures", None, "2"),
    ("Échange avec les autres coordinations", "globalite", None, "2.5"),
    ("Permanence au guichet commun", "projets", 0, "3"),
    ("Point avec l’échevinat de l’emploi", "remontee-terrain", None, "1"),
)
INTERNAL = "Entretien délicat avec une direction : à reprendre de vive voix"
#: (French, Dutch, purpose, objective, [(days ago, state, note)]).
PROJECTS = (
    (
        "Guichet commun",
        "Gezamenlijk loket",
        "Un accueil tenu ensemble, un jour par semaine, pour qui ne sait pas où s’adresser.",
        "projets",
        ((700, "idea", ""), (620, "preparing", "Trois partenaires"), (420, "running", "")),
    ),
    (
        "Matinées des métiers",
        "Beroependagen",
        "Des matinées où l’on essaie un métier avant de choisir une formation.",
        "projets-neufs",
        ((400, "preparing", ""), (250, "running", ""), (60, "done", "Bilan avec les écoles")),
    ),
    (
        "Charte d’accueil",
        "Onthaalcharter",
        "Les mêmes questions à l’accueil chez tous, pour ne pas faire répéter les personnes.",
        "mise-en-contact",
        ((120, "idea", ""), (30, "preparing", "Première version")),
    ),
)
FIGURES = (
    ("Demandes de cours de français sans place", ("320", "365")),
    ("Personnes reçues au guichet commun", ("148", "201")),
)
SOURCE = "Relevé inventé pour la démonstration"
PLANNED = ("projets", "elements-perfectibles", "mise-en-contact")


def load(today):
    """Two years of logbook, projects, ticks and local figures in each zone; nothing if any is."""
    if LogEntry.every.exists():
        return
    for zone in Zone.objects.all():
        random = Random(f"{SEED}{zone.code}")
        members = [row.organisation for row in zone.memberships.select_related("organisation")]
        projects = _projects(zone, today, random, members)
        _entries(zone, today, random, members, projects)
        _tick(zone, today, random)
        _figures(zone, today)


def plan(report):
    """The objectives it announces for the year after, which the next report answers."""
    CoordinationReport.objects.filter(pk=report.pk).update(planned_objectives=list(PLANNED))


def _projects(zone, today, random, members):
    made = []
    for name_fr, name_nl, purpose, code, states in PROJECTS[: 2 + zone.position % 2]:
        project = Project.objects.create(
            zone=zone, name_fr=name_fr, name_nl=name_nl, purpose=purpose, objective=code
        )
        project.partners.set(random.sample(members, min(4, len(members))))
        for days, state, note in states:
            on = today - timedelta(days=days)
            ProjectState.objects.create(project=project, on=on, state=state, note=note)
        made.append(project)
    return made


def _entries(zone, today, random, members, projects):
    day, number, made = date(today.year - 1, 1, 1) + timedelta(days=random.randint(3, 12)), 0, []
    by = coordinator_of(zone)
    while day <= today:
        text, code, project, hours = ENTRIES[(number + zone.position) % len(ENTRIES)]
        is_internal = number % 17 == 9
        made.append(
            LogEntry(
                zone=zone,
                on=day,
                text=INTERNAL if is_internal else text,
                objective="" if is_internal else code,
                project=projects[project] if project is not None else None,
                hours=Decimal(hours) if hours else None,
                is_internal=is_internal,
                others="une bénévole du quartier" if number % 13 == 5 else "",
                key=uuid.UUID(int=random.getrandbits(128)),
                created_by=by,
            )
        )
        day, number = day + timedelta(days=random.randint(*STEP)), number + 1
    made = LogEntry.objects.bulk_create(made)
    through = LogEntry.partners.through
    through.objects.bulk_create(
        through(logentry=entry, organisation=house)
        for entry in made
        for house in random.sample(members, min(len(members), random.choice((0, 1, 1, 2))))
    )


def _tick(zone, today, random):
    """Last year's meetings are ticked, and this year's but for the last ones: something to do."""
    rows = Meeting.objects.filter(zone=zone, starts_at__year__gte=today.year - 1).held()
    rows = list(rows.order_by("starts_at").prefetch_related("themes__category"))
    found = proposals(rows)
    MeetingObjective.objects.bulk_create(
        MeetingObjective(meeting=meeting, objective=code)
        for meeting in rows[:-2]
        for code, _why in found[meeting.pk]
        if random.random() < 0.7
    )


def _figures(zone, today):
    for years_ago, index in ((1, 0), (0, 1)):
        year = today.year - years_ago
        for position, (label, values) in enumerate(FIGURES, start=1):
            LocalFigure.objects.create(
                zone=zone,
                year=year,
                label=label,
                place=zone.name_fr,
                value=values[index],
                source=SOURCE,
                dated=str(year),
                position=position,
            )
