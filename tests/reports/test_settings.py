"""The settings of a report: style, language, names, ticks."""

import pytest
from django.urls import reverse

from meetings.services.errors import Conflict, Refused, WrongStatus
from reports import documents_parts, evaluation, indicators, objectives, services
from reports.models import CoordinationReport
from reports.seen import fingerprint
from reports.services.settings import save_settings, settings_of
from tests.factories import make_block, make_meeting, make_pv

from .builders import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(zone):
    return services.open_report(zone, YEAR)


def save(report, by, *, seen=None, **values):
    current = settings_of(report)
    return save_settings(report, current | values, seen=seen or fingerprint(current))


def url_of(year=YEAR):
    return reverse("reports:settings", args=["sud", year])


def posted(client, **changes):
    form = client.get(url_of()).context["form"]
    return {"style": "administrative", "language": "fr", "seen": form.initial["seen"]} | changes


def test_what_is_ticked_is_kept(client, coordinator, zone):
    client.force_login(coordinator)
    codes = [one.code for one in objectives.objectives()][:2]
    data = posted(
        client,
        style="full",
        language="both",
        evaluation_methods=["retours", "comite"],
        planned_objectives=codes,
    )
    assert client.post(url_of(), data).status_code == 302
    report = CoordinationReport.objects.get()
    assert (report.style, report.language, report.names_institutions) == ("full", "both", False)
    assert [one.code for one in evaluation.chosen(report.evaluation_methods)] == [
        "retours",
        "comite",
    ]
    assert report.planned_objectives == codes
    page = client.get(url_of()).context["form"]
    assert page.initial["planned_objectives"] == codes


def test_reading_the_settings_opens_no_report(client, coordinator, zone):
    client.force_login(coordinator)
    client.get(url_of())
    assert not CoordinationReport.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"style": "autre"},
        {"language": ""},
        {"evaluation_methods": ["'; drop"]},
        {"planned_objectives": ["inconnu"]},
    ],
)
def test_a_choice_that_is_none_is_refused_and_changes_nothing(client, coordinator, report, wrong):
    client.force_login(coordinator)
    answer = client.post(url_of(), posted(client, names_institutions="on") | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    report.refresh_from_db()
    assert settings_of(report) == settings_of(None)


def test_the_paper_quotes_the_zone_alone_only_when_it_was_chosen(zone, coordinator, report):
    pv = make_pv(make_meeting(zone, "held", day=-40, partners=1), "sent")
    make_block(pv.meeting.agenda.first(), "decision", text="Phrase que la zone garde pour elle")
    report.year = pv.meeting.year
    report.save()

    def printed():
        data = indicators.gather(zone, report.year)
        [edition] = documents_parts.editions(zone, report.year, report, data, ["fr"])
        return str(edition["chapters"])

    assert "Phrase que la zone" not in printed()
    save(report, coordinator, quotes_zone=True)
    report.refresh_from_db()
    assert "Phrase que la zone" in printed()


def test_two_coordinators_meet_and_nothing_is_overwritten_unseen(client, coordinator, report):
    client.force_login(coordinator)
    data = posted(client, language="nl")
    save(report, coordinator, style="full", names_institutions=False)
    met = client.post(url_of(), data)
    assert met.status_code == 200
    assert "bilan total" in met.content.decode()
    report.refresh_from_db()
    assert report.language == "fr"
    again = data | {"seen": met.context["form"]["seen"].value()}
    assert client.post(url_of(), again).status_code == 302
    report.refresh_from_db()
    assert (report.language, report.style) == ("nl", "administrative")


def test_the_same_choices_twice_are_no_conflict(coordinator, report):
    seen = fingerprint(settings_of(report))
    save(report, coordinator, style="full", seen=seen)
    save_settings(report, settings_of(report) | {"style": "full"}, seen=seen)
    with pytest.raises(Conflict):
        save_settings(report, settings_of(report) | {"style": "presented"}, seen=seen)


def test_the_style_of_a_report_before_the_members_stays(coordinator, report):
    CoordinationReport.objects.update(style="presented", status="presented")
    report.refresh_from_db()
    with pytest.raises(Refused, match="style"):
        save(report, coordinator, style="full")
    assert save(report, coordinator, style="presented", language="nl").language == "nl"


def test_a_validated_report_keeps_its_settings(client, coordinator, report):
    services.validate_report(report, by=coordinator)
    with pytest.raises(WrongStatus):
        save(report, coordinator, style="full")
    client.force_login(coordinator)
    assert client.get(url_of()).status_code == 302


@pytest.mark.parametrize("who", ["partner", "outsider", "region"])
def test_the_settings_of_a_draft_do_not_exist_for_the_others(request, client, report, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url_of()).status_code == 404
    assert client.post(url_of(), {"style": "full", "language": "fr"}).status_code == 404
    report.refresh_from_db()
    assert report.style == "administrative"


def test_a_year_that_cannot_be_has_no_settings(client, coordinator, zone):
    client.force_login(coordinator)
    assert client.get(url_of(1066)).status_code == 404
