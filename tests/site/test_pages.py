"""Pages that show several apps: home, a community's front page, the list of communities."""

import datetime as dt

import pytest

from tests.reports.published import publish


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
        ("yurii", "You have no wave yet."),
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
    assert for_everybody["X-Page-Store"].split()[0] == "public"
    assert not for_everybody.cookies


def test_a_published_report_stands_on_both_front_pages(client, cast, novopskov):
    late_in_the_evening = dt.datetime(2026, 11, 14, 23, 30, tzinfo=dt.UTC)
    publish(novopskov, "2026-09", by=cast.petro, at=late_in_the_evening)
    for address in ("/en/", "/en/communities/novopskov/"):
        page = client.get(address).content.decode()
        assert "September–October 2026" in page
        assert "sections better" in page
        assert "15\N{NO-BREAK SPACE}November" in page, "the day in Kyiv, not in Greenwich"
        assert "No report has been published yet" not in page


def test_only_the_version_in_force_is_listed(client, cast, novopskov):
    publish(novopskov, "2026-09", by=cast.petro)
    publish(novopskov, "2026-09", by=cast.petro, version=2, reason="A figure was mended.")
    page = client.get("/en/communities/novopskov/").content.decode()
    assert page.count("September–October 2026") == 1
    assert "Corrected: this is version 2" in page


def test_newest_first(client, cast, novopskov):
    for slug in ("2026-05", "2026-09", "2026-07"):
        publish(novopskov, slug, by=cast.petro)
    page = client.get("/en/communities/novopskov/").content.decode()
    found = [page.index(words) for words in ("September–October", "July–August", "May–June")]
    assert found == sorted(found)


def test_the_front_page_of_another_community_does_not_show_it(client, cast, novopskov, popasna):
    publish(novopskov, "2026-09", by=cast.petro)
    page = client.get("/en/communities/popasna/").content.decode()
    assert "September–October 2026" not in page


@pytest.mark.parametrize(("address", "most"), [("/en/", 6), ("/en/communities/novopskov/", 7)])
def test_the_number_of_queries_does_not_grow_with_the_reports(
    client, cast, novopskov, address, most, django_assert_max_num_queries
):
    for slug in ("2026-01", "2026-03", "2026-05", "2026-07", "2026-09"):
        publish(novopskov, slug, by=cast.petro)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_a_draft_is_no_news(client, report):
    for address in ("/en/", "/en/communities/novopskov/"):
        assert "September–October 2026" not in client.get(address).content.decode()


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
@pytest.mark.parametrize(
    "address",
    [
        "communities/novopskov/plans/{}/files/1/",
        "communities/novopskov/plans/1/files/{}/",
        "surveys/questionnaires/x/{}/",
    ],
)
def test_a_number_that_no_row_has_is_not_found(client, novopskov, address, number):
    assert client.get(f"/en/{address.format(number)}").status_code == 404
