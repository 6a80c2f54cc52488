"""The reference data shipped in ``zones/data``: whole, coherent, and without anybody in it."""

import datetime
import json
import re
import unicodedata
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "zones" / "data"
FILES = sorted(path.stem for path in DATA.glob("*.json"))
EXPECTED = [
    "addressees",
    "communes",
    "coordinations",
    "glossary",
    "house_rules",
    "legal_sources",
    "organisations",
    "partner_types",
    "theme_categories",
    "themes",
    "zones",
]
# Bodies mentioned in the public minutes of zone Sud: importing them must not create a stranger.
ZONE_SUD_NAMES = [
    "Actiris",
    "Après asbl",
    "CEFAID",
    "CF2M",
    "Commune de Forest",
    "Commune de Saint-Gilles",
    "Forest Quartiers Santé asbl",
    "MEF de Forest",
    "MLOC de Molenbeek",
    "MLOC de Saint-Gilles",
    "Mef 1060",
    "Mission Locale de Forest",
    "Sireas",
]


def load(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def rows(name):
    return load(name)["rows"]


def values(name, key):
    return [row[key] for row in rows(name)]


def normalised(text):
    """Lower case, no accents, no punctuation: how a name typed by hand is compared."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def names_of(organisation):
    names = {organisation["name_fr"], organisation["name_nl"] or "", *organisation["aliases"]}
    names |= {former["name"] for former in organisation["former_names"]}
    return {normalised(name) for name in names if name}


def strings_in(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in strings_in(item)]
    return [value] if isinstance(value, str) else []


def test_data_files_are_the_ones_the_loader_expects():
    assert FILES == EXPECTED


@pytest.mark.parametrize("name", EXPECTED)
def test_data_file_says_where_it_comes_from_and_when(name):
    data = load(name)
    assert data["source"]
    assert data["note"]
    assert data["rows"]
    datetime.date.fromisoformat(data["as_of"])


@pytest.mark.parametrize("name", EXPECTED)
def test_data_file_rows_all_have_the_same_keys(name):
    assert len({tuple(row) for row in rows(name)}) == 1


@pytest.mark.parametrize("name", EXPECTED)
def test_data_file_holds_no_email_address(name):
    assert "@" not in (DATA / f"{name}.json").read_text(encoding="utf-8")
    assert not any("@" in text for text in strings_in(load(name)))


@pytest.mark.parametrize("name", EXPECTED)
def test_data_file_is_typeset_as_the_screens_are(name):
    # Straight apostrophes and breakable spaces before « : ; ? » would show on every page.
    wrong = [text for text in strings_in(load(name)) if re.search(r"'| [:;?»]|« ", text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("addressees", "code"),
        ("communes", "nis"),
        ("glossary", "acronym"),
        ("legal_sources", "code"),
        ("organisations", "code"),
        ("organisations", "name_fr"),
        ("partner_types", "code"),
        ("theme_categories", "code"),
        ("themes", "code"),
        ("zones", "code"),
        ("zones", "colour"),
    ],
)
def test_data_keys_are_unique(name, key):
    found = values(name, key)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("name", "key", "target", "target_key"),
    [
        ("communes", "zone", "zones", "code"),
        ("organisations", "type", "partner_types", "code"),
        ("organisations", "commune", "communes", "nis"),
        ("organisations", "zone", "zones", "code"),
        ("coordinations", "zone", "zones", "code"),
        ("coordinations", "organisation", "organisations", "code"),
        ("addressees", "succeeds", "addressees", "code"),
        ("themes", "category", "theme_categories", "code"),
        ("house_rules", "zone", "zones", "code"),
    ],
)
def test_data_references_between_files_hold(name, key, target, target_key):
    assert set(values(name, key)) - {None} <= set(values(target, target_key))


def test_zones_are_the_six_of_the_region_in_order():
    assert values("zones", "position") == [1, 2, 3, 4, 5, 6]
    assert not [name for name in values("zones", "name_fr") if name.startswith("Zone")]
    assert set(values("communes", "zone")) == set(values("zones", "code"))
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in values("zones", "colour"))


def test_communes_are_nineteen_with_brussels_postal_codes():
    assert len(rows("communes")) == 19
    codes = [code for commune in rows("communes") for code in commune["postal_codes"]]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"1[0-2]\d\d", code) for code in codes)


def test_communes_tiles_never_overlap_and_stay_on_the_grid():
    squares = []
    for column, row, width, height in values("communes", "tile"):
        squares += [(column + x, row + y) for x in range(width) for y in range(height)]
    assert len(squares) == len(set(squares))
    assert all(0 <= x < 6 and 0 <= y < 4 for x, y in squares)


def test_organisations_sit_in_the_zone_of_their_commune():
    # A regional body has no zone; nobody is shipped in a zone that is not the one of its commune.
    zone_of = {commune["nis"]: commune["zone"] for commune in rows("communes")}
    strays = [
        organisation["code"]
        for organisation in rows("organisations")
        if organisation["commune"]
        and organisation["zone"] not in (None, zone_of[organisation["commune"]])
    ]
    assert strays == []


def test_organisations_values_are_in_the_lists_the_models_know():
    for organisation in rows("organisations"):
        assert organisation["convention"] in {"yes", "no", "unknown"}
        assert organisation["language"] in {"fr", "nl", "both"}
        assert re.fullmatch(r"[a-z0-9-]{2,50}", organisation["code"])
        assert organisation["source"]
        assert (organisation["website"] or "https://").startswith(("http://", "https://"))
        for former in organisation["former_names"]:
            assert re.fullmatch(r"\d{4}(-\d\d-\d\d)?", former["until"] or "2000")


def test_organisations_are_never_confused_by_a_name_or_an_alias():
    owners = {}
    for organisation in rows("organisations"):
        for name in names_of(organisation):
            owners.setdefault(name, set()).add(organisation["code"])
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("name", ZONE_SUD_NAMES)
def test_organisations_of_the_zone_sud_minutes_are_recognised(name):
    assert any(normalised(name) in names_of(row) for row in rows("organisations"))


def test_missions_locales_are_nine_and_animate_the_zone_they_are_in():
    missions = {
        row["code"]: row for row in rows("organisations") if row["type"] == "mission_locale"
    }
    assert len(missions) == 9
    assert all(1988 <= mission["founded"] <= 1994 for mission in missions.values())
    animated = {row["organisation"]: row["zone"] for row in rows("coordinations")}
    for code, mission in missions.items():
        assert animated[code] == mission["zone"]


def test_trace_brussel_animates_the_three_bilingual_zones():
    zones = [row["zone"] for row in rows("coordinations") if row["organisation"] == "trace-brussel"]
    assert zones == ["ouest", "nord-ouest", "centrale"]
    assert len(rows("coordinations")) == 12


def test_addressees_never_overlap_the_one_they_succeed():
    by_code = {row["code"]: row for row in rows("addressees")}
    for row in by_code.values():
        if row["succeeds"]:
            assert by_code[row["succeeds"]]["valid_to"] < row["valid_from"]


def test_themes_are_the_nine_of_2006_and_the_thirteen_of_2012():
    years = values("themes", "year_listed")
    assert (years.count(2006), years.count(2012), len(years)) == (9, 13, 22)
    assert set(values("theme_categories", "code")) == set(values("themes", "category"))


def test_legal_sources_follow_the_order_of_their_dates():
    dates = [datetime.date.fromisoformat(date) for date in values("legal_sources", "date")]
    assert dates == sorted(dates)


def test_house_rules_have_one_profile_per_zone_and_one_neutral():
    assert sorted(values("house_rules", "zone")) == sorted(values("zones", "code"))
    neutral = [row for row in rows("house_rules") if not row["surveyed"]]
    assert [row["zone"] for row in neutral] == ["ouest"]
    assert not neutral[0]["needs_approval"]
    assert neutral[0]["has_member_list"] is None


def test_house_rules_values_are_in_the_lists_the_models_know():
    for row in rows("house_rules"):
        assert row["convening"] in {"convocation", "invitation"}
        assert row["signatories"] in {"direction", "animators"}
        assert row["agenda_form"] in {"strict", "programme", "none"}
        assert row["record_kind"] in {"pv", "report", "aide_memoire"}
        assert row["languages"] in {"fr", "nl", "both"}
        assert row["half_day_quota"] == 4
        assert row["shows_emails"] is False


def test_house_rules_only_zone_sud_approves_and_contests():
    formal = [row for row in rows("house_rules") if row["needs_approval"]]
    assert [row["zone"] for row in formal] == ["sud"]
    assert (formal[0]["notice_days"], formal[0]["contest_days"]) == (5, 15)
    assert formal[0]["record_kind"] == "pv"
    assert formal[0]["one_institution_one_vote"]
