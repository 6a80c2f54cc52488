"""FR canevas du rapport / NL stramien: the chapters, their order, and what each asks to write.

Actiris' own canvas changed (« canevas de rapport simplifié » since 2012): a canvas holds from a
year on, and older reports keep theirs. Source of the chapters: étude « 20 ans après », 2015.
"""

from dataclasses import dataclass

from concertation.bilingual import localised


@dataclass(frozen=True)
class Chapter:
    """``number`` 0 is the opening page; ``guidance`` invites the written part, "" when none is due.

    ``is_optional``: the written part is welcome, and its absence is not « à compléter ».
    """

    number: int
    key: str
    title_fr: str
    title_nl: str
    guidance_fr: str = ""
    guidance_nl: str = ""
    is_optional: bool = False

    @property
    def title(self):
        return localised(self, "title")[0]

    @property
    def guidance(self):
        return localised(self, "guidance")[0]

    @property
    def is_written(self):
        return bool(self.guidance_fr)


SINCE_2015 = (
    Chapter(0, "coup-d-oeil", "En un coup d’œil", "In één oogopslag"),
    Chapter(
        1,
        "zone",
        "La zone et ses acteurs",
        "De zone en haar actoren",
        "Ce qui change dans la zone : partenaires nouveaux ou partis, centre de gravité, équipe.",
        "Wat verandert in de zone: nieuwe of vertrokken partners, zwaartepunt, team.",
    ),
    Chapter(
        2,
        "cadre",
        "Cadre et fonctionnement",
        "Kader en werking",
        "Ce qui a changé cette année dans la façon de se réunir, et pourquoi.",
        "Wat dit jaar veranderde in de manier van vergaderen, en waarom.",
        is_optional=True,
    ),
    Chapter(
        3,
        "reunions",
        "Les réunions de l’année",
        "De vergaderingen van het jaar",
        "Ce qui relie les réunions entre elles : le fil de l’année.",
        "Wat de vergaderingen verbindt: de rode draad van het jaar.",
        is_optional=True,
    ),
    Chapter(
        4,
        "participation",
        "Participation",
        "Deelname",
        "Comment expliquer la participation : agendas chargés, thèmes porteurs, absents, invités.",
        "Hoe de deelname te verklaren: volle agenda’s, sterke thema’s, afwezigen, gasten.",
    ),
    Chapter(
        5,
        "themes",
        "Thèmes traités",
        "Behandelde thema’s",
        "Ce que la zone retient des thèmes traités ; ce qui revient d’année en année.",
        "Wat de zone onthoudt van de behandelde thema’s; wat elk jaar terugkomt.",
    ),
    Chapter(
        6,
        "groupes",
        "Groupes de travail, visites, journées et Partner Day",
        "Werkgroepen, bezoeken, dagen en Partner Day",
        "Pour chaque groupe ou journée : l’objectif, ce qui en est sorti, la suite.",
        "Voor elke groep of dag: het doel, wat eruit kwam, het vervolg.",
        is_optional=True,
    ),
    Chapter(
        7,
        "avis",
        "Avis et éléments perfectibles",
        "Adviezen en verbeterpunten",
        "Les propositions de la zone, et ce que le terrain signale sans avis formel.",
        "De voorstellen van de zone, en wat het terrein meldt zonder formeel advies.",
    ),
    Chapter(
        8,
        "projets",
        "Projets et synergies de la coordination",
        "Projecten en synergieën van de coördinatie",
        "Le travail mené entre les réunions : accueil, filières, projets en partenariat.",
        "Het werk tussen de vergaderingen: onthaal, trajecten, projecten in partnerschap.",
    ),
    Chapter(
        9,
        "observatoire",
        "Observatoire local",
        "Lokaal observatorium",
        "Publics, besoins spécifiques, dispositifs existants dans la zone. Citez vos sources.",
        "Doelgroepen, specifieke noden, bestaande voorzieningen in de zone. Vermeld uw bronnen.",
    ),
    Chapter(
        10,
        "suivi",
        "Suivi des décisions et actions",
        "Opvolging van beslissingen en acties",
        "Ce qui a abouti, ce qui reste en chemin, et ce qui l’a retenu.",
        "Wat geslaagd is, wat nog loopt en wat het tegenhield.",
        is_optional=True,
    ),
    Chapter(
        11,
        "evaluation",
        "Évaluation",
        "Evaluatie",
        "Comment la zone s’est évaluée : retours, questionnaire, groupe, comité.",
        "Hoe de zone zichzelf evalueerde: reacties, vragenlijst, groep, comité.",
    ),
    Chapter(
        12,
        "objectifs",
        "Objectifs atteints et objectifs suivants",
        "Bereikte en volgende doelstellingen",
        "Les objectifs annoncés, ce qui est fait, et ceux de l’année qui vient.",
        "De aangekondigde doelstellingen, wat gedaan is, en die van het komende jaar.",
    ),
    Chapter(
        13,
        "annexes",
        "Annexe : présences par institution",
        "Bijlage: aanwezigheden per instelling",
    ),
)

#: First year of validity → chapters.
CANVASES = {2015: SINCE_2015}


def chapters(year):
    """The chapters of the canvas in force in ``year``; before the first canvas, the first one."""
    started = [first for first in CANVASES if first <= year]
    return CANVASES[max(started) if started else min(CANVASES)]


def written_chapters(year):
    """The chapters that take a written part."""
    return [chapter for chapter in chapters(year) if chapter.is_written]


def chapter(year, key):
    """The chapter named ``key`` in the canvas of ``year``, or None."""
    return next((one for one in chapters(year) if one.key == key), None)
