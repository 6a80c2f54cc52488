"""``manage.py import_pv FILE --zone sud [--dry-run]``: old minutes become a meeting."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from meetings import imports
from meetings.services.errors import Refused
from meetings.services.taking_in import match_people, take_in
from zones.models import Zone


class Command(BaseCommand):
    help = "Reprend le texte d’un ancien PV : propose, puis crée la réunion et ce qu’elle annonce."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="le texte du PV (.txt)")
        parser.add_argument("--zone", required=True, help="code de la zone : sud, nord-est…")
        parser.add_argument(
            "--date", type=date.fromisoformat, help="AAAA-MM-JJ, quand le texte ne la donne pas"
        )
        parser.add_argument("--dry-run", action="store_true", help="montre et n’écrit rien")

    def handle(self, *, file, zone, date, dry_run, **options):
        zone = self._zone(zone)
        try:
            with file.open("rb") as opened:
                data = opened.read(imports.MAX_BYTES + 1)
            draft = imports.parse_pv(imports.read_text(data), held_on=date)
        except OSError as error:
            raise CommandError(f"Impossible de lire {file} : {error.strerror}.") from error
        except (imports.UnreadableFile, imports.NotMinutes) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(imports.describe(draft))
        self._show_matches(match_people(draft, zone))
        if dry_run:
            self.stdout.write("Rien n’a été écrit (--dry-run).")
            return
        try:
            meeting = take_in(draft, zone)
        except Refused as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Réunion n° {meeting.pk} créée : {meeting.get_absolute_url()}")

    def _zone(self, code):
        zone = Zone.objects.filter(code=code).first()
        if zone is None:
            known = ", ".join(Zone.objects.values_list("code", flat=True)) or "aucune"
            raise CommandError(f"Zone inconnue : « {code} ». Zones connues : {known}.")
        return zone

    def _show_matches(self, matches):
        self.stdout.write("\nRapprochements proposés")
        for match in matches:
            organisation = match.organisation or f"nouvelle : {match.written.organisation or '—'}"
            person = match.person or "nouvelle personne"
            self.stdout.write(f"  {match.written.name} → {person} · {organisation}")
