"""What runs when, with one sentence why then. Beat counts in UTC; civil dates are computed by us."""

from typing import Any

TIMETABLE: dict[str, dict[str, Any]] = {
    # Once an hour: sessions that are over and the list of browsers they stood in are deleted, not kept.
    "forget-ended-sessions": {"task": "communities.tasks.forget_ended_sessions", "schedule": 3600.0},
    # Once an hour: how often a visitor wrote or tried to sign in is not kept longer than it is counted.
    "forget-lapsed-limits": {"task": "communities.tasks.forget_lapsed_limits", "schedule": 3600.0},
    # Once an hour: runs of more than two weeks ago no longer help anybody to see what went wrong.
    "forget-old-runs": {"task": "communities.tasks.forget_old_runs", "schedule": 3600.0},
    # Every minute: a letter whose bell nobody heard, or that was put off, goes out soon after it is due.
    "deliver-letters": {"task": "communities.tasks.deliver_letters", "schedule": 60.0},
    # Every minute: what a killed worker held shows within three minutes, as due again or as unknown.
    "reconcile-letters": {"task": "communities.tasks.reconcile_letters", "schedule": 60.0},
    # Every minute: an order for a PDF whose message was lost is found again within two minutes.
    "make-waiting-documents": {"task": "reports.tasks.make_waiting_documents", "schedule": 60.0},
    # Once an hour: answers whose day has come go soon after midnight in Kyiv, those of published results
    # within the hour, and the next run makes up for a missed one.
    "delete-survey-answers": {"task": "surveys.tasks.delete_answers", "schedule": 3600.0},
    # Once an hour: what residents proposed is deleted soon after midnight in Kyiv when its time is over.
    "forget-proposals": {"task": "communities.tasks.forget_proposals", "schedule": 3600.0},
    # Once an hour as well: what the group noted of it, so that it lives no longer than the proposal did.
    "forget-concerns": {"task": "plans.tasks.forget_concerns", "schedule": 3600.0},
    # Every minute: a survey file whose bell nobody heard is read, checked or stored soon after.
    "work-on-waiting-imports": {"task": "surveys.tasks.work_on_waiting_imports", "schedule": 60.0},
    # Every five minutes from seven in Kyiv: what was due by now and was not said is said, so that an hour
    # or a week without a worker loses nothing.
    "remind-due": {"task": "reports.tasks.remind_due", "schedule": 300.0},
    # Every quarter of an hour from seven in Kyiv: the same of decisions of working groups, which are few.
    "remind-of-decisions": {"task": "communities.tasks.remind_of_decisions", "schedule": 900.0},
    # Every quarter of an hour from seven in Kyiv: a risk whose day of review came is named to whoever
    # watches it, and the next run makes up for a missed one.
    "remind-of-reviews": {"task": "plans.tasks.remind_of_reviews", "schedule": 900.0},
    # Every half hour from seven in Kyiv: whoever is responsible for an action of a plan in force is reminded
    # of its day; it reads every plan in force, so it runs less often than the others.
    "remind-of-actions": {"task": "plans.tasks.remind_of_actions", "schedule": 1800.0},
    # Every ten minutes: soon after an action is said to be done, or a report or a survey is published,
    # residents read whether what it aimed at changed.
    "compare-done-actions": {"task": "plans.tasks.compare_done_actions", "schedule": 600.0},
    # Every quarter of an hour from seven in Kyiv: the first round of a week tells the coordinators, on Monday
    # or, when nobody worked then, as soon as somebody does; the others find it told.
    "send-digests": {"task": "reports.tasks.send_digests", "schedule": 900.0},
    # Every minute as well: PDFs of years, ordered again whenever something in the year changes; when none
    # waits, ten years are compared with their pages, so that a day is enough for fifteen hundred communities.
    "make-waiting-year-documents": {"task": "reports.tasks.make_waiting_year_documents", "schedule": 60.0},
    # Every minute too: sheets of survey results, when the message of an order was lost.
    "make-waiting-sheets": {"task": "surveys.tasks.make_waiting_sheets", "schedule": 60.0},
    # Every minute too: minutes of meetings, when the message of an order was lost.
    "make-waiting-minutes": {"task": "communities.tasks.make_waiting_minutes", "schedule": 60.0},
    # Every minute too: PDFs of plans, ordered again when an action went on or a deadline went by.
    "make-waiting-plans": {"task": "plans.tasks.make_waiting_documents", "schedule": 60.0},
    # Every ten minutes: shortly after midnight in Kyiv public pages say of a report that it was due.
    "turn-the-public-day": {"task": "reports.tasks.turn_the_public_day", "schedule": 600.0},
    # Every ten minutes: a figure with a date of release is public shortly after midnight in Kyiv,
    # and a missed run is caught up by the next one.
    "release-due-figures": {"task": "reports.tasks.release_due_figures", "schedule": 600.0},
    # Every five minutes: periods open in the morning of their day; the next run makes up for a missed one.
    "run-the-cycle": {"task": "reports.tasks.run_cycle", "schedule": 300.0},
}

# Seconds. While no worker runs, beat goes on ringing: bells nobody heard in time are thrown away, for one
# run catches up whatever was missed. Longer than the clocks of two machines may differ.
BELLS_LAST = 600.0


def with_expiry(timetable: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The timetable as beat wants it. An entry that says itself how long its bell lasts keeps that."""
    return {name: {"options": {"expires": BELLS_LAST}, **entry} for name, entry in timetable.items()}
