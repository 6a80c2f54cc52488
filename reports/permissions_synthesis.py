"""Who reads the synthesis of the six zones."""

from django.utils.translation import gettext_lazy as _

from concertation.permissions import refusal
from zones.permissions import is_regional, zones_of


@refusal(_("La synthèse de cette année n’est pas encore publiée par la Région."))
def can_read_synthesis(user, edition):
    """The Region at any time; whoever sits in a zone, the last published edition.

    ``edition``: the one that ``pages_synthesis.snapshot_for`` gives this reader, None without any.
    """
    if is_regional(user):
        return True
    return bool(edition and edition.published_at and zones_of(user))
