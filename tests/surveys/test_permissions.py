"""Who may do what with a wave: roles by acts."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from communities.models import Duty, User
from surveys import permissions
from surveys.models import SurveyImport, Wave
from tests.conftest import person

ACTS = ("can_see_list", "sees_all_names", "can_make_wave", "can_work_on", "can_hand_over", "inside", "files")
EVERYBODY = [
    "olena",
    "petro",
    "iryna",
    "halyna",
    "taras",
    "sofiia",
    "mykola",
    "oksana",
    "bohdan",
    "larysa",
    "yurii",
    "vira",
    "roman",
    "admin",
    "nobody",
    "daria",
    "stranger",
]
MAY = {
    "yurii": {"can_see_list", "can_make_wave", "can_work_on", "can_hand_over", "inside", "files"},
    "daria": {"can_see_list", "can_make_wave"},  # analyses too, other waves
    "larysa": {"can_see_list", "sees_all_names"},
}


@pytest.fixture
def people(cast):
    daria = person("daria", "Daria Ostapenko", "survey_analyst")
    return {**vars(cast), "daria": daria, "stranger": AnonymousUser()}


@pytest.fixture
def file(wave):
    return SurveyImport.objects.create(
        wave=wave,
        file_name="a.csv",
        kind="csv",
        size=1,
        sha256="0" * 64,
        uploaded_at=wave.made_at,
        uploaded_by=wave.analyst,
    )


def may(who, act, wave):
    if act == "inside":
        return wave in Wave.objects.visible_to(who)
    if act == "files":
        return SurveyImport.objects.visible_to(who).exists()
    if act in {"can_work_on", "can_hand_over"}:
        return getattr(permissions, act)(who, wave)
    return getattr(permissions, act)(who)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_roles_by_acts(people, wave, file, who, act):
    assert may(people[who], act, wave) == (act in MAY.get(who, set()))


@pytest.mark.parametrize("act", ACTS)
def test_an_analyst_whose_duty_ended_may_nothing(people, wave, file, act):
    Duty.objects.filter(person=people["yurii"]).update(ended_on=dt.date(2020, 2, 1))
    assert not may(User.objects.get(pk=people["yurii"].pk), act, wave)


def test_then_the_national_coordinator_may_name_the_next_one_and_still_sees_nothing(people, wave, file):
    Duty.objects.filter(person=people["yurii"]).update(ended_on=dt.date(2020, 2, 1))
    wave = Wave.objects.get()
    assert permissions.can_hand_over(people["larysa"], wave)
    assert not permissions.can_hand_over(people["bohdan"], wave)
    assert not may(people["larysa"], "inside", wave)
    assert not may(people["larysa"], "can_work_on", wave)
