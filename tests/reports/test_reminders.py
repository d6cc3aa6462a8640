"""The police are reminded of what they owe: rows, ledger, notices and letters."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from communities.models import Community, Duty, Letter, Notice, Reminder, Role
from communities.shared import reminding
from reports import tasks
from reports.cycle import decisions
from reports.cycle.reminders import Silence, remind_due, silence_of
from reports.models import ReminderStep
from tests.conftest import KYIV, person
from tests.reports.owing import AUTUMN, DAY, DUE, expected_of, noon


def run(day: dt.date) -> int:
    return remind_due(today=day, at=noon(day))


def heard() -> list[tuple[str, str]]:
    return sorted(
        (row.person.name.partition(" ")[0], row.kind)
        for row in Reminder.objects.filter(is_skipped=False).select_related("person")
    )


def test_a_week_before_the_officer_is_told_once(cast, novopskov):
    expected = expected_of(novopskov)
    assert run(DUE - 8 * DAY) == 0
    assert [run(DUE - 7 * DAY) for _ in range(3)] == [1, 0, 0]
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.community) == (cast.olena, "reports/due_soon", novopskov)
    assert notice.facts["community"] == {"uk": "Новопсковський район", "en": "Novopskov district"}
    assert notice.facts["period"]["en"] == "September–October 2026"
    assert notice.facts["due_on"] == "2026-11-10"
    assert notice.link == "/work/reports/start/"
    assert Letter.objects.get().notice == notice
    assert silence_of(expected, today=DUE - 7 * DAY) == Silence.ALREADY


def test_all_steps_of_one_report(cast, novopskov):
    expected_of(novopskov)
    for number in range(-10, 25):
        run(DUE + number * DAY)
    assert heard() == [
        ("Olena", "step+0"),
        ("Olena", "step+3"),
        ("Olena", "step+7"),
        ("Olena", "step-1"),
        ("Olena", "step-7"),
        ("Petro", "step+3"),
        ("Petro", "step+7"),
    ]
    kinds = Notice.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "reports/due_soon",
        "reports/due_soon",
        "reports/due_today",
        *["reports/overdue", "reports/overdue_head"] * 2,
    ]


def test_after_two_weeks_off_one_run_says_the_latest_and_writes_down_the_rest(cast, novopskov, popasna):
    expected_of(novopskov)
    expected_of(popasna)
    assert run(DUE + 5 * DAY) == 4
    assert heard() == [("Olena", "step+3"), ("Petro", "step+3"), ("Roman", "step+3"), ("Vira", "step+3")]
    assert Reminder.objects.filter(is_skipped=True, person=cast.olena).count() == 3
    assert run(DUE + 5 * DAY) == 0


def test_an_oblasts_own_steps_replace_the_built_in_ones(cast, novopskov, luhansk):
    expected_of(novopskov)
    ReminderStep.objects.create(oblast=luhansk, days_after_due=-14, tells_head=True, tells_officer=False)
    assert run(DUE - 15 * DAY) == 0
    assert run(DUE - 14 * DAY) == 1
    assert run(DUE + 9 * DAY) == 0
    assert heard() == [("Petro", "step-14")]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"opened_at": None}, Silence.NOT_OPENED),
        ({"excuse": "blackout", "excuse_reason": "No power."}, Silence.EXCUSED),
        ({"locks_on": DUE + 1 * DAY}, Silence.LOCKED),
    ],
)
def test_nobody_is_reminded_without_reason(cast, novopskov, fields, reason):
    expected = expected_of(novopskov, **fields)
    assert run(DUE + 2 * DAY) == 0
    assert silence_of(expected, today=DUE + 2 * DAY) == reason
    assert not Reminder.objects.exists()


def test_who_handed_in_is_left_in_peace_until_it_is_sent_back(cast, draft):
    expected = expected_of(draft.community, report=draft, handed_in_at=noon(DUE), first_handed_in_on=DUE)
    assert run(DUE + 3 * DAY) == 0
    assert silence_of(expected, today=DUE + 3 * DAY) == Silence.HANDED_IN
    expected.handed_in_at, expected.return_due_on = None, DUE + 12 * DAY
    expected.save()
    assert run(DUE + 5 * DAY) == 1
    notice = Notice.objects.get()
    assert (notice.kind, notice.link) == ("reports/returned_due", f"/work/reports/{draft.pk}/")
    assert notice.facts["due_on"] == "2026-11-22"


def test_who_is_sent_back_the_report_is_not_told_the_same_day_twice(cast, draft):
    """“Sent back, expected by the 17th” and “expected by the 17th, in seven days” fall on one day."""
    expected_of(draft.community, report=draft, return_due_on=DUE + 7 * DAY)
    Notice.objects.create(
        key="sent_back:1",
        person=cast.olena,
        kind="reports/sent_back",
        facts={"due_on": (DUE + 7 * DAY).isoformat()},
        community=draft.community,
        at=noon(DUE),
    )
    assert run(DUE) == 0
    assert Reminder.objects.get().is_skipped
    assert [run(DUE + number * DAY) for number in (5, 6, 7, 8)] == [0, 1, 1, 0]


def test_more_time_is_told_once_and_starts_the_steps_anew(cast, novopskov):
    expected = expected_of(novopskov)
    run(DUE)
    decisions.extend(
        expected, due_on=DUE + 5 * DAY, reason="Shelling of the archive.", by=cast.bohdan, at=noon(DUE)
    )
    assert [run(DUE + number * DAY) for number in range(7)] == [0, 0, 0, 0, 1, 1, 0]
    told = Notice.objects.filter(person=cast.olena).order_by("pk").values_list("kind", flat=True)
    assert list(told) == [
        "reports/due_today",
        "reports/extended",
        "reports/due_soon",
        "reports/due_today",
    ]


def test_nobody_serves(cast, novopskov):
    expected = expected_of(novopskov)
    Duty.objects.filter(community=novopskov).update(ended_on=DUE - 10 * DAY)
    assert run(DUE) == 0
    assert silence_of(expected, today=DUE) == Silence.NOBODY
    newcomer = person("danylo", "Danylo New")
    Duty.objects.create(
        person=newcomer, role=Role.REPORTING_OFFICER, community=novopskov, started_on=DUE + 1 * DAY
    )
    assert run(DUE) == 0
    assert run(DUE + 1 * DAY) == 1
    assert heard() == [("Danylo", "step+0")]


def test_who_may_no_longer_sign_in_does_not_count_as_serving(cast, novopskov):
    expected = expected_of(novopskov)
    cast.olena.is_active = False
    cast.olena.save()
    assert run(DUE) == 0
    assert silence_of(expected, today=DUE) == Silence.NOBODY


def test_a_run_that_is_cut_off_between_batches_is_finished_by_the_next(cast, novopskov, popasna, monkeypatch):
    expected_of(novopskov)
    expected_of(popasna)
    monkeypatch.setattr(reminding, "BATCH", 1)
    tell, calls = reminding._tell, []

    def cut_off(keys, **rest):
        calls.append(keys)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return tell(keys, **rest)

    monkeypatch.setattr(reminding, "_tell", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run(DUE)
    assert heard() == [("Olena", "step+0")]
    assert run(DUE) == 1
    assert heard() == [("Olena", "step+0"), ("Vira", "step+0")]


def test_the_database_refuses_the_same_reminder_twice(cast, novopskov):
    expected_of(novopskov)
    run(DUE)
    again = Reminder.objects.get(kind="step+0")
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def many(oblast, count):
    communities = Community.objects.bulk_create(
        Community(
            slug=f"c{number}", oblast=oblast, name_uk=f"Громада {number}", name_en=f"Community {number}"
        )
        for number in range(count)
    )
    for community in communities:
        who = person(f"officer{community.slug}", f"Officer {community.slug}")
        Duty.objects.create(
            person=who, role=Role.REPORTING_OFFICER, community=community, started_on=dt.date(2020, 1, 1)
        )
        expected_of(community, stretch=AUTUMN)


@pytest.mark.parametrize("day", [DUE - 8 * DAY, DUE - 7 * DAY])
def test_a_batch_takes_the_same_few_statements_however_many_reports_it_has(luhansk, day):
    counted = []
    for number in (3, 60):
        with transaction.atomic():
            many(luhansk, number)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert run(day) == (number if day == DUE - 7 * DAY else 0)
            counted.append(len(queries))
            transaction.set_rollback(True)
    assert counted[0] == counted[1]
    assert counted[0] <= 16


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("remind", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("day", ["2026-11-03", "2026-03-29", "2026-10-25", "2028-02-29"])
def test_the_task_waits_until_seven_in_kyiv_winter_and_summer(cast, novopskov, settings, monkeypatch, day):
    settings.MESSAGES_FROM_HOUR = 7
    due = dt.date.fromisoformat(day)
    expected_of(
        novopskov,
        planned_due_on=due,
        due_on=due,
        on_time_on=due,
        locks_on=due + 20 * DAY,
        opens_on=due - 20 * DAY,
    )
    for hour, minute, told in ((0, 0, 0), (6, 59, 0), (7, 0, 1), (7, 5, 1), (23, 59, 1)):
        at = dt.datetime.combine(due, dt.time(hour, minute), tzinfo=KYIV)
        monkeypatch.setattr("communities.shared.clock.now", lambda at=at: at.astimezone(dt.UTC))
        tasks.remind_due()
        assert Notice.objects.count() == told


def test_the_plan_names_every_community_and_writes_nothing(cast, novopskov, popasna, draft):
    expected_of(novopskov, report=draft, handed_in_at=noon(DUE), first_handed_in_on=DUE)
    lines = printed("--dry-run", "--on", "2026-11-13").splitlines()
    assert lines[0] == "Friday 2026-11-13: 0 to be sent. Nothing is sent now."
    assert lines[3] == (
        "Novopskov district  September–October 2026  2026-11-10  nothing: The report is handed in."
    )
    assert lines[4].startswith("Popasna district    –")
    expected_of(popasna)
    said = printed("--dry-run", "--on", "2026-11-13")
    assert "2026-11-10  skipped for Vira Polishchuk: 7 days before, a later one says it" in said
    assert "to Vira Polishchuk: 3 days after" in said
    assert "to Roman Danyliuk: 3 days after" in said
    assert not Reminder.objects.exists()
    assert not Notice.objects.exists()


def test_of_a_day_to_come_the_plan_counts_what_opens_until_then(cast, novopskov, monkeypatch):
    row = expected_of(novopskov, opened_at=None)
    monkeypatch.setattr("communities.shared.clock.now", lambda: noon(row.opens_on - DAY))
    assert "nothing: The period has not opened yet." in printed("--dry-run")
    assert "to Olena Koval: on the due day" in printed("--dry-run", "--on", DUE.isoformat())
    row.refresh_from_db()
    assert row.opened_at is None


def test_the_command_sends_what_the_plan_says(cast, novopskov, monkeypatch):
    expected_of(novopskov)
    monkeypatch.setattr("communities.shared.clock.now", lambda: noon(DUE))
    assert "to Olena Koval: on the due day" in printed("--dry-run")
    assert printed() == "1 reminder was sent.\n"
    assert printed() == "0 reminders were sent.\n"
    assert "nothing: Everything that was due has been said already." in printed("--dry-run")


def test_the_command_sends_nothing_on_another_day(cast):
    with pytest.raises(CommandError):
        printed("--on", "2026-11-13")


def test_the_administration_says_why_nobody_is_reminded(client, cast, novopskov, monkeypatch):
    """The same reason as everywhere; the ledger can be read there and not changed."""
    expected = expected_of(novopskov)
    monkeypatch.setattr("communities.shared.clock.now", lambda: noon(DUE))
    client.force_login(cast.admin)
    with translation.override("en"):
        page = reverse("admin:reports_expectedreport_change", args=[expected.pk])
        ledger = reverse("admin:communities_reminder_changelist")
    assert "The next run reminds somebody." in client.get(page).content.decode()
    run(DUE)
    assert "Everything that was due has been said already." in client.get(page).content.decode()
    assert "step+0" in client.get(ledger).content.decode()
    assert client.post(page, {"excuse": "other"}).status_code == 403
    assert client.get(ledger + "add/").status_code == 403
