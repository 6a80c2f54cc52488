"""Never lose a word: two writers, cuts, reloads, a killed server; and twenty races (R2)."""

import os
import random
import time

import pytest
from playwright.sync_api import Error, expect

from meetings.models import Block
from tests.browser.writing import Site, Writer, session_cookie
from tests.factories import make_block, make_meeting, make_pv, make_rules, make_user, make_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = int(os.environ.get("NOTEBOOK_SECONDS", "150"))
SEED = int(os.environ.get("NOTEBOOK_SEED", "4"))
RACES = 20


@pytest.fixture
def site():
    with Site() as running:
        yield running


@pytest.fixture
def pv():
    zone = make_zone("sud")
    make_rules(zone)
    pv = make_pv(make_meeting(zone, "held", day=-2, partners=1), blocks=0)
    for number in range(4):
        make_block(pv.meeting.agenda.get(), text=f"Passage {number}.")
    return pv


@pytest.fixture
def writers(chromium, site, pv):
    contexts, found = [], []
    for name in ("a", "b"):
        user = make_user(pv.meeting.zone, coordinator=True, full_name=f"Secrétaire {name}")
        context = chromium.new_context(base_url=site.url, locale="fr-BE")
        context.add_cookies([session_cookie(user, site.url)])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{pv.get_absolute_url()}?point={pv.meeting.agenda.get().pk}")
        found.append(Writer(name, page, random.Random(f"{SEED}{name}")))
    yield found
    for context in contexts:
        context.close()


def stored():
    return {str(key): text for key, text in Block.objects.values_list("key", "text_fr")}


def in_order(words, text):
    """Are all ``words`` in ``text``, one after the other?"""
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


class Weather:
    """What happens to the writers while they write; nothing lasts."""

    def __init__(self, site, dice):
        self.site, self.dice = site, dice
        self.cuts, self.until = 0, {}
        self.back_at = None

    def turn(self, writers):
        now = time.monotonic()
        for writer in writers:
            if self.until.get(writer.name, now + 1) < now:
                writer.page.context.set_offline(False)
                del self.until[writer.name]
            elif writer.name not in self.until and self.dice.random() < 0.05:
                writer.page.context.set_offline(True)
                self.cuts += 1
                self.until[writer.name] = now + self.dice.uniform(0.5, 5)
        if self.back_at and self.back_at < now:
            self.site.start()
            self.back_at = None
        elif not self.back_at and self.dice.random() < 0.02:
            self.site.kill()
            self.back_at = now + self.dice.uniform(0.5, 4)

    def clear(self, writers):
        for writer in writers:
            writer.page.context.set_offline(False)
        if self.back_at:
            self.site.start()
            self.back_at = None

    def lets_reload(self, writer):
        return not self.back_at and writer.name not in self.until


def act(writer, weather):
    """One gesture among those of a secretary."""
    choice = writer.dice.random()
    writer.settle()
    if choice < 0.08:
        return writer.add()
    if choice < 0.13 and weather.lets_reload(writer):
        return writer.reload()
    rows = [row for row in writer.state() if not row["waits"]]
    return writer.write(writer.dice.choice(rows)["key"]) if rows else None


def all_sent(writers, seconds=120):
    """Everything leaves once the line is back; each question that waits is answered."""
    limit = time.monotonic() + seconds
    lines = [writer.page.locator("[data-saved]").first for writer in writers]
    calm = 0
    while calm < 4:
        assert time.monotonic() < limit, [line.inner_text() for line in lines]
        for writer in writers:
            writer.settle()
            writer.page.evaluate("window.dispatchEvent(new Event('online'))")
        waiting = [line.get_attribute("data-state") not in (None, "saved") for line in lines]
        calm = 0 if any(waiting) else calm + 1
        time.sleep(0.5)


def test_two_writers_lose_no_word_through_cuts_reloads_and_kills(site, pv, writers, capsys):
    weather, end = Weather(site, random.Random(SEED)), time.monotonic() + SECONDS
    refused = 0
    while time.monotonic() < end:
        weather.turn(writers)
        for writer in writers:
            try:
                act(writer, weather)
            except Error:  # the page was being answered to: the gesture did not take place
                refused += 1
    weather.clear(writers)
    all_sent(writers)
    texts = stored()
    typed = [(writer, key, words) for writer in writers for key, words in writer.typed.items()]
    words = [word for _writer, _key, some in typed for word in some]
    lost = [word for _w, key, some in typed for word in some if word not in texts.get(key, "")]
    tangled = [key for _w, key, some in typed if not in_order(some, texts.get(key, ""))]
    doubled = [word for word in words if sum(text.count(word) for text in texts.values()) > 1]
    shown = sum(writer.conflicts for writer in writers)
    with capsys.disabled():
        print(
            f"\nNever lose a word, {SECONDS} s, seed {SEED}: {len(words)} edits in {len(texts)} "
            f"passages, {len(words) - len(lost)} acknowledged, {len(lost)} lost, "
            f"{len(tangled)} out of order, {len(doubled)} doubled, {shown} conflicts shown; "
            f"{weather.cuts} cuts, {sum(w.reloads for w in writers)} reloads, "
            f"{site.kills} kills, {refused} gestures refused"
        )
    assert len(words) > SECONDS / 2
    assert site.kills
    assert weather.cuts
    assert not lost
    assert not tangled
    assert shown


def test_twenty_races_on_one_passage_show_every_loser_both_texts(site, pv, writers, capsys):
    """R2: the second to save sees both texts; nothing of theirs is written before they choose."""
    key = str(Block.objects.order_by("position").first().key)
    losses = shown = 0
    for race in range(RACES):
        for writer in writers:
            writer.reload()
            writer.area(key).fill(f"Course {race}, texte de {writer.name}.")
        for writer in writers:
            writer.area(key).blur()
        seen = [settled(writer, key) for writer in writers]
        kept = stored()[key]
        for writer, conflict in zip(writers, seen, strict=True):
            mine = f"Course {race}, texte de {writer.name}."
            if kept == mine:
                continue
            told = conflict and f"de {writer.name}" in conflict and "enregistré" in conflict
            shown += bool(told)
            losses += not (told and writer.area(key).input_value() == mine)
            writer.page.get_by_role("link", name="Prendre le texte enregistré").click()
            expect(writer.area(key)).to_have_value(kept)
    with capsys.disabled():
        print(f"\nR2: {RACES} races, {losses} silent losses, {shown} shown with both texts")
    assert losses == 0
    assert shown == RACES


def settled(writer, key):
    """The words of the conflict, or None once the text is saved."""
    place = writer.page.locator(f'[data-passage="{key}"] [data-situation]')
    line = writer.page.locator("[data-saved][data-state=saved]").first
    expect(place.or_(line).first).to_be_visible()
    return place.inner_text() if place.count() else None


def test_a_choice_clicked_twice_is_made_once(site, pv, writers):
    """The answer takes its time: the second click falls on a choice that is closed."""
    key = str(Block.objects.order_by("position").first().key)
    first, second = writers
    faults = []
    second.page.on("pageerror", lambda fault: faults.append(str(fault)))
    for writer in writers:
        writer.area(key).fill(f"Texte de {writer.name}.")
        writer.area(key).blur()
        settled(writer, key)
    second.page.route("**/*", lambda route: (time.sleep(0.3), route.continue_()))
    place = second.page.locator(f'[data-passage="{key}"]')
    place.get_by_role("button", name="Garder mon texte").dblclick()
    expect(second.page.locator("[data-saved][data-state=saved]").first).to_be_visible()
    expect(place.locator("[data-situation]")).to_have_count(0)
    assert stored()[key] == "Texte de b."
    assert faults == []
