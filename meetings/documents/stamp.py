"""Where the text of a PV stands: its stamp, its verdict, its place in the register."""

from django.utils.translation import gettext

from concertation.typography import date_short

from ..models import PV, Meeting


def stamp(pv, rules):
    """Projet, envoyé, approuvé, contesté; in the active language."""
    if pv.is_decided:
        return _decided(pv)
    if not pv.is_draft and not rules.needs_approval:
        return gettext("Envoyé le %(day)s") % {"day": date_short(pv.sent_at)}
    if amended := pv.amended_at:
        return gettext("Projet, amendé le %(day)s") % {"day": date_short(amended)}
    if approval := _coming_approval(pv):
        day = {"day": date_short(approval.starts_at)}
        return gettext("Projet — à approuver le %(day)s") % day
    return gettext("Projet")


def _decided(pv):
    sentence = {
        PV.Status.APPROVED: gettext("Approuvé le %(day)s"),
        PV.Status.AMENDED: gettext("Approuvé avec modifications le %(day)s"),
        PV.Status.TACIT: gettext("Approuvé tacitement le %(day)s"),
        PV.Status.CONTESTED: gettext("Contesté le %(day)s"),
    }[pv.status]
    return sentence % {"day": date_short(pv.decided_at)}


def stamp_class(pv):
    if pv.status in PV.APPROVED:
        return "approved"
    return "contested" if pv.status == PV.Status.CONTESTED else ""


def _coming_approval(pv):
    meetings = Meeting.objects.filter(
        agenda__approves=pv, starts_at__gt=pv.meeting.starts_at
    ).exclude(status=Meeting.Status.CANCELLED)
    return meetings.order_by("starts_at").first()


def verdict(pv):
    """What stands above the text of the verdict."""
    if pv.status == PV.Status.CONTESTED:
        return gettext("Déclaration actée")
    return gettext("Modifications demandées")


def reference(pv):
    """« Sud 2026/3 » once the register has it; "" before."""
    entry = pv.sealed.filter(edition=pv.edition).first() if pv.is_decided else None
    return entry.reference if entry else ""


def edition(pv):
    """« Édition 2, qui remplace l’édition 1 : raison »; "" for the first."""
    if pv.edition < 2:
        return ""
    words = {"n": pv.edition, "before": pv.edition - 1, "reason": pv.correction_reason}
    if pv.correction_reason:
        return gettext("Édition %(n)d, qui remplace l’édition %(before)d : %(reason)s") % words
    return gettext("Édition %(n)d, qui remplace l’édition %(before)d") % words


def validation(pv):
    """How the text was validated, for the foot of a formal PV; "" as long as it is not."""
    words = {"day": date_short(pv.decided_at)} if pv.is_decided else {}
    if pv.is_decided and pv.decided_in:
        words["meeting"] = date_short(pv.decided_in.starts_at)
        sentences = {
            PV.Status.APPROVED: gettext("Approuvé par la réunion du %(meeting)s."),
            PV.Status.AMENDED: gettext(
                "Approuvé avec modifications par la réunion du %(meeting)s."
            ),
            PV.Status.CONTESTED: gettext("Contesté à la réunion du %(meeting)s."),
        }
        return sentences.get(pv.status, "") % words
    if pv.status == PV.Status.TACIT:
        return gettext("Approuvé tacitement le %(day)s, sans remarque dans le délai.") % words
    return ""
