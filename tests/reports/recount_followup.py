"""The recount of what meetings lead to, and of the days between."""

from datetime import date, timedelta
from statistics import median

from .recount_rows import called, day

APPROVED = ("approved", "amended", "tacit")


def count_followup(found, year):
    items = {row["id"]: row["meeting_id"] for row in found.rows["item"]}
    blocks = {row["id"]: items[row["item_id"]] for row in found.rows["block"]}
    days = {one["id"]: day(one["starts_at"]) for one in found.rows["meeting"]}
    held = {one["id"] for one in found.rows["meeting"] if found.took_place(one)}
    own = {one["id"] for one in found.meetings if one["zone_id"] == found.zone} & held
    first, last = date(year, 1, 1), date(year, 12, 31)
    actions = [
        (days[blocks[row["block_id"]]], row["done_on"], row["due_on"])
        for row in found.rows["action"]
        if blocks[row["block_id"]] in own
    ]
    actions = [
        (met, done, due)
        for met, done, due in actions
        if met.year == year or (met < first and (done is None or done >= first))
    ]
    closed = [(done - met).days for met, done, _due in actions if done and done.year == year]
    still = [due for _met, done, due in actions if done is None or done > last]
    end = min(last, found.today)
    opinions = [
        r for r in found.rows["opinion"] if r["year"] == year and blocks[r["block_id"]] in own
    ]
    findings = [
        row
        for row in found.rows["block"]
        if row["kind"] in ("finding", "proposition")
        and items[row["item_id"]] in own
        and days[items[row["item_id"]]].year == year
    ]
    said = {row["id"] for row in found.rows["block"] if row["kind"] in ("finding", "proposition")}
    by_hand = [
        row
        for row in found.rows["finding"]
        if row["zone_id"] == found.zone
        and row["noted_on"].year == year
        and row["block_id"] not in said
        and (row["block_id"] is None or blocks[row["block_id"]] in held)
    ]
    return {
        "findings": len(findings) + len(by_hand),
        "actions.opened": sum(met.year == year for met, _done, _due in actions),
        "actions.carried": sum(met.year < year for met, _done, _due in actions),
        "actions.closed": len(closed),
        "actions.open": len(still),
        "actions.late": sum(due is not None and due < end for due in still),
        "actions.median_days": median(closed) if closed else None,
        "opinions.issued": len(opinions),
        "opinions.sent": sum(row["sent_on"] is not None for row in opinions),
        "opinions.answered": sum(row["answered_on"] is not None for row in opinions),
    }


def count_delays(found, year):
    held = found.held(year)
    unsent = ("draft", "review")
    rows = [as_sealed(found, row) for row in found.rows["pv"]]
    pvs = {row["meeting_id"]: row for row in rows if row["status"] not in unsent}
    own = [(one, pvs[one["id"]]) for one in held if one["id"] in pvs]
    fresh = [(day(one["starts_at"]), pv) for one, pv in own if not one["is_imported"]]
    sending = [(day(pv["sent_at"]) - met).days for met, pv in fresh]
    approving = [
        (day(pv["decided_at"]) - met).days for met, pv in fresh if pv["status"] in APPROVED
    ]
    accepted = {row["pv_id"] for row in found.rows["remark"] if row["status"] == "accepted"}
    notice = [days for one in held if (days := clear_days(found, one)) is not None]
    near, offices = 0, set()
    for one in held:
        busy = busy_at(found, one)
        near += bool(busy)
        offices |= busy
    return {
        "minutes.sending_days": median(sending) if sending else None,
        "minutes.approval_days": median(approving) if approving else None,
        "minutes.remarked": sum(pv["id"] in accepted for _one, pv in own),
        "minutes.contested": sum(pv["status"] == "contested" for _one, pv in own),
        "minutes.missing": sum(owes_pv(found, one, pvs) for one in held),
        "notice.min": min(notice, default=None),
        "notice.median": median(notice) if notice else None,
        "saturation.meetings": near if held else None,
        "saturation.institutions": len(offices) if held else None,
    }


def owes_pv(found, meeting, sent):
    """A formal meeting owes a PV, another one the PV it began; old minutes owe nothing."""
    if meeting["is_imported"] or meeting["id"] in sent:
        return False
    is_begun = any(row["meeting_id"] == meeting["id"] for row in found.rows["pv"])
    return is_begun or meeting["counts_for_quota"]


def as_sealed(found, pv):
    """A PV that was rectified left with its first edition and stands as it was last sealed."""
    sealed = [row for row in found.rows["sealed"] if row["pv_id"] == pv["id"]]
    if pv["edition"] == 1 or not sealed:
        return pv
    sent = [
        row["at"]
        for row in found.rows["version"]
        if row["pv_id"] == pv["id"] and row["edition"] == 1 and row["reason"] == "sent"
    ]
    approved = [row for row in sealed if row["status"] in APPROVED] or sealed
    last = max(sealed, key=lambda row: row["edition"])
    is_decided = pv["status"] in (*APPROVED, "contested")
    return pv | {
        "sent_at": min(sent, default=pv["sent_at"]),
        "decided_at": min(approved, key=lambda row: row["edition"])["decided_at"],
        "status": pv["status"] if is_decided else last["status"],
    }


def clear_days(found, meeting):
    letters = [
        row["at"]
        for row in found.rows["event"]
        if row["meeting_id"] == meeting["id"] and row["kind"] == "convened"
    ]
    if meeting["is_imported"] or not letters:
        return None
    gap = (day(meeting["starts_at"]) - day(max(letters))).days
    return max(gap - 1, 0)


def busy_at(found, meeting):
    """Institutions called that day by the meeting and, within three days, by another held one."""
    mine, when = called(found.seats(meeting)), day(meeting["starts_at"])
    busy = set()
    for other in found.rows["meeting"]:
        is_near = abs(day(other["starts_at"]) - when) <= timedelta(days=3)
        took_place = other["status"] in ("held", "closed") and other["is_attendance_confirmed"]
        if is_near and took_place and other["id"] != meeting["id"]:
            busy |= mine & called(r for r in found.rows["seat"] if r["meeting_id"] == other["id"])
    return busy
