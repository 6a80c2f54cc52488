"""The Region's part of the demonstration: when and where the reports go, a canvas it changed, a
synthesis it began to write."""

from datetime import date

from accounts.models import User
from reports.models import ReportYear
from reports.services import canvas, synthesis

from .cast import DOMAIN

SERVICE = "Actiris, service des partenariats (démonstration)"
#: The chapter that the Region asks for from this year on.
CHAPTER = {
    "title_fr": "Publics éloignés du numérique",
    "title_nl": "Publiek met weinig digitale ervaring",
    "guidance_fr": "Ce que la zone observe, et ce que ses membres mettent en place ensemble.",
    "guidance_nl": "Wat de zone vaststelt, en wat haar leden samen opzetten.",
    "is_on": True,
    "is_written": True,
    "is_optional": True,
}
TEXTS = {
    "cahier": (
        "Une zone a annulé une séance, faute de réponses, et l’a dit à ses membres ; les autres "
        "ont tenu ce qu’elles avaient annoncé.",
        "Eén zone annuleerde een vergadering bij gebrek aan antwoorden en zei dat aan haar leden ; "
        "de andere hielden wat ze hadden aangekondigd.",
    ),
    "themes": (
        "Les démarches en ligne reviennent dans toutes les zones, sous des thèmes différents : la "
        "formation ici, l’accueil des enfants là.",
        "Onlineprocedures komen in alle zones terug, onder verschillende thema’s: opleiding hier, "
        "kinderopvang daar.",
    ),
}


def load(today):
    """Due dates of two years, this year's canvas, last year's synthesis."""
    by = User.objects.get(email=f"region@{DOMAIN}")
    for year in (today.year - 1, today.year):
        ReportYear.objects.create(
            year=year,
            due_on=date(year + 1, 2, 15),
            to_name=SERVICE,
            to_email=f"rapports@{DOMAIN}",
            updated_by=by,
        )
    canvas.add_chapter(canvas.start_canvas("zone", today.year), CHAPTER)
    begun = synthesis.open_synthesis(today.year - 1)
    for chapter, (fr, nl) in TEXTS.items():
        synthesis.save_text(begun, chapter, text_fr=fr, text_nl=nl, revision=0, by=by)
