"""The administration says what ran when, what failed and what waits; and in red that nothing runs."""

import datetime as dt
import subprocess
import sys

import pytest

from communities.models import Letter, LetterState, TaskRun
from communities.shared import clock, mail, runs
from config.background import background
from config.schedule import TIMETABLE
from tests.post.conftest import AT, HOUR, MINUTE

pytestmark = pytest.mark.django_db
DELIVER = "communities.tasks.deliver_letters"


@pytest.fixture
def office(client, cast):
    client.force_login(cast.admin)
    return client


def page(client, address="/en/admin/background/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_first_page_says_in_red_that_nothing_runs(office):
    assert "No task has ever run here" in page(office, "/en/admin/")
    run = TaskRun.objects.create(task="t", started_at=AT, ended_at=clock.now() - HOUR)
    assert "Background work stands still." in page(office, "/en/admin/")
    TaskRun.objects.filter(pk=run.pk).update(ended_at=clock.now())
    assert "stands still" not in page(office, "/en/admin/")


def test_every_task_of_the_timetable_has_its_line(office):
    shown = background(TIMETABLE, at=AT)
    assert {line.task for line in shown.tasks} == {entry["task"] for entry in TIMETABLE.values()}
    assert all(line.title != line.task for line in shown.tasks)
    html = page(office)
    assert "Letters are sent" in html
    assert "never" in html


def run_of_deliver(at, **ending):
    row = runs.begin(DELIVER, at=at)
    if ending:
        runs.end(row, at=at, **ending)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ({"outcome": {"sent": 3}}, "sent: 3"),
        ({"outcome": {}}, "nothing to do"),
        ({"error": "OSError: <no room>"}, "OSError: &lt;no room&gt;"),
    ],
)
def test_how_the_last_run_ended(office, ending, words):
    run_of_deliver(clock.now(), **ending)
    assert words in page(office)


def test_a_run_that_was_cut_off_is_told_from_one_that_goes_on(office):
    run_of_deliver(clock.now())
    assert "is running" in page(office)
    TaskRun.objects.update(started_at=clock.now() - 10 * MINUTE)
    assert "was cut off" in page(office)


def test_when_a_task_is_due_next(office):
    run_of_deliver(AT, outcome={})
    (line,) = background({"x": {"task": DELIVER, "schedule": 60.0}}, at=AT).tasks
    assert line.next_at == AT + MINUTE


def test_a_web_process_knows_the_words_of_tasks_that_it_never_runs():
    said = "from communities.shared.runs import is_recorded as r; print(r('reports.tasks.remind_due'))"
    start = f"import django; django.setup(); {said}"
    answer = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True"


def test_what_waits_is_counted(cast, office):
    said = [mail.Message(key=f"m{n}", to=cast.olena.pk, kind="none/such") for n in range(6)]
    mail.post(said, at=AT)
    ids = list(Letter.objects.values_list("pk", flat=True))
    Letter.objects.filter(pk=ids[0]).update(state=LetterState.UNKNOWN)
    Letter.objects.filter(pk__in=ids[1:3]).update(state=LetterState.FAILED)
    Letter.objects.filter(pk=ids[3]).update(state=LetterState.SENT, sent_at=AT)
    waiting = background(TIMETABLE, at=AT).waiting
    assert (waiting.letters, waiting.letters_unknown, waiting.letters_failed) == (2, 1, 2)
    assert "unknown: 1; could not be sent: 2" in page(office)


def test_it_costs_the_same_with_many_rows(cast, django_assert_num_queries):
    for number in range(30):
        run_of_deliver(AT + number * MINUTE, outcome={"sent": 1})
    with django_assert_num_queries(8):
        background(TIMETABLE, at=AT + dt.timedelta(hours=1))


@pytest.mark.parametrize("name", ["notice", "letter", "taskrun"])
def test_nobody_edits_them(office, cast, name):
    mail.post([mail.Message(key="m", to=cast.olena.pk, kind="none/such")], at=AT)
    run_of_deliver(AT, outcome={"sent": 1})
    assert office.get(f"/en/admin/communities/{name}/add/").status_code == 403
    row = {"notice": Letter.objects.get().notice_id, "letter": Letter.objects.get().pk}.get(
        name, TaskRun.objects.values_list("pk", flat=True).first()
    )
    assert office.get(f"/en/admin/communities/{name}/{row}/change/").status_code == 200
    assert office.post(f"/en/admin/communities/{name}/{row}/change/", {"state": "sent"}).status_code == 403
    assert office.post(f"/en/admin/communities/{name}/{row}/delete/").status_code == 403


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("letter", "waits=worker"),
        ("letter", "waits=person"),
        ("notice", "read=no"),
        ("taskrun", "ending=failed"),
        ("taskrun", "ending=open"),
        ("taskrun", "ending=done"),
    ],
)
def test_lists_are_filtered(office, cast, name, query):
    assert office.get(f"/en/admin/communities/{name}/?{query}").status_code == 200


@pytest.mark.parametrize("who", ["olena", "larysa", "nobody"])
def test_only_administrators_look_at_it(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get("/en/admin/background/", follow=True).status_code == 403
