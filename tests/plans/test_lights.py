"""The traffic light follows from days and from what was said last."""

import datetime as dt
from dataclasses import dataclass

import pytest

from plans.actions.lights import Light, light, share
from plans.states import Progress

TODAY = dt.date(2026, 11, 23)


@dataclass
class Said:
    status: str
    said_on: dt.date
    percent: int | None = None


def said(status, days_ago=5):
    return Said(status, TODAY - dt.timedelta(days=days_ago))


def day(days):
    return None if days is None else (TODAY + dt.timedelta(days=days)).isoformat()


CASES = [
    # begins, due (days from today), said, days ago, light
    (-30, 60, None, 0, Light.ON_TIME),
    (-90, 60, None, 0, Light.NO_WORD),
    (5, 60, None, 0, Light.NOT_BEGUN),
    (-30, 14, None, 0, Light.SOON),
    (-30, 15, None, 0, Light.ON_TIME),
    (-30, 0, None, 0, Light.SOON),
    (-30, -1, None, 0, Light.LATE),
    (5, 10, None, 0, Light.NOT_BEGUN),
    (None, None, None, 0, Light.ON_TIME),
    (-90, 60, Progress.AS_PLANNED, 5, Light.ON_TIME),
    (-90, 60, Progress.AS_PLANNED, 75, Light.ON_TIME),
    (-90, 60, Progress.AS_PLANNED, 76, Light.NO_WORD),
    (-90, -1, Progress.AS_PLANNED, 5, Light.LATE),
    (-90, 60, Progress.LATE, 5, Light.LATE),
    (-90, 60, Progress.SEEKS_FUNDING, 5, Light.NO_MONEY),
    (-90, -1, Progress.SEEKS_FUNDING, 5, Light.LATE),
    (-90, -1, Progress.DONE, 5, Light.DONE),
    (-90, -1, Progress.POSTPONED, 5, Light.PUT_OFF),
    (-90, -1, Progress.CANCELLED, 5, Light.CANCELLED),
]


@pytest.mark.parametrize(("starts", "due", "status", "days_ago", "shown"), CASES)
def test_every_light(starts, due, status, days_ago, shown):
    action = {"starts_on": day(starts), "due_on": day(due)}
    assert light(action, said(status, days_ago) if status else None, today=TODAY) == shown


def test_every_light_is_in_the_table():
    assert {case[-1] for case in CASES} == set(Light)
    assert {case[2] for case in CASES} - {None} == set(Progress)


@pytest.mark.parametrize(
    ("lights", "percent"),
    [
        ([], None),
        ([Light.CANCELLED], None),
        ([Light.DONE, Light.LATE], 50),
        ([Light.DONE, Light.CANCELLED, Light.CANCELLED], 100),
        ([Light.DONE, Light.ON_TIME, Light.PUT_OFF], 33),
    ],
)
def test_a_cancelled_action_does_not_lower_the_share(lights, percent):
    assert share(lights).percent_done == percent
