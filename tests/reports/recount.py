"""The figures of a report counted again, the long way: plain Python over rows as a database exports
them. It shares no code with the application, and knows only the formulas as they are published.

``Export``: {table: [row as a dict]}; every count below walks through those rows.
"""

from datetime import date
from statistics import mean, median

from .recount_followup import count_delays, count_followup
from .recount_rows import (
    GUEST,
    Zone,
    by_person,
    called,
    came,
    day,
    is_on,
    members,
    people,
    said,
    share,
)


def recount(rows, zone, year, today):
    """{path in the figures: value}"""
    found = Zone(rows, zone, today)
    return {
        **count_meetings(found, year),
        **count_quota(found, year),
        **count_people(found, year),
        **count_rates(found, year),
        **count_first_times(found, year),
        **count_who(found, year),
        **count_followup(found, year),
        **count_delays(found, year),
        "trend": [count_year(found, one) for one in range(year - 4, year + 1)],
    }


def count_meetings(found, year):
    mine, held = found.of(year), found.held(year)
    kinds = {one["kind"] for one in held}
    moved = {
        row["meeting_id"]
        for row in found.rows["event"]
        if row["kind"] == "postponed" and row["previous_starts_at"]
    }
    called = {row["meeting_id"] for row in found.rows["event"] if row["kind"] == "convened"}
    told = [
        one
        for one in mine
        if one["status"] not in ("planned", "postponed")
        and (one["status"] != "cancelled" or one["id"] in called)
    ]
    themes = {year: count_themes(found, year) for year in range(year - 5, year + 1)}
    now, before = themes.pop(year), set().union(*(themes[one] for one in themes if one != year))
    return {
        "meetings.held": len(held),
        "meetings.by_kind": {k: sum(one["kind"] == k for one in held) for k in kinds},
        "meetings.unrecorded": len(held) - len(found.noted(year)),
        "meetings.cancelled": sum(one["status"] == "cancelled" for one in told),
        "meetings.postponed": sum(one["id"] in moved for one in told),
        "themes.total": len(now),
        "themes.new": len(now - before) if before else None,
        "themes.new_share": share(len(now - before), len(now)) if before else None,
    }


def count_themes(found, year):
    ids = {one["id"] for one in found.held(year)}
    return {row["theme_id"] for row in found.rows["theme"] if row["meeting_id"] in ids}


def count_half_days(found, year):
    return sum(one["half_days"] for one in found.held(year) if one["counts_for_quota"])


def count_quota(found, year):
    """Half-days of the meetings that count: held, then those to come from today on."""
    rules = rules_of(found, year)
    target = rules["half_day_quota"] if rules else 4
    to_come = [
        one["half_days"]
        for one in found.of(year)
        if one["counts_for_quota"]
        and one["status"] not in ("held", "closed", "cancelled")
        and day(one["starts_at"]) >= found.today
    ]
    held = count_half_days(found, year)
    return {
        "quota.held": held,
        "quota.planned": sum(to_come),
        "quota.target": target,
        "quota.missing": max(target - held - sum(to_come), 0),
    }


def rules_of(found, year):
    """Those in force on 31 December, else the first ones."""
    rules = [r for r in found.rows["rules"] if r["zone_id"] == found.zone]
    rules = sorted(rules, key=lambda row: row["valid_from"])
    started = [row for row in rules if row["valid_from"] <= date(year, 12, 31)] or rules[:1]
    return started[-1] if started else None


def count_people(found, year):
    lists = [found.seats(one) for one in found.noted(year)]
    heads = [len(people(seats)) for seats in lists]
    guests = set()
    for seats in lists:
        here = [row for row in seats if row["presence"] == "present"]
        others = {row["person_key"] for row in here if row["capacity"] not in GUEST}
        guests |= {row["person_key"] for row in here} - others
    reached = set().union(*(came(seats) for seats in lists))
    regular, asked = count_regular(found, year)
    about = found.offices
    return {
        "persons.mean": round(mean(heads), 1) if heads else None,
        "persons.median": median(heads) if heads else None,
        "persons.guests": len(guests) if lists else None,
        "institutions.reached": len(reached) if lists else None,
        "institutions.regular": len(regular) if lists else None,
        "institutions.invited": len(asked) if lists else None,
        "balance.language": tally(about[pk]["language"] for pk in reached),
        "balance.commune": tally(about[pk]["commune_id"] or "" for pk in reached),
    }


def tally(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_regular(found, year):
    rules = rules_of(found, year)
    percent = rules["regular_percent"] if rules else 50
    asked, present = {}, {}
    for one in found.noted(year):
        if one["counts_for_quota"]:
            seats = found.seats(one)
            for pk in called(seats):
                asked[pk] = asked.get(pk, 0) + 1
                present[pk] = present.get(pk, 0) + (pk in came(members(seats)))
    return {pk for pk in asked if present[pk] / asked[pk] >= percent / 100}, asked


def count_rates(found, year):
    answered = invited = here = seats_asked = announced = ghosts = sorry = 0
    for one in found.held(year):
        seats = found.seats(one)
        if not one["is_imported"]:
            invited += len(called(seats))
            answered += len(said(seats, "coming", "replaced", "excused"))
        if found.is_noted(one):
            there = came(members(seats))
            noted = {r["organisation_id"] for r in members(seats) if r["presence"] == "excused"}
            seats_asked += len(called(seats))
            here += len(called(seats) & there)
            sorry += len(((noted & called(seats)) | said(seats, "excused")) - there)
            told = [row for row in members(seats) if row["presence"] != "unknown"]
            expected = said(seats, "coming", "replaced") & {r["organisation_id"] for r in told}
            announced += len(expected)
            ghosts += len(expected - there)
    return {
        "rates.response": share(answered, invited),
        "rates.attendance": share(here, seats_asked),
        "rates.no_show": share(ghosts, announced),
        "rates.excused": share(sorry, seats_asked),
    }


def count_first_times(found, year):
    offices, persons, old_offices, old_persons = set(), set(), set(), set()
    for one in found.meetings:
        if one["status"] not in ("held", "closed"):
            continue
        seats, when = members(found.seats(one)), day(one["starts_at"]).year
        if when < year:
            old_offices |= came(seats)
            old_persons |= people(seats)
        elif when == year:
            offices |= came(seats)
            persons |= people(seats)
    return {
        "newcomers.institutions": len(offices - old_offices) if old_offices else None,
        "newcomers.persons": len(persons - old_persons) if old_persons else None,
    }


def count_who(found, year):
    noted = found.noted(year)
    reached = set().union(*(came(found.seats(one)) for one in noted))
    first, last = date(year, 1, 1), date(year, 12, 31)
    mine = {
        row["organisation_id"]
        for row in found.members
        if (row["started_on"] is None or row["started_on"] <= last)
        and (row["ended_on"] is None or row["ended_on"] >= first)
    }
    told = {pk: found.offices[pk]["convention"] for pk in mine}
    partners = {pk for pk in mine if told[pk] == "yes"}
    heads = field = known = outside = sided = 0
    for one in noted:
        for hats in by_person(found.seats(one)):
            heads += 1
            levels = {level_of(found, hat, day(one["starts_at"])) for hat in hats} - {""}
            known += bool(levels)
            field += "field" in levels
            sides = {side_of(found, hat, day(one["starts_at"])) for hat in hats}
            sided += bool(sides - {"unknown"})
            outside += "out" in sides and "home" not in sides
    return {
        "convention.partners": len(partners),
        "convention.unknown": sum(told[pk] == "unknown" for pk in mine),
        "convention.share": share(len(partners & reached), len(partners)) if noted else None,
        "practitioners.share": share(field, known),
        "practitioners.field": field if noted else None,
        "practitioners.known": known if noted else None,
        "practitioners.unknown": heads - known if noted else None,
        "from_outside.share": share(outside, sided),
        "from_outside.outside": outside if noted else None,
        "from_outside.known": sided if noted else None,
        "from_outside.unknown": heads - sided if noted else None,
    }


def level_of(found, seat, when):
    if seat["person_id"] is None or seat["organisation_id"] is None:
        return ""
    there = [
        row
        for row in found.rows["position"]
        if row["person_id"] == seat["person_id"]
        and row["organisation_id"] == seat["organisation_id"]
        and row["level"]
        and is_on(row, when)
    ]
    there.sort(key=lambda row: (row["started_on"] or date.min, row["id"]))
    return there[-1]["level"] if there else ""


def side_of(found, seat, when):
    home = {row["organisation_id"] for row in found.members if is_on(row, when)}
    if seat["capacity"] == "coordination" or seat["organisation_id"] in home - {None}:
        return "home"
    return "out" if seat["organisation_id"] or seat["organisation_name"] else "unknown"


def count_year(found, year):
    noted = found.noted(year)
    lists = [found.seats(one) for one in noted]
    heads = [len(people(seats)) for seats in lists]
    asked = sum(len(called(seats)) for seats in lists)
    here = sum(len(called(seats) & came(members(seats))) for seats in lists)
    return {
        "year": year,
        "half_days": count_half_days(found, year) if found.of(year) else None,
        "institutions": len(set().union(*map(came, lists))) if lists else None,
        "persons": round(mean(heads), 1) if heads else None,
        "attendance": share(here, asked),
    }
