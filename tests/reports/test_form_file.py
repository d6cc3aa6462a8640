"""The form file that the project ships, and forms that were damaged on the way."""

import copy
import json
import re
from decimal import Decimal

import pytest

from reports.editions.form_file import (
    DATA,
    Direction,
    FormFileError,
    Kind,
    RuleKind,
    parse_form,
    read_form_file,
)

SHIPPED = DATA / "police_report_form_1.json"
EVERY_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@pytest.fixture(scope="module")
def form():
    return read_form_file(SHIPPED)


@pytest.fixture
def data():
    """A copy of the shipped form that a test may damage."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def indicator(data, code):
    return next(row for section in data["sections"] for row in section["indicators"] if row["code"] == code)


def section(data, code):
    return next(row for row in data["sections"] if row["code"] == code)


def rule(data, code):
    return next(row for row in data["rules"] if row["code"] == code)


# --- what we ship ---


def test_the_shipped_form_has_the_twelve_sections_of_the_final_report(form):
    assert (form.code, form.version, form.months) == ("police-report", 1, 2)
    assert [row.title.en for row in form.sections] == [
        "Threat of hostilities",
        "Checkpoints / police posts",
        "Police staff",
        "Reports from citizens",
        "Safe roads",
        "Safe streets",
        "Safe dwelling, housing",
        "Child safety",
        "Domestic (family) violence",
        "Weapons, explosives",
        "Confidence of citizens",
        "Urgent needs of the police",
    ]
    assert len(form.indicators) == 82
    assert sum(row.core for row in form.indicators.values()) == 50
    assert [row.code for row in form.narratives] == ["problem", "achievements", "shortcomings", "next_steps"]
    assert [row.required for row in form.narratives] == [True, True, True, False]


def test_nineteen_figures_are_sensitive_with_a_reason_and_a_threshold_of_five(form):
    sensitive = {code: row for code, row in form.indicators.items() if row.small_count_sensitive}
    assert len(sensitive) == 19
    assert {row.threshold for row in sensitive.values()} == {5}
    assert all(row.sensitivity_reason.uk for row in sensitive.values())
    assert {"HOST_KILLED", "CHILD_VICT", "DV_REP", "WEAP_VICT", "CONF_UPHELD"} <= set(sensitive)


def test_every_figure_about_staff_vehicles_and_hits_waits_for_the_release_review(form):
    guarded = {row.code for row in form.sections if row.operational_security}
    assert guarded == {"HOST", "CHK", "STAFF", "WEAP", "NEED"}
    for row in form.sections:
        assert row.operational_security or not any(each.opsec for each in row.indicators), row.code
    assert {"CHK_POSTS", "STAFF_POSTS", "STAFF_FILLED", "STAFF_VAC", "NEED_CARS", "HOST_STRIKES"} <= {
        code for code, row in form.indicators.items() if row.opsec
    }


def test_a_share_knows_its_base(form):
    bases = {code: row.percent_base for code, row in form.indicators.items() if row.percent_base}
    assert bases == {
        "STAFF_VAC": "STAFF_POSTS",
        "STAFF_WOMEN": "STAFF_FILLED",
        "REP_SUSP": "REP_CRIMES",
        "HOME_SOLVED": "HOME_BURG",
        "CHILD_24H": "CHILD_MISS",
    }


def test_states_at_the_end_of_a_period_are_marked_so_that_nobody_sums_them(form):
    stock = {code for code, row in form.indicators.items() if row.stock}
    assert {
        "STAFF_POSTS",
        "STAFF_FILLED",
        "STREET_CAM",
        "HOME_WATCH",
        "DV_LIST",
        "NEED_CARS",
        "NEED_CARGAP",
    } <= stock
    assert not stock & {"DV_REP", "REP_TOTAL", "STAFF_TRAIN"}


def test_numbers_have_the_room_they_need(form):
    row = form.indicators["REP_ARRIVE"]
    assert (row.kind, row.max_digits, row.decimals, row.minimum) == (Kind.MINUTES, 5, 1, Decimal(0))
    assert form.indicators["NEED_COST"].decimals == 2
    assert form.indicators["NEED_LIST"].max_digits is None
    assert form.indicators["NEED_REPAIR"].kind is Kind.YESNO
    assert form.indicators["CHILD_24H"].maximum == 100
    assert form.indicators["HOME_BURG"].direction is Direction.BAD


def test_rules_between_fields_hold_only_what_is_logically_certain(form):
    rules = {row.code: row for row in form.rules}
    assert len(rules) == 13
    vacancy = rules["staff_vacancy_agrees"]
    assert (vacancy.kind, vacancy.left, vacancy.right, vacancy.filled) == (
        RuleKind.VACANCY,
        "STAFF_VAC",
        "STAFF_POSTS",
        "STAFF_FILLED",
    )
    assert vacancy.tolerance == 1
    assert rules["chk_weapons_within_offences"].kind is RuleKind.NOT_MORE_THAN
    assert rules["child_found_needs_missing"].kind is RuleKind.NEEDS
    # a complaint may be upheld in a later period than it was made
    assert not [row for row in rules.values() if "CONF_UPHELD" in {row.left, row.right}]


@pytest.mark.parametrize("code", ["CHILD", "DV"])
def test_who_may_be_in_danger_finds_help_and_a_quick_way_out(form, code):
    row = next(row for row in form.sections if row.code == code)
    assert row.quick_exit
    assert {"102", "15-47"} <= {each.number for each in row.helplines}
    assert all(source.startswith("https://") for each in row.helplines for source in each.sources)


def all_texts(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and key.endswith(("_uk", "_en")):
                yield key, value
            else:
                yield from all_texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from all_texts(value)


def test_no_word_mixes_two_alphabets_and_apostrophes_are_ukrainian(data):
    """A Latin «i» in a Ukrainian word looks right, reads wrong aloud and cannot be found by search."""
    for key, value in all_texts(data):
        assert "'" not in value, value
        for word in EVERY_WORD.findall(value):
            latin = any("a" <= sign.lower() <= "z" for sign in word)
            cyrillic = any("Ѐ" <= sign <= "ӿ" for sign in word)
            assert not (latin and cyrillic), word
            assert not (cyrillic and any(sign in "ыэъёЫЭЪЁ" for sign in word)), word
        if key.endswith("_uk"):
            assert re.search("[а-яіїєґ%]", value.lower()) or not value, value


def test_unconfirmed_article_numbers_are_not_printed(data):
    """Only articles of which a source is named may stand in a hint."""
    confirmed = {"130", "173", "178", "184", "173-2", "173-4", "126-1"}
    for _, value in all_texts(data):
        assert set(re.findall(r"(?:ст\.|art\.) (\d+(?:-\d+)?)", value)) <= confirmed, value


# --- damaged files ---


def change(place, key, value):
    def damage(data):
        place(data)[key] = value

    return damage


def remove(place, key):
    def damage(data):
        del place(data)[key]

    return damage


def find(code):
    return lambda data: indicator(data, code)


def whole(data):
    return data


def twice(place):
    """Repeat the first row of a list and keep “expects” honest."""

    def damage(data):
        rows = place(data)
        rows.append(copy.deepcopy(rows[0]))
        data["expects"]["sections"] = len(data["sections"])
        data["expects"]["indicators"] = sum(len(row["indicators"]) for row in data["sections"])

    return damage


DAMAGED = {
    "a list instead of an object": (
        lambda data: data.__setitem__("sections", {}),
        "“sections” must be a list",
    ),
    "no sections": (change(whole, "sections", []), "“sections” is empty"),
    "a lost section": (lambda data: data["sections"].pop(), "Has a part been lost?"),
    "a lost indicator": (
        lambda data: section(data, "ROAD")["indicators"].pop(),
        "12 sections and 82 indicators",
    ),
    "sections out of order": (lambda data: data["sections"].reverse(), "numbered 1, 2, 3"),
    "version as text": (change(whole, "version", "1"), "“version” must be a whole number, found text"),
    "version true": (change(whole, "version", True), "“version” must be a whole number, found true or false"),
    "version zero": (change(whole, "version", 0), "at least 1, found 0"),
    "period of thirteen months": (change(whole, "months", 13), "at most 12"),
    "unknown key": (
        change(find("REP_SUSP"), "tresholt", 5),
        "indicator REP_SUSP: nobody knows the key “tresholt”",
    ),
    "missing key": (
        remove(find("REP_SUSP"), "stock"),
        "section 4 (REP), indicator REP_SUSP: “stock” is missing",
    ),
    "one language missing": (remove(find("DV_REP"), "label_uk"), "indicator DV_REP: “label_uk” is missing"),
    "one language empty": (change(find("DV_REP"), "label_uk", ""), "“label_uk” is empty"),
    "reason in one language": (
        change(find("ROAD_RTA"), "sensitivity_reason_uk", "Так"),
        "in one language only",
    ),
    "text that is a number": (change(find("DV_REP"), "hint_en", 5), "“hint_en” must be text, found a number"),
    "text that is null": (
        change(find("DV_REP"), "hint_en", None),
        "“hint_en” must be text, found nothing (null)",
    ),
    "line break in a label": (change(find("DV_REP"), "label_en", "A\nB"), "line break or control sign"),
    "NUL in a label": (change(find("DV_REP"), "label_en", "A\x00B"), "line break or control sign"),
    "a label without end": (change(find("DV_REP"), "label_en", "A" * 2001), "longer than 2000 signs"),
    "unknown type": (
        change(find("DV_REP"), "type", "number"),
        "“type” is “number”; known are count, percent",
    ),
    "unknown direction": (change(find("DV_REP"), "direction", "+"), "known are good, bad, neutral"),
    "flag as text": (change(find("DV_REP"), "core", "yes"), "“core” must be true or false, found text"),
    "flag as one": (change(find("DV_REP"), "core", 1), "“core” must be true or false, found a number"),
    "sensitive without threshold": (
        change(find("DV_REP"), "threshold", None),
        "“threshold” must be a number where",
    ),
    "threshold of one": (change(find("DV_REP"), "threshold", 1), "“threshold” must be at least 2, found 1"),
    "threshold without sensitivity": (change(find("ROAD_RTA"), "threshold", 5), "and null where it is false"),
    "sensitive minutes": (
        lambda data: indicator(data, "REP_ARRIVE").update(
            small_count_sensitive=True, threshold=5, sensitivity_reason_uk="Мало", sensitivity_reason_en="Few"
        ),
        "only counts and percentages can be sensitive",
    ),
    "base nobody knows": (
        change(find("REP_SUSP"), "percent_base", "REP_ALL"),
        "there is no indicator REP_ALL",
    ),
    "base that is a share": (
        change(find("REP_SUSP"), "percent_base", "REP_ONTIME"),
        "is percent, not a count",
    ),
    "base of a count": (
        change(find("REP_102"), "percent_base", "REP_TOTAL"),
        "“percent_base” belongs to percentages",
    ),
    "count with decimals": (change(find("REP_102"), "decimals", 1), "a count has no decimals"),
    "no digits before the comma": (change(find("REP_ARRIVE"), "max_digits", 1), "“decimals” must be smaller"),
    "number without digits": (change(find("REP_ARRIVE"), "max_digits", None), "must be numbers for a number"),
    "text with digits": (change(find("NEED_LIST"), "max_digits", 3), "must be numbers for a number"),
    "text without length": (
        change(find("NEED_LIST"), "max_chars", None),
        "“max_chars” must be a number for text",
    ),
    "yes/no with a minimum": (change(find("NEED_REPAIR"), "minimum", "0"), "belong to numbers only"),
    "percent above hundred": (change(find("REP_SUSP"), "maximum", "101"), "a percentage runs from 0 to 100"),
    "minimum that is no number": (change(find("REP_SUSP"), "minimum", "none"), "number written as text"),
    "minimum without end": (change(find("REP_SUSP"), "minimum", "NaN"), "finite number"),
    "sourced without source": (change(find("REP_102"), "sources", []), "no source is named"),
    "small letters in a code": (
        change(find("REP_102"), "code", "rep_102"),
        "not written as such a code must be",
    ),
    "code of another section": (change(find("REP_102"), "code", "ROAD_102"), "should begin with REP_"),
    "a section twice": (twice(lambda data: data["sections"]), "numbered 1, 2, 3"),
    "an indicator twice": (
        twice(lambda data: section(data, "DV")["indicators"]),
        "indicator code DV_REP is used twice",
    ),
    "a narrative twice": (twice(lambda data: data["narratives"]), "narrative code problem is used twice"),
    "a rule twice": (
        twice(lambda data: data["rules"]),
        "rule code chk_weapons_within_offences is used twice",
    ),
    "helpline without source": (
        lambda data: section(data, "DV")["helplines"][0].update(sources=[]),
        "section 9 (DV), helpline no. 1: the number 102 names no source",
    ),
    "helpline that is no number": (
        lambda data: section(data, "DV")["helplines"][0].update(number="call us"),
        "“number” is “call us”",
    ),
    "rule of unknown kind": (
        lambda data: rule(data, "staff_vacancy_agrees").update(kind="formula"),
        "known are not_more_than, needs",
    ),
    "rule about nothing": (
        lambda data: rule(data, "staff_filled_within_posts").update(right="STAFF_ALL"),
        "rule staff_filled_within_posts, “right”: there is no indicator STAFF_ALL",
    ),
    "rule about a text": (
        lambda data: rule(data, "staff_filled_within_posts").update(right="NEED_LIST"),
        "NEED_LIST is not a number",
    ),
    "rule about itself": (
        lambda data: rule(data, "staff_filled_within_posts").update(right="STAFF_FILLED"),
        "names one indicator twice",
    ),
    "vacancy without tolerance": (
        lambda data: rule(data, "staff_vacancy_agrees").update(tolerance=None),
        "needs a “tolerance”",
    ),
    "vacancy without the filled posts": (
        lambda data: rule(data, "staff_vacancy_agrees").pop("filled"),
        "rule staff_vacancy_agrees: “filled” is missing",
    ),
    "a comparison with a tolerance": (
        lambda data: rule(data, "staff_filled_within_posts").update(tolerance="1"),
        "nobody knows the key “tolerance”",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_form_is_refused_with_the_place_in_words(data, name):
    damage, words = DAMAGED[name]
    damage(data)
    with pytest.raises(FormFileError) as refused:
        parse_form(data)
    assert words in str(refused.value)


@pytest.mark.parametrize("value", [None, [], "form", 7])
def test_what_is_no_object_is_no_form(value):
    with pytest.raises(FormFileError, match="expected an object in curly brackets"):
        parse_form(value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not JSON: line 1"),
        (b'{"code": "police-report"', "is not JSON: line 1, column"),
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b'{"code": "a", "code": "b"}', "the key “code” stands twice"),
        (b'{"version": NaN}', "NaN is not a number"),
        (b'{"version": Infinity}', "Infinity is not a number"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "form.json"
    path.write_bytes(content)
    with pytest.raises(FormFileError) as refused:
        read_form_file(path)
    assert words in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FormFileError, match=r"form\.json could not be read"):
        read_form_file(tmp_path / "form.json")


def test_the_fingerprint_follows_the_content_and_not_the_layout(tmp_path, data, form):
    path = tmp_path / "form.json"
    path.write_text(json.dumps(data, indent=7, sort_keys=True), encoding="utf-8")
    assert read_form_file(path).fingerprint == form.fingerprint
    data["title_en"] += "!"
    assert parse_form(data).fingerprint != form.fingerprint
