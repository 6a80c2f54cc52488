"""The rows of the recount: what a database exports, and the seats that count for a zone."""

from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
MEMBER = ("full", "substitute", "member")
GUEST = ("guest", "expert")
SEATED = ("present", "represented")
TABLES = {
    "meetings.Meeting": "meeting",
    "meetings.Participation": "seat",
    "meetings.MeetingEvent": "event",
    "meetings.PV": "pv",
    "meetings.PVVersion": "version",
    "meetings.SealedPV": "sealed",
    "meetings.Remark": "remark",
    "meetings.Block": "block",
    "meetings.AgendaItem": "item",
    "meetings.ActionItem": "action",
    "meetings.Opinion": "opinion",
    "meetings.Finding": "finding",
    "zones.Membership": "membership",
    "zones.Organisation": "organisation",
    "zones.PartnerType": "type",
    "zones.Position": "position",
    "zones.HouseRules": "rules",
}


def export(models):
    """Every row of the tables above and of the two links; ``models``: ``apps.get_model``."""
    found = {name: list(models(label).objects.values()) for label, name in TABLES.items()}
    meeting = models("meetings.Meeting")
    found["joint"] = list(meeting.joint_zones.through.objects.values("meeting_id", "zone_id"))
    found["theme"] = list(meeting.themes.through.objects.values("meeting_id", "theme_id"))
    return found


def day(moment):
    return moment.astimezone(BRUSSELS).date()


def is_on(row, when):
    begun = row["started_on"] is None or row["started_on"] <= when
    return begun and (row["ended_on"] is None or when <= row["ended_on"])


def share(part, whole):
    return round(part / whole, 3) if whole else None


class Zone:
    """The meetings of a zone with the seats that count for it."""

    def __init__(self, rows, zone, today):
        self.rows, self.zone, self.today = rows, zone, today
        self.offices = {row["id"]: row for row in rows["organisation"]}
        self.members = [
            row
            for row in rows["membership"]
            if row["zone_id"] == zone and row["status"] != "candidate"
        ]
        self.meetings = [one for one in rows["meeting"] if zone in self.counting(one)]
        self.meetings.sort(key=lambda one: (one["starts_at"], one["id"]))

    def counting(self, meeting):
        others = [r["zone_id"] for r in self.rows["joint"] if r["meeting_id"] == meeting["id"]]
        return [meeting["zone_id"], *(others if meeting["joint_rule"] == "each" else [])]

    def seats(self, meeting):
        if not meeting["is_attendance_confirmed"]:
            return []
        seats = [row for row in self.rows["seat"] if row["meeting_id"] == meeting["id"]]
        return [row for row in seats if self.zone in self.sides(meeting, row)]

    def sides(self, meeting, seat):
        zones = self.counting(meeting)
        if len(zones) == 1:
            return zones
        sits = {
            row["zone_id"]
            for row in self.rows["membership"]
            if row["organisation_id"] == seat["organisation_id"]
            and row["status"] != "candidate"
            and is_on(row, day(meeting["starts_at"]))
        }
        return [zone for zone in zones if zone in sits] or [meeting["zone_id"]]

    def of(self, year):
        return [one for one in self.meetings if day(one["starts_at"]).year == year]

    def is_noted(self, meeting):
        return any(row["presence"] != "unknown" for row in self.seats(meeting))

    def took_place(self, meeting):
        if meeting["status"] not in ("held", "closed"):
            return False
        if not (meeting["is_imported"] and meeting["is_attendance_confirmed"]):
            return True
        seats = [row for row in self.rows["seat"] if row["meeting_id"] == meeting["id"]]
        return any(row["presence"] == "present" for row in seats)

    def held(self, year):
        return [one for one in self.of(year) if self.took_place(one)]

    def noted(self, year):
        return [one for one in self.held(year) if self.is_noted(one)]


def came(seats):
    return {r["organisation_id"] for r in seats if r["presence"] in SEATED} - {None}


def members(seats):
    return [row for row in seats if row["capacity"] in MEMBER]


def called(seats):
    return {r["organisation_id"] for r in members(seats) if r["is_expected"]} - {None}


def said(seats, *answers):
    return {r["organisation_id"] for r in members(seats) if r["answer"] in answers} & called(seats)


def people(seats):
    return {row["person_key"] for row in seats if row["presence"] == "present"}


def by_person(seats):
    here = [row for row in seats if row["presence"] == "present"]
    return [[r for r in here if r["person_key"] == one] for one in {r["person_key"] for r in here}]
