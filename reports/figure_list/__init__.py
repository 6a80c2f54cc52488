"""The figures of a report, one by one, in the groups a reader looks for them in.

Source of the codes and formulas: the list of indicators of the annual report (practice of the zones
and étude « 20 ans après », 2015). The numbers are those of ``indicators.figures``, never reckoned
again here. P9 (who, by type, commune and language) and T1 (five years) are tables.
"""

from django.utils.translation import gettext_lazy as _

from .attendance import ATTENDANCE
from .figure import Figure
from .followup import FOLLOWUP
from .meetings import MEETINGS
from .people import PEOPLE
from .quality import QUALITY

__all__ = ["FIGURE_LIST", "GROUPS", "Figure"]

#: (code, title, figures)
GROUPS = (
    ("meetings", _("Les réunions"), MEETINGS),
    ("attendance", _("La participation"), ATTENDANCE),
    ("people", _("Qui participe"), PEOPLE),
    ("followup", _("Les suites"), FOLLOWUP),
    ("quality", _("Convocations, PV et agendas"), QUALITY),
)
FIGURE_LIST = tuple(figure for _code, _title, figures in GROUPS for figure in figures)
