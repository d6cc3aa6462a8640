"""A small questionnaire, people drawn by chance who answer it, and all that a reader of the results can know."""

import random
from collections import Counter

from surveys.models import QuestionGroup
from surveys.results import ALL
from tests.surveys.auditor import Reader
from tests.surveys.tables import cell, question, questionnaire

TRUST = question(
    "TRUST",
    ["full", "rather", "rather_not", "not", "no_idea", "no_answer"],
    nets={"trust": ["full", "rather"], "distrust": ["rather_not", "not"]},
)
CONTACT = question(
    "CONTACT",
    ["called", "stopped", "helped", "none", "no_idea"],
    number=2,
    multiple=True,
    alone=("none", "no_idea"),
    nets={"any": ["called", "stopped", "helped"]},
)
PLEASED = question(
    "PLEASED",
    ["yes", "no"],
    number=3,
    asked_if={"question": "CONTACT", "answers": ("none", "no_idea"), "is_not": True},
)
SEX = question("SEX", ["m", "f"], number=4, group=QuestionGroup.PROFILE)
AGE = question("AGE_GROUP", ["young", "middle", "old"], number=5, group=QuestionGroup.PROFILE)
IDP = question("IDP", ["idp", "local", "no_answer"], number=6, group=QuestionGroup.PROFILE)
BANK = questionnaire(TRUST, CONTACT, PLEASED, SEX, AGE, IDP)
ALONE = {"none", "no_idea"}
GROUPS = {"SEX": ("m", "f"), "AGE_GROUP": ("young", "middle", "old"), "IDP": ("idp", "local")}


def people(seed, how_many=None):
    """Answers of 30 to 300 people: some answers rare, some groups small, some did not tell."""
    source = random.Random(seed)
    weights = [source.choice([1, 3, 10, 40]), *(source.choice([0, 1, 1, 3, 10, 40]) for _ in range(5))]
    small = source.choice([1, 3, 20])

    def one():
        contacts = {code for code in ("called", "stopped", "helped") if source.random() < small / 60}
        contacts = contacts or {source.choices(["none", "no_idea"], [20, 1])[0]}
        return {
            "TRUST": {source.choices(list(TRUST.option), weights)[0]},
            "CONTACT": contacts,
            "PLEASED": set() if contacts & ALONE else {source.choice(["yes", "yes", "yes", "no"])},
            "SEX": {source.choice("mf")},
            "AGE_GROUP": {source.choices(GROUPS["AGE_GROUP"], [small, 10, 10])[0]},
            "IDP": {source.choices(["idp", "local", "no_answer"], [small, 20, 1])[0]},
        }

    return [one() for _ in range(how_many or source.randint(30, 300))]


def tabulated(answers):
    cells = []
    columns = [(ALL, ALL), *((code, group) for code, groups in GROUPS.items() for group in groups)]
    for asked in BANK.questions:
        for breakdown, group in columns if not asked.is_profile else [(ALL, ALL)]:
            here = [one for one in answers if not group or group in one[breakdown]]
            here = [one for one in here if one[asked.code]]
            count = Counter(answer for one in here for answer in one[asked.code])
            count |= {
                net.code: sum(bool(one[asked.code] & {*net.members}) for one in here) for net in asked.nets
            }
            cells += [
                cell(answer, count[answer], len(here), question=asked.code, breakdown=breakdown, group=group)
                for answer in [*asked.option, *asked.net]
            ]
    return cells


def reader_of(cells, seen, *, reader=None):
    """Everything that one can know who sees the public cells, in an unweighted survey."""
    reader = reader or Reader()
    exact = {(each.question, each.answer, each.breakdown, each.group): each for each in cells}
    for name, each in exact.items():
        everybody = exact[each.question, each.answer, ALL, ALL].base
        reader.place(*name, most=everybody)
        reader.place("people", each.question, each.breakdown, each.group, most=everybody)
    for each in seen:
        if each.hidden is None:
            learn_shown(reader, each, exact)
    for _, code, *where in [name for name in reader.index if name[0] == "people"]:
        learn = learn_several if BANK.of(code).is_multiple else learn_single
        learn(reader, BANK.of(code), where)
    for code, answer in {(name[0], name[1]) for name in exact if not BANK.of(name[0]).is_profile}:
        learn_groups(reader, code, answer, exact)
    return reader


def learn_shown(reader, cell, exact):
    name = (cell.question, cell.answer, cell.breakdown, cell.group)
    count = round(cell.percent * cell.base / 100)
    reader.knows(name, count)
    reader.knows(("people", cell.question, cell.breakdown, cell.group), cell.base)
    if cell.question in GROUPS and cell.answer in GROUPS[cell.question]:
        for code in ("TRUST", "CONTACT"):  # everybody answered these: how many they are is how many answered
            reader.knows(("people", code, cell.question, cell.answer), count)
    if cell.question == "PLEASED":  # how many were asked tells who had no contact
        where = (cell.breakdown, cell.group)
        alone = [(("CONTACT", code, *where), 1) for code in sorted(ALONE)]
        reader.adds_up([*alone, (("people", "CONTACT", *where), -1)], -cell.base)


def learn_single(reader, asked, where):
    people = ("people", asked.code, *where)
    reader.adds_up([*(((asked.code, option, *where), 1) for option in asked.option), (people, -1)])
    for net in asked.nets:
        parts = [((asked.code, member, *where), 1) for member in net.members]
        reader.adds_up([*parts, ((asked.code, net.code, *where), -1)])


def learn_several(reader, asked, where):
    people = ("people", asked.code, *where)
    alone = [((asked.code, code, *where), 1) for code in sorted(ALONE)]
    reader.adds_up([*alone, ((asked.code, "any", *where), 1), (people, -1)])
    for net in asked.nets:
        whole = (asked.code, net.code, *where)
        parts = [((asked.code, member, *where), 1) for member in net.members]
        reader.at_most([(whole, 1), *((name, -1) for name, _ in parts)], 0)
        for part in parts:
            reader.at_most([part, *alone, (people, -1)], 0)
            reader.at_most([part, (whole, -1)], 0)


def learn_groups(reader, code, answer, exact):
    """The reader is even given what those said who did not tell their group."""
    whole, people = (code, answer, ALL, ALL), ("people", code, ALL, ALL)
    for breakdown, groups in GROUPS.items():
        parts = [((code, answer, breakdown, group), 1) for group in groups]
        told = sum(exact[name].count for name, _ in parts)
        reader.adds_up([*parts, (whole, -1)], told - exact[whole].count)
        sizes = [(("people", code, breakdown, group), 1) for group in groups]
        silent = exact[whole].base - sum(exact[name].base for name, _ in parts)
        reader.adds_up([*sizes, (people, -1)], -silent)
