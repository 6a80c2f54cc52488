"""The panels beside a PV in Chromium: narrow, and no word is cut there."""

import pytest

from tests.factories import make_meeting, make_pv, make_rules, make_user, make_zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = """dl => {
  const cut = [], walk = document.createTreeWalker(dl, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/[^\\s]+/g)) {
    const range = document.createRange();
    range.setStart(walk.currentNode, word.index);
    range.setEnd(walk.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(one => one.top)).size > 1) cut.push(word[0]);
  }
  return cut;
}"""


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_no_word_is_cut_in_who_may_read(open_page, sign_in, width):
    zone = make_zone("sud")
    make_rules(zone)
    make_user(zone, coordinator=True, email="une@exemple.be", full_name="Une Secrétaire")
    make_user(zone, coordinator=True, full_name="Autre Secrétaire")
    pv = make_pv(make_meeting(zone, "held", day=-2, partners=2))
    page = open_page(size={"width": width, "height": 1000})
    sign_in(page, "une@exemple.be", "mot-de-passe-de-test")
    page.goto(pv.get_absolute_url())
    panel = page.locator("section.panel", has=page.get_by_role("heading", name="Qui peut lire"))
    facts = panel.locator("dl.facts")
    assert "(2 personnes)" in facts.inner_text().replace("\u00a0", " ")
    assert facts.evaluate(CUT) == []
