"""``manage.py keep_the_clock``: has the hourly clock of the worker running; run again, harmless."""

from django.core.management.base import BaseCommand

from meetings.tasks import keep_the_clock


class Command(BaseCommand):
    help = "Remet en marche l’horloge des rappels, si elle s’est arrêtée."

    def handle(self, *args, **options):
        keep_the_clock()
