"""A profile of rules told in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.bilingual import marked


def sentences(profile):
    """The rules of ``profile`` as pairs (subject, sentence); "" when it is not known."""
    return [
        (_("Invitation"), _convening(profile)),
        (_("Délai d’envoi"), _notice(profile)),
        (_("Ordre du jour"), _AGENDA[profile.agenda_form]()),
        (_("Liste des membres"), _MEMBER_LIST[profile.has_member_list]()),
        (_("Trace de la réunion"), _record(profile)),
        (_("Remarques"), _remarks(profile)),
        (_("Approbation tacite"), _tacit(profile)),
        (_("Vote"), _vote(profile)),
        (_("Langue"), _LANGUAGES[profile.languages]()),
        (_("Lecture des PV"), _visibility(profile)),
        (_("Adresses e-mail"), _emails(profile)),
        (_("Obligation annuelle"), _quota(profile)),
        (_("Jour de prédilection"), _preferred(profile)),
        (_("Participants réguliers"), _regular(profile)),
        (_("Modèle de réunion"), marked(profile, "model", html=False)),
        (_("Animation"), marked(profile, "animated_by", html=False)),
        (_("Qui est invité"), marked(profile, "invited", html=False)),
        (_("Évaluation"), marked(profile, "evaluation", html=False)),
    ]


def _convening(profile):
    by_directors = profile.signatories == profile.Signatories.DIRECTION
    if profile.convening == profile.Convening.CONVOCATION:
        if by_directors:
            return _("On envoie une convocation, signée par les directions.")
        return _("On envoie une convocation, signée par les animateurs de la concertation.")
    if by_directors:
        return _("On envoie une invitation, signée par les directions.")
    return _("On envoie une invitation, signée par les animateurs de la concertation.")


def _notice(profile):
    if not profile.notice_days:
        return _("Aucun délai n’est fixé.")
    sentence = ngettext(
        "La lettre part au moins %(n)d jour franc avant la réunion.",
        "La lettre part au moins %(n)d jours francs avant la réunion.",
        profile.notice_days,
    )
    return sentence % {"n": profile.notice_days}


_AGENDA = {
    "strict": lambda: _("Chaque réunion suit un ordre du jour strict."),
    "programme": lambda: _("Chaque réunion a un programme, sans ordre du jour strict."),
    "none": lambda: _("Les réunions n’ont pas d’ordre du jour."),
}
_MEMBER_LIST = {
    True: lambda: _("La zone tient une liste formelle de ses membres."),
    False: lambda: _("La zone ne tient pas de liste formelle."),
    None: lambda: "",
}
_LANGUAGES = {
    "fr": lambda: _("Les documents sont en français."),
    "nl": lambda: _("Les documents sont en néerlandais."),
    "both": lambda: _("Les documents sont bilingues."),
}


def _record(profile):
    kind = profile.get_record_kind_display()
    if profile.needs_approval:
        return _("La réunion laisse un %(kind)s, soumis à approbation.") % {"kind": kind}
    return _("La réunion laisse un %(kind)s, sans approbation.") % {"kind": kind}


def _remarks(profile):
    if not profile.contest_days:
        return _("Aucun délai de remarque n’est fixé.")
    sentence = ngettext(
        "Les remarques se font dans le %(n)d jour qui suit l’envoi.",
        "Les remarques se font dans les %(n)d jours qui suivent l’envoi.",
        profile.contest_days,
    )
    return sentence % {"n": profile.contest_days}


def _tacit(profile):
    if profile.tacit_days is None:
        return ""
    sentence = ngettext(
        "Sans remarque ouverte, le document est approuvé tacitement %(n)d jour après l’envoi.",
        "Sans remarque ouverte, le document est approuvé tacitement %(n)d jours après l’envoi.",
        profile.tacit_days,
    )
    return sentence % {"n": profile.tacit_days}


def _vote(profile):
    if profile.one_institution_one_vote:
        return _("Une institution, une voix.")
    return _("Pas de vote par institution.")


def _visibility(profile):
    who = profile.get_default_visibility_display()
    return _("Les PV se lisent par %(who)s, sauf choix contraire pour une réunion.") % {"who": who}


def _emails(profile):
    if profile.shows_emails:
        return _("Les adresses figurent dans le PV, par décision de la zone.")
    return _("Les adresses ne figurent pas dans le PV.")


def _quota(profile):
    sentence = ngettext(
        "%(n)d demi-journée par an.", "%(n)d demi-journées par an.", profile.half_day_quota
    )
    return sentence % {"n": profile.half_day_quota}


def _preferred(profile):
    day, part = profile.get_preferred_weekday_display(), profile.get_preferred_half_day_display()
    if profile.preferred_weekday is not None and part:
        return _("De préférence le %(day)s, %(part)s.") % {"day": day, "part": part}
    if profile.preferred_weekday is not None:
        return _("De préférence le %(day)s.") % {"day": day}
    if part:
        return _("De préférence %(part)s.") % {"part": _PARTS[profile.preferred_half_day]()}
    return ""


_PARTS = {"am": lambda: _("le matin"), "pm": lambda: _("l’après-midi")}


def _regular(profile):
    return _("Une institution est régulière à partir de %(n)s %% des réunions où on l’invite.") % {
        "n": profile.regular_percent
    }
