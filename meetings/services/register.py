"""The register: what was decided upon is sealed, once an edition, and its bytes serve for ever."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models import Zone

from .. import documents
from ..audiences import audiences
from ..models import PV, Paper, SealedPV
from ..models.levels import LEVELS
from .errors import WrongStatus


@transaction.atomic
def seal(pv, version):
    """Enter the edition of ``pv`` in the register, with a PDF/A for each audience; the row.

    ``version``: the text it was decided upon. The edition it corrects is told what replaces it.
    Raises ``WrongStatus`` when nothing was decided, or when this edition is sealed already.
    """
    row = enter(pv, version)
    keep_papers(pv, sealed=row)
    return row


@transaction.atomic
def enter(pv, version, at=None):
    """The row of ``seal``, without its papers; ``at``: when it was sealed, if not now."""
    if not pv.is_decided:
        raise WrongStatus(_("Un PV se scelle une fois le verdict noté."))
    # Two PVs of one zone may be sealed at the same instant: the zone's row is the queue.
    Zone.objects.select_for_update().get(pk=pv.meeting.zone_id)
    if pv.sealed.filter(edition=pv.edition).exists():
        raise WrongStatus(_("Cette édition est déjà scellée : elle ne change plus."))
    row = SealedPV.objects.create(
        pv=pv,
        edition=pv.edition,
        reference=_reference(pv),
        status=pv.status,
        version=version,
        decided_at=pv.decided_at,
        decided_in=pv.decided_in,
        sealed_at=at or timezone.now(),
    )
    for earlier in pv.sealed.filter(edition__lt=pv.edition, replaced_by=None):
        earlier.replaced_by = row
        earlier.save(update_fields=["replaced_by"])
    return row


def _reference(pv):
    """« Sud 2026/3 »: the third PV of the zone decided upon among those of its meetings of 2026; a
    correction keeps the number and says which edition it is."""
    first = pv.sealed.order_by("edition").first()
    if first is not None:
        base = first.reference.split(",")[0]
        return f"{base}, édition {pv.edition}"  # written once, the same in every language
    prefix = f"{pv.meeting.zone.name_fr} {pv.meeting.year}/"
    taken = SealedPV.objects.filter(reference__startswith=prefix)
    numbers = [
        int(number)
        for reference in taken.values_list("reference", flat=True)
        if (number := reference.removeprefix(prefix).split(",")[0]).isdigit()
    ]
    return f"{prefix}{max(numbers, default=0) + 1}"


def keep_papers(pv, sealed=None):
    """Keep the PDF of this moment, one per audience: ``{audience: Paper}``.

    What was sent or decided is never rendered again. ``sealed``: the entry of the register.
    """
    return {
        level: Paper.objects.create(
            kind=Paper.Kind.PV,
            meeting=pv.meeting,
            language=pv.meeting.languages,
            audience=level,
            sealed=sealed,
            file_name=documents.pv_name(pv),
            content=documents.pv(pv, level),
        )
        for level in audiences(pv.meeting)
    }


def paper_for(papers, level):
    """Of ``{audience: Paper}``, the one for a reader at ``level``; None when there is none.

    Without one of their own, the one of the next wider circle, which holds nothing that they may
    not read; whoever is wider than them all gets the widest.
    """
    wider = LEVELS[LEVELS.index(level) :]
    known = sorted((LEVELS.index(audience), audience) for audience in papers if audience)
    found = [audience for _place, audience in known if audience in wider]
    widest = [audience for _place, audience in known][-1:]
    return next((papers[audience] for audience in [*found, *widest]), papers.get(""))


def lock(pv):
    """The PV with its meeting and zone, held until the end of the transaction."""
    rows = PV.objects.select_for_update(of=("self",)).select_related("meeting__zone")
    return rows.get(pk=pv.pk)
