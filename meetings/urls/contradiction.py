from django.urls import path

from ..views import register, remarks, review
from .base import MEETING

urlpatterns = [
    path(MEETING + "pv/relecture/", review.page, name="pv_review"),
    path(MEETING + "pv/relecture/demander/", review.ask, name="pv_review_ask"),
    path(MEETING + "pv/relecture/reprendre/", review.take_back, name="pv_review_back"),
    path(MEETING + "pv/remarquer/", remarks.add, name="pv_remark_add"),
    path(MEETING + "pv/remarques/", remarks.listing, name="pv_remarks"),
    path(MEETING + "pv/remarques/<int:remark>/", remarks.answer, name="pv_remark"),
    path(MEETING + "pv/rectifier/", review.correct, name="pv_correct"),
    path(MEETING + "pv/rectifier/abandonner/", review.abandon, name="pv_abandon"),
    path(MEETING + "pv/editions/<int:edition>/", register.edition, name="pv_edition"),
    path(
        MEETING + "pv/editions/<int:edition>/pv.pdf",
        register.edition_paper,
        name="pv_edition_paper",
    ),
    path("zones/<slug:code>/registre/", register.listing, name="register"),
    path("verifier/", register.verify, name="verify"),
    path("pv/lire/<str:token>/", remarks.by_link, name="pv_link"),
    path("pv/lire/<str:token>/pv.pdf", remarks.paper_by_link, name="pv_link_paper"),
]
