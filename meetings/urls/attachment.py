from django.urls import path

from ..views import attachment
from .base import MEETING

PIECE = MEETING + "documents/<int:attachment>/"

urlpatterns = [
    path(MEETING + "documents/", attachment.documents, name="documents"),
    path(MEETING + "documents/prevenir/", attachment.documents_tell, name="documents_tell"),
    path(PIECE, attachment.attachment, name="attachment"),
    path(PIECE + "modifier/", attachment.attachment_edit, name="attachment_edit"),
    path(PIECE + "retirer/", attachment.attachment_delete, name="attachment_delete"),
]
