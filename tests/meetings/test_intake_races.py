"""Two clicks on « Reprendre » make one meeting; two ways of undoing undo once."""

import pytest

from meetings.models import Meeting
from meetings.services import intake as services
from meetings.services import intake_files, intake_undo
from meetings.services.errors import Refused
from tests.factories import make_rules, make_user, make_zone
from tests.meetings.old_minutes import sample

from .test_races import AT_ONCE, together

pytestmark = pytest.mark.django_db(transaction=True)


def received():
    zone = make_zone()
    make_rules(zone)
    by = make_user(zone, coordinator=True)
    return by, intake_files.paste(zone, sample(), by=by)


def test_many_clicks_on_take_in_make_one_meeting():
    by, intake = received()
    results = together(lambda _n: services.take_in_reviewed(intake, by=by))
    assert sum(isinstance(result, Meeting) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == AT_ONCE - 1
    assert Meeting.objects.filter(is_imported=True).count() == 1


def test_twin_documents_taken_in_at_once_make_one_meeting():
    by, intake = received()
    twins = [intake] + [
        intake_files.paste(intake.zone, sample() + "\n" * n, by=by) for n in range(1, AT_ONCE)
    ]
    results = together(lambda n: services.take_in_reviewed(twins[n], by=by))
    assert sum(isinstance(result, Meeting) for result in results) == 1
    assert Meeting.objects.filter(is_imported=True).count() == 1


def test_many_clicks_on_undo_undo_once():
    by, intake = received()
    services.take_in_reviewed(intake, by=by)
    results = together(lambda _n: intake_undo.undo(intake, by=by))
    assert sum(result == [] for result in results) == 1
    assert not Meeting.objects.exists()


def test_many_saves_of_one_review_keep_one_and_tell_the_others():
    by, intake = received()
    results = together(
        lambda n: services.save_review(intake, 1, {"meeting.place": f"Salle {n}"}, by=by)
    )
    assert sum(not isinstance(result, Exception) for result in results) == 1
    intake.refresh_from_db()
    assert intake.revision == 2
