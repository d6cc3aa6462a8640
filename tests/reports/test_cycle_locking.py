"""After its lock a report can be neither started nor saved nor handed in; it says why and what to do."""

import io

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from reports.checking import submission
from reports.cycle.decisions import CannotDecide, Undecidable, unlock
from reports.cycle.locking import Lock, Locked, why_locked
from reports.models import ExpectedReport
from reports.offline import spreadsheet, spreadsheet_upload
from reports.publishing import corrections
from reports.writing.drafting import CannotStart, NotStartable, offers, start
from reports.writing.filling import SectionValues, save
from tests.reports import making
from tests.reports.expecting import SPRING, day, expected, noon, run, takes_part

LAST, AFTER = "2026-05-30", "2026-05-31"


@pytest.fixture
def asked(novopskov, cast):
    takes_part(novopskov)
    run("2026-05-01")
    return novopskov


@pytest.fixture
def drafted(asked, cast, form):
    return making.report_about(asked, form, cast.olena)


@pytest.fixture
def on(monkeypatch):
    """The site's clock stands at noon of a day."""

    def turn(day_):
        monkeypatch.setattr("communities.shared.clock.now", lambda: noon(day_))
        monkeypatch.setattr("communities.shared.clock.today", lambda: noon(day_).date())

    return turn


USUAL = {
    "opens_on": day("2026-04-20"),
    "planned_due_on": day("2026-05-10"),
    "due_on": day("2026-05-10"),
    "on_time_on": day("2026-05-10"),
    "locks_on": day(LAST),
}


@pytest.mark.parametrize(
    ("changed", "today", "is_locked"),
    [
        ({}, "2026-05-30", False),
        ({}, "2026-05-31", True),
        ({}, "2036-05-31", True),
        ({"unlocked_until_on": day("2026-06-15")}, "2026-06-15", False),
        ({"unlocked_until_on": day("2026-06-15")}, "2026-06-16", True),
        ({"unlocked_until_on": day("2026-05-20")}, "2026-05-25", False),
        ({"handed_in_at": noon("2026-05-09")}, "2026-06-16", False),
        ({"published_at": noon("2026-05-09")}, "2026-06-16", False),  # corrections are not locked
        ({"return_due_on": day("2026-05-20")}, "2026-05-31", True),
        ({"excuse": "blackout"}, "2026-05-31", True),
    ],
)
def test_when_it_is_locked(changed, today, is_locked):
    row = ExpectedReport(**{**USUAL, **changed})
    assert (why_locked(row, today=day(today)) is not None) is is_locked


def test_what_nobody_expected_is_never_locked():
    assert why_locked(None, today=day("2036-01-01")) is None


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (
            Lock(day("2026-05-10"), day(LAST)),
            "This report was due on 10 May 2026. It has been locked since the end of 30 May 2026.",
        ),
        (
            Lock(day("2026-06-10"), day("2026-06-30"), was_sent_back=True),
            (
                "This report was sent back and the answers were due on 10 June 2026. "
                "It has been locked since the end of 30 June 2026."
            ),
        ),
        (
            Lock(day("2026-05-10"), day(LAST), exception_ended_on=day("2026-06-15")),
            "This report was due on 10 May 2026. The exception made for it ended on 15 June 2026.",
        ),
    ],
)
def test_the_reason_in_words(lock, words):
    with translation.override("en"):
        assert lock.words == words


def test_nothing_can_be_started_saved_or_handed_in_after_the_lock(asked, drafted, cast, popasna):
    entry = drafted.entries.get(section__number=1)
    typed = SectionValues(narratives={"problem": "New words."})
    with pytest.raises(Locked):
        save(entry, typed, base_version=1, by=cast.olena, at=noon(AFTER))
    with pytest.raises(Locked):
        submission.submit(drafted, by=cast.olena, at=noon(AFTER))
    save(entry, typed, base_version=1, by=cast.olena, at=noon(LAST))
    submission.submit(drafted, by=cast.olena, at=noon(LAST))
    assert expected(asked).is_on_time is False


@pytest.mark.parametrize(
    ("today", "reason"),
    [
        ("2026-03-15", NotStartable.NOT_OPEN),  # the period runs, but has not opened
        ("2026-04-19", NotStartable.NOT_OPEN),
        ("2026-04-20", None),
        (LAST, None),
        (AFTER, NotStartable.LOCKED),
    ],
)
def test_when_an_expected_report_can_be_started(asked, cast, form, today, reason):
    by_period = {offer.period.slug: offer for offer in offers([asked], today=day(today))}
    assert by_period["2026-03"].why_not == reason
    if reason is None:
        assert start(asked, stretch=SPRING, by=cast.olena, at=noon(today)).state == "draft"
        return
    with pytest.raises(CannotStart) as refusal:
        start(asked, stretch=SPRING, by=cast.olena, at=noon(today))
    assert refusal.value.reason == reason
    assert refusal.value.deadline.expected == expected(asked)


def test_a_locked_report_that_was_started_is_still_found(asked, drafted, cast):
    assert start(asked, stretch=SPRING, by=cast.olena, at=noon(AFTER)) == drafted


def test_an_exception_ends(asked, drafted, cast):
    with pytest.raises(CannotDecide) as refusal:
        unlock(expected(asked), until_on=day("2026-06-10"), reason="Flood.", by=cast.bohdan, at=noon(LAST))
    assert refusal.value.reason == Undecidable.NOT_LOCKED
    unlock(expected(asked), until_on=day("2026-06-10"), reason="Flood.", by=cast.bohdan, at=noon(AFTER))
    entry = drafted.entries.get(section__number=1)
    save(
        entry,
        SectionValues(narratives={"problem": "In time."}),
        base_version=1,
        by=cast.olena,
        at=noon("2026-06-10"),
    )
    with pytest.raises(Locked) as refused:
        submission.submit(drafted, by=cast.olena, at=noon("2026-06-11"))
    assert refused.value.lock.exception_ended_on == day("2026-06-10")


def test_what_was_never_begun_can_be_started_by_an_exception_years_later(client, asked, cast, form, on):
    """Listed, started by its button, and closed again when the exception has ended."""
    later, last, over = "2028-02-01", "2028-02-20", "2028-02-21"
    client.force_login(cast.olena)

    def offered(today):
        return {offer.period.slug for offer in offers([asked], today=day(today))}

    assert SPRING.slug not in offered(later)
    with pytest.raises(CannotStart) as refusal:
        start(asked, stretch=SPRING, by=cast.olena, at=noon(later))
    assert refusal.value.reason == NotStartable.LOCKED
    unlock(expected(asked), until_on=day(last), reason="Papers were found.", by=cast.bohdan, at=noon(later))
    on(last)
    with translation.override("en"):
        page = client.get(reverse("reports:start")).content.decode()
        assert page.index("January–February 2028") < page.index("March–April 2026")
        address = reverse("reports:start", args=["novopskov", "2026-03"])
        assert address in page
        client.post(address)
    assert expected(asked).report is not None
    assert SPRING.slug in offered(last)
    assert SPRING.slug not in offered(over)
    with pytest.raises(Locked):
        submission.submit(expected(asked).report, by=cast.olena, at=noon(over))


def test_a_correction_is_not_locked(asked, drafted, cast):
    making.published(drafted, author=cast.olena, head=cast.petro, at=noon("2026-05-20"))
    at = noon("2026-12-01")
    corrections.correct(drafted, reason="A wrong figure.", by=cast.petro, at=at)
    entry = drafted.entries.get(section__number=1)
    save(entry, SectionValues(narratives={"problem": "Corrected."}), base_version=1, by=cast.olena, at=at)
    submission.submit(drafted, by=cast.olena, at=at)
    drafted.refresh_from_db()
    assert drafted.state == "submitted"


def section(report, number=1):
    return reverse("reports:section_save", args=[report.pk, number])


def test_what_was_typed_stays_on_the_page(client, asked, drafted, cast, on):
    on(AFTER)
    client.force_login(cast.olena)
    sent = {
        "version": "1",
        "page": "p",
        "turn": "1",
        "n-problem": "Typed in the last minute.",
        "language": "en",
    }
    with translation.override("en"):
        answer = client.post(section(drafted), sent)
        as_json = client.post(section(drafted), sent, headers={"Accept": "application/json"})
    page = answer.content.decode()
    assert answer.status_code == as_json.status_code == 409
    assert "Typed in the last minute." in page
    assert "It has been locked since the end of 30 May 2026." in page
    assert "Ask the coordinator of your oblast for an exception" in page
    assert as_json.json()["outcome"] == "closed"
    assert "locked" in as_json.json()["words"]
    assert "What you typed is kept on this page." in as_json.json()["words"]
    drafted.refresh_from_db()
    assert not drafted.entries.filter(problem="Typed in the last minute.").exists()


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-05-02", 'Due on <time datetime="2026-05-10">10 May 2026</time>, until midnight.'),
        ("2026-05-12", "That was 2 days ago."),
        ("2026-05-12", 'It locks at the end of <time datetime="2026-05-30">'),
        (AFTER, "It has been locked since the end of 30 May 2026."),
    ],
)
@pytest.mark.parametrize("name", ["tasks", "section", "check"])
def test_every_page_of_the_report_says_when_it_is_due(client, asked, drafted, cast, on, name, today, words):
    on(today)
    client.force_login(cast.olena)
    arguments = [drafted.pk, 1] if name == "section" else [drafted.pk]
    with translation.override("en"):
        page = client.get(reverse(f"reports:{name}", args=arguments)).content.decode()
    assert words in page
    assert 'data-period="2026-03-01/P2M"' in page


def test_locked_pages_offer_nothing_that_would_be_refused(client, asked, drafted, cast, on):
    on(AFTER)
    client.force_login(cast.olena)
    with translation.override("en"):
        section_page = client.get(reverse("reports:section", args=[drafted.pk, 1])).content.decode()
        check_page = client.get(reverse("reports:check", args=[drafted.pk])).content.decode()
        refused = client.post(reverse("reports:submit", args=[drafted.pk]), follow=True).content.decode()
    assert "data-autosave" not in section_page
    assert 'id="submit-title"' not in check_page
    assert "Ask the coordinator of your oblast" in refused
    drafted.refresh_from_db()
    assert drafted.state == "draft"


def test_the_start_page_says_why_a_period_cannot_be_started(client, asked, cast, form, on):
    client.force_login(cast.olena)
    with translation.override("en"):
        on("2026-04-19")
        early = client.get(reverse("reports:start")).content.decode()
        pressed = client.post(reverse("reports:start", args=["novopskov", "2026-03"]), follow=True)
        on(AFTER)
        locked = client.get(reverse("reports:start")).content.decode()
    assert 'Can be started from <time datetime="2026-04-20">20 April 2026</time>' in early
    assert "its period has not opened" in pressed.content.decode()
    assert "It has been locked since the end of 30 May 2026." in locked


def test_the_head_reads_how_late_it_was(client, asked, drafted, cast, on):
    submission.submit(drafted, by=cast.olena, at=noon("2026-05-12"))
    on("2026-05-13")
    client.force_login(cast.petro)
    with translation.override("en"):
        page = client.get(reverse("reports:check", args=[drafted.pk])).content.decode()
    assert "2 days late." in page


def test_a_spreadsheet_is_refused_in_words(client, asked, drafted, cast, on):
    with translation.override("en"):
        book = load_workbook(io.BytesIO(spreadsheet.workbook_of(drafted, language="en")))
        sheet = book["Figures"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "HOST_STRIKES")
        sheet.cell(row, 4).value = 7
        target = io.BytesIO()
        book.save(target)
        upload = spreadsheet_upload.read_upload(target.getvalue(), report=drafted)
        token = spreadsheet_upload.sealed(upload, drafted, by=cast.olena)
        with pytest.raises(Locked):
            spreadsheet_upload.store(drafted, token, by=cast.olena, at=noon(AFTER))
        on(AFTER)
        client.force_login(cast.olena)
        address = reverse("reports:spreadsheet_store", args=[drafted.pk])
        page = client.post(address, {"token": token}, follow=True).content.decode()
    assert "Nothing was taken over; keep your file." in page
    assert "It has been locked since the end of 30 May 2026." in page
