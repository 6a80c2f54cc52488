"""The merged register: opinions and « éléments perfectibles » of the zones, like beside like.

Only of the zones that deposited their report; of a passage of a PV, the text only where its level
opens it to the other zones. Elsewhere the number is told, and that the zone keeps the text.
"""

from math import log, sqrt

from meetings.models import Finding
from meetings.models.levels import readable
from meetings.stems import stems_of
from zones.models.rules import Visibility

from ..indicators import followup
from ..wording import without_addresses
from .words import both

#: How alike two subjects must be (cosine of their rarer words) to stand side by side.
ALIKE = 0.34
#: Under these words in common, two short subjects are alike by chance.
FEWEST_COMMON = 2


def register_rows(region):
    """``[{"what", "zone", "number", "on", "text", …, "group"}]``, zone by zone, then by date.

    ``what``: « opinion » or « finding »; ``text``: ``{fr, nl}`` or None when the zone keeps it;
    ``group``: the number of the subjects alike it stands with, None when it stands alone.
    """
    rows = []
    for zone in region.zones:
        if region.is_deposited(zone):
            rows += _opinions(region, zone)
            rows += _findings(region, zone)
    for number, members in enumerate(_groups(rows), start=1):
        for index in members:
            rows[index]["group"] = number
    return rows


def _opinions(region, zone):
    for passage in followup.opinion_passages(region.years[zone.pk]):
        opinion = passage.block.opinion
        opens = passage.is_readable(in_zone=False)
        yield {
            "what": "opinion",
            "zone": zone.code,
            "number": opinion.number,
            "on": passage.met_on.isoformat(),
            "text": _clean(both(passage.block, "text")) if opens else None,
            "addressees": [both(one) for one in passage.addressees],
            "signed": region.signed.get(opinion.pk, []),
            **_fate(opinion, opens),
            "group": None,
        }


def _findings(region, zone):
    """The register's rows, then what the PVs noted and nobody took into the register.

    One that a rectification being written takes out of a PV is still of its sealed passage.
    """
    data = region.years[zone.pk]
    passages = {row.block.pk: row for row in followup.finding_passages(data)}
    for finding in region.findings.get(zone.pk, ()):
        block = finding.block_id or data.noted_from.get(finding.pk)
        passage = passages.pop(block, None)
        opens = _opens(finding, block, passage)
        words = [finding.subject, finding.observation, finding.proposal]
        text = "\n".join(word for word in words if word)
        yield {
            "what": "finding",
            "zone": zone.code,
            "number": None,
            "on": finding.noted_on.isoformat(),
            "text": _clean({"fr": text, "nl": ""}) if opens else None,
            "measure": finding.measure if opens else "",
            "public": finding.public if opens else "",
            "addressees": [both(one) for one in finding.addressees.all()],
            "signed": region.signed_findings.get(finding.pk, []),
            **_fate(finding, opens),
            "group": None,
        }
    yield from (_noted(zone, passage) for passage in passages.values())


def _opens(finding: Finding, block, passage):
    """Sent, or for the region; and never wider than the passage it was noted in."""
    if block and (passage is None or not passage.is_readable(in_zone=False)):
        return False
    return finding.reach in readable(Visibility.REGION)


def _noted(zone, passage):
    opens = passage.is_readable(in_zone=False)
    return {
        "what": "finding",
        "zone": zone.code,
        "number": None,
        "on": passage.met_on.isoformat(),
        "text": _clean(both(passage.block, "text")) if opens else None,
        "addressees": [],
        "signed": [],
        "sent_on": None,
        "answered_on": None,
        "answer": "",
        "effect": "",
        "group": None,
    }


def _fate(row, opens):
    return {
        "sent_on": row.sent_on.isoformat() if row.sent_on else None,
        "answered_on": row.answered_on.isoformat() if row.answered_on else None,
        "answer": without_addresses(row.answer) if opens else "",
        "effect": without_addresses(row.effect) if opens else "",
    }


def _clean(words):
    return {language: without_addresses(text) for language, text in words.items()}


# --- Like beside like ---------------------------------------------------------------------------


def _groups(rows):
    """``[[index, …]]`` of the rows whose subjects are alike, in the order of the rows."""
    bags = [stems_of(" ".join(row["text"].values())) if row["text"] else set() for row in rows]
    weights = _weights(bags)
    group = list(range(len(rows)))
    for left in range(len(rows)):
        for right in range(left):
            if group[left] != group[right] and _alike(bags[left], bags[right], weights):
                old, new = group[left], group[right]
                group = [new if one == old else one for one in group]
    members = {}
    for index, root in enumerate(group):
        members.setdefault(root, []).append(index)
    return [found for found in members.values() if len(found) > 1]


def _weights(bags):
    """How telling a word is: the fewer subjects hold it, the more."""
    counts = {}
    for bag in bags:
        for word in bag:
            counts[word] = counts.get(word, 0) + 1
    return {word: log((len(bags) + 1) / count) for word, count in counts.items()}


def _alike(left, right, weights):
    common = left & right
    if len(common) < FEWEST_COMMON:
        return False
    shared = sum(weights[word] ** 2 for word in common)
    sizes = [sqrt(sum(weights[word] ** 2 for word in bag)) for bag in (left, right)]
    return shared / (sizes[0] * sizes[1]) >= ALIKE
