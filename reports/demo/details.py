"""The small facts that make a year look lived: guests, remarks, answers, outcomes."""

from meetings.models import Participation
from zones.models import Person, Position

from .subjects import Subject

ROOMS = ("salle du premier étage", "salle polyvalente", "grande salle, rez-de-chaussée", "")
GUESTS = (
    ("Solange Wittevrongel", "Observatoire bruxellois de l’emploi"),
    ("Bart Kerckhove", "Huis van het Nederlands"),
    ("Inès Delfosse", "Centre de santé mentale"),
    ("Moussa Tillieux", "Espace public numérique"),
    ("Régine Capiau", "Consortium de validation des compétences"),
)
REMARKS = (
    "En formation ce jour-là, mais intéressé par le PV.",
    "Notre équipe est en réunion le jeudi matin.",
    "Je quitterai la séance à 11 h 30.",
)
REPLIES = (
    "Le Comité prend acte de l’avis et l’inscrit à son programme de travail.",
    "L’avis est transmis au groupe technique, qui l’examinera au prochain trimestre.",
    "Une rencontre avec la coordination de la zone est proposée.",
)
OUTCOMES = (
    "Fait et envoyé à tous les membres.",
    "Fait ; présenté à la réunion suivante.",
    "Fait avec trois institutions de la zone.",
    "",
)
#: What the meetings without a subject are made of: (French, Dutch, minutes).
PROGRAMMES = {
    "working_group": (
        ("Programme de la journée et ateliers", "Programma van de dag en ateliers", 60),
        ("Qui fait quoi d’ici là", "Wie doet wat tegen dan", 40),
    ),
    "partner_day": (
        ("Accueil et café", "Onthaal en koffie", 30),
        ("Stands des opérateurs", "Stands van de operatoren", 150),
        ("Ateliers par métier", "Ateliers per beroep", 120),
    ),
    "directors": (
        ("Moyens de la coordination", "Middelen van de coördinatie", 60),
        ("Priorités de l’année suivante", "Prioriteiten voor volgend jaar", 60),
    ),
}
NEXT_MEETING = (
    "La date de la prochaine réunion est confirmée par la convocation.",
    "De datum van de volgende vergadering wordt in de oproeping bevestigd.",
)
VISITS = (
    Subject(
        "techniques-orientation",
        "Visite d’ateliers : apprendre un métier en le faisant",
        "Bezoek aan de ateliers: een vak leren door het te doen",
        (
            (
                "information",
                "L’équipe ouvre ses ateliers : dix-huit stagiaires, deux formateurs, un stage en "
                "entreprise dès la sixième semaine.",
                "Het team opent zijn ateliers: achttien cursisten, twee lesgevers, een stage vanaf "
                "de zesde week.",
            ),
            (
                "question",
                "Les membres demandent comment se passe l’entrée en cours d’année.",
                "De leden vragen hoe instappen tijdens het jaar verloopt.",
            ),
        ),
    ),
    Subject(
        "entreprises-isp",
        "Visite d’une entreprise d’économie sociale",
        "Bezoek aan een onderneming uit de sociale economie",
        (
            (
                "information",
                "Trente-deux personnes y travaillent, dont neuf sous contrat d’insertion. "
                "L’entreprise cherche des candidats pour la menuiserie.",
                "Er werken tweeëndertig personen, negen met een inschakelingscontract. De "
                "onderneming zoekt kandidaten voor de schrijnwerkerij.",
            ),
            (
                "action",
                "Transmettre aux membres la fiche des postes ouverts en menuiserie.",
                "De fiche van de openstaande plaatsen in de schrijnwerkerij aan de leden bezorgen.",
            ),
        ),
    ),
    Subject(
        "medias-sociaux",
        "Visite du guichet de quartier : un premier accueil",
        "Bezoek aan het buurtloket: een eerste onthaal",
        (
            (
                "information",
                "Le guichet reçoit sans rendez-vous quatre matinées par semaine et oriente vers "
                "les services de la zone.",
                "Het loket ontvangt vier voormiddagen per week zonder afspraak en verwijst door "
                "naar de diensten van de zone.",
            ),
        ),
    ),
)


def concerned(meeting, rows):
    """Of the rows proposed for a meeting, those it is for: the directors, or everybody."""
    if meeting.kind != "directors":
        return rows
    animating = Participation.Capacity.COORDINATION
    wanted = set(Position.objects.filter(level="direction").values_list("person", flat=True))
    rows = [row for row in rows if row.person_id in wanted or row.capacity == animating]
    for row in rows:
        row.is_expected = True
    return rows


def fill_group(group, zone):
    """Seven people of the zone, the same for its whole life."""
    people = Person.objects.filter(mandates__membership__zone=zone).distinct()
    group.members.set(people.order_by("pk")[:7])


def guest(meeting, name, organisation):
    """Somebody from outside who presents the first subject, present."""
    item = meeting.agenda.filter(kind="discussion").order_by("position").first()
    item.presenter = f"{name}, {organisation}"
    item.save()
    return Participation(
        meeting=meeting,
        person_name=name,
        organisation_name=organisation,
        person_key=Participation.key_of(None, name),
        capacity=Participation.Capacity.EXPERT,
        is_expected=False,
        answer=Participation.Answer.COMING,
        presence=Participation.Presence.PRESENT,
        encoded_at=meeting.ends_at,
    )
