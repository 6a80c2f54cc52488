"""Who may do what with a meeting: plain predicates, each with the sentence of its refusal."""

from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal
from zones.permissions import can_coordinate_zone, coordinated_zones, is_regional

from .models import PV, Meeting


def coordinates(user, meeting):
    """Of the zone that convenes, or of a zone that holds the meeting together with it.

    A joint meeting has one list, one sheet and one PV: the coordinations of its zones run it
    together. Which zones hold it is for the one that convenes (``can_share_meeting``).
    """
    mine = coordinated_zones(user)
    if meeting.zone_id in mine:
        return True
    return bool(mine) and not set(mine).isdisjoint(meeting.zone_ids)


def own_zone(user, meeting):
    """The zone of the meeting that ``user``, who coordinates it, answers for: the one that convenes
    first."""
    mine = coordinated_zones(user)
    return next(zone for zone in meeting.zones() if zone.pk in mine)


def can_share_meeting(user, meeting):
    """May choose the zones that hold it, until the letters announce them."""
    is_quiet = meeting.status in (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)
    return is_quiet and meeting.zone_id in coordinated_zones(user)


@refusal(_("Seule la coordination de la zone prépare cette réunion, tant qu’elle n’a pas eu lieu."))
def can_edit_meeting(user, meeting):
    return coordinates(user, meeting) and meeting.is_open


@refusal(_("L’ordre du jour se complète par la coordination, tant que le PV n’est pas parti."))
def can_add_item(user, meeting):
    """Also after the meeting: what was treated unannounced is a point of the PV too."""
    pv = PV.objects.select_related("meeting").filter(meeting=meeting).first()
    is_writable = pv is None or pv.is_editable
    return coordinates(user, meeting) and (meeting.is_open or (meeting.is_held and is_writable))


@refusal(_("Seule la coordination de la zone joint des documents, sauf à une réunion annulée."))
def can_attach(user, meeting):
    """Also after the meeting: what was projected is asked for the day after."""
    return coordinates(user, meeting) and meeting.status != Meeting.Status.CANCELLED


@refusal(_("Seule la coordination de la zone note les thèmes d’une réunion qui n’est pas annulée."))
def can_note_themes(user, meeting):
    """Also after the meeting: the report counts them."""
    return coordinates(user, meeting) and meeting.status != Meeting.Status.CANCELLED


@refusal(_("Cette réunion est déjà convoquée, tenue ou annulée."))
def can_convene(user, meeting):
    allowed = (Meeting.Status.PLANNED, Meeting.Status.POSTPONED)
    return coordinates(user, meeting) and meeting.status in allowed


@refusal(_("Seule la coordination de la zone voit les invitations et les réponses."))
def can_see_answers(user, meeting):
    return coordinates(user, meeting)


@refusal(_("L’ordre du jour suivra avec la lettre."))
def can_read_letter(user, meeting):
    """What is still a draft, or was called off as one, is read by the coordination alone."""
    return meeting.is_agenda_public or coordinates(user, meeting)


@refusal(_("Les présences se relèvent par la coordination, une fois la réunion convoquée."))
def can_record_attendance(user, meeting):
    recordable = (Meeting.Status.CONVENED, *Meeting.HELD)
    return coordinates(user, meeting) and meeting.status in recordable


@refusal(_("Seule la coordination de la zone rédige le PV, une fois la réunion convoquée."))
def can_write_pv(user, meeting):
    return can_record_attendance(user, meeting)


@refusal(_("Ce PV est parti : son texte ne change plus. Une remarque se traite à l’approbation."))
def can_edit_pv(user, pv):
    return coordinates(user, pv.meeting) and pv.is_editable


@refusal(_("Seule la coordination de la zone choisit qui lit un PV."))
def can_choose_readers(user, pv):
    return coordinates(user, pv.meeting)


@refusal(_("La note pour les absents part de la coordination, une fois le PV envoyé."))
def can_send_note(user, pv):
    return coordinates(user, pv.meeting) and not pv.is_draft


@refusal(_("Le verdict se note par la coordination, sur un PV envoyé et pas encore tranché."))
def can_decide_pv(user, pv):
    return coordinates(user, pv.meeting) and pv.status == PV.Status.SENT


@refusal(_("Seule la coordination de la zone y planifie des réunions."))
def can_plan(user, zone):
    return can_coordinate_zone(user, zone)


@refusal(
    _(
        "Une instance se corrige par la coordination de sa zone ; celles de toute la Région, par "
        "la Région."
    )
)
def can_manage_body(user, body):
    """``body``: an ``OutsideBody``; without a zone it is one of the whole Region."""
    if body.zone_id is None:
        return is_regional(user)
    return body.zone_id in coordinated_zones(user)


@refusal(_("Les instances de toute la Région se notent par la Région."))
def can_add_regional_body(user):
    return is_regional(user)


@refusal(_("La relecture se demande par la coordination, tant que le PV n’est pas parti."))
def can_review_pv(user, pv):
    return coordinates(user, pv.meeting) and pv.is_draft


@refusal(_("Les remarques reçoivent leur réponse de la coordination de la zone."))
def can_answer_remarks(user, pv):
    return coordinates(user, pv.meeting)


@refusal(_("Un PV se rectifie par la coordination de la zone, une fois le verdict noté."))
def can_correct_pv(user, pv):
    return coordinates(user, pv.meeting) and pv.is_decided


@refusal(_("Il n’y a pas de rectification à abandonner."))
def can_abandon_correction(user, pv):
    return coordinates(user, pv.meeting) and pv.is_draft and pv.edition > 1
