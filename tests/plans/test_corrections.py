"""How much a typing error is: few letters, never a number, a day, an amount or a “not”."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.models import SmallCorrection
from plans.versions.corrections import CHARACTERS, Refusal, applied, distance, texts, why_not
from tests.plans.test_differences import PLAN

LONG = "Поставити ліхтарі на дорозі до школи і біля зупинки"


@pytest.mark.parametrize(
    ("voted", "after", "refusal"),
    [
        (LONG, LONG.replace("ліхтарі", "ліхтрі"), None),
        (LONG, LONG + ".", None),
        ("Посавити ліхтрі", "Поставити ліхтарі", None),
        ("школа", "школи", None),
        ("школа", "школярі", Refusal.TOO_MUCH),  # of five letters one
        ("так", "ні", Refusal.NEGATION),
        (LONG, "Закрити школу", Refusal.TOO_MUCH),
        (LONG, "", Refusal.EMPTY),
        ("Поставити 20 ліхтарів", "Поставити 200 ліхтарів", Refusal.NUMBERS),
        ("Поставити 20 ліхтарів", "Поставити двадцять ліхтарів", Refusal.NUMBERS),
        ("Поставити двадцять ліхтарів", "Поставити тридцять ліхтарів", Refusal.NUMBERS),
        ("Готово до червня цього року", "Готово до серпня цього року", Refusal.NUMBERS),
        ("Потрібно багато тис. грн", "Потрібно багато млн грн", Refusal.NUMBERS),
        ("Сума в гривнях, не в валюті", "Сума в гривнях, в валюті", Refusal.NEGATION),
        ("Дорогу не закривати зовсім", "Дорогу закривати зовсім", Refusal.NEGATION),
        ("Half of the roads is lit by May", "Half of the roads is lit by June", Refusal.NUMBERS),
        ("Covered to 5% of the need", "Covered to 5 of the need", Refusal.NUMBERS),
    ],
)
def test_what_is_a_typing_error(voted, after, refusal):
    assert why_not(voted, after=after) == refusal


@given(st.text("абв ", max_size=12), st.text("абв ", max_size=12))
def test_the_distance_is_that_of_the_plain_definition(one, other):
    def plain(a, b):
        row = list(range(len(b) + 1))
        for i, x in enumerate(a, start=1):
            new = [i]
            for j, y in enumerate(b, start=1):
                new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
            row = new
        return row[-1]

    assert distance(one, other, most=CHARACTERS) == min(plain(one, other), CHARACTERS + 1)


def test_corrections_are_applied_to_their_text_alone():
    content = PLAN | {"basis": "b", "summary": "s"}
    content = content | {
        "problems": [PLAN["problems"][0] | {"analysis": "", "rank_reason": ""}],
    }
    paths = {each.path for each in texts(content)}
    assert {
        "title",
        "basis",
        "goals.3.title",
        "problems.1.title",
        "actions.1.title",
        "resources.1.title",
    } <= paths
    assert not {path for path in paths if "person" in path or "due_on" in path or "needed" in path}
    for path in paths:
        made = SmallCorrection(pk=1, path=path, before="x", after="mended", at=0)
        shown = applied(content, [made])
        assert [each.path for each in texts(shown) if each.text == "mended"] == [path]
    gone = SmallCorrection(pk=1, path="actions.99.title", before="x", after="mended", at=0)
    assert applied(content, [gone]) == content
