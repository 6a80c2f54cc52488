from django.urls import path

from ..views import exports, note
from .base import MEETING

urlpatterns = [
    path(MEETING + "pv/pv.docx", exports.word_file, name="pv_docx"),
    path(MEETING + "pv/pv.txt", exports.text_file, name="pv_text"),
    path(MEETING + "pv/dossier.zip", exports.folder, name="pv_folder"),
    path(MEETING + "pv/note/", note.page, name="pv_note"),
    path(MEETING + "pv/note/note.pdf", note.paper, name="pv_note_paper"),
    path(
        MEETING + "pv/passages/<uuid:block>/traduction/", note.still_right, name="translation_right"
    ),
]
