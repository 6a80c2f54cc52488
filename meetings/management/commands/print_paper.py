"""``manage.py print_paper convocation 12 -o lettre.pdf``: the paper a page shows, as a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from meetings import documents
from meetings.models import PV, Meeting


def _letter(form):
    """The letter of that form: as it was sent when it is the meeting's own, else as asked."""
    fresh = {"convocation": documents.formal_convocation, "invitation": documents.invitation}[form]

    def content(meeting):
        if meeting.convening == form:
            return documents.stored_or_fresh_letter(meeting)[0]
        return fresh(meeting)

    return content


def _pv(meeting):
    pv = PV.objects.filter(meeting=meeting).select_related("meeting__zone").first()
    if pv is None:
        raise CommandError(_("Cette réunion n’a pas encore de PV."))
    return documents.stored_or_fresh_pv(pv)[0]


PAPERS = {
    "convocation": _letter("convocation"),
    "invitation": _letter("invitation"),
    "attendance_sheet": documents.attendance_sheet,
    "pv": _pv,
}


class Command(BaseCommand):
    help = _("Écrit en PDF la lettre, la liste des présences ou le PV d’une réunion.")

    def add_arguments(self, parser):
        parser.add_argument("paper", choices=PAPERS, help=_("le document"))
        parser.add_argument("meeting", type=int, help=_("le numéro de la réunion"))
        parser.add_argument("-o", "--output", required=True, help=_("le fichier PDF à écrire"))

    def handle(self, *args, paper, meeting, output, **options):
        row = Meeting.objects.select_related("zone", "host").filter(pk=meeting).first()
        if row is None:
            raise CommandError(_("Aucune réunion ne porte le numéro %(pk)d.") % {"pk": meeting})
        content = PAPERS[paper](row)
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            sentence = _("Impossible d’écrire dans %(file)s : %(reason)s")
            reason = {"file": output, "reason": error.strerror}
            raise CommandError(sentence % reason) from error
        self.stdout.write(str(_("Écrit : %(file)s") % {"file": output}))
