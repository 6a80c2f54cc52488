"""The passages of a PV as they are printed: labelled, in one language or in two columns."""

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from concertation.typography import date_short, plain
from zones.models.rules import Visibility

from .. import translation, vote_words, wording
from ..models import PV, AgendaItem, Block, Voice
from . import common

#: Beyond this, keeping a passage on one page would leave a hole at the foot of the sheet.
LONG_TEXT = 700
#: For, against, abstention, and those who said nothing.
ROLLS = len(Voice.Choice.choices) + 1


def printed_items(meeting, languages, level=Visibility.COORDINATION):
    """The agenda items with their passages, as the readers at ``level`` may read them.

    Dicts for ``pdf/_item.html``, in the agenda's order. A hidden item keeps its place: its title is
    « Point réservé », its passages are a number.
    """
    items = meeting.agenda.with_blocks(level).prefetch_related("blocks__vote__voices")
    if meeting.rules().shows_emails:
        _show_contacts(items)
    return [_printed(number, item, languages) for number, item in enumerate(items, start=1)]


def _show_contacts(items):
    """Whom to ask about an action is an address: printed only where the zone prints them."""
    for item in items:
        for block in item.blocks.all():
            if action := getattr(block, "action", None):
                action.is_contact_shown = True


def _printed(number, item, languages):
    hidden = common.spoken(common.said(_hidden, item), languages)
    if item.is_hidden:
        return {
            "number": number,
            "item": None,
            "title": common.spoken(_("Point réservé"), languages),
            "passages": [],
            "hidden": hidden,
            "hidden_count": item.hidden_count,
            "approval": [],
            "deferral": [],
            "is_hidden": True,
            "is_next_meetings": False,
        }
    return {
        "number": number,
        "item": item,
        "title": common.cells(item, "title", languages),
        "passages": [passage(block, languages) for block in item.blocks.all()],
        "hidden": hidden,
        "hidden_count": item.hidden_count,
        "approval": common.spoken(common.said(_approval, item), languages),
        "deferral": common.spoken(common.said(wording.deferral, item), languages),
        "is_hidden": False,
        "is_next_meetings": item.kind == AgendaItem.Kind.NEXT_MEETINGS,
    }


def _hidden(item):
    """« 2 passages réservés », "" for none."""
    if not item.hidden_count:
        return ""
    sentence = ngettext("%(n)s passage réservé", "%(n)s passages réservés", item.hidden_count)
    return sentence % {"n": item.hidden_count}


def passage(block, languages):
    """One block: its class and its columns, each with the label and the text of its language.

    A text that exists in one language only makes one column, with the label in every language.
    ``notes``: what follows the text, a list of cells a line (the vote, the minority).
    """
    behind = translation.stale(block)
    columns = [
        {
            "cell": cell,
            "label": [label(block, code) for code in _languages_of_label(cell, both, languages)],
            "is_stale": cell.language == behind,
        }
        for both, cell in _columns(block, languages)
    ]
    longest = max((len(column["cell"].text) for column in columns), default=0)
    bare = block.kind == Block.Kind.INFORMATION and not block.said_by
    return {
        "kind": block.kind,
        "is_plain": bare,
        "is_long": longest > LONG_TEXT,
        "is_one_line": not any("\n" in column["cell"].text.strip() for column in columns),
        "columns": columns,
        "notes": notes(block, languages),
    }


def notes(block, languages):
    """What came out of its vote: [cells] a line; [] for a passage that was not voted on."""
    vote = vote_words.of_block(block)
    if vote is None:
        return []
    lines = [common.spoken(common.said(_result, vote), languages)]
    lines += [common.spoken(common.said(_roll, vote, n), languages) for n in range(ROLLS)]
    lines += [common.spoken(common.said(_minority, vote), languages)]
    return [line for line in lines if line]


def _result(vote):
    return capfirst(vote_words.sentence(vote)) + "."


def _roll(vote, number):
    """The voices of a roll-call that made the choice ``number``: « Oui : Actiris (…), … »."""
    rolls = vote_words.by_name(vote)
    if number >= len(rolls):
        return ""
    choice, names = rolls[number]
    return gettext("%(choice)s : %(names)s") % {
        "choice": capfirst(choice),
        "names": ", ".join(names),
    }


def _minority(vote):
    note = " ".join(plain(vote.minority_note).split())
    return gettext("Note de minorité : %(note)s") % {"note": note} if note else ""


def _columns(block, languages):
    found = common.cells(block, "text", languages)
    if not found and block.kind != Block.Kind.INFORMATION:
        found = [common.Cell("", languages[0])]  # a decision without words is still a decision
    return [(len(found) > 1, cell) for cell in found]


def _languages_of_label(cell, both, languages):
    return (cell.language,) if both else languages


def label(block, language):
    """Kind in capitals, then what qualifies it: « DÉCISION · à l’unanimité des présents »."""
    with override(language):
        details = [detail for detail in _details(block) if detail]
        kind = capfirst(block.get_kind_display())
        if block.kind == Block.Kind.OPINION:
            kind = _numbered(block, kind)
        return {"language": language, "kind": kind, "details": " · ".join(details)}


def _numbered(block, kind):
    opinion = getattr(block, "opinion", None)
    return (
        gettext("%(kind)s n° %(number)s") % {"kind": kind, "number": opinion} if opinion else kind
    )


def _details(block):
    if block.kind == Block.Kind.ACTION:
        return _action(block)
    details = [_mode(block)] if block.decision_mode else []
    if block.kind == Block.Kind.OPINION and hasattr(block, "opinion"):
        names = ", ".join(addressee.name for addressee in block.opinion.addressees.all())
        details.append(gettext("adressé à %(names)s") % {"names": names} if names else "")
    if block.said_by:
        details.append(gettext("par %(name)s") % {"name": block.said_by})
    return details


def _action(block):
    action = getattr(block, "action", None)
    if action is None:
        return [block.said_by]
    owners = ", ".join(owner.name for owner in action.owners.all())
    contact = action.contact if getattr(action, "is_contact_shown", False) else ""
    return [owners or block.said_by, due(action), contact]


def due(action):
    """Until when, in the words of the meeting when it had some; "" without a date."""
    if action is None:
        return ""
    return action.due_text or (date_short(action.due_on) if action.due_on else "")


def _mode(block):
    if vote := vote_words.of_block(block):
        return vote_words.manner(vote)
    mode = block.get_decision_mode_display()
    counts = (
        (block.votes_for, gettext("pour")),
        (block.votes_against, gettext("contre")),
        (block.abstentions, gettext("abstentions")),
    )
    votes = ", ".join(f"{count} {word}" for count, word in counts if count is not None)
    return gettext("%(mode)s : %(votes)s") % {"mode": mode, "votes": votes} if votes else mode


def _approval(item):
    """What the meeting decided about an earlier PV, once it is noted."""
    earlier = item.approves
    if earlier is None or earlier.decided_in_id != item.meeting_id:
        return ""
    sentence = {
        PV.Status.APPROVED: gettext("Le PV du %(day)s est approuvé."),
        PV.Status.AMENDED: gettext("Le PV du %(day)s est approuvé avec modifications."),
        PV.Status.TACIT: gettext("Le PV du %(day)s est approuvé tacitement."),
        PV.Status.CONTESTED: gettext("Le PV du %(day)s est contesté."),
    }[earlier.status]
    return sentence % {"day": date_short(earlier.meeting.starts_at)}
