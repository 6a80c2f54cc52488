"""What surrounds the convened commission of the demonstration: documents, directions, proposals."""

from django.core.files.base import ContentFile

from concertation.pdf import html_to_pdf
from meetings.models import AgendaItem, Answer
from meetings.services import attaching, proposals
from meetings.services.answers import record_answer

DIRECTIONS = (
    "Prémétro Horta, sortie Waterloo, puis cinq minutes à pied. Entrez par la cour ; la salle est "
    "au fond, à gauche de l’accueil. Ascenseur sur demande au guichet.",
    "Premetro Horta, uitgang Waterloo, dan vijf minuten te voet. Neem de ingang via de "
    "binnenplaats; de zaal ligt achteraan, links van het onthaal. Lift op vraag aan het loket.",
)
NOTE = (
    "Note de cadrage",
    "Ce que nous voulons savoir avant d’en parler",
    (
        "Chaque partenaire vient avec deux situations rencontrées depuis l’été, sans nom : une où "
        "le relais a fonctionné, une où il s’est perdu.",
        "Nous cherchons ce qui se répète. Trois questions suffisent : qui a vu la personne en "
        "premier, qui a su la suite, et après combien de jours.",
        "La commission décide ensuite s’il faut un groupe de travail, ou une page d’aide-mémoire "
        "que chacun garde à l’accueil.",
    ),
)
TABLE = (
    "Places ouvertes au printemps",
    "État au premier du mois, tel que les opérateurs l’ont transmis",
    (
        "Alphabétisation : quarante-deux places, dont douze le soir.",
        "Remise à niveau en calcul et en néerlandais : vingt-huit places.",
        "Ateliers de recherche d’emploi : trente-cinq places, inscriptions jusqu’au dernier jour.",
    ),
)
IDEAS = (
    (
        "Les stages d’été des moins de 25 ans",
        "Trois jeunes sur quatre nous demandent un stage en juillet, et nous ne savons plus qui "
        "en organise dans la zone.",
    ),
    ("Un point sur les titres-services", ""),
)


def prepare(meeting, by):
    """Before the letters leave: how to get there, and a note that goes with them."""
    meeting.directions_fr = DIRECTIONS[0]
    meeting.directions_nl = DIRECTIONS[1] if meeting.languages != "fr" else ""
    meeting.save()
    subject = meeting.agenda.filter(kind=AgendaItem.Kind.DISCUSSION).first()
    _join(meeting, NOTE, by, item=subject, delivery="joined")


def load(meeting, by):
    """After they left: answers by telephone, points proposed, a table nobody was told of yet."""
    _join(meeting, TABLE, by, item=None, delivery="linked")
    silent = list(meeting.participations.silent().order_by("pk"))
    for row, answer, source, remark in zip(
        silent[:2],
        ("excused", "unconcerned"),
        (Answer.Source.PHONE, Answer.Source.LINK),
        ("Prévenus par téléphone : formation ce jour-là.", ""),
        strict=False,
    ):
        by_hand = by if source == Answer.Source.PHONE else None
        record_answer(row, answer=answer, source=source, remark=remark, by=by_hand)
    coming = meeting.participations.filter(answer="coming", is_expected=True).order_by("pk")
    for row, (title, detail) in zip(coming, IDEAS, strict=False):
        proposals.propose(row, title=title, detail=detail)


def _join(meeting, paper, by, *, item, delivery):
    title, subtitle, paragraphs = paper
    text = "".join(f"<p>{words}</p>" for words in paragraphs)
    html = (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1><h2>{subtitle}</h2>{text}</body></html>"
    )
    upload = ContentFile(html_to_pdf(html, language="fr", title=title), name=f"{title}.pdf")
    attaching.attach(
        meeting,
        upload=upload,
        title=title,
        item=item,
        audience="readers",
        delivery=delivery,
        by=by,
    )
