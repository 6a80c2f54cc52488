"""The personal link, and the answers that come back through it."""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute

from ..models import Answer, Letter, Meeting, Participation
from ..models.meeting_queryset import held_jointly
from .errors import BadLink, LinkExpired, Refused, TakenOff, TrialLink, WrongStatus
from .recipients import same_name, seats_of

SALT = "concertation.answer"
TRIAL = "essai"
#: Answers one link takes: far more than anybody changes their mind, far less than a flood.
MAX_BY_LINK = 30


def make_token(participation):
    """The signed part of the personal link: reveals nothing, survives a change of date.

    Somebody who is on no list (a preview, a trial) gets a link that answers for nobody.
    """
    known = TRIAL if participation.pk is None else participation.pk
    return signing.dumps(known, salt=SALT)


def read_token(token):
    """The participation behind a personal link.

    Raises ``BadLink`` when it was altered or cut, ``LinkExpired`` once the meeting is over,
    ``TrialLink`` when the letter was a trial, ``TakenOff`` once its reader is no longer invited.
    """
    try:
        pk = signing.loads(token, salt=SALT)
        if pk == TRIAL:
            raise TrialLink(_("Ce lien est celui d’un essai : il ne répond pour personne."))
        rows = Participation.objects.annotate(is_joint=held_jointly("meeting")).select_related(
            "meeting__zone", "meeting__host", "organisation", "replaced_by"
        )
        participation = rows.get(pk=pk)
    except (signing.BadSignature, Participation.DoesNotExist) as error:
        raise BadLink(
            _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
        ) from error
    participation.meeting.is_joint = participation.is_joint
    if participation.meeting.ends_at < timezone.now():
        raise LinkExpired(
            _(
                "Cette réunion est passée : on n’y répond plus. "
                "Écrivez à la coordination de la zone."
            )
        )
    if _was_taken_off(participation):
        raise TakenOff(_("Cette personne n’est plus sur la liste."))
    return participation


def _was_taken_off(participation):
    """Uninvited by a letter of withdrawal; the end of a meeting is told to its readers instead."""
    if participation.is_invited or participation.meeting.status == Meeting.Status.CANCELLED:
        return False
    return participation.letters.filter(kind=Letter.Kind.CANCELLATION).exists()


def answer_link(participation):
    """The absolute address of the answer page of one person."""
    return absolute(reverse("meetings:answer", args=[make_token(participation)]))


@transaction.atomic
def record_answer(
    participation,
    *,
    answer,
    replacement_name="",
    replacement_email="",
    remark=None,
    source,
    by=None,
):
    """Note an answer; the last one wins and every one is kept.

    Somebody who is replaced names who comes: that person joins the list as a substitute for the
    same institution. ``remark``: what came with it; ``None`` keeps the word already written while
    the answer stays the same. Raises ``Refused`` without a name, ``WrongStatus`` if the meeting is
    cancelled or over.
    """
    participation = _locked(participation)
    replacement_name = " ".join(replacement_name.split())
    if answer == Participation.Answer.REPLACED:
        _check_replacement(participation, replacement_name)
    if remark is None:
        remark = _standing_remark(participation, answer)
    if source == Answer.Source.LINK and participation.answers.count() >= MAX_BY_LINK:
        raise Refused(
            _("Cette réponse a changé trop souvent par ce lien : appelez la coordination.")
        )
    if answer == Participation.Answer.REPLACED:
        replacement_email = replacement_email or _known_address(participation, replacement_name)
    _release_replacement(participation)
    if answer == Participation.Answer.REPLACED:
        participation.replaced_by = _replacement(
            participation, replacement_name, replacement_email.strip().lower()
        )
    participation.answer = answer
    _stamp(participation)
    Answer.objects.create(
        participation=participation,
        answer=answer,
        source=source,
        replacement=replacement_name if participation.replaced_by else "",
        remark=remark.strip(),
        by=by,
    )
    return participation


def _locked(participation):
    """The row as it stands, held until the end of the transaction; its meeting still open."""
    # Nothing joined: what stands beside a row that was waited for would be older than the row.
    participation = Participation.objects.select_for_update().get(pk=participation.pk)
    if not participation.meeting.is_open:
        raise WrongStatus(
            _("Cette réunion est tenue ou annulée : la réponse n’a pas été enregistrée.")
        )
    return participation


def _standing_remark(participation, answer):
    last = participation.answers.order_by("-pk").first()
    return last.remark if last and last.answer == answer else ""


def _stamp(participation):
    """Answered now, for the date as it is now."""
    participation.answered_at = timezone.now()
    participation.needs_confirmation = False
    participation.save()


def seats(participation):
    """Every row of the list that is this reader: two institutions may send the same person."""
    rows = list(participation.meeting.participations.all())
    return [participation, *seats_of(participation, rows)]


@transaction.atomic
def answer_by_link(participation, **answer):
    """``record_answer`` for every seat of the reader: they come, or not, once for all of them."""
    rows = sorted(seats(participation), key=lambda row: row.pk)  # one order: nobody waits for ever
    for row in rows:
        record_answer(row, source=Answer.Source.LINK, **answer)
    return participation


@transaction.atomic
def confirm_by_link(participation, *, seen):
    """The date moved and the answer still holds: one tap, for every seat of the reader.

    ``seen``: the answer the reader had before their eyes; ``Refused`` when it is no longer that
    one, because somebody noted another meanwhile.
    """
    for row in sorted(seats(participation), key=lambda row: row.pk):
        row = _locked(row)
        if row.answer != seen:
            if row.pk == participation.pk:
                raise Refused(_("Votre réponse a changé entre-temps : relisez-la ci-dessous."))
            continue
        if not row.needs_confirmation:
            continue  # already said, or never asked: nothing to keep once more
        if row.replaced_by:
            _stamp(row.replaced_by)
        _stamp(row)
        Answer.objects.create(
            participation=row,
            answer=row.answer,
            source=Answer.Source.LINK,
            replacement=row.replaced_by.person_name if row.replaced_by else "",
            remark=_standing_remark(row, row.answer),
        )
    return participation


def _check_replacement(participation, name):
    if not name:
        raise Refused(_("Dites qui vous remplace : son prénom et son nom suffisent."))
    if name.casefold() == " ".join(participation.person_name.split()).casefold():
        raise Refused(_("Une personne ne se remplace pas elle-même."))


def _known_address(participation, name):
    """The address of whoever replaces them already, named again: the page never shows it."""
    former = participation.replaced_by
    return former.email if former and same_name(former.person_name, name) else ""


def _replacement(participation, name, email):
    """The participation of the person who comes instead: found on the list, or added to it."""
    same_seat = participation.meeting.participations.filter(
        organisation=participation.organisation_id,
        organisation_name=participation.organisation_name,
    ).exclude(pk=participation.pk)
    substitute = same_seat.filter(person_name__iexact=name).first()
    if substitute is None:
        substitute = Participation(
            meeting=participation.meeting,
            organisation_id=participation.organisation_id,
            organisation_name=participation.organisation_name,
            person_name=name,
            email=email,
            language=participation.language,
            capacity=Participation.Capacity.SUBSTITUTE,
            is_expected=False,
            is_invited=bool(email),
        )
    # Whoever comes for somebody is not replaced in turn: two people would wait for each other.
    if substitute.replaced_by_id == participation.pk:
        substitute.replaced_by = None
    else:
        _release_replacement(substitute)
    substitute.answer = Participation.Answer.COMING
    _stamp(substitute)
    return substitute


def _release_replacement(participation):
    """Somebody changed their mind: whoever replaced them is no longer announced for them."""
    former = participation.replaced_by
    participation.replaced_by = None
    if former is None or former.presence != Participation.Presence.UNKNOWN:
        return
    if former.replaces.exclude(pk=participation.pk).exists():
        return  # expected for somebody else too
    own = former.answers.order_by("-pk").first()
    if own is None and _is_only_announced(former):
        participation.save(update_fields=["replaced_by"])
        former.delete()  # the name stays in the answers; no later letter goes to it
        return
    stands = own is not None and own.answer != Participation.Answer.REPLACED
    former.answer = own.answer if stands else Participation.Answer.PENDING
    former.answered_at = own.at if stands else None
    former.save()


def _is_only_announced(row):
    """Whether the row exists because an answer named this person, and for nothing else."""
    return not (row.is_expected or row.person_id or row.letters.exists())
