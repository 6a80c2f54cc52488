"""Reports frozen before the snapshot had its shape kept their figures alone: put them in it."""

from datetime import date

from django.db import migrations
from django.utils import timezone


def wrap(apps, schema_editor):
    reports = apps.get_model("reports", "CoordinationReport").objects.filter(status="validated")
    for report in reports.exclude(figures={}).select_related("zone"):
        if "figures" not in report.figures:
            report.figures = wrapped(report)
            report.save(update_fields=["figures"])


def wrapped(report):
    """What every reader of a snapshot looks for; no table nor row was frozen in those days."""
    validated_on = timezone.localtime(report.validated_at).date()
    return {
        "schema": "0.1",
        "kind": "zone",
        "zone": report.zone.code,
        "year": report.year,
        "edition": report.edition,
        "as_of": min(date(report.year, 12, 31), validated_on).isoformat(),
        "report": None,
        "labels": {
            "zone": {"fr": report.zone.name_fr, "nl": report.zone.name_nl},
            "kinds": {},
            "types": {},
            "communes": {},
        },
        "canvas": list(_canvas(report)),
        "figures": report.figures,
        "tables": [],
        "rows": {},
    }


#: The chapters of those days in their order, the opening page (0) first: key, titles.
CHAPTERS = (
    ("coup-d-oeil", "En un coup d’œil", "In één oogopslag"),
    ("zone", "La zone et ses acteurs", "De zone en haar actoren"),
    ("cadre", "Cadre et fonctionnement", "Kader en werking"),
    ("reunions", "Les réunions de l’année", "De vergaderingen van het jaar"),
    ("participation", "Participation", "Deelname"),
    ("themes", "Thèmes traités", "Behandelde thema’s"),
    (
        "groupes",
        "Groupes de travail, visites, journées et Partner Day",
        "Werkgroepen, bezoeken, dagen en Partner Day",
    ),
    ("avis", "Avis et éléments perfectibles", "Adviezen en verbeterpunten"),
    (
        "projets",
        "Projets et synergies de la coordination",
        "Projecten en synergieën van de coördinatie",
    ),
    ("observatoire", "Observatoire local", "Lokaal observatorium"),
    ("suivi", "Suivi des décisions et actions", "Opvolging van beslissingen en acties"),
    ("evaluation", "Évaluation", "Evaluatie"),
    (
        "objectifs",
        "Objectifs atteints et objectifs suivants",
        "Bereikte en volgende doelstellingen",
    ),
    (
        "annexes",
        "Annexe : présences par institution",
        "Bijlage: aanwezigheden per instelling",
    ),
)


def _canvas(report):
    """The chapters of those days with the texts of the report."""
    texts = {text.chapter: text for text in report.texts.all()}
    for number, (key, french, dutch) in enumerate(CHAPTERS):
        text = texts.get(key)
        yield {
            "number": number,
            "key": key,
            "title": {"fr": french, "nl": dutch},
            "text": {"fr": text.text_fr if text else "", "nl": text.text_nl if text else ""},
        }


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_annexed_pvs")]

    operations = [migrations.RunPython(wrap, migrations.RunPython.noop)]
