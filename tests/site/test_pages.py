"""Pages that show several apps: home, a community's front page, the list of communities."""

import pytest
from django.urls import reverse


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
    assert sees in client.get(reverse("desk").replace("/work/", "/en/work/")).content.decode()
