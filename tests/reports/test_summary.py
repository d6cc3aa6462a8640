"""The plain-language summary: short, true to what is shown, the same number of sentences in both languages."""

import pytest

from communities.shared.disclosure import Rule, show_change, show_count, show_exact
from reports.published.facts import Figure, PublicSection, Withheld, Words
from reports.publishing import summary
from reports.publishing.comparison import judge, judge_section


def figure(code, before, now, *, meaning="bad", sensitive=False, measure="count", is_core=True):
    show = (lambda v: show_count(v, sensitive=True, rule=Rule())) if sensitive else show_exact
    now, before = show(now), show(before)
    return Figure(
        code=code,
        type=measure,
        direction=meaning,
        is_core=is_core,
        is_sensitive=sensitive,
        decimals=0,
        label=Words(f"{code} українською", f"{code} in English"),
        unit=Words("кількість", "number"),
        now=now,
        previous=before,
        last_year=before,
        change=show_change(now, before),
        change_in_a_year=show_change(now, before),
        verdict=judge(now, before, measure=measure, meaning=meaning),
    )


def section(number, *figures, withheld=0):
    return PublicSection(
        number=number,
        code=f"S{number}",
        title=Words(f"Тема {number}", f"Topic {number}"),
        about=Words("", ""),
        language="uk",
        verdict=judge_section(figures),
        figures=figures,
        narratives=(),
        withheld=(Withheld("group", withheld, narrative=False),) if withheld else (),
    )


def english(sections, *, has_previous=True):
    return [words.en for words in summary.of(sections, has_previous=has_previous)]


def test_topics_then_the_largest_changes_then_what_is_held_back():
    sections = [
        section(1, figure("Burglaries", 40, 20), figure("Thefts", 20, 18)),
        section(2, figure("Accidents", 10, 30)),
        section(3, figure("Calls", 10, 90, meaning="neutral"), withheld=2),
        section(4, figure("Solved", 50, 51, meaning="good", measure="percent")),
        section(5, figure("Complaints", 10, 0), figure("Fraud", 10, 20)),
    ]
    assert english(sections) == [
        "Compared with the previous period, 1 section got better: Topic 1.",
        "Compared with the previous period, 1 section got worse: Topic 2.",
        "In 1 section some figures got better and others worse: Topic 5.",
        "In 1 section nothing changed noticeably.",
        "Better: Complaints in English – 0, in the previous period 10.",
        "Better: Burglaries in English – 20, in the previous period 40.",
        "Worse: Accidents in English – 30, in the previous period 10.",
        "Worse: Fraud in English – 20, in the previous period 10.",
        "2 figures of this report are not public.",
    ]


def test_sensitive_figures_are_named_as_they_are_shown():
    (_, said) = english([section(8, figure("Children hurt", 13, 3, sensitive=True))])
    assert said == "Better: Children hurt in English – fewer than 5, in the previous period about 15."


def test_at_most_three_of_each_and_the_short_form_first():
    many = [figure(f"F{n}", 10, 10 + 10 * n, is_core=n < 4) for n in range(1, 7)]
    worse = [line for line in english([section(1, *many)]) if line.startswith("Worse")]
    assert [line.split()[1] for line in worse] == ["F3", "F2", "F1"]


def test_a_first_report_says_so():
    assert english([section(1)], has_previous=False) == [
        "There is no published report about the previous period to compare with."
    ]


def test_nothing_comparable_is_said_too():
    assert english([section(1, figure("Calls", 10, 90, meaning="neutral"))]) == [
        "None of the sections can be compared with the previous period."
    ]


@pytest.mark.parametrize("better", range(1, 6))
def test_both_languages_say_equally_much(better):
    sections = [section(n, figure("Thefts", 40, 20)) for n in range(better)]
    said = summary.of(sections, has_previous=True)
    assert all(words.uk and words.en for words in said)
    assert "Thefts українською" in said[1].uk
    assert "Thefts in English" in said[1].en
