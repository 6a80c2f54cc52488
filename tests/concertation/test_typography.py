import re
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from concertation import typography

NN, NB = "\u202f", "\u00a0"


def write(source, language="fr", **context):
    with translation.override(language):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("date_long", "fr", f"jeudi 23{NB}avril 2020"),
        ("date_long", "nl", f"donderdag 23{NB}april 2020"),
        ("date_short", "fr", f"23{NB}avril 2020"),
        ("date_short", "nl", f"23{NB}april 2020"),
        ("day_month", "fr", f"23{NB}avril"),
    ],
)
def test_dates_are_written_out(name, language, expected):
    assert write(f"{{{{ day|{name} }}}}", language, day=date(2020, 4, 23)) == expected


def test_first_of_the_month_is_ordinal_in_french_only():
    first = date(2020, 5, 1)
    assert write("{{ day|date_long }}", day=first) == f"vendredi 1er{NB}mai 2020"
    assert write("{{ day|date_long }}", "nl", day=first) == f"vrijdag 1{NB}mei 2020"


@pytest.mark.parametrize(
    ("language", "moment", "expected"),
    [
        ("fr", time(9, 30), f"9{NB}h{NB}30"),
        ("fr", time(9, 5), f"9{NB}h{NB}05"),
        ("fr", time(12, 0), f"12{NB}h"),
        ("fr", time(0, 0), f"0{NB}h"),
        ("nl", time(9, 30), "9u30"),
        ("nl", time(12, 0), "12u"),
    ],
)
def test_times_are_written_as_people_do(language, moment, expected):
    assert write("{{ moment|time_h }}", language, moment=moment) == expected


def test_time_range():
    hours = {"a": time(9, 30), "b": time(12, 30)}
    source = "{% time_range a b %}"
    assert write(source, **hours) == f"9{NB}h{NB}30{NB}– 12{NB}h{NB}30"
    assert write(source, "nl", **hours) == f"9u30{NB}– 12u30"
    assert write(source, a=time(9, 30), b=None) == f"9{NB}h{NB}30"


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [
        (datetime(2020, 4, 22, 22, 30, tzinfo=UTC), "jeudi 23 avril 2020", "0 h 30"),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "dimanche 29 mars 2026", "1 h 30"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "dimanche 29 mars 2026", "3 h 30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "dimanche 25 octobre 2026", "2 h 30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "dimanche 25 octobre 2026", "2 h 30"),
    ],
)
def test_instants_are_written_in_brussels_time(moment, day, hour):
    written = write("{{ moment|date_long }}, {{ moment|time_h }}", moment=moment)
    assert written.replace(NB, " ") == f"{day}, {hour}"


@pytest.mark.parametrize("name", ["date_long", "date_short", "day_month", "time_h"])
def test_missing_date_prints_nothing(name):
    assert write(f"{{{{ nothing|{name} }}}}", nothing=None) == ""


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Quoi?", f"Quoi{NN}?"),
        ("Quoi ?", f"Quoi{NN}?"),
        ("Vraiment?!", f"Vraiment{NN}?!"),
        ("un; deux", f"un{NN}; deux"),
        ("Remarque: ceci", f"Remarque{NB}: ceci"),
        ("Remarque : ceci", f"Remarque{NB}: ceci"),
        ("à 9:30 précises", "à 9:30 précises"),
        ("«mot»", f"«{NN}mot{NN}»"),
        ("« mot »?", f"«{NN}mot{NN}»{NN}?"),
        ("l'avis d'Uccle", "l’avis d’Uccle"),
        ("(?)", "(?)"),
        ("n° 3, 40 %", f"n°{NB}3, 40{NB}%"),
        ("de 9 h 30 à 12 h", f"de 9{NB}h{NB}30 à 12{NB}h"),
        ("voir https://a.be/x?y=1;z: oui?", f"voir https://a.be/x?y=1;z{NB}: oui{NN}?"),
        ("a.b@c.be: écrire", f"a.b@c.be{NB}: écrire"),
        ("", ""),
    ],
)
def test_french_spacing(typed, set_):
    assert typography.french(typed) == set_
    assert typography.french(set_) == set_  # setting twice changes nothing


def test_frtypo_leaves_dutch_alone_and_escapes_both():
    assert write("{{ t|frtypo }}", t="<b>Quoi?") == f"&lt;b&gt;Quoi{NN}?"
    assert write("{{ t|frtypo }}", "nl", t="<b>Wat?") == "&lt;b&gt;Wat?"
    assert write('{{ t|frtypo:"nl" }}', t="Wat?") == "Wat?"
    assert write("{{ t|frtypo }}", t=mark_safe("<b>Quoi?</b>")) == f"<b>Quoi{NN}?</b>"
    escaped = "R&amp;D, &lt;b&gt; &quot;q&quot; l&#x27;an&lt;"
    assert write("{{ t|frtypo }}", t=mark_safe(escaped)) == escaped  # set a second time
    assert (
        write("{% autoescape off %}{{ t|frtypo }}{% endautoescape %}", t="a & b?") == f"a & b{NN}?"
    )


def test_rich_makes_paragraphs_lines_and_lists():
    typed = "Un\r\nsuite\r\n\r\nDeux\n· a\n• b\n  suite de b\n\n- c\n* d\nTrois"
    assert write('{{ t|rich:"nl" }}', t=typed) == (
        "<p>Un<br>suite</p>\n<p>Deux</p>\n"
        "<ul><li>a</li><li>b suite de b</li><li>c</li><li>d</li></ul>\n<p>Trois</p>"
    )


@pytest.mark.parametrize("typed", ["-5 degrés", "*important*", "--- --", "·", "-"])
def test_rich_does_not_take_every_dash_for_a_list(typed):
    assert "<ul>" not in typography.rich(typed) or typed == "--- --"


@pytest.mark.parametrize("nothing", [None, "", "  \n \n"])
def test_rich_of_nothing_is_nothing(nothing):
    assert write("{{ t|rich }}", t=nothing) == ""


def test_rich_links_on_screen_and_not_on_paper():
    typed = "Voir (https://a.be/x?y=1&z=2)."
    link = '<a href="https://a.be/x?y=1&amp;z=2" rel="nofollow noopener noreferrer">'
    assert write("{{ t|rich }}", t=typed) == (
        f"<p>Voir ({link}https://a.be/x?y=1&amp;z=2</a>).</p>"
    )
    assert write('{{ t|rich:"paper" }}', t=typed) == "<p>Voir (https://a.be/x?y=1&amp;z=2).</p>"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "- <img src=x onerror=alert(1)>",
        'https://a.be/"onmouseover="alert(1)',
        "https://a.be/'onmouseover='alert(1)",
        "https://a.be/<script>",
        "javascript:alert(1)",
        "</p></li><iframe src='x'>",
    ],
)
def test_rich_lets_no_markup_through(typed):
    written = typography.rich(typed)
    tags = re.findall(r"</?(\w+)((?: [\w-]+=\"[^\"<>]*\")*)>", written)
    assert written.count("<") == len(tags)
    assert {name for name, _ in tags} <= {"p", "ul", "ol", "li", "br", "a", "strong"}
    assert not any("on" in name for name in re.findall(r" ([\w-]+)=\"", written))
    assert 'href="javascript' not in written


@pytest.mark.parametrize(
    "repeated",
    ["- " * 20000, "«" * 20000, " " * 20000 + "?", "a.b@" * 10000, "é" * 70000, "1." * 35000],
)
def test_typography_stays_quick_on_strange_text(repeated):
    started = datetime.now(UTC)
    typography.rich(repeated)
    assert (datetime.now(UTC) - started).total_seconds() < 2


def test_zone_style_takes_a_colour_and_nothing_else():
    assert write("{% zone_style c %}", c="#b0441a") == "<style>:root{--zone:#b0441a}</style>"
    for hostile in ("red", "#b0441a}body{display:none", "#b0441a\n", "", None):
        assert write("{% zone_style c %}", c=hostile) == ""


def test_zone_style_carries_the_nonce_of_the_page():
    request = SimpleNamespace(csp_nonce="abc")
    written = write('{% zone_style "#b0441a" %}', request=request)
    assert written == '<style nonce="abc">:root{--zone:#b0441a}</style>'


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", "jeu 23\u00a0avril 2020"), ("nl", "do 23\u00a0april 2020")],
)
def test_date_brief_follows_the_language_each_time(language, written):
    for _again in range(2):
        with translation.override(language):
            assert typography.date_brief(date(2020, 4, 23)) == written
