"""``manage.py sweep_attachments``: delete the files that nothing knows, name the missing ones.

Documents of meetings and annexes of reports share one storage.
"""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from meetings.models.attachment import attachment_storage
from meetings.services.attaching import missing, orphans


class Command(BaseCommand):
    help = (
        "Efface les fichiers, vieux d’un jour, que plus aucune réunion ni aucun rapport ne connaît."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="montre sans effacer")

    def handle(self, *, dry_run, **options):
        names = list(orphans())
        for name in names:
            self.stdout.write(f"  {name}")
            if not dry_run:
                attachment_storage().delete(name)
        self.stdout.write(self._said(len(names), dry_run))
        for row in missing():
            what = f"{row._meta.verbose_name} {row.pk}, {row.file.name}"
            self.stderr.write(f"Fichier absent : {row.file_name} ({what})")

    def _said(self, count, dry_run):
        if dry_run:
            words = ngettext("%(n)d fichier à effacer.", "%(n)d fichiers à effacer.", count)
        else:
            words = ngettext("%(n)d fichier effacé.", "%(n)d fichiers effacés.", count)
        return words % {"n": count}
