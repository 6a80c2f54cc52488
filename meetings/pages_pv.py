"""What the pages of a PV show: the editor, the reading view, who gets it, what is missing."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from zones.models import Addressee

from . import presence, translation
from .forms_pv import BlockForm, HeadForm, VerdictForm
from .known_names import known_names
from .models import PV, AgendaItem, Block, Meeting, Participation
from .models.readers import readable_by
from .pages_followup import announced_by, owners_to_write
from .pages_levels import audience_words, who_reads
from .permissions import can_decide_pv, can_edit_pv, coordinates
from .readership import level_of, levels_within
from .reading import look, read_items
from .services import sealing
from .services.attendance import headcount

#: Kind → words of the button that adds a passage, in the order of a meeting.
ADDITIONS = [
    (Block.Kind.INFORMATION, _("Information")),
    (Block.Kind.DECISION, _("Décision")),
    (Block.Kind.ACTION, _("Action")),
    (Block.Kind.OPINION, _("Avis")),
    (Block.Kind.FINDING, _("Élément perfectible")),
    (Block.Kind.PROPOSITION, _("Proposition")),
    (Block.Kind.QUESTION, _("Question")),
    (Block.Kind.REMARK, _("Remarque")),
    (Block.Kind.STATEMENT, _("Déclaration actée")),
]
PRESENCE_FLAGS = {
    Participation.Presence.PRESENT: "ok",
    Participation.Presence.REPRESENTED: "zone",
    Participation.Presence.EXCUSED: "soon",
    Participation.Presence.ABSENT: "late",
    Participation.Presence.UNKNOWN: "muted",
}
STATUS_FLAGS = {
    PV.Status.DRAFT: "soon",
    PV.Status.REVIEW: "soon",
    PV.Status.SENT: "zone",
    PV.Status.APPROVED: "ok",
    PV.Status.AMENDED: "ok",
    PV.Status.TACIT: "ok",
    PV.Status.CONTESTED: "late",
}


def editor(user, pv, point="", bound=None):
    """The three columns: agenda, the item ``point`` with a form per passage, presences.

    ``bound``: a refused form, shown with what was typed.
    """
    items = list(pv.meeting.agenda.with_blocks())
    levels = levels_within(pv.meeting)
    chosen = choose(items, str(point))
    blocks = list(chosen.blocks.all()) if chosen else []
    bodies = bodies_of_the_day(pv.meeting, blocks)
    saved = max((b.updated_at for item in items for b in item.blocks.all()), default=None)
    return {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "items": items,
        "chosen": chosen,
        "number": items.index(chosen) + 1 if chosen else 0,
        "rows": [editable(pv.meeting, block, bound, bodies) for block in blocks],
        "additions": ADDITIONS,
        "notebook": notebook(pv.meeting),
        "head": HeadForm(instance=pv),
        "who": who_reads(pv.meeting, levels, counted=True),
        "translations": translation.work(pv.meeting, items),
        "last_saved": saved,
        "earlier": earlier(user, chosen),
        "announced": _announced_here(pv.meeting, chosen),
        "readers": len(sealing.pv_readers(pv.meeting)) if pv.is_draft else 0,
        **presences(pv.meeting),
    }


def _announced_here(meeting, item):
    """What the meeting announced, under the item that says it."""
    is_here = item is not None and item.kind == AgendaItem.Kind.NEXT_MEETINGS
    return announced_by(meeting) if is_here else []


def choose(items, point):
    """The item asked for, else the first without text, else the first; None without agenda."""
    asked = [item for item in items if str(item.pk) == point]
    silent = [item for item in items if not item.blocks.all()]
    return next(iter([*asked, *silent, *items]), None)


def editable(meeting, block, bound=None, bodies=None):
    """A passage and its form; the refused one keeps what was typed."""
    if bound is not None and bound.instance.pk == block.pk:
        form = bound
    else:
        form = BlockForm(instance=block, meeting=meeting, bodies=bodies)
    return {"block": block, "form": form, "look": look(block)}


#: Stands for the key that the browser will choose.
BLANK_KEY = UUID(int=0)


def notebook(meeting):
    """An empty form of each kind, from which the browser makes passages while the line is cut."""
    blocks = [Block(kind=kind, key=BLANK_KEY) for kind in Block.Kind.values]
    bodies = bodies_of_the_day(meeting, blocks)
    rows = [editable(meeting, block, bodies=bodies) for block in blocks]
    owners = known_names(meeting).proposed()
    return {"blank": str(BLANK_KEY), "rows": rows, "owners": owners}


def bodies_of_the_day(meeting, blocks):
    """The addressees an opinion of that day may have, as choices; no query without an opinion."""
    if not any(block.kind == Block.Kind.OPINION for block in blocks):
        return []
    return [(body.pk, body.name) for body in Addressee.objects.on(meeting.held_on)]


def presences(meeting):
    """Who was there: rows with their flag, the counts, and the names for the lists."""
    rows = list(meeting.participations.all())
    order = list(PRESENCE_FLAGS)
    rows.sort(key=lambda row: order.index(row.presence))
    for row in rows:
        row.flag = PRESENCE_FLAGS[row.presence]
    excused = sum(row.presence == Participation.Presence.EXCUSED for row in rows)
    return {
        "participations": rows,
        "names": sorted({row.person_name for row in rows}),
        "headcount": headcount(meeting),
        "excused": excused,
    }


def by_presence(meeting):
    """[(label, rows)] of those a PV names: present, represented, excused; not the absent."""
    rows = list(meeting.participations.select_related("represented_by", "replaced_by"))
    for row in rows:
        row.told = presence.stay(row) or presence.proxy(row) or presence.replacement(row)
    groups = [
        (_("présents"), Participation.Presence.PRESENT),
        (_("représentés"), Participation.Presence.REPRESENTED),
        (_("excusés"), Participation.Presence.EXCUSED),
    ]
    found = [(label, [row for row in rows if row.presence == seen]) for label, seen in groups]
    return [(label, rows) for label, rows in found if rows]


def earlier(user, item):
    """« Déjà traité »: the last items on the same theme that this user may read, in their PVs."""
    if item is None or item.theme_id is None:
        return []
    rows = AgendaItem.objects.filter(
        readable_by(user, "meeting__", "visibility"),
        theme=item.theme_id,
        meeting__pv__in=PV.objects.visible_to(user),
        meeting__starts_at__lt=item.meeting.starts_at,
    )
    return list(rows.select_related("meeting__zone").order_by("-meeting__starts_at")[:4])


def reading(user, pv, verdict_form=None):
    """The PV as everybody reads it, and for the coordination the verdict to note."""
    approval = approval_item(pv)
    opens = opened(user, pv, approval)
    decides = can_decide_pv(user, pv) and bool(approval or pv.meeting.rules().needs_approval)
    form = verdict_form or (VerdictForm(pv=pv) if decides else None)
    level, levels = level_of(user, pv.meeting), levels_within(pv.meeting)
    return {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "flag": STATUS_FLAGS[pv.status],
        "items": read_items(list(pv.meeting.agenda.with_blocks(level)), levels),
        "audience": audience_words(level, pv.meeting),
        "who": who_reads(pv.meeting, levels, counted=coordinates(user, pv.meeting)),
        "versions": list(kept_versions(user, pv).defer("content")),
        "is_foreign": pv.meeting_id not in opens,
        "approval": approval if approval and approval.meeting_id in opens else None,
        "opens_verdict": pv.decided_in_id in opens,
        "verdict_form": form,
        "verdict_meetings": form.fields["decided_in"].queryset if form else [],
        "edits": can_edit_pv(user, pv),
        "coordinates": coordinates(user, pv.meeting),
        "announced": announced_by(pv.meeting, level),
        "groups": by_presence(pv.meeting),
        "headcount": headcount(pv.meeting),
    }


def kept_versions(user, pv):
    """The versions whose text this user may read; of a correction that has not left, none."""
    rows = pv.versions.all()
    draws = pv.is_draft and not coordinates(user, pv.meeting)
    return rows.filter(edition__lt=pv.edition) if draws else rows


def opened(user, pv, approval):
    """Ids of the meetings around the PV that the reader may open: a PV read by every zone leads
    nowhere in the zone that wrote it, and a meeting in preparation is nobody else's business."""
    around = {pv.meeting_id, pv.decided_in_id, approval and approval.meeting_id}
    rows = Meeting.objects.visible_to(user).filter(pk__in=around - {None})
    return set(rows.order_by().values_list("pk", flat=True))


def approval_item(pv):
    """The agenda item of a later meeting that submits this PV to approval, the last one."""
    rows = pv.approval_items.exclude(meeting__status=Meeting.Status.CANCELLED)
    return rows.select_related("meeting__zone").order_by("meeting__starts_at").last()


def before_sending(pv):
    """Who gets the PV, who has no address, and what is still empty."""
    rows = pv.meeting.participations.filter(email="")
    items = list(pv.meeting.agenda.with_blocks())
    return {
        "pv": pv,
        "meeting": pv.meeting,
        "zone": pv.meeting.zone,
        "readers": sealing.pv_readers(pv.meeting),
        "without_address": [row for row in rows if sealing.may_receive(row, pv.meeting)],
        "silent_items": [item for item in items if is_silent(item)],
        "wordless": sum(
            not (block.text_fr or block.text_nl) for item in items for block in item.blocks.all()
        ),
        "is_blank": not any(item.blocks.all() for item in items),
        **owners_to_write(pv.meeting),
    }


def is_silent(item):
    """Nothing is written under it, and it was not put off."""
    return item.outcome != AgendaItem.Outcome.DEFERRED and not has_text(item)


def has_text(item):
    return any(block.text_fr or block.text_nl for block in item.blocks.all())
