"""The way of a report: read again, presented, frozen, deposited, rectified."""

from django.urls import path

from ..views import deposit, journey, presenting
from .report import REPORT

EDITION = REPORT + "editions/<int:edition>/"

urlpatterns = [
    path(REPORT + "parcours/", journey.way, name="way"),
    path(EDITION + "rapport.pdf", journey.edition, name="edition"),
    path(EDITION + "remarques/", presenting.remarks_of, name="edition_remarks"),
    path(REPORT + "relecture/", journey.reading, name="reading"),
    path(REPORT + "relecture/demander/", journey.reading_ask, name="reading_ask"),
    path(REPORT + "relecture/reprendre/", journey.reading_back, name="reading_back"),
    path(REPORT + "soumettre/", presenting.present, name="present"),
    path(REPORT + "soumettre/ordre-du-jour/", presenting.present_agenda, name="present_agenda"),
    path(REPORT + "remarques/", presenting.remark_list, name="remarks"),
    path(REPORT + "remarques/<int:remark>/", presenting.remark_answer, name="remark"),
    path(REPORT + "verdict/", presenting.verdict, name="verdict"),
    path(REPORT + "verdict/reprendre/", presenting.verdict_back, name="verdict_back"),
    path(REPORT + "valider/", journey.validate, name="validate"),
    path(REPORT + "transmettre/", deposit.deposit, name="deposit"),
    path(REPORT + "transmis/", deposit.sent, name="sent"),
    path(REPORT + "rectifier/", journey.rectify, name="rectify"),
    path(REPORT + "rectifier/abandonner/", journey.rectify_abandon, name="rectify_abandon"),
    path("rapport/<str:token>/", presenting.by_link, name="by_link"),
    path("rapport/<str:token>/rapport.pdf", presenting.paper_by_link, name="link_paper"),
]
