"""The report is heard: what the group said goes to residents, to the police, and to the period's open meeting."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from communities.meetings import holding, subjects
from communities.models import AuditEntry, ItemKind, Notice, Presence
from communities.states import MeetingState
from reports import hearings
from reports.cycle.meetings import record_meeting, withdraw_meeting
from reports.models import Assessment, ExpectedReport, ReportHearing, YearDocument
from reports.periods import stretch_from_slug
from reports.writing.drafting import open_report
from reports.yearly.document import YearPaper
from reports.yearly.rolling import year_of
from tests.meetings.making import KYIV, STARTS, make_group, make_meeting
from tests.reports.owing import expected_of, noon
from tests.reports.published import publish

AT = STARTS + dt.timedelta(minutes=30)
DAY = STARTS.date()
REASON = "Виправлено."
SAID = {
    "remarks": "Ask Hryhorii Kanarenko about the patrol.",
    "proposals": "Walk to school in the morning.",
    "public_text": "The group asks for evening patrols.",
}


@pytest.fixture(autouse=True)
def now(monkeypatch, db):
    monkeypatch.setattr("communities.shared.clock.now", lambda: AT)
    monkeypatch.setattr("communities.shared.clock.today", lambda: DAY)
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def group(cast, novopskov):
    return make_group(cast, novopskov)


@pytest.fixture
def publication(cast, novopskov, group):
    """September-October 2026; expected, and its meeting counts until 30 November."""
    row = publish(novopskov, "2026-09", by=cast.petro)
    expected_of(novopskov, report=row.report)
    return row


def point(group, publication, *, present: int = 8, is_open: bool = True, **fields):
    meeting = make_meeting(group, state=MeetingState.OPEN, present=present, is_open=is_open, **fields)
    subject = f"{hearings.PREFIX}:{publication.pk}"
    return meeting.items.create(
        position=1, kind=ItemKind.REPORT, title="Report", subject=subject, assesses_police=True
    )


@pytest.fixture
def item(group, publication):
    return point(group, publication)


def say(item, cast, *, assessment=Assessment.NEEDS_WORK, base=0, **texts):
    return hearings.write(item, SAID | texts, assessment=assessment, base_version=base, by=cast.sofiia, at=AT)


def closed(item, cast):
    return holding.close_meeting(item.meeting, by=cast.halyna, at=AT)


def suggested(group):
    return [each for each in subjects.suggestions(group, on=DAY) if each.subject.startswith(hearings.PREFIX)]


def test_the_newest_report_is_suggested_until_a_meeting_has_heard_it(cast, novopskov, group, publication):
    publish(novopskov, "2026-07", by=cast.petro)
    (one,) = suggested(group)
    assert (one.subject, one.kind, one.assesses_police) == (
        f"{hearings.PREFIX}:{publication.pk}",
        ItemKind.REPORT,
        True,
    )
    assert one.title == "Report of the police about September–October 2026"
    (link,) = subjects.links([one.subject]).values()
    assert (link.url, link.is_public) == ("/en/communities/novopskov/reports/2026-09/", True)
    item = point(group, publication)
    assert suggested(group) == []  # it is on an agenda
    assert subjects.where_written(item).url == f"/en/work/points/{item.pk}/hearing/"
    closed(item, cast)
    assert len(suggested(group)) == 1  # nobody came to it
    item = point(group, publication)
    say(item, cast)
    closed(item, cast)
    assert suggested(group) == []
    publish(novopskov, "2026-09", by=cast.petro, version=2, reason=REASON)
    assert suggested(group) == []  # a correction is the same report


def test_after_the_meeting_residents_read_it_and_facts_stay(client, cast, item, publication):
    page = reverse("reports:public_report", args=["novopskov", "2026-09"])
    facts, sha256 = publication.facts, publication.sha256
    say(item, cast)
    assert "evening patrols" not in client.get(page).content.decode()
    closed(item, cast)
    words = client.get(page).content.decode()
    assert "The group heard this report at meeting 1 on 17 November 2026." in words
    assert "needs work" in words
    assert "evening patrols" in words
    for private in (
        "Kanarenko",
        "Walk to school",
        *item.meeting.group.memberships.exclude(person=cast.petro).values_list("name", flat=True),
    ):
        assert private not in words
    publication.refresh_from_db()
    assert (publication.facts, publication.sha256) == (facts, sha256)
    hearings.change_public_words(item.hearing, public_text="Thank you.", by=cast.sofiia, at=AT)
    assert "Thank you." in client.get(page).content.decode()


def test_the_year_tells_what_the_group_said(client, cast, item, publication, novopskov):
    """Page, files and paper alike; the PDFs are ordered again with the meeting and with changed words."""
    pages = [
        reverse(f"reports:{name}", args=["novopskov", 2026])
        for name in ("public_year", "year_json", "year_csv")
    ]
    private = ("Kanarenko", "Walk to school")

    def paper():
        facts = year_of(novopskov, 2026, today=DAY)
        return YearPaper.of(facts, language="en", today=DAY).html()

    def ordered():
        found = set(YearDocument.objects.values_list("state", flat=True))
        YearDocument.objects.update(state="made", content=b"drawn", sha256="x")
        return found

    say(item, cast)
    assert not any("evening patrols" in told for told in (*read(client, pages), paper()))
    assert ordered() == set()
    closed(item, cast)
    for told in (*read(client, pages), paper()):
        assert "evening patrols" in told
        assert not any(words in told for words in private)
    page, data, table = read(client, pages)
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))}
    codes = ("HEARD_ON", "HEARD_ASSESSMENT", "HEARD_SAID")
    assert [rows[code]["value_5"] for code in codes][:2] == ["2026-11-17", "needs_work"]
    assert "evening patrols" in rows["HEARD_SAID"]["value_5"]
    assert [(rows[code]["value_4"], rows[code]["quality_4"]) for code in codes] == [("", "")] * 3
    assert "The group heard this report at meeting 1 on 17 November 2026." in page
    assert "needs work" in page
    (heard,) = json.loads(data)["periods"][4]["heard"]
    assert (heard["held_on"], heard["meeting"], heard["assessment"]) == ("2026-11-17", 1, "needs_work")
    assert ordered() == {"pending"}
    hearings.change_public_words(item.hearing, public_text="Thank you.", by=cast.sofiia, at=AT)
    assert ordered() == {"pending"}
    assert all("Thank you." in told for told in (*read(client, pages), paper()))


def read(client, pages):
    return [client.get(page).content.decode().replace("\N{NO-BREAK SPACE}", " ") for page in pages]


def test_what_was_assessed_stands_still_after_the_meeting(cast, item):
    row = say(item, cast)
    closed(item, cast)
    for values in ({"assessment": "satisfactory"}, {"remarks": ""}, {"proposals": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportHearing.objects.filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_an_assessment_needs_a_quorum_of_those_who_may_judge(cast, group, publication):
    item = point(group, publication, present=6)  # Petro of the police is one of them: five judges of ten
    with pytest.raises(hearings.NoQuorum):
        say(item, cast)
    assert say(item, cast, assessment=Assessment.NONE).version == 1
    item.meeting.attendances.filter(presence=Presence.INVITED).update(presence=Presence.PRESENT)
    assert say(item, cast, base=1).assessment == Assessment.NEEDS_WORK


def test_two_secretaries_lose_nothing(cast, client, item):
    say(item, cast)
    with pytest.raises(hearings.WrittenMeanwhile):
        say(item, cast, remarks="Mine")
    assert say(item, cast).version == 1  # the same words once more
    client.force_login(cast.halyna)
    values = SAID | {"remarks": "Mine", "assessment": "none", "seen": "0"}
    response = client.post(reverse("reports:hearing", args=[item.pk]), values)
    words = response.content.decode()
    assert response.status_code == 422
    assert "Mine" in words
    assert "Kanarenko" in words
    assert client.post(reverse("reports:hearing", args=[item.pk]), values | {"seen": "1"}).status_code == 302
    assert ReportHearing.objects.get().remarks == "Mine"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(("halyna", 200), ("taras", 200), ("sofiia", 200), ("mykola", 403), ("oksana", 403)),
        *(("olena", 404), ("petro", 404), ("bohdan", 404), ("nobody", 404)),
    ],
)
def test_who_writes_it_down(client, cast, item, who, status):
    client.force_login(getattr(cast, who))
    page = reverse("reports:hearing", args=[item.pk])
    assert client.get(page).status_code == status
    posted = client.post(page, SAID | {"assessment": "satisfactory", "seen": "0"})
    assert posted.status_code == (302 if status == 200 else status)
    assert ReportHearing.objects.exists() is (status == 200)


def test_a_point_about_something_else_has_no_such_page(client, cast, group, item, popasna):
    client.force_login(cast.sofiia)
    elsewhere = publish(popasna, "2026-09", by=cast.roman)
    for subject in ("", "communities.decision:1", f"{hearings.PREFIX}:{elsewhere.pk}"):
        other = item.meeting.items.create(position=2, title="Other", subject=subject)
        assert client.get(reverse("reports:hearing", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("who", "reads"), [("olena", True), ("petro", True), ("iryna", None), ("mykola", None), ("halyna", None)]
)
def test_the_police_find_it_where_they_write_the_next_report(
    client, cast, item, publication, novopskov, who, reads
):
    say(item, cast)
    report = open_report(
        novopskov, stretch=stretch_from_slug("2026-11"), form=publication.report.form, by=cast.olena, at=AT
    )
    client.force_login(getattr(cast, who))
    page = reverse("reports:tasks", args=[report.pk])
    before = client.get(page)
    closed(item, cast)
    after = client.get(page)
    assert after.status_code == (200 if reads else 404)
    assert "Walk to school" not in before.content.decode()
    assert ("Walk to school" in after.content.decode()) is bool(reads)
    told = Notice.objects.filter(kind="reports/heard").values_list("person", flat=True)
    assert set(told) == {cast.olena.pk, cast.petro.pk}


@pytest.mark.parametrize(
    ("happened", "counts"),
    [
        ("an open meeting", True),
        ("online", True),
        ("only its text", True),
        ("a closed circle", False),
        ("nobody came to it", False),
        ("too late", False),
        ("another was recorded", False),
        ("the same was recorded", True),
    ],
)
def test_the_open_meeting_of_the_period(cast, group, publication, happened, counts):
    expected = publication.report.expected
    starts = dt.datetime(2026, 12, 1, 14, tzinfo=KYIV) if happened == "too late" else STARTS
    place = {"place": "", "online_link": "https://meet.example.org/x"} if happened == "online" else {}
    item = point(group, publication, is_open=happened != "a closed circle", starts_at=starts, **place)
    if happened == "only its text":
        item.heard = "The head of police reported."
        item.save()
    elif happened != "nobody came to it":
        say(item, cast)
    if happened in {"another was recorded", "the same was recorded"}:
        day = DAY if happened.startswith("the same") else DAY - dt.timedelta(7)
        record_meeting(expected, held_on=day, place="School", by=cast.olena, at=noon(DAY))
    holding.close_meeting(item.meeting, by=cast.halyna, at=starts + dt.timedelta(hours=2))
    expected.refresh_from_db()
    assert (expected.meeting == item.meeting) is counts
    if counts:
        assert expected.meeting_held_on == DAY
        with translation.override("uk"):
            online = translation.gettext("online")
        said = {"online": online, "the same was recorded": "School"}
        assert expected.meeting_place == said.get(happened, "Зала селищної ради")
        entry = AuditEntry.objects.filter(act="meeting.recorded").order_by("sequence").last()
        assert entry.by is None
        withdraw_meeting(expected, by=cast.olena, at=noon(DAY))
        expected.refresh_from_db()
        assert expected.meeting is None


@pytest.mark.parametrize(
    ("already", "counts_for"), [((), "2026-11"), (("2026-11",), "2027-01"), ("day", None)]
)
def test_a_report_heard_after_its_time_counts_for_the_first_period_that_waits(
    cast, group, novopskov, publication, already, counts_for
):
    """Novopskov heard the report on 9 January, when September-October had been locked for weeks."""
    day = dt.date(2027, 1, 9)
    rows = {slug: expected_of(novopskov, stretch=stretch_from_slug(slug)) for slug in ("2026-11", "2027-01")}
    before = {"2026-11": day} if already == "day" else dict.fromkeys(already, day - dt.timedelta(7))
    for slug, held_on in before.items():
        record_meeting(rows[slug], held_on=held_on, place="School", by=cast.olena, at=noon(day))
    starts = dt.datetime.combine(day, dt.time(14), tzinfo=KYIV)
    item = point(group, publication, starts_at=starts)
    say(item, cast)
    holding.close_meeting(item.meeting, by=cast.halyna, at=starts + dt.timedelta(hours=2))
    linked = ExpectedReport.objects.filter(meeting=item.meeting)
    assert [row.period.slug for row in linked] == [counts_for] * bool(counts_for)


def test_a_report_page_keeps_to_three_queries(
    client, cast, item, group, publication, django_assert_max_num_queries
):
    say(item, cast)
    closed(item, cast)
    again = point(group, publication, starts_at=STARTS + dt.timedelta(1))
    say(again, cast)
    holding.close_meeting(again.meeting, by=cast.halyna, at=AT + dt.timedelta(1))
    with django_assert_max_num_queries(3):
        assert client.get(reverse("reports:public_report", args=["novopskov", "2026-09"])).status_code == 200
