"""The note for the absent: the common page, and in the letter what is asked of its reader."""

from django.utils.translation import override

from concertation.mail import absolute

from ..documents.brief import Asked
from ..documents.note import told
from ..readership import level_of_reader
from . import letters


def build(letter):
    """The unsent message: decided, asked of the reader and their institution, dates."""
    row, pv = letter.participation, letter.meeting.pv
    asked = Asked(row.organisation_id, frozenset({row.person_id} - {None}), row.organisation_name)
    with override(letter.language):
        facts = told(pv, level_of_reader(row), asked)
    return letters.build(letter, note=facts, pv_link=absolute(pv.get_absolute_url()))
