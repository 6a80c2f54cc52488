"""The joined files of a meeting in its letters: carried, or opened through the personal link."""

from django.urls import reverse

from concertation.mail import absolute

from ..services import attaching
from ..services.answers import make_token


def files(letter):
    """(name, bytes, type) of each file the letter carries."""
    if letter.kind not in attaching.CARRIERS:
        return []
    joined, _linked = attaching.for_letter(letter.meeting)
    return [(row.file_name, attaching.content_of(row), row.media_type) for row in joined]


def facts(letter):
    """What the letter says of them: the titles ``joined``, and (title, link) of each ``linked``;
    the link is the reader's own, and opens for nobody else."""
    if letter.kind not in attaching.CARRIERS:
        return {}
    joined, linked = attaching.for_letter(letter.meeting)
    token = make_token(letter.participation)
    return {
        "joined": [str(row) for row in joined],
        "linked": [
            (str(row), absolute(reverse("meetings:answer_piece", args=[token, row.pk])))
            for row in linked
        ],
    }
