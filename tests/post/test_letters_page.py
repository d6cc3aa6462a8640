"""Coordinators decide about letters that may not have arrived, each in the own oblast."""

import datetime as dt

import pytest

from communities.models import AuditEntry, Letter, LetterState, Oblast, TaskRun
from communities.shared import clock, mail
from tests.post.conftest import AT, HOUR

pytestmark = pytest.mark.django_db
PAGE = "/en/work/letters/"


@pytest.fixture
def lost(cast, novopskov):
    """A letter to Olena about Novopskov, of which nobody knows whether it arrived."""
    message = mail.Message(key="k", to=cast.olena.pk, kind="reports/opened", community=novopskov.pk)
    mail.post([message], at=AT)
    Letter.objects.update(state=LetterState.UNKNOWN, claimed_at=AT, error="timed out <b>")
    return Letter.objects.get()


@pytest.fixture
def elsewhere(lost, cast, popasna):
    """Another letter, of another oblast."""
    other = Oblast.objects.create(
        slug="donetsk", katottg="UA14000000000091971", name_uk="Донецька", name_en="Donetsk"
    )
    mail.post([mail.Message(key="e", to=cast.vira.pk, kind="reports/opened", oblast=other.pk)], at=AT)
    Letter.objects.filter(notice__key="e").update(state=LetterState.FAILED)
    return Letter.objects.get(notice__key="e")


def count(client):
    return client.get(PAGE).content.decode().count("<article")


WHO = [
    ("bohdan", 200, 1),
    ("larysa", 200, 2),
    ("admin", 200, 2),
    ("olena", 403, 0),
    ("petro", 403, 0),
    ("halyna", 403, 0),
    ("nobody", 403, 0),
]


@pytest.mark.parametrize(("who", "status", "letters"), WHO)
def test_who_sees_which_letters(client, cast, lost, elsewhere, who, status, letters):
    client.force_login(getattr(cast, who))
    response = client.get(PAGE)
    assert response.status_code == status
    assert response.content.decode().count("<article") == letters


@pytest.mark.parametrize("verb", ["send-again", "leave"])
@pytest.mark.parametrize(
    ("who", "own", "others"), [("bohdan", 302, 404), ("larysa", 302, 302), ("olena", 403, 403)]
)
def test_who_decides(client, cast, lost, elsewhere, verb, who, own, others):
    client.force_login(getattr(cast, who))
    assert client.post(f"{PAGE}{lost.pk}/{verb}/").status_code == own
    assert client.post(f"{PAGE}{elsewhere.pk}/{verb}/").status_code == others
    assert AuditEntry.objects.count() == (own == 302) + (others == 302)


@pytest.mark.parametrize(
    ("verb", "state", "words"),
    [
        ("send-again", "due", "The letter to Olena Koval will be sent within a minute or two."),
        ("leave", "left", "The letter to Olena Koval will not be sent."),
    ],
)
def test_a_decision_is_taken_once(client, cast, lost, verb, state, words):
    client.force_login(cast.bohdan)
    first = client.post(f"{PAGE}{lost.pk}/{verb}/", follow=True).content.decode()
    assert words in first
    assert Letter.objects.get().state == state
    again = client.post(f"{PAGE}{lost.pk}/{verb}/", follow=True).content.decode()
    assert "Somebody has already decided about this letter." in again
    assert AuditEntry.objects.count() == 1


def test_the_page_says_what_happened_and_to_whom(client, cast, lost):
    client.force_login(cast.bohdan)
    html = client.get(PAGE).content.decode()
    for words in ("Olena Koval", "olena@example.org", "unknown whether it went out", "Novopskov district"):
        assert words in html
    assert "timed out &lt;b&gt;" in html


def test_when_nothing_waits_the_page_says_so(client, cast):
    client.force_login(cast.bohdan)
    assert "Nothing waits for your decision" in client.get(PAGE).content.decode()


def test_the_page_says_whether_background_work_is_alive(client, cast):
    client.force_login(cast.bohdan)
    assert "It has never run on this site" in client.get(PAGE).content.decode()
    run = TaskRun.objects.create(task="t", started_at=AT, ended_at=clock.now() - HOUR)
    assert "Background work stands still" in client.get(PAGE).content.decode()
    TaskRun.objects.filter(pk=run.pk).update(ended_at=clock.now())
    assert "Background work stands still" not in client.get(PAGE).content.decode()


def test_many_letters_have_pages_and_cost_the_same(client, cast, lost, django_assert_max_num_queries):
    said = [
        mail.Message(key=f"m{n}", to=cast.vira.pk, kind="reports/opened", community=lost.notice.community_id)
        for n in range(40)
    ]
    mail.post(said, at=AT)
    Letter.objects.update(state=LetterState.FAILED)
    client.force_login(cast.bohdan)
    client.get(PAGE)
    with django_assert_max_num_queries(10):
        assert count(client) == 20


@pytest.mark.parametrize("verb", ["send-again", "leave"])
def test_decisions_are_posts(client, cast, lost, verb):
    client.force_login(cast.bohdan)
    assert client.get(f"{PAGE}{lost.pk}/{verb}/").status_code == 405


def test_letters_whose_duty_had_ended_are_shown_for_two_weeks(client, cast, lost, elsewhere):
    now = clock.now()
    for letter, days in [(lost, 1), (elsewhere, 1)]:
        Letter.objects.filter(pk=letter.pk).update(
            state=LetterState.WITHDRAWN, settled_at=now - dt.timedelta(days=days)
        )
    client.force_login(cast.bohdan)
    page = client.get(PAGE).content.decode()
    assert (
        "1 letter was not sent, because the duty had ended" in page
    )  # that of the other oblast is not there
    assert "Olena Koval" in page
    assert "<article" not in page  # nothing is to be decided
    Letter.objects.update(settled_at=now - dt.timedelta(days=15))
    assert "because the duty had ended" not in client.get(PAGE).content.decode()
