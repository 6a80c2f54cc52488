"""A passage read in the other language than the one it was written in."""

import pytest
from django.utils import translation

from meetings.reading import text_html
from tests.factories import make_block, make_item, make_meeting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Un premier.\n\nUn second.", 'Un second. <span class="fallback">(fr)</span></p></div>'),
        ("Une liste :\n\n- un\n- deux", '</ul> <span class="fallback">(fr)</span></div>'),
    ],
)
def test_the_mark_of_the_language_follows_the_last_words(zone, text, end):
    block = make_block(make_item(make_meeting(zone, "held")), text=text)
    with translation.override("nl"):
        html = text_html(block)
    assert html.startswith('<div lang="fr"><p>')
    assert html.endswith(end)
    with translation.override("fr"):
        assert "fallback" not in text_html(block)


def test_typed_markup_stays_text(zone):
    block = make_block(make_item(make_meeting(zone, "held")), text="<b>Gras</b></p>")
    with translation.override("nl"):
        assert "&lt;b&gt;Gras&lt;/b&gt;&lt;/p&gt;" in text_html(block)
