import pytest
from django.template import Context, Template
from django.utils import translation

from concertation.bilingual import Bilingual, localised


class Place(Bilingual):
    def __init__(self, name_fr="", name_nl=""):
        self.name_fr, self.name_nl = name_fr, name_nl


def write(source, language, **context):
    with translation.override(language):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("place", "language", "expected"),
    [
        (Place("Forest", "Vorst"), "fr", ("Forest", "fr")),
        (Place("Forest", "Vorst"), "nl", ("Vorst", "nl")),
        (Place("Forest", ""), "nl", ("Forest", "fr")),
        (Place("", "Vorst"), "fr", ("Vorst", "nl")),
        (Place(), "nl", ("", "nl")),
        (Place("Forest", "Vorst"), "nl-be", ("Vorst", "nl")),
    ],
)
def test_text_follows_the_language_and_says_which_it_is(place, language, expected):
    assert localised(place, "name", language) == expected
    with translation.override(language):
        assert localised(place, "name") == expected
        assert place.name == expected[0]


def test_fallback_is_marked_and_carries_its_language():
    place = Place("", "Vorst & <b>")
    assert write('{{ place|bilingual:"name" }}', "fr", place=place) == (
        '<span lang="nl">Vorst &amp; &lt;b&gt;</span> <span class="fallback">(nl)</span>'
    )
    assert write('{{ place|bilingual:"name" }}', "nl", place=place) == "Vorst &amp; &lt;b&gt;"


def test_fallback_in_a_letter_is_marked_without_markup():
    source = '{% autoescape off %}{{ place|bilingual:"name" }}{% endautoescape %}'
    assert write(source, "fr", place=Place("", "Vorst & co")) == "Vorst & co (nl)"
