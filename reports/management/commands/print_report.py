"""manage.py print_report sud 2020 -o rapport.pdf: the same bytes as the page gives."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports import documents
from zones.models import Zone


class Command(BaseCommand):
    help = "Écrit le rapport de coordination d’une zone et d’une année en PDF."

    def add_arguments(self, parser):
        parser.add_argument("zone", help="code de la zone : sud, nord-est…")
        parser.add_argument("year", metavar="année", help="année du rapport : 2020")
        parser.add_argument("-o", "--output", help="fichier à écrire", required=True)

    def handle(self, *args, zone, year, output, **options):
        found = Zone.objects.filter(code=zone).first()
        if found is None:
            known = ", ".join(Zone.objects.values_list("code", flat=True)) or "aucune"
            raise CommandError(f"Zone inconnue : {zone} ; les zones sont {known}.")
        if not (year.isdecimal() and documents.is_known_year(int(year))):
            raise CommandError(f"Année inconnue : {year} ; donnez une année comme 2020.")
        content = documents.report(found, int(year))
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            reason = error.strerror or error
            raise CommandError(f"Le fichier {output} ne peut pas être écrit : {reason}.") from None
        self.stdout.write(f"Rapport écrit : {output} ({len(content)} octets).")
