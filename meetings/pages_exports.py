"""What somebody may take away of a meeting: the pieces of its file, each at their level."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from zones.models.rules import Visibility

from . import documents, pages_documents
from .documents.bundle import PIECE, Piece
from .documents.record import PREFIXES
from .documents.tables import as_csv
from .models import Letter, Meeting, Opinion, Paper, Participation
from .permissions import can_read_letter, coordinates

LETTERS = (Paper.Kind.CONVOCATION, Paper.Kind.INVITATION)


def pieces(user, pv, level):
    """The pieces of the file of ``pv``'s meeting for ``user``, whose level is ``level``.

    In a fixed order; nothing is read of a piece before its turn comes.
    """
    meeting = pv.meeting
    is_coordinator = coordinates(user, meeting)
    opens = Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
    found = []
    if opens and can_read_letter(user, meeting):
        found += _letters(meeting)
    found += [
        _presences(pv, is_coordinator),
        *_papers(pv, level, is_coordinator),
        *_texts(pv, level),
    ]
    found += _opinions(pv, level)
    found += _attachments(user, meeting)
    if is_coordinator:
        found += [_log(meeting), _remarks(pv)]
    return found


def _letters(meeting):
    papers = meeting.papers.filter(kind__in=LETTERS).order_by("created_at", "pk")
    return [
        Piece(
            f"convocation/{paper.file_name}",
            _("la lettre telle qu’elle est partie (%(language)s)") % {"language": paper.language},
            partial(_stored, paper.pk),
        )
        for paper in papers.defer("content", "frozen_html")
    ]


def _stored(pk):
    return Paper.objects.get(pk=pk).pdf()


def _presences(pv, is_coordinator):
    what = _("les présences, en tableau")
    return Piece("presences.csv", what, lambda: as_csv(*presence_table(pv, is_coordinator)))


def presence_table(pv, is_coordinator):
    """(head, rows): who was there; the answers and the addresses for the coordination alone."""
    rows = pv.meeting.participations.order_by("organisation_name", "person_name", "pk")
    head = [_("Institution"), _("Nom"), _("Qualité"), _("Présence"), _("Arrivée"), _("Départ")]
    if is_coordinator:
        head += [_("Réponse annoncée"), _("Adresse e-mail")]
    named = (Participation.Presence.PRESENT, *Participation.SEATED, Participation.Presence.EXCUSED)
    if not is_coordinator and pv.kind != "pv":  # only a formal PV names the absent
        rows = rows.filter(presence__in=named)
    return head, [_presence_row(row, is_coordinator) for row in rows]


def _presence_row(row, is_coordinator):
    line = [
        row.organisation_name,
        row.person_name,
        row.get_capacity_display(),
        row.get_presence_display(),
        row.arrived_at.strftime("%H:%M") if row.arrived_at else "",
        row.left_at.strftime("%H:%M") if row.left_at else "",
    ]
    return line + [row.get_answer_display(), row.email] if is_coordinator else line


def _papers(pv, level, is_coordinator):
    """The papers of the PV as they were kept; the coordination gets those of every audience."""
    if is_coordinator and not pv.is_draft:
        kept = pv.meeting.papers.filter(kind__in=(Paper.Kind.PV, Paper.Kind.NOTE))
        kept = list(kept.order_by("created_at", "pk").defer("content", "frozen_html"))
    else:
        kept = [] if pv.is_draft else [documents.stored_pv(pv, level)]
    found = [_paper(paper) for paper in kept if paper]
    if found:
        return found
    what = _("le PV d’aujourd’hui, pour %(readers)s") % {"readers": Visibility(level).label}
    return [Piece(f"pv/{documents.pv_name(pv)}", what, lambda: documents.pv(pv, level))]


def _paper(paper):
    readers = Visibility(paper.audience).label if paper.audience else _("ses lecteurs")
    what = _("tel qu’il a été gardé, pour %(readers)s") % {"readers": readers}
    stem, _dot, ending = paper.file_name.rpartition(".")
    name = f"{stem}-{timezone.localdate(paper.created_at)}-{paper.audience or 'unique'}.{ending}"
    return Piece(f"pv/{name}", what, partial(_stored, paper.pk))


def _texts(pv, level):
    from .documents.docx import docx_name, pv_docx  # slow to load: who reads pages needs no Word

    prefix = PREFIXES[pv.kind]
    return [
        Piece(
            f"pv/{docx_name(pv, prefix)}",
            _("le même texte, à modifier"),
            lambda: pv_docx(pv, level),
        ),
        Piece(
            f"pv/{documents.text_name(pv, prefix)}",
            _("le même texte, sans mise en page"),
            lambda: documents.pv_text(pv, level).encode(),
        ),
    ]


def _opinions(pv, level):
    rows = Opinion.objects.filter(block__item__meeting=pv.meeting)
    if not rows.exists():
        return []
    return [Piece("avis.csv", _("les avis émis"), lambda: as_csv(*opinion_table(pv, level)))]


def opinion_table(pv, level):
    """(head, rows): the opinions of the PV that a reader at ``level`` may read."""
    head = [_("Numéro"), _("Avis"), _("Destinataires"), _("Envoyé le"), _("Réponse du")]
    rows = []
    items = pv.meeting.agenda.with_blocks(level)
    for block in (block for item in items for block in item.blocks.all()):
        if opinion := getattr(block, "opinion", None):
            names = ", ".join(body.name for body in opinion.addressees.all())
            text = block.text_fr or block.text_nl
            rows.append([opinion, text, names, opinion.sent_on or "", opinion.answered_on or ""])
    return head, rows


def _attachments(user, meeting):
    rows = pages_documents.readable(meeting, user).order_by("pk")
    return [
        Piece(f"annexes/{row.file_name}", str(row), partial(_chunks, row))
        for row in rows.distinct()
    ]


def _chunks(attachment):
    """The file piece by piece, or None when its bytes are gone."""
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        return None
    return _read(file)


def _read(file):
    with file:
        yield from file.chunks(PIECE)


def _log(meeting):
    what = _("les lettres parties, pour le secrétariat")
    return Piece("secretariat/lettres.csv", what, lambda: as_csv(*letter_table(meeting)))


def letter_table(meeting):
    """(head, rows): every letter of the meeting, to whom, and whether it left."""
    head = [
        _("Lettre"),
        _("À"),
        _("Langue"),
        _("État"),
        _("Écrite le"),
        _("Partie le"),
        _("Erreur"),
    ]
    letters = Letter.objects.filter(meeting=meeting).order_by("created_at", "pk")
    return head, [
        [
            letter.get_kind_display(),
            letter.to_email,
            letter.language,
            letter.get_status_display(),
            _moment(letter.created_at),
            _moment(letter.sent_at),
            letter.error,
        ]
        for letter in letters
    ]


def _moment(at):
    """As the clocks of the readers showed it; "" for never."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _remarks(pv):
    what = _("les remarques reçues, pour le secrétariat")
    return Piece("secretariat/remarques.csv", what, lambda: as_csv(*remark_table(pv)))


def remark_table(pv):
    """(head, rows): the remarks made on the PV and what was answered."""
    head = [_("Par"), _("Remarque"), _("État"), _("Réponse"), _("Reçue le")]
    rows = pv.remarks.order_by("pk")
    return head, [
        [
            f"{row.author_name} ({row.organisation_name})",
            row.text or row.proposed_text,
            row.get_status_display(),
            row.answer,
            f"{timezone.localdate(row.at)}",
        ]
        for row in rows
    ]
