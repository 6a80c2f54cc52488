"""The poster of the door: a code to scan, and the address in letters for whoever cannot."""

from django.utils.translation import gettext_lazy as _

from concertation import pdf as engine

from .. import qr
from . import common

HEADING = _("Bienvenue")


def poster(meeting, address):
    """One A4 page for the wall of the meeting, in its language or languages.

    ``address``: where its people note their own presence, absolute.
    """
    languages = common.languages_of(meeting.languages)
    context = common.paper_context(meeting, HEADING, languages) | {
        "facts": common.facts_of_place_and_time(meeting, languages),
        "code": qr.picture_of(address),
        "address": address,
    }
    return engine.render_pdf(
        "pdf/poster.html",
        context,
        language=languages[0],
        title=common.paper_title(meeting, HEADING, languages[0]),
    )


def poster_name(meeting):
    return common.file_name("Affiche-accueil", meeting)
