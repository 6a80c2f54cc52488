"""Invented prose in the words of the field; nobody real, nothing that was ever said."""

_FIRST = "Ada Bilal Cléo Driss Elsa Farid Gita Hugo Iris Jamal Kenza Léon Mona Nils Olga Piet"
_LAST = """
Aubier Bastin Colson Dardenne Evrard Foulon Goossens Hamdi Istace Janvier Kerkhof Lemaire Mertens
Noël Ouali Pirard Quinet Renard Smets Thiry Urbain Verdonck Willems Xhaflaire Yilmaz Zune
"""
_WORDS = """
la commission les partenaires le parcours d’insertion une formation en alternance du public des
chercheurs d’emploi l’accueil de première ligne un atelier de recherche active la zone une
orientation vers le métier le stage en entreprise les freins à l’emploi la garde d’enfants le
français langue étrangère un outil commun de suivi les délais d’attente aux guichets la fracture
numérique une séance d’information collective les conventions de partenariat le bilan de compétences
des places disponibles un calendrier partagé la remise à niveau les antennes communales une
proposition du groupe de travail l’évaluation de l’année passée
"""
LOOKED_FOR = "passerelles"
FIRST, LAST, WORDS = _FIRST.split(), _LAST.split(), _WORDS.split()
TITLES = [
    "Accueil et tour de table",
    "Approbation du PV de la réunion précédente",
    "Remise à niveau et places disponibles",
    "Fracture numérique aux guichets",
    "Divers et prochaines réunions",
]
SUBJECTS = [
    "L’accueil des jeunes sans diplôme",
    "Formations en langues, offre de la zone",
    "Le numérique dans la recherche d’emploi",
    "Insertion et garde d’enfants",
    "Rencontre avec les employeurs de la zone",
]


def sentence(random, length=20):
    """``length`` words and a full stop."""
    text = " ".join(random.choice(WORDS) for _n in range(length))
    return text[0].upper() + text[1:] + "."


def paragraph(random, length=60):
    """``length`` words, in sentences of twenty."""
    return " ".join(sentence(random) for _n in range(length // 20))


def person(random):
    return random.choice(FIRST), random.choice(LAST)
