"""Pages that show several apps: home, a community's front page, the list of communities."""

import datetime as dt

import pytest

from reports.facts import PublicReport, PublicSection, Verdict, Words
from reports.models import Publication, Submission


@pytest.mark.parametrize("address", ["/", "/en/", "/communities/", "/en/communities/"])
def test_everybody_reads_the_public_pages(client, db, address):
    assert client.get(address).status_code == 200


def test_a_resident_finds_the_front_page_of_novopskov(client, novopskov):
    page = client.get("/en/communities/novopskov/").content.decode()
    assert "Novopskov district" in page
    assert "Новопсковський район" in page
    assert "4423300000" in page
    assert "No report has been published yet" in page


def test_a_community_that_does_not_exist_is_not_found(client, db):
    assert client.get("/en/communities/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("новопсков", True),
        ("НОВОПСКОВ", True),
        ("novopskov", True),
        ("4423300000", True),
        ("ocнова", False),
        (".*", False),
        ("\0", True),
        ("дем'янівка", True),
    ],
)
def test_a_resident_finds_a_community_by_part_of_a_name_in_any_case(client, novopskov, popasna, asked, found):
    novopskov.settlements.create(type="village", name_uk="Дем’янівка", name_en="Demianivka")
    page = client.get("/en/communities/", {"q": asked}).content.decode()
    assert ("Novopskov district" in page) is found


def test_the_desk_asks_for_a_sign_in(client, db):
    answer = client.get("/en/work/")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/accounts/login/?next=/en/work/"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("olena", "Your reports"),
        ("petro", "Reports to check"),
        ("iryna", "Sections lent to you"),
        ("halyna", "For the working group"),
        ("oksana", "For the working group"),
        ("bohdan", "Communities you coordinate"),
        ("larysa", "Communities you coordinate"),
        ("yurii", "Surveys of residents are not part of this site yet"),
        ("admin", "People, duties and communities"),
        ("nobody", "You have no duty here today"),
    ],
)
def test_each_person_sees_what_awaits_them(client, cast, who, sees):
    client.force_login(getattr(cast, who))
    assert sees in client.get("/en/work/").content.decode()


@pytest.mark.parametrize("address", ["/en/", "/en/communities/", "/en/communities/novopskov/"])
def test_public_pages_are_the_same_for_every_reader_and_may_be_stored(client, cast, address):
    for_everybody = client.get(address)
    client.force_login(cast.olena)
    for_olena = client.get(address)
    assert for_everybody.content == for_olena.content
    assert for_everybody["X-Page-Store"] == "public"
    assert not for_everybody.cookies


def publish(report, *, day, verdicts=(), version=1):
    """A frozen publication as residents see it; how one is made is the matter of another test."""
    facts = PublicReport(
        community_slug=report.community.slug,
        community=Words(report.community.name_uk, report.community.name_en),
        oblast=Words("Луганська область", "Luhansk oblast"),
        period_starts_on=report.period.starts_on.isoformat(),
        period_ends_on=report.period.ends_on.isoformat(),
        form="police_report 1",
        version=version,
        reason="",
        published_at=day.isoformat(),
        published_by="Petro Bondar",
        is_demonstration=False,
        has_previous=True,
        has_last_year=True,
        summary=(Words("Спокійніше.", "It became calmer."),),
        sections=tuple(
            PublicSection(n, f"S{n}", Words("", ""), Words("", ""), "uk", verdict, (), ())
            for n, verdict in enumerate(verdicts, start=1)
        ),
    )
    submission = Submission.objects.create(
        report=report, number=1, content={}, submitted_at=day, submitted_by=report.started_by
    )
    return Publication.objects.create(
        report=report,
        submission=submission,
        version=version,
        facts=facts.as_json(),
        group_facts={},
        plan={},
        sha256="0" * 64,
        published_at=day,
    )


def test_a_published_report_stands_on_both_front_pages(client, report):
    verdicts = [Verdict.BETTER, Verdict.BETTER, Verdict.WORSE, Verdict.NOT_JUDGED]
    publish(report, day=dt.datetime(2026, 11, 14, 23, 30, tzinfo=dt.UTC), verdicts=verdicts)
    for address in ("/en/", "/en/communities/novopskov/"):
        page = client.get(address).content.decode()
        for words in (
            "September–October 2026",
            "It became calmer.",
            "2 sections better",
            "1 section worse",
            "15\N{NO-BREAK SPACE}November",  # the day in Kyiv, not in Greenwich
        ):
            assert words in page
        assert "No report has been published yet" not in page


def test_the_front_page_of_another_community_does_not_show_it(client, report, popasna):
    publish(report, day=dt.datetime(2026, 11, 14, tzinfo=dt.UTC))
    assert "It became calmer" not in client.get("/en/communities/popasna/").content.decode()


def test_a_draft_is_no_news(client, report):
    for address in ("/en/", "/en/communities/novopskov/"):
        assert "September–October 2026" not in client.get(address).content.decode()
