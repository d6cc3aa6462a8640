"""A person reads what the site has told; each notice leads to its page and is read then."""

import datetime as dt

import pytest

from communities.models import Notice
from communities.shared import mail
from tests.post.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def olena(client, cast):
    client.force_login(cast.olena)
    return client


def tell(person, number=1, **fields):
    said = [
        mail.Message(key=f"{person.pk}:{n}", to=person.pk, kind="reports/opened", **fields)
        for n in range(number)
    ]
    mail.post(said, at=AT)
    return list(Notice.objects.filter(person=person).order_by("pk"))


def page(client, address="/en/work/notices/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


FACTS = {"period": {"uk": "січень", "en": "January"}, "community": {"uk": "Н", "en": "<b>N</b>"}}


def test_a_notice_says_its_words_in_the_language_of_the_page(olena, cast):
    tell(cast.olena, facts=FACTS, link="/work/")
    html = page(olena)
    assert "The report about January can be started" in html
    assert "&lt;b&gt;N&lt;/b&gt;" in html
    assert "<b>N</b>" not in html
    assert "січень" in page(olena, "/work/notices/")


def test_nobody_sees_or_reads_the_notices_of_others(olena, cast):
    (petros,) = tell(cast.petro, link="/work/")
    assert "Nothing has happened yet" in page(olena)
    assert olena.get(f"/en/work/notices/{petros.pk}/").status_code == 404
    olena.post("/en/work/notices/read/")
    petros.refresh_from_db()
    assert petros.read_at is None


def test_following_a_notice_reads_it(olena, cast):
    (notice,) = tell(cast.olena, link="/work/")
    address = f"/en/work/notices/{notice.pk}/"
    olena.head(address)
    assert Notice.objects.get().read_at is None
    response = olena.get(address)
    assert (response.status_code, response["Location"]) == (302, "/en/work/")
    first = Notice.objects.get().read_at
    assert first is not None
    olena.get(address)
    assert Notice.objects.get().read_at == first


@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"]
)
def test_a_notice_never_leads_away_from_the_site(olena, cast, link):
    (notice,) = tell(cast.olena, link=link)
    response = olena.get(f"/en/work/notices/{notice.pk}/")
    assert response["Location"] == "/en/work/notices/"


def test_the_head_of_each_page_says_how_much_is_not_read(olena, cast):
    assert "not read)" not in page(olena, "/en/work/")
    tell(cast.olena, 3)
    assert "(3 not read)" in page(olena, "/en/work/")
    response = olena.post("/en/work/notices/read/", follow=True)
    assert "3 notices are marked as read." in response.content.decode()
    assert "not read)" not in page(olena, "/en/work/")


def test_the_count_costs_one_query_and_answers_to_posts_none(olena, cast, rf, django_assert_num_queries):
    from django.template import Context

    from communities.templatetags.notices import unread_notices

    tell(cast.olena, 2)
    for method, expected, queries in (("get", 2, 1), ("post", 0, 0), ("head", 0, 0)):
        request = getattr(rf, method)("/")
        request.user = cast.olena
        with django_assert_num_queries(queries):
            assert unread_notices(Context({"request": request})) == expected


def test_many_notices_have_pages_and_cost_the_same(olena, cast, django_assert_max_num_queries):
    tell(cast.olena, 45, facts=FACTS)
    page(olena)
    with django_assert_max_num_queries(8):
        html = page(olena)
    assert html.count("<article") == 20
    assert page(olena, "/en/work/notices/?page=3").count("<article") == 5


def test_marking_as_read_is_asked_by_post_only(olena):
    assert olena.get("/en/work/notices/read/").status_code == 405


def test_notices_come_newest_first(olena, cast):
    mail.post([mail.Message(key="old", to=cast.olena.pk, kind="old/kind")], at=AT)
    later = AT + dt.timedelta(days=1)
    mail.post([mail.Message(key="new", to=cast.olena.pk, kind="reports/opened", facts=FACTS)], at=later)
    html = page(olena)
    assert html.index("The report about January") < html.index("There is news for you")
