"""From the lines of a point to its typed blocks."""

import re
from dataclasses import dataclass, field

from .data import DraftBlock
from .dates import find_due
from .labels import Label, proposer, read_label
from .names import looks_like_name
from .text import fold, split_list_mark, strip_sign

LONG_LINE = 60
_TERMINATED = re.compile(r"[.!?…»”\")\];:]$")
_GROUP = re.compile(r"(?:le |la |de |het )?(?:groupe de travail|werkgroep)\b")
_MODES = (
    ("unanimity", re.compile(r"a l'unanimite|eenparig|unaniem")),
    ("consensus", re.compile(r"consensus")),
    ("vote", re.compile(r"\bvotants?\b|\b\d+ (?:voix|votes|stemmen)\b")),
)
_APPROVED = re.compile(
    r"\b(?:est|sont) (?:approuve|adopte)|\b(?:approuve|adopte)\b|geeft goedkeuring"
    r"|(?:is|wordt|worden) .{0,40}goedgekeurd"
)
_MAIL = re.compile(r"\S{1,64}@\S{1,120}")
_NAME_CUT = re.compile(r"[,;&/]|\s(?:et|en)\s")


@dataclass
class _Entry:
    line: str
    bullet: str
    body: str
    label: Label | None


@dataclass
class _Paragraph:
    first: _Entry
    lines: list[str] = field(default_factory=list)
    ends_with_bullet: bool = False

    @property
    def kind(self):
        return self.first.label.kind if self.first.label else ""

    @property
    def is_bare_label(self):
        return bool(self.first.label) and not self.first.label.rest and len(self.lines) == 1


def group_blocks(lines, *, known=frozenset(), held_on=None, approval=False):
    """Typed blocks of a point: a label opens one, bullets and wrapped lines follow their paragraph.

    ``known``: folded first, last and full names of the people of the PV, to tell « Nadia envoie »
    from « Envoyer ». ``approval``: in such a point, « Le PV est approuvé » is a decision.
    """
    blocks = []
    for paragraph in _paragraphs(lines):
        for block in _as_blocks(paragraph, known):
            _complete(block, held_on, approval)
            blocks.append(block)
    return blocks


def _paragraphs(lines):
    paragraphs, gap = [], False
    for line in lines:
        if not line:
            gap = True
            continue
        bullet, body = split_list_mark(line)
        entry = _Entry(line, bullet, body, read_label(body))
        if not paragraphs or not _continues(paragraphs[-1], entry, gap):
            paragraphs.append(_Paragraph(entry))
        paragraphs[-1].lines.append(line)
        paragraphs[-1].ends_with_bullet = bool(bullet)
        gap = False
    return paragraphs


def _continues(current, entry, gap):
    """Whether ``entry`` belongs to the paragraph ``current``; ``gap``: a blank line parts them."""
    if entry.label and entry.label.kind:
        return False
    last = current.lines[-1]
    if entry.bullet:
        if current.kind and current.first.bullet:
            return False
        return not gap or last.endswith(":") or current.ends_with_bullet
    if current.is_bare_label and current.kind and not entry.label:
        return True
    if entry.label or gap:
        return False
    wrapped = not _TERMINATED.search(last) and len(last) >= LONG_LINE
    if entry.body[0].islower() or wrapped:
        return True
    return not (current.ends_with_bullet or current.first.label)


def _as_blocks(paragraph, known):
    label, lines = paragraph.first.label, paragraph.lines
    if not label or not label.kind:
        return [_information(paragraph)]
    bullets = [line for line in lines[1:] if split_list_mark(line)[0]]
    if label.plural and not label.rest and len(bullets) > 1 and len(bullets) == len(lines) - 1:
        return _one_each(label, bullets, known)
    text = "\n".join([label.rest, *lines[1:]]).strip()
    if not text:
        return [DraftBlock("information", lines[0], label.text)]
    return [_typed(label, text, lines, known)]


def _typed(label, text, lines, known):
    owners = find_owners(text, known) if label.kind == "action" else []
    if not label.told:
        text = "\n".join([strip_sign(lines[0]), *lines[1:]])
    elif strip_sign(lines[0]) == lines[0]:
        text = split_list_mark(lines[0])[0] + text
    text = text[0].upper() + text[1:]
    return DraftBlock(label.kind, text, label.text, label.mode, owners, label.proposed_by)


def _one_each(label, bullets, known):
    """« Actions : » then bullets: one block each; the label stays with the first."""
    blocks = []
    for position, line in enumerate(bullets):
        text = strip_sign(line)
        owners = find_owners(text, known) if label.kind == "action" else []
        told = label.text if position == 0 else ""
        if told and not label.told:
            text = f"{told} : {text}"
        blocks.append(DraftBlock(label.kind, text, told, label.mode, owners, label.proposed_by))
    return blocks


def _information(paragraph):
    label = paragraph.first.label
    named = label.text if label and not paragraph.first.bullet else ""
    block = DraftBlock("information", "\n".join(paragraph.lines), named)
    if label and _GROUP.match(fold(label.text)):
        names = [split_list_mark(line)[1].strip(" .;,") for line in paragraph.lines[1:]]
        names = names or [name.strip(" .;") for name in _NAME_CUT.split(label.rest)]
        if names and all(looks_like_name(name) for name in names):
            block.owners = names
    return block


def _complete(block, held_on, approval):
    block.due, block.due_on = find_due(block.text, held_on)
    folded = fold(block.text[:600])
    if (
        approval
        and block.kind == "information"
        and len(block.text) < 300
        and _APPROVED.search(folded)
    ):
        block.kind = "decision"
    if block.kind == "decision":
        found = (mode for mode, pattern in _MODES if pattern.search(folded))
        block.decision_mode = block.decision_mode or next(found, "")
        block.proposed_by = block.proposed_by or proposer(block.text[:600])


def find_owners(text, known=frozenset()):
    """Names that open a follow-up: « Nadia et Joris, n.d@… » → ["Nadia", "Joris"]."""
    owners = []
    first_line = text.split("\n", 1)[0][:400]
    for piece in _NAME_CUT.split(_MAIL.sub("", first_line)):
        name = piece.strip(" .:()")
        if not name:
            continue
        lead = " ".join(_leading_capitals(name))
        if looks_like_name(name) and (not owners or len(name.split()) < 5):
            owners.append(name)
        elif lead and (fold(lead) in known or (owners and fold(lead.split()[0]) in known)):
            owners.append(lead)
            break
        else:
            break
    return owners


def _leading_capitals(name):
    for word in name.split():
        if not word[0].isupper():
            return
        yield word.strip(":")
