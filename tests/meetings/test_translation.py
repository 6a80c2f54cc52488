"""A text that changes alone leaves its translation behind, until somebody looks at it again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings import translation
from meetings.models import AgendaItem, Block
from meetings.services import minutes, translating
from meetings.services.errors import WrongStatus
from tests.factories import make_block, make_item, make_meeting, make_pv

pytestmark = pytest.mark.django_db


@pytest.fixture
def block(zone):
    meeting = make_meeting(zone, "held", day=-3, languages="both")
    make_pv(meeting, blocks=0)
    found = make_block(meeting.agenda.get(), text="Le stage débute en mai.", text_nl="De stage.")
    let_pass(found, hours=2)
    return found


def let_pass(block, **delay):
    Block.objects.filter(pk=block.pk).update(updated_at=timezone.now() - timedelta(**delay))


def write(block, user, **texts):
    block = Block.objects.get(pk=block.pk)
    return minutes.save_block(block.pk, revision=block.revision, by=user, **texts)


def test_a_text_that_changes_alone_makes_the_other_stale_until_it_changes(block, coordinator):
    block = write(block, coordinator, text_fr="Le stage débute en juin.")
    assert translation.stale(block) == "nl"
    block = write(block, coordinator, text_fr="Le stage débute en juillet.")
    assert translation.stale(block) == "nl"
    block = write(block, coordinator, text_nl="De stage begint in juli.")
    assert translation.stale(block) == ""


def test_it_works_in_both_directions(block, coordinator):
    block = write(block, coordinator, text_nl="De stage begint in mei.")
    assert translation.stale(block) == "fr"
    block = write(block, coordinator, text_fr="Le stage débute en mai, à 9 h.")
    assert translation.stale(block) == ""
    let_pass(block, hours=2)
    block = write(block, coordinator, text_fr="Le stage débute en juin.")
    assert translation.stale(block) == "nl"


def test_a_source_put_back_as_it_was_makes_its_translation_right_again(block, coordinator):
    write(block, coordinator, text_fr="Autre chose.")
    block = write(block, coordinator, text_fr="Le  stage débute\nen mai.")
    assert translation.stale(block) == ""


def test_a_translation_saved_letter_by_letter_stales_nothing(block, coordinator):
    Block.objects.filter(pk=block.pk).update(text_nl="")
    for typed in ("De", "De stage", "De stage begint"):
        block = write(block, coordinator, text_nl=typed)
        assert translation.stale(block) == ""
    let_pass(block, hours=1)
    block = write(block, coordinator, text_nl="De stage begint in april.")
    assert translation.stale(block) == "fr"


def test_two_texts_changed_together_agree(block, coordinator):
    write(block, coordinator, text_fr="Autre.")
    block = write(block, coordinator, text_fr="Neuf.", text_nl="Nieuw.")
    assert translation.stale(block) == ""


def test_one_empty_text_is_missing_not_stale(block, coordinator):
    write(block, coordinator, text_fr="Autre.")
    block = write(block, coordinator, text_nl="  ")
    assert translation.stale(block) == ""
    assert translation.missing(block) == "nl"


def test_still_right_holds_until_the_next_change(block, coordinator):
    write(block, coordinator, text_fr="Le stage débute en mai !")
    translating.confirm_translation(block)
    translating.confirm_translation(block)
    block.refresh_from_db()
    assert translation.stale(block) == ""
    revision = block.revision
    block = write(block, coordinator, text_fr="Le stage débute en juin.")
    assert (translation.stale(block), block.revision) == ("nl", revision + 1)


def test_still_right_is_refused_once_the_pv_has_left(block):
    pv = block.item.meeting.pv
    pv.status, pv.sent_at = "sent", timezone.now()
    pv.save()
    with pytest.raises(WrongStatus):
        translating.confirm_translation(block)


def test_what_is_left_to_translate_is_told_in_one_line(block, coordinator):
    meeting = block.item.meeting
    write(block, coordinator, text_fr="Autre.")
    make_block(make_item(meeting, "Sans titre néerlandais"), text="Sans traduction.")
    AgendaItem.objects.filter(pk=block.item_id).update(title_nl="Punt")
    found = translation.work(meeting, list(meeting.agenda.with_blocks()))
    assert str(found) == "1 traduction à revoir, 2 manquantes"
    meeting.languages = "fr"
    assert translation.work(meeting, []) is None
