"""The passages of a PV on a screen, when the line, the server, the session or the device fails."""

import re

import pytest
from playwright.sync_api import expect

from meetings.models import Block
from meetings.services import minutes
from tests.factories import make_item, make_meeting, make_pv, make_rules, make_user, make_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PUT = re.compile(r"/pv/points/\d+/passages/")
SAVED = re.compile(r"Enregistré à \d+")
PASSWORD = "mot-de-passe-de-test"


@pytest.fixture
def pv():
    zone = make_zone("sud")
    make_rules(zone)
    make_user(zone, coordinator=True, email="une@exemple.be", full_name="Une Secrétaire")
    make_user(zone, coordinator=True, email="autre@exemple.be", full_name="Autre Secrétaire")
    meeting = make_meeting(zone, "held", day=-2, partners=1)
    pv = make_pv(meeting)
    make_item(meeting, "Second point")
    return pv


@pytest.fixture
def writer(open_page, sign_in, pv):
    """``writer(email)``: a page on the first item of the PV."""

    def opened(email="une@exemple.be", **options):
        page = open_page(**options)
        sign_in(page, email, PASSWORD)
        page.goto(f"{pv.get_absolute_url()}?point={pv.meeting.agenda.first().pk}")
        return page

    return opened


def texts(pv):
    """The French texts of the PV, in order."""
    blocks = Block.objects.filter(item__meeting=pv.meeting)
    return list(blocks.order_by("item__position", "position").values_list("text_fr", flat=True))


def areas(page):
    return page.locator("[data-passages] textarea[name=text_fr]")


def line(page):
    return page.locator("[data-saved]").first


def all_saved(page):
    """Until nothing waits in the page any more, and it says so."""
    expect(line(page)).to_have_attribute("data-state", "saved", timeout=15_000)
    expect(line(page)).to_have_text(SAVED)


def write(page, place, text):
    areas(page).nth(place).fill(text)


def answer_with(page, status, **options):
    """Every save is answered by ``status``, as if a machine between the two did it."""
    page.route(PUT, lambda route: route.fulfill(status=status, **options))


def test_text_and_new_passages_written_during_a_cut_come_back_after_a_reload(writer, pv):
    page = writer()
    page.route(PUT, lambda route: route.abort())
    write(page, 0, "Écrit pendant la coupure.")
    page.get_by_role("button", name="+ Décision").click()
    expect(areas(page)).to_have_count(2)
    write(page, 1, "Décidé pendant la coupure.")
    expect(line(page)).to_contain_text("gardé sur cet appareil")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(areas(page)).to_have_count(2)
    assert areas(page).nth(1).input_value() == "Décidé pendant la coupure."
    assert texts(pv) == ["Les partenaires échangent."]
    page.unroute(PUT)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    all_saved(page)
    assert texts(pv) == ["Écrit pendant la coupure.", "Décidé pendant la coupure."]
    assert list(Block.objects.order_by("pk").values_list("kind", flat=True))[-1] == "decision"


def test_lost_acknowledgement_makes_neither_a_double_nor_a_conflict(writer, pv):
    page = writer()
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch().status)  # the server has it, the browser never knows
            return route.abort()
        return route.continue_()

    page.route(PUT, lose)
    page.get_by_role("button", name="+ Action").click()
    write(page, 1, "Écrire au collège.")
    all_saved(page)
    assert lost == [204, 204]
    assert texts(pv) == ["Les partenaires échangent.", "Écrire au collège."]
    assert page.locator("[data-situation]").count() == 0


@pytest.mark.parametrize(
    ("status", "words"), [(500, "ne répond pas"), (429, "patienter"), (503, "ne répond pas")]
)
def test_server_in_trouble_is_said_and_the_text_leaves_later(writer, pv, status, words):
    page = writer()
    answer_with(page, status)
    write(page, 0, "Ce que le serveur refuse.")
    expect(line(page)).to_contain_text(words)
    page.unroute(PUT)
    all_saved(page)
    assert texts(pv) == ["Ce que le serveur refuse."]


@pytest.mark.parametrize("lost", [{}, {"name": "sessionid"}], ids=["all", "session"])
def test_session_that_ended_asks_to_sign_in_and_then_sends(writer, pv, lost):
    page = writer()
    page.context.clear_cookies(**lost)
    write(page, 0, "Écrit après la fin de la session.")
    expect(line(page)).to_contain_text("déconnecté")
    with page.expect_popup() as opened:
        line(page).get_by_role("link", name="Se reconnecter").click()
    login = opened.value
    form = login.locator("form", has=login.locator("input[name=password]"))
    form.locator("input[name=login]").fill("une@exemple.be")
    form.locator("input[name=password]").fill(PASSWORD)
    form.get_by_role("button").click()
    login.wait_for_url(lambda url: "/login" not in url)
    login.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    all_saved(page)  # the token of the page is old: the cookie is followed
    assert texts(pv) == ["Écrit après la fin de la session."]


def test_text_is_never_sent_under_the_name_of_somebody_else(writer, pv, sign_in):
    page = writer()
    page.context.clear_cookies()
    write(page, 0, "De la première.")
    expect(line(page)).to_contain_text("déconnecté")
    other = page.context.new_page()
    sign_in(other, "autre@exemple.be", PASSWORD)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(line(page)).to_contain_text("sous un autre nom")
    assert texts(pv) == ["Les partenaires échangent."]
    assert areas(page).first.input_value() == "De la première."


FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("", "QuotaExceededError");
};"""
FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
}"""


@pytest.mark.parametrize("storage", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_device_that_keeps_nothing_is_said_and_the_text_is_still_sent(writer, pv, storage):
    page = writer()
    page.add_init_script(storage)
    page.reload()
    page.route(PUT, lambda route: route.abort())
    write(page, 0, "Sans filet.")
    expect(line(page)).to_contain_text("ne fermez pas cette page")
    page.unroute(PUT)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    all_saved(page)
    assert texts(pv) == ["Sans filet."]


def test_leaving_warns_only_while_something_is_unsaved(writer, pv):
    page = writer()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    write(page, 0, "Enregistré avant de partir.")
    all_saved(page)
    page.reload()
    assert asked == []
    page.route(PUT, lambda route: route.abort())
    write(page, 0, "Pas encore parti.")
    expect(line(page)).to_contain_text("gardé sur cet appareil")
    page.reload()
    assert asked == ["beforeunload"]


def saved_by_other(pv, text, place=0):
    block = Block.objects.filter(item__meeting=pv.meeting).order_by("position")[place]
    by = pv.meeting.zone.memberships.get(mandates__person__user__email="autre@exemple.be")
    other = by.mandates.get().person.user
    return minutes.save_block(block.pk, revision=block.revision, by=other, text_fr=text)


def conflicting(writer, pv):
    page = writer()
    saved_by_other(pv, "Les partenaires échangent longuement.")
    write(page, 0, "Les partenaires de Forest échangent.")
    expect(page.locator("[data-situation=texts]")).to_be_visible()
    return page


def test_both_texts_are_shown_with_their_differences_and_mine_may_win(writer, pv):
    page = conflicting(writer, pv)
    marks = page.locator("[data-situation] mark").all_inner_texts()
    assert any("Forest" in mark for mark in marks)
    assert any("longuement" in mark for mark in marks)
    expect(page.locator("[data-situation]")).to_contain_text("Autre Secrétaire")
    assert texts(pv) == ["Les partenaires échangent longuement."]
    page.get_by_role("button", name="Garder mon texte").click()
    all_saved(page)
    assert texts(pv) == ["Les partenaires de Forest échangent."]


def test_theirs_replaces_mine_and_writing_goes_on(writer, pv):
    page = conflicting(writer, pv)
    page.get_by_role("link", name="Prendre le texte enregistré").click()
    expect(areas(page).first).to_have_value("Les partenaires échangent longuement.")
    write(page, 0, "Les partenaires échangent longuement. Puis ils votent.")
    all_saved(page)
    assert texts(pv) == ["Les partenaires échangent longuement. Puis ils votent."]


def test_both_texts_are_united_in_a_field_to_be_read_again(writer, pv):
    page = conflicting(writer, pv)
    page.get_by_text("Réunir les deux textes").click()
    united = page.locator("[data-united=text_fr]")
    assert united.input_value() == "Les partenaires de Forest échangent longuement."
    united.fill("Les partenaires de Forest échangent longtemps.")
    page.get_by_role("button", name="Enregistrer le texte réuni").click()
    all_saved(page)
    assert texts(pv) == ["Les partenaires de Forest échangent longtemps."]


def test_passage_taken_out_meanwhile_is_put_back_with_my_text(writer, pv):
    page = writer()
    block = Block.objects.get()
    minutes.delete_block(block, by=None)
    write(page, 0, "Il faut garder ceci.")
    expect(page.locator("[data-situation=removed]")).to_contain_text("Retiré par")
    page.get_by_role("button", name="Remettre le passage avec mon texte").click()
    all_saved(page)
    assert texts(pv) == ["Il faut garder ceci."]
    assert Block.objects.get().key == block.key


def test_item_taken_off_meanwhile_gives_the_text_another_place(writer, pv):
    page = writer()
    pv.meeting.agenda.first().delete()
    write(page, 0, "Dit sous un point disparu.")
    expect(page.locator("[data-situation=homeless]")).to_be_visible()
    page.get_by_role("button", name="1. Second point").click()
    all_saved(page)
    assert texts(pv) == ["Dit sous un point disparu."]
    assert Block.objects.get().item.title_fr == "Second point"


def test_passage_written_in_meanwhile_is_not_taken_out_unread(writer, pv):
    page = writer()
    saved_by_other(pv, "Complété entre-temps.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Retirer ce passage").click()
    expect(page.locator("[data-situation=deleting]")).to_contain_text("Complété entre-temps.")
    page.get_by_role("button", name="Retirer quand même").click()
    expect(areas(page)).to_have_count(0)
    all_saved(page)
    assert texts(pv) == []


def test_order_changed_by_one_keeps_the_text_of_the_other(writer, pv):
    minutes.add_block(pv.meeting.agenda.first(), kind="decision", by=None, text_fr="Décidé.")
    one, two = writer(), writer("autre@exemple.be")
    two.locator("[data-passage]").nth(1).get_by_role("button", name="Monter").click()
    all_saved(two)
    write(one, 0, "Les partenaires échangent encore.")
    all_saved(one)
    assert texts(pv) == ["Décidé.", "Les partenaires échangent encore."]


def test_two_tabs_of_one_person_keep_what_each_wrote(writer, pv):
    minutes.add_block(pv.meeting.agenda.first(), kind="decision", by=None, text_fr="Décidé.")
    one = writer()
    two = one.context.new_page()
    two.goto(one.url)
    for page in (one, two):
        page.route(PUT, lambda route: route.abort())
    write(one, 0, "Du premier onglet.")
    write(two, 0, "Du second onglet.")
    write(two, 1, "Aussi du second.")
    expect(line(two)).to_contain_text("gardé sur cet appareil")
    two.close()
    one.unroute(PUT)
    one.evaluate("window.dispatchEvent(new Event('online'))")
    # What the closed tab left is taken up by the one that remains: one text, and one conflict.
    expect(one.locator("[data-situation=texts]")).to_contain_text("second", timeout=30_000)
    for _tenth in range(200):  # the other passage it left goes after the one that met another text
        if "Aussi du second." in texts(pv):
            break
        one.wait_for_timeout(100)
    assert set(texts(pv)) == {"Du premier onglet.", "Aussi du second."}
