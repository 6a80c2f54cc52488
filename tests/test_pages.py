"""Every address × the cast: who gets in, who is told no, for whom the page does not exist."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, resolve, reverse

from concertation.middleware import page_above
from meetings.models import Letter
from meetings.services import action_links, feeds, poll_links, remark_links
from meetings.services.checkin import make_token as checkin_token
from reports.services import feedback, presenting, survey
from tests.world import *  # noqa: F403 (its fixtures)
from tests.world import PRESENTED, SECRET

CAST = ("coordinator", "partner", "outsider", "region", "anonymous")

# Expected status of a GET, in the order of the cast. 302 = asked to sign in (anonymous) or sent on;
# 403 = yours, but not you; 404 = not your world; 405 = a gesture, not a page.
HOME = (302, 302, 302, 302, 302)
ZONE = (200, 200, 404, 200, 302)  # open to the zone and the region
READ = (200, 200, 404, 404, 302)  # what the zone reads
COORDINATION = (200, 403, 404, 403, 302)
SECRETARIAT = (200, 404, 404, 404, 302)  # drafts: nobody else learns they exist
SIGNED_IN = (200, 200, 200, 200, 302)
OPEN = (200, 200, 200, 200, 200)
GESTURE = (405, 405, 405, 405, 302)
REGION = (403, 403, 403, 200, 302)
REGION_GESTURE = (403, 403, 403, 405, 302)
NOWHERE = (404, 404, 404, 404, 404)

ROUTES = {
    "zones:home": HOME,
    "zones:help": OPEN,
    "zones:rules": ZONE,
    "zones:members": ZONE,
    "zones:member_add": COORDINATION,
    "zones:member": ZONE,
    "zones:member_end": COORDINATION,
    "zones:mandate_add": COORDINATION,
    "zones:mandate_end": COORDINATION,
    "zones:organisations": SIGNED_IN,
    "zones:organisation": SIGNED_IN,
    "zones:organisation_edit": (200, 403, 403, 200, 302),
    "meetings:zone": ZONE,
    "meetings:obligation": ZONE,
    "meetings:everywhere": SIGNED_IN,
    "meetings:list": ZONE,
    "meetings:plan": COORDINATION,
    "meetings:dates": COORDINATION,
    "meetings:dates_fix": (302, 403, 404, 403, 302),  # nothing ticked: back to the strip
    "meetings:outside_everywhere": SIGNED_IN,
    "meetings:outside_add_regional": REGION,
    "meetings:outside": ZONE,
    "meetings:outside_add": COORDINATION,
    "meetings:outside_body": ZONE,
    "meetings:outside_edit": COORDINATION,
    "meetings:outside_delete": COORDINATION,
    "meetings:outside_read": GESTURE,
    "meetings:outside_meeting_add": COORDINATION,
    "meetings:outside_meeting": COORDINATION,
    "meetings:outside_meeting_delete": GESTURE,
    "meetings:detail": ZONE,
    "meetings:edit": COORDINATION,
    "meetings:meeting_themes": COORDINATION,
    "meetings:postpone": COORDINATION,
    "meetings:cancel": COORDINATION,
    "meetings:intakes": COORDINATION,
    "meetings:intake": COORDINATION,
    "meetings:intake_save": GESTURE,
    "meetings:intake_original": COORDINATION,
    "meetings:intake_aside": GESTURE,
    "meetings:intake_back": GESTURE,
    "meetings:intake_undo": GESTURE,
    "meetings:attendance_confirm": GESTURE,
    "meetings:calendar": ZONE,
    "meetings:agenda": COORDINATION,
    "meetings:agenda_order": GESTURE,
    "meetings:agenda_item": COORDINATION,
    "meetings:agenda_item_delete": GESTURE,
    "meetings:invitations": COORDINATION,
    "meetings:guest_add": COORDINATION,
    "meetings:convene": GESTURE,
    "meetings:remind": GESTURE,
    "meetings:widen": COORDINATION,
    "meetings:notes": (403, 403, 404, 403, 302),  # once convened, it has left
    "meetings:letter_html": COORDINATION,
    "meetings:paper_letters": (302, 403, 404, 403, 302),  # nobody without an address
    "meetings:take_off": COORDINATION,
    "meetings:send_items": COORDINATION,
    "meetings:letter_paper": ZONE,
    "meetings:letter": COORDINATION,
    "meetings:resend": GESTURE,
    "meetings:mailing_progress": (302, 403, 404, 403, 302),  # a part of the page, not a page
    "meetings:mailing_trial": GESTURE,
    "meetings:encode_answer": COORDINATION,
    "meetings:attendance": COORDINATION,
    "meetings:attendance_add": (302, 403, 404, 403, 302),
    "meetings:attendance_sheet": COORDINATION,
    "meetings:attendance_close": GESTURE,
    "meetings:attendance_taps": GESTURE,
    "meetings:attendance_state": COORDINATION,
    "meetings:attendance_people": COORDINATION,
    "meetings:attendance_row": COORDINATION,
    "meetings:attendance_arrival": GESTURE,
    "meetings:attendance_poster": COORDINATION,
    "meetings:attendance_poster_paper": COORDINATION,
    "meetings:checkin": OPEN,
    "meetings:frequentation": ZONE,
    "meetings:outreach": GESTURE,
    "meetings:groups": ZONE,
    "meetings:group_add": COORDINATION,
    "meetings:group_edit": COORDINATION,
    "meetings:pv": SECRETARIAT,
    "meetings:pv_paper": SECRETARIAT,
    "meetings:pv_docx": SECRETARIAT,
    "meetings:pv_text": SECRETARIAT,
    "meetings:pv_folder": SECRETARIAT,
    "meetings:pv_note": SECRETARIAT,
    "meetings:pv_note_paper": SECRETARIAT,
    "meetings:translation_right": GESTURE,
    "meetings:pv_item": SECRETARIAT,
    "meetings:block_add": GESTURE,
    "meetings:block_put": (302, 404, 404, 404, 302),
    "meetings:block_delete": SECRETARIAT,
    "meetings:block_move": GESTURE,
    "meetings:block_versions": SECRETARIAT,
    "meetings:block_bring_back": GESTURE,
    "meetings:blocks_removed": SECRETARIAT,
    "meetings:vote": SECRETARIAT,
    "meetings:understood": SECRETARIAT,
    "meetings:session": COORDINATION,
    "meetings:session_state": COORDINATION,
    "meetings:session_item": GESTURE,
    "meetings:session_add": GESTURE,
    "meetings:session_adjourn": GESTURE,
    "meetings:pv_levels": SECRETARIAT,
    "meetings:published": OPEN,
    "meetings:pv_send": SECRETARIAT,
    "meetings:pv_verdict": (200, 403, 404, 404, 302),
    "meetings:pv_version": READ,
    "meetings:pv_review": SECRETARIAT,
    "meetings:pv_review_ask": GESTURE,
    "meetings:pv_review_back": GESTURE,
    "meetings:pv_remark_add": (302, 302, 404, 404, 302),  # a gesture: back to the PV
    "meetings:pv_remarks": (200, 403, 404, 404, 302),
    "meetings:pv_remark": (200, 403, 404, 404, 302),
    "meetings:pv_correct": (200, 403, 404, 404, 302),
    "meetings:pv_abandon": (403, 403, 404, 404, 302),  # nothing is being corrected
    "meetings:pv_edition": READ,
    "meetings:pv_edition_paper": READ,
    "meetings:pv_link": OPEN,
    "meetings:pv_link_paper": OPEN,
    "meetings:register": ZONE,
    "meetings:verify": OPEN,
    "meetings:archive": SIGNED_IN,
    "meetings:zone_archive": SIGNED_IN,
    "meetings:themes": SIGNED_IN,
    "meetings:theme": SIGNED_IN,
    "meetings:actions": ZONE,
    "meetings:action_done": (200, 403, 404, 404, 302),
    "meetings:action_link": OPEN,
    "meetings:carry": GESTURE,
    "meetings:item_defer": COORDINATION,
    "meetings:announce_next": COORDINATION,
    "meetings:opinions": ZONE,
    "meetings:opinion": READ,  # not sent yet: the region does not know of it
    "meetings:opinion_edit": (200, 403, 404, 404, 302),
    "meetings:opinion_cosign": (200, 403, 404, 404, 302),
    "meetings:findings": ZONE,
    "meetings:finding_add": COORDINATION,
    "meetings:finding": READ,
    "meetings:finding_edit": (200, 403, 404, 404, 302),
    "meetings:finding_delete": (200, 403, 404, 404, 302),
    "meetings:finding_cosign": (200, 403, 404, 404, 302),
    "meetings:cosignature": COORDINATION,
    "meetings:cosignature_back": GESTURE,
    "meetings:polls": COORDINATION,
    "meetings:poll_new": COORDINATION,
    "meetings:poll": SECRETARIAT,
    "meetings:poll_edit": (302, 404, 404, 404, 302),  # this one left already
    "meetings:poll_open": GESTURE,
    "meetings:poll_remind": GESTURE,
    "meetings:poll_prolong": GESTURE,
    "meetings:poll_choose": (302, 404, 404, 404, 302),  # no date is ticked
    "meetings:poll_drop": SECRETARIAT,
    "meetings:poll_encode": SECRETARIAT,
    "meetings:poll_ask": GESTURE,
    "meetings:poll_answer": OPEN,
    "meetings:poll_calendar": OPEN,
    "meetings:announce": SECRETARIAT,
    "meetings:answer": OPEN,
    "meetings:answer_calendar": OPEN,
    "meetings:answer_paper": OPEN,
    "meetings:answer_piece": OPEN,
    "meetings:answer_record": OPEN,
    "meetings:documents": ZONE,
    "meetings:documents_tell": GESTURE,
    "meetings:attachment": ZONE,
    "meetings:attachment_edit": COORDINATION,
    "meetings:attachment_delete": COORDINATION,
    "meetings:proposal": GESTURE,
    "meetings:reminders": COORDINATION,
    "meetings:month": SIGNED_IN,
    "meetings:month_of": SIGNED_IN,
    "meetings:zone_month": ZONE,
    "meetings:zone_month_of": ZONE,
    "meetings:feeds": SIGNED_IN,
    "meetings:feed_revoke": SECRETARIAT,  # the coordinator's own
    "meetings:feed": OPEN,
    "reports:annexes": SECRETARIAT,
    "reports:annex_pv": GESTURE,
    "reports:annex": (404, 404, 404, 404, 302),  # none is joined
    "reports:annex_edit": (404, 404, 404, 404, 302),
    "reports:annex_move": GESTURE,
    "reports:annex_remove": (404, 404, 404, 404, 302),
    "reports:make_report": SECRETARIAT,
    "reports:proof": SECRETARIAT,
    "reports:making": SECRETARIAT,
    "reports:making_file": (302, 404, 404, 404, 302),  # not ready yet: back to its page
    "reports:making_again": GESTURE,
    "reports:listening": COORDINATION,
    "reports:survey_open": GESTURE,
    "reports:survey_close": GESTURE,
    "reports:feedback_switch": GESTURE,
    "reports:survey_answer": OPEN,
    "reports:feedback_answer": OPEN,
    "reports:logbook": SECRETARIAT,
    "reports:logbook_year": SECRETARIAT,
    "reports:log_entry": SECRETARIAT,
    "reports:log_entry_remove": GESTURE,
    "reports:log_entry_restore": GESTURE,
    "reports:projects": SECRETARIAT,
    "reports:project_add": SECRETARIAT,
    "reports:project": SECRETARIAT,
    "reports:project_state": GESTURE,
    "reports:project_remove": SECRETARIAT,
    "reports:objectives": SECRETARIAT,
    "reports:objectives_year": SECRETARIAT,
    "reports:meeting_objectives": GESTURE,
    "reports:local_figures": SECRETARIAT,
    "reports:local_figures_paste": SECRETARIAT,
    "reports:local_figure": SECRETARIAT,
    "reports:local_figure_remove": SECRETARIAT,
    "reports:region": REGION,
    "reports:region_year": REGION,
    "reports:region_obligation": REGION,
    "reports:region_export": REGION,
    "reports:region_reports": REGION,
    "reports:region_nudge": REGION_GESTURE,
    "reports:synthesis": REGION,  # nothing is published yet
    "reports:synthesis_paper": (403, 403, 403, 302, 302),
    "reports:synthesis_make": REGION_GESTURE,
    "reports:synthesis_publish": REGION,
    "reports:synthesis_take_up": REGION_GESTURE,
    "reports:synthesis_tables": REGION,
    "reports:synthesis_json": REGION,
    "reports:synthesis_schema": OPEN,
    "reports:synthesis_text": REGION_GESTURE,
    "reports:canvases": REGION,
    "reports:canvas_new": REGION_GESTURE,
    "reports:canvas": REGION,
    "reports:canvas_order": REGION_GESTURE,
    "reports:canvas_add": REGION,
    "reports:canvas_chapter": REGION,
    "reports:canvas_chapter_remove": REGION_GESTURE,
    "reports:canvas_remove": REGION,
    "reports:due": REGION,
    "reports:settings": SECRETARIAT,
    "reports:list": SIGNED_IN,
    "reports:report": (200, 404, 404, 404, 302),
    "reports:chapters": (302, 404, 404, 404, 302),  # opened by hand: the whole page
    "reports:paper": (302, 404, 404, 404, 302),  # a draft: a worker sets it
    "reports:docx": (200, 404, 404, 404, 302),
    "reports:text_save": GESTURE,
    "reports:validate": SECRETARIAT,
    "reports:way": SECRETARIAT,
    "reports:edition": (404, 404, 404, 404, 302),  # nothing is frozen yet
    "reports:reading": SECRETARIAT,
    "reports:reading_ask": GESTURE,
    "reports:reading_back": GESTURE,
    "reports:present": SECRETARIAT,
    "reports:present_agenda": GESTURE,
    "reports:remarks": SECRETARIAT,
    "reports:edition_remarks": (302, 404, 404, 404, 302),  # the last one has its own page
    "reports:remark": SECRETARIAT,
    "reports:verdict": SECRETARIAT,
    "reports:verdict_back": (302, 404, 404, 404, 302),  # nothing to take back yet
    "reports:deposit": (302, 404, 404, 404, 302),  # not validated: back to its way
    "reports:sent": (302, 404, 404, 404, 302),
    "reports:rectify": (302, 404, 404, 404, 302),
    "reports:rectify_abandon": (302, 404, 404, 404, 302),
    "reports:by_link": OPEN,
    "reports:link_paper": NOWHERE,  # not before the deposit
    "reports:figure_rows": (200, 404, 404, 404, 302),
    "reports:figures": (200, 404, 404, 404, 302),
    "reports:workbook": (200, 404, 404, 404, 302),
    "reports:tables_csv": (200, 404, 404, 404, 302),
    "reports:figures_json": (200, 404, 404, 404, 302),
    "reports:schema": OPEN,
    "profile": SIGNED_IN,
    "privacy": OPEN,
    "accessibility": OPEN,
    "health": OPEN,
    "demo_mail": NOWHERE,  # only in a demonstration
    "demo_letter": NOWHERE,
    "demo_attachment": NOWHERE,
}
FOREIGN = ("admin", "account", "mfa", "set_language")


def arguments(name, world):
    """The arguments of a route in that world."""
    zone, meeting = world["zone"].code, world["coming"].pk
    year = world["held"].year
    key = world["draft_block"].key
    special = {
        "zones:member": [zone, world["mandate"].membership_id],
        "zones:member_end": [zone, world["mandate"].membership_id],
        "zones:mandate_add": [zone, world["mandate"].membership_id],
        "zones:mandate_end": [zone, world["mandate"].pk],
        "zones:organisation": [world["organisation"].pk],
        "zones:organisation_edit": [world["organisation"].pk],
        "meetings:theme": [world["theme"].code],
        "meetings:attachment": [zone, meeting, world["piece"].pk],
        "meetings:attachment_edit": [zone, meeting, world["piece"].pk],
        "meetings:attachment_delete": [zone, meeting, world["piece"].pk],
        "meetings:proposal": [zone, meeting, world["idea"].pk],
        "meetings:answer_piece": [world["token"], world["piece"].pk],
        "meetings:answer_record": [world["token"], world["record"].pk],
        "meetings:outside_add": [zone],
        "meetings:agenda_item": [zone, meeting, world["item"].pk],
        "meetings:agenda_item_delete": [zone, meeting, world["item"].pk],
        "meetings:session_item": [zone, meeting, world["item"].pk],
        "meetings:letter": [zone, meeting, world["letter"].pk],
        "meetings:resend": [zone, meeting, world["letter"].pk],
        "meetings:encode_answer": [zone, meeting, world["row"].pk],
        "meetings:take_off": [zone, meeting, world["row"].pk],
        "meetings:attendance_row": [zone, meeting, world["row"].pk],
        "meetings:attendance_arrival": [zone, meeting, world["arrival"].pk],
        "meetings:outreach": [zone, world["organisation"].pk],
        "meetings:checkin": [checkin_token(world["coming"])],
        "meetings:pv": [zone, world["held"].pk],
        "meetings:pv_paper": [zone, world["held"].pk],
        "meetings:pv_docx": [zone, world["held"].pk],
        "meetings:pv_text": [zone, world["held"].pk],
        "meetings:pv_folder": [zone, world["held"].pk],
        "meetings:pv_note": [zone, world["held"].pk],
        "meetings:pv_note_paper": [zone, world["held"].pk],
        "meetings:translation_right": [zone, world["held"].pk, key],
        "meetings:pv_levels": [zone, world["held"].pk],
        "meetings:pv_send": [zone, world["held"].pk],
        "meetings:pv_item": [zone, world["held"].pk, world["draft_item"].pk],
        "meetings:block_add": [zone, world["held"].pk, world["draft_item"].pk],
        "meetings:block_put": [zone, world["held"].pk, world["draft_item"].pk, key],
        "meetings:block_delete": [zone, world["held"].pk, key],
        "meetings:block_move": [zone, world["held"].pk, key],
        "meetings:block_versions": [zone, world["held"].pk, key],
        "meetings:block_bring_back": [zone, world["held"].pk, key],
        "meetings:blocks_removed": [zone, world["held"].pk],
        "meetings:vote": [zone, world["held"].pk, world["draft_decision"].key],
        "meetings:understood": [zone, world["held"].pk],
        "meetings:pv_verdict": [zone, world["sent"].pk],
        "meetings:pv_version": [zone, world["sent"].pk, 1],
        "meetings:pv_review": [zone, world["held"].pk],
        "meetings:pv_review_ask": [zone, world["held"].pk],
        "meetings:pv_review_back": [zone, world["held"].pk],
        "meetings:pv_remark_add": [zone, world["sent"].pk],
        "meetings:pv_remarks": [zone, world["sent"].pk],
        "meetings:pv_remark": [zone, world["sent"].pk, world["remark"].pk],
        "meetings:pv_correct": [zone, world["sealed"].pv.meeting_id],
        "meetings:pv_abandon": [zone, world["sealed"].pv.meeting_id],
        "meetings:pv_edition": [zone, world["sealed"].pv.meeting_id, 1],
        "meetings:pv_edition_paper": [zone, world["sealed"].pv.meeting_id, 1],
        "meetings:pv_link": [remark_links.make_token(world["sent"].participations.first())],
        "meetings:pv_link_paper": [remark_links.make_token(world["sent"].participations.first())],
        "meetings:action_done": [zone, world["action"].pk],
        "meetings:opinion": [zone, world["opinion"].pk],
        "meetings:opinion_edit": [zone, world["opinion"].pk],
        "meetings:opinion_cosign": [zone, world["opinion"].pk],
        "meetings:finding": [zone, world["finding"].pk],
        "meetings:finding_edit": [zone, world["finding"].pk],
        "meetings:finding_delete": [zone, world["finding"].pk],
        "meetings:finding_cosign": [zone, world["finding"].pk],
        "meetings:cosignature": [zone, world["cosignature"].pk],
        "meetings:cosignature_back": [zone, world["cosignature"].pk],
        "meetings:finding_add": [zone],
        "meetings:action_link": [action_links.make_token(world["action"], world["owner"])],
        "meetings:item_defer": [zone, meeting, world["item"].pk],
        "meetings:poll_encode": [zone, world["poll"].pk, world["voter"].pk],
        "meetings:poll_ask": [zone, world["poll"].pk, world["voter"].pk],
        "meetings:poll_answer": [poll_links.make_token(world["voter"])],
        "meetings:poll_calendar": [world["decided_token"], meeting],
        "meetings:announce": [zone, world["planned"].pk],
        "meetings:group_edit": [zone, world["group"].pk],
        "reports:annex_pv": [zone, year, 1],
        "reports:annex": [zone, year, 1],
        "reports:annex_edit": [zone, year, 1],
        "reports:annex_move": [zone, year, 1],
        "reports:annex_remove": [zone, year, 1],
        "reports:making": [world["making"].key],
        "reports:making_file": [world["making"].key],
        "reports:making_again": [world["making"].key],
        "reports:survey_close": [zone, year],
        "reports:survey_answer": [survey.make_token(world["surveyed"])],
        "reports:feedback_answer": [feedback.make_token(world["asked"])],
        "reports:canvas_new": ["zone"],
        "reports:canvas": ["zone", 2026],
        "reports:canvas_order": ["zone", 2026],
        "reports:canvas_add": ["zone", 2026],
        "reports:canvas_chapter": ["zone", 2026, "zone"],
        "reports:canvas_chapter_remove": ["zone", 2026, "zone"],
        "reports:canvas_remove": ["zone", 2026],
        "reports:due": [year],
        "reports:logbook_year": [zone, year],
        "reports:log_entry": [zone, world["log_entry"].pk],
        "reports:log_entry_remove": [zone, world["log_entry"].pk],
        "reports:log_entry_restore": [zone, world["log_entry"].pk],
        "reports:project": [zone, world["project"].pk],
        "reports:project_state": [zone, world["project"].pk],
        "reports:project_remove": [zone, world["project"].pk],
        "reports:meeting_objectives": [zone, world["held"].pk],
        "reports:local_figure": [zone, year, world["local_figure"].pk],
        "reports:local_figure_remove": [zone, year, world["local_figure"].pk],
        "reports:region_year": [year],
        "reports:region_export": [year],
        "reports:region_reports": [year],
        "reports:region_nudge": [year],
        "reports:synthesis": [year],
        "reports:synthesis_paper": [year],
        "reports:synthesis_make": [year],
        "reports:synthesis_publish": [year],
        "reports:synthesis_take_up": [year],
        "reports:synthesis_tables": [year],
        "reports:synthesis_json": [year],
        "reports:synthesis_schema": [],
        "reports:synthesis_text": [year, "resume"],
        "reports:text_save": [zone, year, "zone"],
        "reports:edition": [zone, PRESENTED, 1],
        "reports:remarks": [zone, PRESENTED],
        "reports:edition_remarks": [zone, PRESENTED, 1],
        "reports:remark": [zone, PRESENTED, world["report_remark"].pk],
        "reports:verdict": [zone, PRESENTED],
        "reports:verdict_back": [zone, PRESENTED],
        "reports:by_link": [presenting.make_token(world["report_reader"])],
        "reports:link_paper": [presenting.make_token(world["report_reader"])],
        "reports:figure_rows": [zone, year, "institutions"],
        "meetings:month_of": [year, 5],
        "meetings:zone_month_of": [zone, year, 5],
        "meetings:feed_revoke": [world["feed"].pk],
        "meetings:feed": [feeds.make_token(world["feed"])],
        "demo_letter": ["20260101T000000000000-" + "0" * 32 + ".eml"],
        "demo_attachment": ["20260101T000000000000-" + "0" * 32 + ".eml", 0],
    }
    if name in special:
        return special[name]
    if name.startswith("meetings:intake") and name != "meetings:intakes":
        return [zone, world["intake"].pk]
    if name.startswith("meetings:outside_"):
        rows = [world["outside"].body_id, world["outside"].pk]
        return rows[: route_parameters()[name]] if "add_reg" not in name else []
    if name.startswith("meetings:answer"):
        return [world["token"]]
    if name.startswith("meetings:poll"):
        return [zone, world["poll"].pk][: route_parameters()[name]]
    count = route_parameters()[name]
    return [zone, meeting if name.startswith("meetings:") else year][:count]


def route_parameters():
    """Route name → number of parameters, for every address of ours."""
    found = {}

    def walk(patterns, namespace):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                found[f"{namespace}{pattern.name}"] = pattern.pattern.regex.groups
            else:
                inner = f"{pattern.namespace}:" if pattern.namespace else namespace
                walk(pattern.url_patterns, inner)

    walk(get_resolver().url_patterns, "")
    return {name: count for name, count in found.items() if not name.startswith(FOREIGN)}


def test_every_address_has_its_rule():
    assert set(route_parameters()) == set(ROUTES)


@contextmanager
def signed_in(client, request, who):
    """As ``who``, and what they did undone: the whole cast passes through one world."""
    with transaction.atomic():
        if who != "anonymous":
            client.force_login(request.getfixturevalue(who))
        yield
        transaction.set_rollback(True)
    client.cookies.clear()


def text_of(response):
    """What was sent, a file included; reading it to its end closes it."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="ignore")


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_address_answers_the_cast_as_ruled(client, request, world, name):
    url, found = reverse(name, args=arguments(name, world)), {}
    for who in CAST:
        with signed_in(client, request, who):
            response = client.get(url)
            found[who], text = response.status_code, text_of(response)
            assert "variable absente" not in text, who
            if who != "coordinator":
                assert SECRET not in text, who
            if response.status_code == 200 and who != "anonymous":
                kept = response["Cache-Control"]
                assert "private" in kept or "no-cache" in kept, who
    assert found == dict(zip(CAST, ROUTES[name], strict=True))


def test_a_gesture_that_is_opened_leads_to_a_page_and_not_to_another_gesture(world):
    gestures = {name for name, rule in ROUTES.items() if 405 in rule}
    leads = {}
    for name in gestures:
        leads[name] = resolve(page_above(reverse(name, args=arguments(name, world)))).view_name
    assert {name: above for name, above in leads.items() if above in gestures} == {}


@pytest.mark.parametrize("name", sorted(name for name, rule in ROUTES.items() if rule == GESTURE))
def test_gestures_of_the_coordination_are_refused_to_the_others(client, request, world, name):
    url = reverse(name, args=arguments(name, world))
    letters = Letter.objects.count()
    for who in CAST[1:]:
        with signed_in(client, request, who):
            response = client.post(url, {"kind": "information"})
            assert response.status_code in ({302} if who == "anonymous" else {403, 404}), who
            assert Letter.objects.count() == letters, who
