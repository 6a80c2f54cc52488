"""How a zone evaluates its meetings: the five ways of the study of 2015, ticked in each report."""

from dataclasses import dataclass

from concertation.bilingual import Bilingual


@dataclass(frozen=True)
class Method(Bilingual):
    """FR manière d’évaluer / NL evaluatiewijze."""

    code: str
    name_fr: str
    name_nl: str


#: Source: étude « 20 ans après », 2015 (« Manière d’évaluer les évolutions nécessaires »).
METHODS = (
    Method("frequentation", "Fréquentation des réunions", "Opkomst op de vergaderingen"),
    Method("retours", "Retours spontanés des invités", "Spontane reacties van de genodigden"),
    Method("questionnaire", "Questionnaire ou enquête", "Vragenlijst of enquête"),
    Method(
        "groupe",
        "Projet collectif ponctuel, en groupe de travail",
        "Tijdelijk gezamenlijk project, in een werkgroep",
    ),
    Method(
        "comite",
        "Comité organisateur élargi hors Mission Locale",
        "Organiserend comité, ruimer dan de Mission Locale",
    ),
)


def choices():
    """[(code, name in the active language)] for a form."""
    return [(method.code, method.name) for method in METHODS]


def chosen(codes):
    """The ``Method`` of each code ticked, in the order of the study; unknown codes are left out."""
    return [method for method in METHODS if method.code in (codes or ())]
