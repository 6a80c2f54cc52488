"""A meeting run from the keyboard: opened, written, timed, counted, lifted."""

import re

import pytest
from django.utils import timezone

from meetings.models import AgendaItem, Block, Participation
from meetings.services import minutes, session
from tests.factories import (
    make_block,
    make_item,
    make_meeting,
    make_organisation,
    make_participation,
    make_person,
    make_user,
    make_zone,
)

from .conftest import PHONE
from .test_answer_axe import open_everything, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot-de-passe-de-test"
KEYS = {
    "t": "information",
    "d": "decision",
    "a": "action",
    "v": "opinion",
    "e": "finding",
    "p": "proposition",
    "q": "question",
    "r": "remark",
    "c": "statement",
}
WORD = """<html><head><style>p{color:red}</style></head><body><!--StartFragment-->
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Retenu</b><span style='color:red'> par
tous</span>&nbsp;:<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>un atelier</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;</span></span><![endif]>en mai</p>
<p class=MsoNormal>Voir <a href="https://exemple.be/x_(y)">la <i>note</i></a><img src=x></p>
<script>document.title = "non"</script><!--EndFragment--></body></html>"""


@pytest.fixture
def meeting(db):
    """A meeting of today: three points, three people expected."""
    now = timezone.now()
    starts = now - timezone.timedelta(minutes=5)
    zone = make_zone("sud")
    meeting = make_meeting(zone, starts_at=starts, ends_at=now + timezone.timedelta(hours=2))
    for title in ("Approbation", "Partner Day", "Divers"):
        make_item(meeting, title, minutes_foreseen=15)
    for name in ("Clara Dumont", "Odile Gérard", "Peter Verhaegen"):
        make_participation(meeting, make_person(name), make_organisation(f"Maison de {name}"))
    return meeting


@pytest.fixture
def by(meeting):
    return make_user(meeting.zone, coordinator=True, full_name="Alix Lambert")


@pytest.fixture
def opened(meeting, by):
    session.open_session(meeting, by=by)
    return meeting


def enter(open_page, sign_in, meeting, by, **options):
    page = sign_in(open_page(**options), by.email, PASSWORD)
    page.goto(f"{meeting.get_absolute_url()}seance/")
    return page


def until(page, condition):
    """Wait for a condition; the policy of our pages forbids the browser to be asked to wait."""
    for _n in range(150):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def saved(page):
    """Nothing waits on this device any more: the server has every word."""
    until(page, "!Object.keys(localStorage).some((name) => name.startsWith('notebook:'))")


def paste(page, html, text=""):
    page.evaluate(
        """([html, text]) => {
          const clipboardData = new DataTransfer();
          if (html) clipboardData.setData('text/html', html);
          clipboardData.setData('text/plain', text);
          const init = { clipboardData, bubbles: true, cancelable: true };
          const event = new ClipboardEvent('paste', init);
          document.activeElement.dispatchEvent(event);
        }""",
        [html, text],
    )


def marks(page, html):
    return page.evaluate(
        "async (html) => (await import('/static/js/paste_reader.js')).markup(html)", html
    )


def test_meeting_is_run_from_the_keyboard(meeting, by, open_page, sign_in):
    page = enter(open_page, sign_in, meeting, by)
    page.get_by_role("button", name="Ouvrir la séance").press("Enter")
    page.locator("[data-session].live").wait_for()
    # The first point is where one is: its clock, then a passage of each kind by its key.
    page.keyboard.press("h")
    page.locator("[data-point].running").wait_for()
    page.keyboard.press("t")
    for number, key in enumerate(KEYS):
        if number:
            page.keyboard.press(f"Alt+{key}")
        page.keyboard.type(f"Passage {key}, tapé en séance")
    saved(page)
    first, second, third = meeting.agenda.all()
    written = [(b.kind, b.text_fr) for b in first.blocks.all()]
    assert written == [(kind, f"Passage {key}, tapé en séance") for key, kind in KEYS.items()]
    # Treated: the next point starts, what was pasted from Word keeps bold, list and link.
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.locator(f"[data-point='{second.pk}'].running").wait_for()
    page.keyboard.press("d")
    paste(page, WORD)
    saved(page)
    block = second.blocks.get()
    assert block.text_fr == (
        "**Retenu** par tous :\n\n- un atelier\n  - en mai\n\n"
        "Voir [la note](https://exemple.be/x_%28y%29)"
    )
    first.refresh_from_db()
    assert (first.outcome, first.running_since) == ("treated", None)
    # A point nobody announced, then the room, then the end.
    page.keyboard.press("Alt+o")
    page.keyboard.type("Grève du 3")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Grève du 3").wait_for()
    added = AgendaItem.objects.get(title_fr="Grève du 3")
    page.locator(f"[data-point='{added.pk}'].here").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("odile")
    page.locator("[data-row]:visible", has_text="Odile").wait_for()
    until(page, "document.querySelectorAll('[data-row]:not([hidden])').length === 1")
    page.locator("[data-row]:visible input[value=present]").press(" ")
    page.locator("#count", has_text="1 personne").wait_for()
    page.get_by_text("Lever la séance").first.press("Enter")
    page.locator("form button", has_text="Lever la séance").press("Enter")
    page.wait_for_url("**/pv/**")
    meeting.refresh_from_db()
    second.refresh_from_db()
    assert meeting.opened_at
    assert meeting.adjourned_at
    assert second.running_since is None
    assert third.pk
    assert Participation.objects.get(person_name="Odile Gérard").presence == "present"


def test_letters_typed_in_a_field_are_text(opened, by, open_page, sign_in):
    page = enter(open_page, sign_in, opened, by)
    page.locator("#filter").fill("")
    page.locator("#filter").focus()
    page.keyboard.type("tdavepqrcshfmno?")
    assert page.locator("#filter").input_value() == "tdavepqrcshfmno?"
    assert page.locator("[data-passages] section").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.locator("[data-point].here h2", has_text="Partner Day").wait_for()
    page.keyboard.press("Shift+S")
    page.locator("[data-point].here h2", has_text="Approbation").wait_for()
    page.keyboard.press("?")
    page.get_by_text("Cette liste").wait_for()
    page.get_by_label("Touches d’une lettre").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    assert page.locator("[data-passages] section").count() == 0
    page.keyboard.press("Alt+t")
    page.locator("[data-passages] section textarea:focus").wait_for()


def test_passage_opens_where_it_is_read_also_without_a_connection(opened, by, open_page, sign_in):
    item = opened.agenda.first()
    first = make_block(item, "decision", "Avant la coupure.")
    second = make_block(item, "proposition", "Encore avant.", said_by="Clara Dumont")
    page = enter(open_page, sign_in, opened, by)
    page.locator("article", has_text="Avant la coupure.").get_by_role("link").first.press("Enter")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type(" Puis après.")
    saved(page)
    page.context.set_offline(True)
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.locator("textarea:focus").wait_for()
    assert page.locator("section input[name=said_by]").input_value() == "Clara Dumont"
    page.keyboard.type(" Et pendant.")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    saved(page)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.text_fr == "Avant la coupure. Puis après."
    assert (second.text_fr, second.said_by) == ("Encore avant. Et pendant.", "Clara Dumont")
    assert Block.objects.count() == 2


def test_text_of_a_reload_without_a_connection_stands_once(opened, by, open_page, sign_in):
    make_block(opened.agenda.first(), "decision", "Avant.")
    page = enter(open_page, sign_in, opened, by)
    page.keyboard.press("m")
    page.locator("textarea:focus").wait_for()
    page.route("**/passages/**", lambda route: route.abort())
    page.keyboard.type(" Après.")
    page.wait_for_timeout(1500)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("section[data-passage] textarea").wait_for()
    assert page.locator("[data-passages] > *").count() == 1
    page.unroute("**/passages/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert Block.objects.get().text_fr == "Avant. Après."


def test_two_secretaries_share_one_clock_and_read_each_other(opened, by, open_page, sign_in):
    other = make_user(opened.zone, coordinator=True)
    one = enter(open_page, sign_in, opened, by)
    two = enter(open_page, sign_in, opened, other)
    one.keyboard.press("h")
    one.locator("[data-point].running").wait_for()
    two.keyboard.press("s")
    two.keyboard.press("h")  # their screen does not know yet
    two.get_by_role("alert").get_by_text("vient de commencer").wait_for()
    assert AgendaItem.objects.get(running_since__isnull=False).title_fr == "Approbation"
    two.keyboard.press("h")  # now it does
    two.locator("[data-point].running h2", has_text="Partner Day").wait_for()
    one.keyboard.press("d")
    one.keyboard.type("Vu par les deux")
    saved(one)
    two.evaluate("window.session.watch()")
    two.locator("article", has_text="Vu par les deux").wait_for()
    minutes.delete_block(Block.objects.get(), by=by)
    two.evaluate("window.session.watch()")
    until(two, "!document.querySelector('article')")


def test_session_runs_without_script(meeting, by, open_page, sign_in):
    page = enter(open_page, sign_in, meeting, by, script=False)
    page.get_by_role("button", name="Ouvrir la séance").click()
    item = meeting.agenda.first()
    point = page.locator(f"#point-{item.pk}")
    point.get_by_role("button", name="Commencer").click()
    page.locator(f"#point-{item.pk}").get_by_role("button", name="Suspendre").wait_for()
    page.locator(f"#point-{item.pk}").get_by_role("button", name="+ Décision").click()
    page.wait_for_url("**/pv/?point=**")
    page.go_back()
    page.get_by_label("Point supplémentaire").fill("Grève")
    page.get_by_role("button", name="Ajouter le point").click()
    page.get_by_role("heading", name="Grève").wait_for()
    page.get_by_text("Lever la séance").first.click()
    page.locator("form button", has_text="Lever la séance").click()
    page.wait_for_url("**/pv/**")
    meeting.refresh_from_db()
    assert meeting.adjourned_at


@pytest.mark.parametrize("size", [{}, {"size": PHONE, "touch": True}])
def test_session_has_no_barrier(opened, by, open_page, sign_in, size):
    for number, kind in enumerate(KEYS.values()):
        make_block(opened.agenda.first(), kind, f"**Passage** {number}\n- un\n- deux")
    page = enter(open_page, sign_in, opened, by, **size)
    page.locator("[data-session].live").wait_for()
    assert violations(page) == []
    page.locator("[data-point].here .add-blocks button[value=action]").click()
    page.locator("textarea:focus").wait_for()
    assert violations(page) == []
    open_everything(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_pages_before_and_after_have_no_barrier(meeting, by, open_page, sign_in):
    page = enter(open_page, sign_in, meeting, by)
    assert violations(page) == []
    session.open_session(meeting, by=by)
    session.adjourn(meeting, by=by)
    page.reload()
    assert violations(page) == []


# --- What is pasted


PASTED = {
    "google": (
        '<b style="font-weight:normal;" id="docs-internal-guid-1"><p><span>Un </span>'
        '<span style="font-weight:700">gras </span><span>fin</span></p><ul><li><p>a</p></li>'
        "<ul><li><p>b</p><p>suite</p></li></ul><li>c<br>d</li></ul><p>Fin</p></b>",
        "Un **gras** fin\n\n- a\n  - b\n    suite\n- c\n  d\n\nFin",
    ),
    "libreoffice": (
        "<ol><li><p>un</p></li><li><p><b>deux</b></p></li></ol><p><br></p><p>fin</p>",
        "1. un\n2. **deux**\n\nfin",
    ),
    "outlook": (
        '<div class="MsoNormal">Bonjour</div><div>tous <a href="https://eur01.safelinks.protection.'
        'outlook.com/?url=https%3A%2F%2Fexemple.be%2Fx&data=1">ici</a></div>',
        "Bonjour\ntous [ici](https://exemple.be/x)",
    ),
    "web": (
        '<h2>Titre</h2><p>in<b>croy</b>able, <a href="javascript:alert(1)">non</a>, '
        '<a href="mailto:a@exemple.be?subject=x">a@exemple.be</a></p><style>b{}</style>'
        "<table><tr><td><p>A</p><p>B</p></td><td>C</td></tr><tr><td>D</td></tr></table>",
        "Titre\n\nincroyable, non, a@exemple.be\n\nA B · C\nD",
    ),
    "revisions": (
        "<p>gardé <del>ôté</del><ins>mis</ins><span style='display:none'>caché</span></p>",
        "gardé mis",
    ),
    "marks": ("<p><b>1 * 2</b> <b> </b><b>a</b><b>b</b></p>", "1 * 2 **ab**"),
    "nothing": ("<img src='x' onerror='document.title=1'><script>document.title=1</script>", ""),
}


@pytest.mark.parametrize("source", PASTED)
def test_pasted_html_keeps_bold_lists_and_links_alone(live_server, open_page, source):
    page = open_page()
    page.goto("/aide/")
    html, written = PASTED[source]
    assert marks(page, html) == written


def test_marks_by_keyboard_and_bar(opened, by, open_page, sign_in):
    page = enter(open_page, sign_in, opened, by)
    page.keyboard.press("t")
    page.keyboard.type("mot")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    area = page.locator("section textarea").first
    assert area.input_value() == "**mot**"
    page.keyboard.press("Control+b")
    assert area.input_value() == "mot"
    paste(page, "", "https://exemple.be/a")
    assert area.input_value() == "[mot](https://exemple.be/a)"
    page.keyboard.press("End")
    page.keyboard.type("\n- un\ndeux\n\nfin")
    assert area.input_value() == "[mot](https://exemple.be/a)\n- un\n- deux\n\nfin"
    page.keyboard.press("Control+k")
    page.get_by_label("Adresse du lien").fill("exemple.be/b")
    page.keyboard.press("Enter")
    assert re.search(r"fin\s*https://exemple\.be/b$", area.input_value())
    page.get_by_role("button", name="Liste").click()
    assert area.input_value().splitlines()[-1].startswith("- fin")
    saved(page)
    assert Block.objects.get().text_fr == area.input_value()
