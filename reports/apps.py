from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Rapports")

    def ready(self):
        from meetings import emails, tasks, zone_page
        from meetings.services import attaching, delivery

        from . import todo
        from .emails import BUILDERS, ONCE_SENT
        from .models import Annex

        # The outbox is of the meetings and may not know us: we tell it how our letters are built.
        emails.BUILDERS.update(BUILDERS)
        delivery.ONCE_SENT.update(ONCE_SENT)
        zone_page.ALSO_TO_DO.append(todo.lines)
        attaching.ALSO_KEPT.append(Annex.objects.all)
        tasks.ON_THE_HOUR += [
            ("reports.services.making", "tidy"),
            ("reports.services.deposit", "settle_due"),
            ("reports.services.survey", "remind_due"),
            ("reports.services.feedback", "ask_due"),
            ("reports.services.logbook", "forget_removed"),
        ]
