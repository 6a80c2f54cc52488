"""The file of proofs of a year: what was convened, signed, approved and deposited, with its hashes.

Nothing is rendered again: every paper is the one that was kept on its day. A PV that the Region
may not read is named with its fingerprint, and joins only when the coordination asks for it.
"""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.typography import date_long
from meetings.models import Attachment, Letter, Meeting, Paper, SealedPV
from meetings.models.levels import readable
from meetings.services.errors import Refused
from meetings.services.register import paper_for
from zones.models.rules import Visibility

from ..documents import unheard
from ..export import cell
from ..models import CoordinationReport
from ..snapshot import seen_by

MEGABYTE = 1024 * 1024
MOST = 200 * MEGABYTE
CONVENING = (Paper.Kind.CONVOCATION, Paper.Kind.INVITATION)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass
class Proofs:
    """What is kept about one meeting. ``sealed``: the edition in force, or None.

    ``pv``: its paper for the Region, or for the zone; None when nobody else may read it.
    """

    meeting: Meeting
    convocations: list = field(default_factory=list)
    sheets: list = field(default_factory=list)
    sealed: SealedPV | None = None
    pv: Paper | None = None
    is_reserved: bool = False

    @property
    def lacks_pv(self):
        """None is approved where one is owed: to a formal meeting, or where one was begun."""
        if self.sealed or self.meeting.is_imported:
            return False
        return self.meeting.counts_for_quota or hasattr(self.meeting, "pv")


@dataclass
class Entry:
    """One file of the ZIP: its path, its bytes, what it is."""

    path: str
    content: bytes
    words: str
    sha256: str = ""

    def __post_init__(self):
        self.sha256 = hashlib.sha256(self.content).hexdigest()


def gather(zone, year, *, with_reserved=False):
    """``[Proofs]`` of the meetings held in ``year``, in order; 5 queries."""
    meetings = Meeting.objects.of_zone(zone).in_year(year).held().order_by("starts_at", "pk")
    found = {meeting.pk: Proofs(meeting) for meeting in meetings.select_related("zone", "pv")}
    papers = Paper.objects.filter(meeting__in=found).defer("content", "frozen_html")
    for paper in papers.filter(kind__in=CONVENING).order_by("created_at", "pk"):
        found[paper.meeting_id].convocations.append(paper)
    for sheet in Attachment.objects.filter(meeting__in=found, is_sheet=True):
        found[sheet.meeting_id].sheets.append(sheet)
    kept = {}
    for paper in papers.filter(sealed__isnull=False, sealed__replaced_by__isnull=True):
        kept.setdefault(paper.sealed_id, {})[paper.audience] = paper
    sealed = SealedPV.objects.filter(pv__meeting__in=found, replaced_by__isnull=True)
    for row in sealed.select_related("pv"):
        _add_pv(found, row, kept.get(row.pk, {}), with_reserved)
    return list(found.values())


def _add_pv(found, row, papers, with_reserved):
    """The PV as the Region reads it; as the zone does when that was asked for."""
    proofs = found[row.pv.meeting_id]
    proofs.sealed = row
    level = proofs.meeting.visibility
    proofs.is_reserved = level not in readable(Visibility.REGION)
    if not proofs.is_reserved:
        proofs.pv = paper_for(papers, Visibility.REGION)
    elif with_reserved and level in readable(Visibility.ZONE):
        proofs.pv = paper_for(papers, Visibility.ZONE)


def bundle(zone, year, *, with_reserved=False, on_step=None):
    """The bytes of the ZIP. Raises ``Refused`` when it would be too heavy to be sent anywhere."""
    told = on_step or unheard
    rows = gather(zone, year, with_reserved=with_reserved)
    entries, gone = [], []
    for done, proofs in enumerate(rows):
        told(_("Réunion du %(day)s") % {"day": date_long(proofs.meeting.held_on)}, done, len(rows))
        entries += _of_meeting(done + 1, proofs, gone)
        _check_weight(entries)
    told(_("Rapport et dépôt"), len(rows), len(rows) + 1)
    entries += _of_report(zone, year, gone, with_reserved)
    _check_weight(entries)
    entries += _read_first(zone, year, rows, entries, gone)
    return _zipped(entries)


def _check_weight(entries):
    if sum(len(entry.content) for entry in entries) > MOST:
        words = _("Le dossier dépasserait %(most)d Mo : allégez les feuilles numérisées.")
        raise Refused(words % {"most": MOST // MEGABYTE})


def _of_meeting(number, proofs, gone):
    meeting = proofs.meeting
    folder = f"{number:02}-{meeting.held_on:%Y-%m-%d}/"
    day = {"day": date_long(meeting.held_on)}
    for rank, paper in enumerate(proofs.convocations, 1):
        words = _("%(kind)s de la réunion du %(day)s, telle qu’elle est partie")
        words %= {"kind": paper.get_kind_display().capitalize(), **day}
        yield Entry(f"{folder}{paper.kind}-{rank}-{paper.language}.pdf", paper.pdf(), words)
    if letters := _letters(meeting):
        yield Entry(f"{folder}envois.csv", letters, _("Lettres de la réunion du %(day)s") % day)
    for rank, sheet in enumerate(proofs.sheets, 1):
        if (content := _content(sheet, gone)) is not None:
            words = _("Feuille de présences signée du %(day)s") % day
            yield Entry(f"{folder}presences-{rank}-{sheet.file_name}", content, words)
    if proofs.pv:
        words = _("PV scellé %(reference)s") % {"reference": proofs.sealed.reference}
        yield Entry(f"{folder}pv.pdf", proofs.pv.pdf(), words)


def _letters(meeting):
    """Who was written to, when, and what the server said; without an address."""
    rows = Letter.objects.filter(
        meeting=meeting, kind=Letter.Kind.CONVOCATION, participation__isnull=False
    )
    rows = rows.select_related("participation").defer("body").order_by("pk")
    table = [
        [
            letter.participation.organisation_name,
            letter.participation.person_name,
            letter.get_status_display(),
            f"{timezone.localtime(letter.sent_at):%Y-%m-%d %H:%M}" if letter.sent_at else "",
            letter.message_id,
        ]
        for letter in rows
    ]
    head = [_("Institution"), _("Personne"), _("État"), _("Partie le"), _("Numéro du message")]
    return _csv([head, *table]) if table else b""


def _csv(rows):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _content(row, gone):
    """The bytes of a stored file; one that is lost is said in the list, never passed over."""
    try:
        with row.file.storage.open(row.file.name) as file:
            return file.read()
    except FileNotFoundError:
        gone.append(str(row))
        return None


def _of_report(zone, year, gone, with_reserved):
    """Each edition: its paper, its figures as whoever gets the file may read them, its deposit."""
    editions = CoordinationReport.objects.filter(zone=zone, year=year, paper__isnull=False)
    for report in editions.select_related("paper").order_by("edition"):
        name = f"rapport/edition-{report.edition}"
        words = _("Rapport validé, édition %(n)d") % {"n": report.edition}
        yield Entry(f"{name}.pdf", report.paper.pdf(), words)
        seen = seen_by(report.figures, in_zone=with_reserved)
        figures = json.dumps(seen, ensure_ascii=False, indent=1, sort_keys=True)
        words = _("Chiffres figés, édition %(n)d") % {"n": report.edition}
        yield Entry(f"{name}-chiffres.json", figures.encode(), words)
        if deposit := getattr(report, "deposit", None):
            yield Entry(f"{name}-depot.txt", _deposit(deposit), _("Dépôt à Actiris"))
        for rank, annex in enumerate(report.annexes.order_by("position", "pk"), 1):
            if (content := _content(annex, gone)) is not None:
                words = _("Annexe %(n)d : %(title)s") % {"n": rank, "title": annex.title}
                yield Entry(f"{name}-annexe-{rank:02}.pdf", content, words)


def _deposit(deposit):
    """The letter that carried the report and the answer of the server, or what was noted."""
    lines = [
        f"{_('Voie')} : {deposit.get_way_display()}",
        f"{_('Le')} : {deposit.on:%d/%m/%Y}",
        f"{_('À')} : {deposit.to}",
        f"{_('Par')} : {deposit.by_name}",
        f"{_('Empreinte SHA-256')} : {deposit.sha256}",
        f"{_('Preuve')} : {deposit.note}",
    ]
    if letter := deposit.letter:
        lines += ["", f"Message-ID: {letter.message_id}", letter.subject, "", letter.body]
    return "\n".join(lines).encode()


def _read_first(zone, year, rows, entries, gone):
    head = [_("Fichier"), _("Contenu"), _("Octets"), _("Empreinte SHA-256")]
    table = [[entry.path, entry.words, len(entry.content), entry.sha256] for entry in entries]
    sums = "".join(f"{entry.sha256}  {entry.path}\n" for entry in entries)
    return [
        Entry("LISEZMOI.txt", _words(zone, year, rows, gone).encode(), ""),
        Entry("MANIFESTE.csv", _csv([head, *table]), ""),
        Entry("SHA256SUMS", sums.encode(), ""),
    ]


def _words(zone, year, rows, gone):
    """What the file holds, what is missing, and how anybody verifies it."""
    title = _("Dossier de preuves de la zone %(zone)s, année %(year)d")
    lines = [title % {"zone": zone.name_fr, "year": year}, ""]
    lines += [line for proofs in rows for line in _told(proofs)]
    lines += [_("Fichier introuvable : %(name)s") % {"name": name} for name in gone]
    lines += [
        "",
        _("Chaque document est celui du jour : rien n’a été mis en page de nouveau."),
        _("MANIFESTE.csv donne l’empreinte de chaque fichier ; « sha256sum -c SHA256SUMS »"),
        _("les vérifie toutes. La page « Vérifier » de l’application reconnaît les PV scellés."),
        "",
    ]
    return "\n".join(lines)


def _told(proofs):
    missing = lacking(proofs)
    day = date_long(proofs.meeting.held_on)
    yield f"- {day} : " + (", ".join(missing) if missing else _("complet"))
    if proofs.sealed and not proofs.pv:
        words = _("PV scellé %(reference)s, réservé à la zone : non joint")
        yield "    " + words % {"reference": proofs.sealed.reference}


def lacking(proofs):
    """What is missing about a meeting, in words; [] when all is there."""
    found = []
    if not proofs.convocations:
        found.append(_("pas de convocation gardée"))
    if not proofs.sheets:
        found.append(_("pas de feuille signée"))
    if proofs.lacks_pv:
        found.append(_("pas de PV approuvé"))
    return found


def _zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, entry.content)
    return out.getvalue()
