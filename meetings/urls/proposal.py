from django.urls import path

from ..views import proposal
from .base import MEETING

urlpatterns = [
    path(
        MEETING + "ordre-du-jour/propositions/<int:proposal>/", proposal.proposal, name="proposal"
    ),
]
