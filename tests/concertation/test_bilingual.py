import pytest
from django.template import Context, Template
from django.utils import translation

from concertation.bilingual import Bilingual, localised
from concertation.tongue import tongue


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le test de langue se passe à un seul endroit", "fr"),
        ("Charte d’accueil", "fr"),
        ("Note à l'administration", "fr"),
        ("Chèques langue", "fr"),
        ("De toeleiding naar werk", "nl"),
        ("Een coördinatie vóór 2020", "nl"),
        ("Het loket", "nl"),
        ("Partner Day", ""),
        ("Actiris 2020", ""),
        ("", ""),
    ],
)
def test_the_language_of_what_is_typed_is_read_in_its_small_words(text, language):
    assert tongue(text) == language


def test_what_is_typed_in_the_other_language_is_marked_as_a_fallback_is():
    line, other = "Préparer la journée : <b>", "Een dag voorbereiden"
    marked = '<span lang="fr">Préparer la journée\u00a0: &lt;b&gt;</span>'
    assert write("{{ x|typed }}", "nl", x=line) == f'{marked} <span class="fallback">(fr)</span>'
    assert write("{{ x|typed }}", "fr", x=line) == "Préparer la journée\u00a0: &lt;b&gt;"
    assert write("{{ x|typed }}", "nl", x=other) == other
    assert write("{{ x|typed }}", "fr", x=other).endswith('<span class="fallback">(nl)</span>')
    assert write("{{ x|typed }}{{ y|typed }}", "nl", x="Partner Day", y="") == "Partner Day"
    source = "{% autoescape off %}{{ x|typed }}{% endautoescape %}"
    assert write(source, "nl", x="Le <b>") == "Le <b> (fr)"


def test_quotes_inside_a_quoted_title_are_those_of_a_quote():
    source = "« {{ x|within_quotes }} »"
    assert write(source, "fr", x="Jeunes « emploi » & <b>") == "« Jeunes “emploi” &amp; &lt;b&gt; »"
    assert write(source, "fr", x="Jeunes «\u202femploi\u202f»") == "« Jeunes “emploi” »"
    place = Place("", "Le « <relais> »")
    source = '« {{ place|bilingual:"name"|within_quotes }} »'
    assert '<span lang="nl">Le “&lt;relais&gt;”</span>' in write(source, "fr", place=place)


def test_paragraphs_typed_in_the_other_language_are_marked_at_their_end():
    text = "Le test & la suite.\n\nUn\nDeux"
    assert write("{{ x|typed_paragraphs }}", "fr", x=text) == (
        "<p>Le test &amp; la suite.</p>\n\n<p>Un<br>Deux</p>"
    )
    assert write("{{ x|typed_paragraphs }}", "nl", x=text) == (
        '<div lang="fr"><p>Le test &amp; la suite.</p>\n\n<p>Un<br>Deux'
        ' <span class="fallback">(fr)</span></p></div>'
    )
    assert write("{{ x|typed_paragraphs }}", "nl", x="") == ""
