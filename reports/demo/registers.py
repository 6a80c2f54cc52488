"""The registers of the demonstration: opinions followed to their effect, findings, signatures."""

from datetime import timedelta

from django.utils import timezone

from meetings.models import Block, CoSignature, Finding, Opinion
from meetings.services import cosigning, findings
from zones.models import Addressee, Zone

from .cast import coordinator_of

MOTIVES = (
    "Les partenaires constatent que les publics les plus éloignés de l’emploi attendent plusieurs "
    "mois avant une première place.\nLes moyens de 2019 n’ont pas suivi le nombre de demandes.",
    "Trois institutions sur quatre disent la même chose depuis deux ans ; la commission a entendu "
    "leurs exemples avant de se prononcer.",
)
SENDINGS = (
    "par courriel du secrétariat, avec accusé de lecture",
    "par lettre, remise en main propre",
)
EFFECTS = (
    "Une séance d’information a été ajoutée dans deux communes.",
    "Le point est repris à l’ordre du jour du comité du printemps.",
    "",
)
#: (subject, measure, public, observation, proposal)
FINDINGS = (
    (
        "Les attestations arrivent après le début des formations",
        "Dispense de disponibilité",
        "Personnes en formation longue",
        "Sept semaines en moyenne entre la demande et l’attestation ; deux stagiaires sur dix "
        "abandonnent avant de l’avoir reçue.",
        "Une attestation provisoire, valable six semaines, délivrée par l’opérateur.",
    ),
    (
        "Le test de langue se passe à un seul endroit",
        "Chèques langue",
        "Primo-arrivants",
        "Le trajet et les horaires écartent les parents de jeunes enfants.",
        "Une demi-journée de test par mois dans chaque zone, à tour de rôle.",
    ),
    (
        "Les contrats d’insertion s’arrêtent au milieu d’un module",
        "Article 60",
        "Bénéficiaires du CPAS",
        "La fin du contrat tombe en cours de formation dans un dossier sur trois.",
        "Prolonger le contrat jusqu’à la fin du module commencé.",
    ),
    (
        "Les places d’accueil d’enfants ne suivent pas les horaires de stage",
        "Accueil extrascolaire",
        "Familles monoparentales",
        "Un stage sur cinq est refusé faute d’accueil avant huit heures.",
        "",
    ),
)


def load(today=None):
    """Fill what the meetings left open: motives, sendings, effects; findings; two signatures."""
    today = today or timezone.localdate()
    for number, opinion in enumerate(Opinion.objects.order_by("pk")):
        _follow(opinion, number, today)
    for number, zone in enumerate(Zone.objects.all()):
        _note(zone, number, today)
        _take_up(zone)
    _sign(today)


def _follow(opinion, number, today):
    opinion.motives = MOTIVES[number % len(MOTIVES)]
    if opinion.sent_on:
        opinion.sending = SENDINGS[number % len(SENDINGS)]
        opinion.answer_expected_on = opinion.sent_on + timedelta(days=60)
    if opinion.answered_on:
        opinion.effect = EFFECTS[number % len(EFFECTS)]
    opinion.save()


def _note(zone, number, today):
    """Three findings a zone, from the one that is finished to the one just noted."""
    body = Addressee.objects.on(today).filter(code="comite-gestion-actiris")
    for place, age in enumerate((410, 190, 25)):
        subject, measure, public, observation, proposal = FINDINGS[(number + place) % 4]
        noted_on = today - timedelta(days=age)
        is_sent, is_answered = age > 100, age > 300
        finding = Finding.objects.create(
            zone=zone,
            noted_on=noted_on,
            subject=subject,
            measure=measure,
            public=public,
            observation=observation,
            proposal=proposal,
            sent_on=noted_on + timedelta(days=20) if is_sent else None,
            answered_on=noted_on + timedelta(days=95) if is_answered else None,
            answer="L’administration examine une attestation provisoire." if is_answered else "",
            effect=EFFECTS[number % 2] if is_answered else "",
            visibility="region" if is_sent else "zone",
            created_by=coordinator_of(zone),
        )
        if is_sent:
            finding.addressees.set(body)


def _take_up(zone):
    """The last passage of a PV that was called so enters the register."""
    rows = Block.objects.filter(item__meeting__zone=zone, kind="finding", finding=None)
    rows = rows.filter(item__meeting__pv__status__in=("sent", "approved"))
    block = rows.select_related("item__meeting").order_by("-item__meeting__starts_at").first()
    if block:
        wanted = findings.proposed_from(block)
        findings.note_finding(zone, by=coordinator_of(zone), block=block, **wanted)


def _sign(today):
    """Zone Sud signs with two others, waits for a third, and is asked by the North-East."""
    sud = Zone.objects.get(code="sud")
    others = [zone for zone in Zone.objects.all() if zone != sud]
    opinion = Opinion.objects.filter(zone=sud, sent_on__isnull=False).order_by("-pk").first()
    finding = Finding.objects.filter(zone=sud, sent_on__isnull=False).order_by("-pk").first()
    answers = (("signed", ""), ("declined", "Notre commission en parle en mars."), ("asked", ""))
    for thing in filter(None, (opinion, finding)):
        for zone, (status, reason) in zip(others, answers, strict=False):
            _signature(thing, zone, status, reason, today)
    theirs = Finding.objects.filter(zone=others[0], sent_on=None).order_by("-pk").first()
    if theirs:
        _signature(theirs, sud, "asked", "", today)


def _signature(thing, zone, status, reason, today):
    about = {"opinion": thing} if isinstance(thing, Opinion) else {"finding": thing}
    asked_at = timezone.now() - timedelta(days=12)
    decided = {} if status == "asked" else {"decided_at": asked_at + timedelta(days=4)}
    if decided:
        decided["decided_by"] = coordinator_of(zone)
    CoSignature.objects.create(
        zone=zone,
        status=status,
        text=cosigning.text_of(thing),
        asked_at=asked_at,
        asked_by=coordinator_of(thing.zone),
        reason=reason,
        **about,
        **decided,
    )
