"""The canvas: which chapters hold for which year, and who changes them."""

import pytest
from django.urls import reverse

from meetings.services.errors import Conflict, Refused
from reports import canvas, services
from reports.models import Canvas, CanvasChapter, CoordinationReport
from reports.seen import fingerprint
from reports.services import canvas as gestures

from .builders import YEAR, make_full_year

pytestmark = pytest.mark.django_db


def keys(year=YEAR, kind="zone"):
    return [one.key for one in canvas.chapters(year, kind)]


def chapter_of(row, key):
    return CanvasChapter.objects.get(canvas=row, key=key)


def change(row, key, **values):
    chapter = chapter_of(row, key)
    current = gestures.chapter_values(chapter)
    return gestures.save_chapter(chapter, current | values, seen=fingerprint(current))


def typed(**values):
    empty = gestures.chapter_values(CanvasChapter())
    return empty | {"title_fr": "Mobilité", "guidance_fr": "Les trajets."} | values


@pytest.mark.parametrize("kind", ["zone", "region"])
def test_the_canvas_built_in_holds_until_there_is_another(kind):
    found = canvas.chapters(1999, kind)
    assert [one.title_nl for one in found if not one.title_nl] == []
    first = 0 if kind == "zone" else 1
    assert [one.number for one in found] == list(range(first, first + len(found)))
    assert any(one.is_due for one in found)


def test_a_new_canvas_copies_the_one_in_force_and_begins_in_its_year():
    row = gestures.start_canvas("zone", 2022)
    change(row, "themes", title_fr="Sujets", is_on=True)
    change(row, "cadre", is_on=False)
    assert "cadre" in keys(2021)
    assert "cadre" not in keys(2022)
    assert canvas.chapter(2021, "themes").title_fr == "Thèmes traités"
    assert canvas.chapter(2030, "themes").title_fr == "Sujets"
    later = gestures.start_canvas("zone", 2025)
    assert chapter_of(later, "themes").title_fr == "Sujets"
    assert not chapter_of(later, "cadre").is_on
    assert canvas.chapters(2025, "region") == canvas.numbered(canvas.built_in("region"))


def test_numbers_follow_the_chapters_that_are_on():
    row = gestures.start_canvas("zone", YEAR)
    change(row, "zone", is_on=False)
    numbers = [one.number for one in canvas.chapters(YEAR)]
    assert numbers == list(range(len(numbers)))
    assert canvas.chapter(YEAR, "cadre").number == 1


def test_the_same_year_twice_makes_one_canvas():
    gestures.start_canvas("zone", 2022)
    with pytest.raises(Refused, match="commence déjà"):
        gestures.start_canvas("zone", 2022)
    gestures.start_canvas("region", 2022)
    assert Canvas.objects.count() == 2


def test_asking_for_the_chapters_is_one_query(django_assert_num_queries):
    gestures.start_canvas("zone", 2018)
    gestures.start_canvas("zone", 2019)
    with django_assert_num_queries(1):
        canvas.chapters(YEAR)


def test_a_free_chapter_stands_before_the_annexes_and_takes_a_text(zone, coordinator):
    row = gestures.start_canvas("zone", YEAR)
    added = gestures.add_chapter(row, typed())
    assert keys()[-2:] == [added.key, "annexes"]
    report = services.open_report(zone, YEAR)
    services.save_text(report, added.key, text_fr="Oui.", text_nl="", revision=0, by=coordinator)
    with pytest.raises(Refused, match="de ce titre"):
        gestures.add_chapter(row, typed())
    with pytest.raises(Refused, match="déjà écrits"):
        gestures.remove_chapter(chapter_of(row, added.key))


def test_a_chapter_that_the_data_feed_goes_off_not_away():
    row = gestures.start_canvas("zone", YEAR)
    with pytest.raises(Refused, match="décochez"):
        gestures.remove_chapter(chapter_of(row, "avis"))
    with pytest.raises(Refused, match="ouverture reste"):
        change(row, canvas.OPENING, is_on=False)
    free = gestures.add_chapter(row, typed())
    gestures.remove_chapter(free)
    assert free.key not in keys()


def test_the_order_is_kept_and_the_opening_page_stays_first():
    row = gestures.start_canvas("zone", YEAR)
    gestures.order_chapters(row, ["themes", "inconnu", "themes", canvas.OPENING, "zone"])
    assert keys()[:4] == [canvas.OPENING, "themes", "zone", "cadre"]
    assert len(keys()) == len(canvas.built_in())


def test_two_editors_of_a_chapter_meet():
    row = gestures.start_canvas("zone", YEAR)
    chapter = chapter_of(row, "themes")
    seen = gestures.chapter_values(chapter)
    change(row, "themes", title_fr="Sujets")
    with pytest.raises(Conflict) as caught:
        gestures.save_chapter(chapter, seen | {"title_fr": "Matières"}, seen=fingerprint(seen))
    assert caught.value.current["title_fr"] == "Sujets"
    assert chapter_of(row, "themes").title_fr == "Sujets"


def test_a_validated_report_keeps_its_canvas(zone, coordinator):
    make_full_year(zone)
    report = services.open_report(zone, YEAR)
    services.save_text(report, "themes", text_fr="Un.", text_nl="", revision=0, by=coordinator)
    services.validate_report(report, by=coordinator)
    before = canvas.chapters(YEAR)
    row = gestures.start_canvas("zone", YEAR)
    change(row, "themes", title_fr="Sujets", is_on=True)
    change(row, "zone", is_on=False)
    frozen = CoordinationReport.objects.get(pk=report.pk)
    kept = canvas.chapters_of(frozen, YEAR)
    assert [(one.number, one.key, one.title_fr) for one in kept] == [
        (one.number, one.key, one.title_fr) for one in before
    ]
    assert "zone" not in keys()


def test_a_canvas_taken_away_gives_its_years_back(zone, coordinator):
    row = gestures.start_canvas("zone", YEAR)
    free = gestures.add_chapter(row, typed())
    report = services.open_report(zone, YEAR)
    services.save_text(report, free.key, text_fr="Gardé.", text_nl="", revision=0, by=coordinator)
    gestures.remove_canvas("zone", YEAR)
    assert keys() == [one.key for one in canvas.built_in()]
    assert report.texts.get().text_fr == "Gardé."


# --- The pages ----------------------------------------------------------------------------------


def page_of(name="canvas", *args):
    return reverse(f"reports:{name}", args=["zone", YEAR, *args])


@pytest.fixture
def row():
    return gestures.start_canvas("zone", YEAR)


def test_the_region_starts_a_canvas_once_whatever_it_clicks(client, region):
    client.force_login(region)
    url = reverse("reports:canvas_new", args=["zone"])
    assert client.post(url, {"first_year": YEAR}).url == page_of()
    again = client.post(url, {"first_year": YEAR}, follow=True).content.decode()
    assert "commence déjà" in again
    assert Canvas.objects.count() == 1
    for wrong in ("", "abc", "1066", "9" * 30):
        client.post(url, {"first_year": wrong})
    assert Canvas.objects.count() == 1
    assert client.post(reverse("reports:canvas_new", args=["autre"])).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "partner", "outsider"])
def test_nobody_else_touches_the_canvas(request, client, row, who):
    client.force_login(request.getfixturevalue(who))
    posts = [
        (reverse("reports:canvas_new", args=["zone"]), {"first_year": 2025}),
        (page_of("canvas_order"), {"order": ["annexes"]}),
        (page_of("canvas_add"), typed()),
        (page_of("canvas_chapter", "themes"), typed()),
        (page_of("canvas_chapter_remove", "themes"), {}),
        (page_of("canvas_remove"), {}),
    ]
    before = list(CanvasChapter.objects.values_list("key", "title_fr", "position"))
    for url, data in posts:
        assert client.post(url, data).status_code == 403, url
    assert list(CanvasChapter.objects.values_list("key", "title_fr", "position")) == before


def test_chapters_move_with_their_buttons_and_by_hand(client, region, row):
    client.force_login(region)
    client.post(page_of("canvas_order"), {"down": "zone"})
    assert keys()[1:3] == ["cadre", "zone"]
    client.post(page_of("canvas_order"), {"up": "zone"})
    client.post(page_of("canvas_order"), {"up": "zone"})  # the opening page stays first
    assert keys()[:2] == [canvas.OPENING, "zone"]
    order = keys()[1:][::-1]
    answer = client.post(page_of("canvas_order"), {"order": order}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert keys() == [canvas.OPENING, *order]


def test_a_chapter_is_reworded_on_its_page_and_a_refusal_gives_back_what_was_typed(
    client, region, row
):
    client.force_login(region)
    url = page_of("canvas_chapter", "themes")
    form = client.get(url).context["form"]
    data = {
        "title_fr": "Sujets <b>",
        "is_on": "on",
        "guidance_fr": "Long" * 300,
        "seen": form.initial["seen"],
    }
    refused = client.post(url, data)
    assert refused.status_code == 200
    assert "Sujets &lt;b&gt;" in refused.content.decode()
    assert chapter_of(row, "themes").title_fr == "Thèmes traités"
    client.post(url, data | {"guidance_fr": "Court."})
    assert chapter_of(row, "themes").title_fr == "Sujets <b>"
    text = client.get(page_of()).content.decode()
    assert "Sujets &lt;b&gt;" in text
    assert "titre néerlandais à écrire" in text


def test_a_conflict_on_a_chapter_shows_both_then_keeps_the_choice(client, region, row):
    client.force_login(region)
    url = page_of("canvas_chapter", "themes")
    seen = client.get(url).context["form"].initial["seen"]
    data = {"title_fr": "Matières", "is_on": "on", "seen": seen}
    change(row, "themes", title_fr="Sujets")
    met = client.post(url, data)
    text = met.content.decode()
    assert "Sujets" in text
    assert "Matières" in text
    seen = met.context["form"]["seen"].value()
    client.post(url, data | {"seen": seen})
    assert chapter_of(row, "themes").title_fr == "Matières"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_the_canvas_cost_the_same(client, region, django_assert_num_queries, count):
    for number in range(count):
        made = gestures.start_canvas("zone", YEAR + number)
        gestures.add_chapter(made, typed(title_fr=f"Libre {number}"))
    client.force_login(region)
    with django_assert_num_queries(4):  # session, user, mandates, canvases
        client.get(reverse("reports:canvases"))
    with django_assert_num_queries(7):  # session, user, mandates, canvas, chapters, next, frozen
        client.get(page_of())
