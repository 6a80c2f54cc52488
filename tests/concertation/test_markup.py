"""Bold, lists and links of typed text: what is markup, and above all what is not."""

import random
import re
from html.parser import HTMLParser
from time import process_time

import pytest

from concertation import typography
from concertation.markup import plain

NN, NB = "\u202f", "\u00a0"
REL = 'rel="nofollow noopener noreferrer"'


def rich(text, **options):
    return typography.rich(text, language=options.pop("language", "fr"), **options)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("un **mot** gras", "<p>un <strong>mot</strong> gras</p>"),
        ("**a** et **b**", "<p><strong>a</strong> et <strong>b</strong></p>"),
        ("l'**avis** rendu", "<p>l’<strong>avis</strong> rendu</p>"),
        ("**Prêt** ? **Oui**;", f"<p><strong>Prêt</strong>{NN}? <strong>Oui</strong>{NN};</p>"),
        ("**Remarque:** ceci", f"<p><strong>Remarque{NB}:</strong> ceci</p>"),
        ("« **mot** »", f"<p>«{NN}<strong>mot</strong>{NN}»</p>"),
        ("- **a** b", "<ul><li><strong>a</strong> b</li></ul>"),
        (
            "**https://a.be**",
            f'<p><strong><a href="https://a.be" {REL}>https://a.be</a></strong></p>',
        ),
        ("**<b>**", "<p><strong>&lt;b&gt;</strong></p>"),
    ],
)
def test_bold_is_two_asterisks_around_words(typed, written):
    assert rich(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "*important*",
        "2 * 3 * 4",
        "2**3**4",
        "** seul **",
        "**",
        "****",
        "***trois***",
        "un **début sans fin",
        "une fin** sans début",
        "mot** et **mot",
        "[crochets] (parenthèses)",
        "[a](ftp://a.be)",
        "[a](javascript:alert)",
        "[a](//a.be)",
        "[](https)",
        "3. Trois",
        "2020. Une année",
        "[1] note",
    ],
)
def test_what_people_already_typed_stays_as_it_was(typed):
    assert rich(typed, language="nl") == f"<p>{typed}</p>"
    assert plain(typed) == typed


def test_bold_does_not_cross_lines():
    assert "<strong>" not in rich("**un\ndeux**")
    assert plain("**un\ndeux**") == "**un\ndeux**"


def test_asterisks_of_an_address_are_its_own():
    assert rich("https://a.be/**x**/y", links=False) == "<p>https://a.be/**x**/y</p>"


def test_links_open_on_screen_and_are_spelled_out_on_paper():
    typed = "Voir [le règlement](https://a.be/x?y=1&z=2)."
    link = f'<a href="https://a.be/x?y=1&amp;z=2" {REL}>le règlement</a>'
    assert rich(typed) == f"<p>Voir {link}.</p>"
    assert rich(typed, links=False) == "<p>Voir le règlement (https://a.be/x?y=1&amp;z=2).</p>"
    assert plain(typed) == "Voir le règlement (https://a.be/x?y=1&z=2)."


def test_links_to_an_address_of_mail():
    typed = "[Clara](mailto:clara@exemple.be), [b@c.be](mailto:b@c.be)"
    assert rich(typed, links=False) == "<p>Clara (clara@exemple.be), b@c.be</p>"
    assert f'<a href="mailto:clara@exemple.be" {REL}>Clara</a>' in rich(typed)


def test_links_stand_in_bold_and_bold_words_in_links():
    bold = f'<strong>a <a href="https://a.be" {REL}>b</a></strong>'
    assert rich("**a [b](https://a.be)**") == f"<p>{bold}</p>"
    assert rich("[**b**](https://a.be)") == f'<p><a href="https://a.be" {REL}>b</a></p>'
    assert rich("[a **b](https://a.be) c**").count("<strong>") == 0


def test_address_as_the_words_of_a_link_makes_one_link():
    assert rich("[https://a.be/b](https://a.be/b)").count("<a ") == 1
    assert rich("[https://a.be/b](https://a.be/b)", links=False) == "<p>https://a.be/b</p>"


def test_numbered_lists_count_from_one_and_nest_by_two_spaces():
    typed = "1. un\n2. deux\n  - a\n  - b\n    suite\n3) trois\n  1. x\nFin"
    assert rich(typed, language="nl") == (
        "<ol><li>un</li><li>deux<ul><li>a</li><li>b suite</li></ul></li>"
        "<li>trois<ol><li>x</li></ol></li></ol>\n<p>Fin</p>"
    )


def test_lists_that_start_elsewhere_are_lines():
    assert rich("Un\n\n4. Divers\n7. Fin", language="nl") == "<p>Un</p>\n<p>4. Divers<br>7. Fin</p>"


def test_points_a_little_askew_are_one_list():
    assert rich(" - a\n- b\n - c").count("<ul>") == 1
    assert rich("    - a\n- b").count("<ul>") == 1


def test_lists_in_lists_end_somewhere():
    deep = "\n".join("  " * n + "- x" for n in range(300))
    assert rich(deep).count("<ul>") == 4


def test_plain_reads_anywhere():
    typed = "**Décidé** : [ici](https://a.be)\n- **a**\n1. b"
    assert plain(typed) == "Décidé : ici (https://a.be)\n- a\n1. b"
    assert plain(None) == ""


class Balance(HTMLParser):
    """Fails on a tag that closes another, and on anything but ours."""

    ALLOWED = {"p", "ul", "ol", "li", "br", "a", "strong"}

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.words = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert tag in self.ALLOWED
        assert [name for name, _value in attrs] == (["href", "rel"] if tag == "a" else [])
        assert not attrs or re.match(r"(https?://|mailto:)", attrs[0][1])
        assert not (tag == "p" and "li" in self.open)
        assert not (tag == "a" and "a" in self.open)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        raise AssertionError(data)


PIECES = ["**", "*", "[", "]", "](", "(", ")", "https://a.be/", "mailto:a@b.be", "- ", "1. ", "\n"]
PIECES += ["  ", " ", "mot", "l'", "?", ":", "« ", " »", "<b>", '"', "&amp;", "\ue000", "\ue001"]
PIECES += ["\ue002", "\ue003", "\r", "\t", "\x0b", "\u2028", "é", "2. ", "javascript:", "\x00"]


@pytest.mark.parametrize("seed", range(12))
def test_any_text_gives_balanced_escaped_html(seed):
    draw = random.Random(seed)
    for _n in range(250):
        typed = "".join(draw.choices(PIECES, k=draw.randint(1, 40)))
        for links in (True, False):
            read = Balance(rich(typed, links=links))
            assert ("mot" in typed) <= ("mot" in read.words)
        assert ("mot" in typed) <= ("mot" in plain(typed))


@pytest.mark.parametrize(
    "repeated",
    ["**", "**a ", "**a** ", "[", "[a](", "[a](https://", "a](", "[a](mailto:a", "(", "- a\n  ",
     "1. a\n", "**a" + " " * 40, "[**a**](https://a.be) ", "*", "\n- ", "mailto:a@"],
)  # fmt: skip
def test_markup_takes_linear_time(repeated):
    def duration(size):
        typed = (repeated * size)[:size]
        started = process_time()
        rich(typed)
        plain(typed)
        return process_time() - started

    duration(1000)
    assert duration(200_000) < 4
