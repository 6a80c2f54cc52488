from django.urls import path

from ..views import cosigning, findings, opinions

ZONE = "zones/<slug:code>/"
OPINION = ZONE + "avis/<int:pk>/"
FINDINGS = ZONE + "elements-perfectibles/"
FINDING = FINDINGS + "<int:pk>/"
COSIGNATURE = ZONE + "cosignatures/<int:pk>/"

urlpatterns = [
    path(ZONE + "avis/", opinions.opinions, name="opinions"),
    path(OPINION, opinions.opinion, name="opinion"),
    path(OPINION + "suite/", opinions.opinion_edit, name="opinion_edit"),
    path(OPINION + "cosigner/", cosigning.opinion_cosign, name="opinion_cosign"),
    path(FINDINGS, findings.listing, name="findings"),
    path(FINDINGS + "noter/", findings.add, name="finding_add"),
    path(FINDING, findings.finding, name="finding"),
    path(FINDING + "modifier/", findings.edit, name="finding_edit"),
    path(FINDING + "retirer/", findings.delete, name="finding_delete"),
    path(FINDING + "cosigner/", cosigning.finding_cosign, name="finding_cosign"),
    path(COSIGNATURE, cosigning.cosignature, name="cosignature"),
    path(COSIGNATURE + "reprendre/", cosigning.take_back, name="cosignature_back"),
]
