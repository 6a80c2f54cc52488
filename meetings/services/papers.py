"""The letter as it is kept: one paper per language its readers need, never one per reader.

What it says is frozen at once, as HTML. Its PDF is set by the first who needs it, most often the
postman: nobody waits for the layout after « Envoyer ».
"""

from .. import documents
from ..models import Paper


def keep_letters(meeting, rows):
    """``{language: Paper}`` for the readers ``rows``; only what is not kept yet is written.

    ``rows``: participations. A letter that left before the meeting changed is not used again.
    """
    papers = {}
    for language in sorted(documents.letter_languages(meeting, rows)):
        kept = documents.stored_letter(meeting, language)
        papers[language] = kept or _keep(meeting, language)
    return papers


def _keep(meeting, language):
    return Paper.objects.create(
        kind=meeting.convening,
        meeting=meeting,
        language=language,
        file_name=documents.letter_name(meeting, language),
        frozen_html=documents.frozen_convocation(meeting, language),
    )
