"""A file from the field, from the upload to the counted table."""

import csv
import datetime as dt
import io

import polars as pl
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from communities.models import AuditEntry
from communities.shared.states import WrongState
from surveys import import_steps, importing, vault, xlsform
from surveys.definition import COMMUNITY
from surveys.importing import AlreadyStored, NotAccepted, NotUsable
from surveys.mapping import Target, Why, guess, targets
from surveys.models import ColumnMemory, ImportState, SurveyImport, Tabulation
from surveys.reading.columns import FileColumn
from surveys.vault import Part
from surveys.xlsform import xlsform_of
from tests.conftest import KYIV
from tests.surveys import files

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=KYIV)


@pytest.fixture
def send(wave, cast):
    def sent(content, *, name="answers.csv", at=AT, **options):
        return importing.upload(
            wave, file=io.BytesIO(content), size=len(content), file_name=name, by=cast.yurii, at=at, **options
        )

    return sent


def worked(row, *, at=AT):
    import_steps.work(row.pk, at=at)
    row.refresh_from_db()
    return row


def until_checked(row, *, by):
    worked(row)
    if row.is_aggregate:
        return worked(row)
    if row.state == ImportState.MAPPING:
        importing.map_columns(row, targets(row.mapping), by=by, at=AT)
        worked(row)
    return row


def until_stored(row, *, by, accepted=False):
    until_checked(row, by=by)
    importing.confirm(row, accepted=accepted, by=by, at=AT)
    return worked(row)


LAYOUTS = {
    "codes": {},
    "values": {"values": "value"},
    "labels": {"values": "label"},
    "english labels": {"values": "label", "language": "en"},
    "labels with spaces, as KoBoToolbox": {"names": "label", "values": "label", "between": " "},
    "0/1 columns": {"several": "apart"},
    "groups": {"prefix": "safety/"},
    "ODK groups": {"prefix": "safety-"},
    "groups and 0/1": {"prefix": "safety/", "several": "apart"},
    "labels as names": {"names": "label", "values": "label"},
    "labels as names, 0/1": {"names": "label", "values": "label", "several": "apart"},
}
CSV_WAYS = {
    "comma": {},
    "semicolon": {"separator": ";"},
    "tab": {"separator": "\t"},
    "BOM": {"encoding": "utf-8-sig"},
    "Windows-1251": {"encoding": "cp1251", "separator": ";"},
    "all quoted": {"quoting": csv.QUOTE_ALL, "separator": ";"},
    "decimal comma": {"comma": True, "separator": ";"},
    "decimal comma, quoted": {"comma": True},
    "unix": {"end": "\n"},
}


def is_right(frame):
    rows = frame.to_dicts()
    assert [row["SAF_CHANGE"] for row in rows] == [1, 3, 98, None]
    assert [row["SEX"] for row in rows] == [1, 2, 1, None]
    assert [row["CONTACT_SAT"] for row in rows] == [1, None, 3, None]
    assert [row["FEAR/shelling"] for row in rows] == [True, False, False, False]
    assert [row["FEAR/dv"] for row in rows] == [False, False, True, False]
    assert [row["FEAR/hts"] for row in rows] == [False, False, False, True]
    assert [row["CONTACT_12M/witness"] for row in rows] == [False, False, True, False]
    assert [row["AGE"] for row in rows] == [31, 64, 19, None]
    assert [row["WEIGHT"] for row in rows] == [1.5, 0.5, 1.0, 1.25]
    assert frame.schema["SAF_CHANGE"] == pl.Int16
    assert frame.schema["FEAR/dv"] == pl.Boolean
    return True


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("way", CSV_WAYS)
def test_every_layout_in_every_csv(send, cast, definition, layout, way):
    row = until_checked(
        send(files.as_csv(*files.table(definition, **LAYOUTS[layout]), **CSV_WAYS[way])), by=cast.yurii
    )
    assert row.state == ImportState.CHECKED, row.counts
    assert importing.problems_of(row) == []
    assert is_right(pl.read_ipc(vault.path(row.pk, Part.CHECKED)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_a_workbook(send, cast, definition, layout):
    row = until_checked(send(files.as_xlsx(*files.table(definition, **LAYOUTS[layout]))), by=cast.yurii)
    assert row.state == ImportState.CHECKED, row.counts
    assert (row.kind, importing.problems_of(row)) == ("xlsx", [])
    assert is_right(pl.read_ipc(vault.path(row.pk, Part.CHECKED)))


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("layout", ["codes", "values", "labels", "0/1 columns"])
def test_every_layout_in_spss(send, cast, definition, layout, compress):
    content = files.as_sav(*files.table(definition, **LAYOUTS[layout]), compress=compress)
    row = until_checked(send(content), by=cast.yurii)
    assert row.state == ImportState.CHECKED, row.counts
    assert (row.kind, importing.problems_of(row)) == ("sav", [])
    assert is_right(pl.read_ipc(vault.path(row.pk, Part.CHECKED)))


def test_spss_labels_and_missing_codes(send, cast, definition):
    """The file has its own numbers with labels; -1 is missing to it; 98 is “hard to say” to us."""
    content = files.as_sav(
        ["Q1", "SEX", "AGE"],
        [[2, 10, 44], [98, 20, -1], [1, 10, 30]],
        labels={"SEX": {10: "Жінка", 20: "Чоловік"}},
        missing={"AGE": [-1], "Q1": [98]},
        words=[definition.of("SAF_CHANGE").text.uk, "Стать", "Вік"],
    )
    labels = {option.code: option.label.uk for option in definition.of("SEX").options}
    if labels["f"] != "Жінка":
        content = files.as_sav(
            ["Q1", "SEX", "AGE"],
            [[2, 10, 44], [98, 20, -1], [1, 10, 30]],
            labels={"SEX": {10: labels["f"], 20: labels["m"]}},
            missing={"AGE": [-1], "Q1": [98]},
            words=[definition.of("SAF_CHANGE").text.uk, "Стать", "Вік"],
        )
    row = until_checked(send(content), by=cast.yurii)
    frame = pl.read_ipc(vault.path(row.pk, Part.CHECKED))
    assert frame["SAF_CHANGE"].to_list() == [2, 98, 1]
    assert frame["SEX"].to_list() == [1, 2, 1]
    assert frame["AGE"].to_list() == [44, None, 30]


def test_the_whole_way(send, cast, wave, definition, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = until_stored(send(files.as_csv(*files.table(definition))), by=cast.yurii)
    assert row.state == ImportState.STORED
    table = Tabulation.objects.get(wave=wave).content
    assert table["n"] == 4
    shelling = next(
        c for c in table["cells"] if (c["question"], c["answer"], c["breakdown"]) == ("FEAR", "shelling", "")
    )
    assert (shelling["count"], shelling["base"]) == (1, 4)
    assert [file.name for file in vault._files(row.pk)] == [Part.ANSWERS.value]
    assert ColumnMemory.objects.get(column="fear").question == "FEAR"
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"survey.file_uploaded", "survey.import_confirmed", "survey.file_stored"} <= acts


def test_nothing_counts_before_it_is_confirmed(send, cast, wave, definition):
    until_checked(send(files.as_csv(*files.table(definition))), by=cast.yurii)
    assert not Tabulation.objects.exists()
    assert not ColumnMemory.objects.exists()


def test_the_same_file_again(send, cast, definition):
    content = files.as_csv(*files.table(definition))
    row = until_stored(send(content), by=cast.yurii)
    with pytest.raises(AlreadyStored) as refusal:
        send(content, name="other-name.csv")
    assert refusal.value.row == row


def test_the_same_file_while_it_waits_is_the_same_import(send, definition):
    content = files.as_csv(*files.table(definition))
    assert send(content) == send(content)
    assert SurveyImport.objects.count() == 1


def test_what_the_analyst_said_is_remembered(send, cast, definition):
    row = worked(send(b"Q17;SEX\n1;1\n2;2\n"))
    assert row.mapping == {"SEX": {"question": "SEX", "answer": ""}}
    told = targets(row.mapping) | {"Q17": Target("NIGHT_SAFE")}
    importing.map_columns(row, told, by=cast.yurii, at=AT)
    worked(row)
    importing.confirm(row, accepted=False, by=cast.yurii, at=AT)
    assert worked(row).state == ImportState.STORED
    again = worked(send(b"safety/q17;SEX\n1;1\n1;2\n"))
    assert again.mapping["safety/q17"] == {"question": "NIGHT_SAFE", "answer": ""}
    assert {c["name"]: c["why"] for c in again.columns}["safety/q17"] == "remembered"


def test_discarding_leaves_nothing(send, cast, definition, survey_dir, django_capture_on_commit_callbacks):
    row = until_checked(send(files.as_csv(*files.table(definition))), by=cast.yurii)
    with django_capture_on_commit_callbacks(execute=True):
        importing.discard(row, by=cast.yurii, at=AT)
    assert list(survey_dir.iterdir()) == []
    with pytest.raises(WrongState):
        importing.confirm(row, accepted=True, by=cast.yurii, at=AT)


def test_values_that_cannot_be_right_are_left_out_only_with_a_yes(send, cast, wave):
    row = until_checked(send(b"SEX,AGE,SAF_CHANGE\n1,30,1\n7,31,2\n2,300,3\n"), by=cast.yurii)
    told = {(each.row, each.column, each.value, each.kind.value) for each in importing.problems_of(row)}
    assert told == {(3, "SEX", "7", "unknown_answer"), (4, "AGE", "300", "out_of_range")}
    with pytest.raises(NotAccepted):
        importing.confirm(row, accepted=False, by=cast.yurii, at=AT)
    importing.confirm(row, accepted=True, by=cast.yurii, at=AT)
    worked(row)
    frame = pl.read_ipc(vault.path(row.pk, Part.ANSWERS))
    assert frame["SEX"].to_list() == [1, None, 2]
    assert frame["AGE"].to_list() == [30, 31, None]


def test_a_wrong_weight_stops(send, cast):
    row = until_checked(send(b"SEX,WEIGHT\n1,1.5\n2,-1\n1,\n2,x\n"), by=cast.yurii)
    told = {(each.row, each.kind.value) for each in importing.problems_of(row)}
    assert told == {(3, "weight_negative"), (4, "weight_missing"), (5, "weight_not_a_number")}
    with pytest.raises(NotUsable):
        importing.confirm(row, accepted=True, by=cast.yurii, at=AT)


def test_our_own_form_asks_for_the_community_in_words_that_are_recognised(definition):
    asked = xlsform.in_which_community()
    for words in (asked.uk, asked.en):
        [found] = guess([FileColumn(words)], definition, memory={})
        assert (found.target, found.why) == (Target(COMMUNITY), Why.WORDS)


def test_two_communities_in_one_file(send, cast, wave, popasna):
    wave.communities.add(popasna)
    row = until_stored(send("SEX,громада\n1,novopskov\n2,Попаснянський район\n".encode()), by=cast.yurii)
    assert {t.community.slug: t.content["n"] for t in Tabulation.objects.all()} == {
        "novopskov": 1,
        "popasna": 1,
    }
    assert row.state == ImportState.STORED
    bad = until_checked(send(b"SEX,community\n1,kyiv\n2,\n"), by=cast.yurii)
    assert {(p.row, p.kind.value) for p in importing.problems_of(bad)} == {
        (2, "community_unknown"),
        (3, "community_missing"),
    }
    silent = until_checked(send(b"SEX\n1\n2\n"), by=cast.yurii)
    assert [p.kind.value for p in importing.problems_of(silent)] == ["no_community_column"]


def test_relations_between_answers(send, cast):
    row = until_checked(
        send(b"FEAR,CONTACT_12M,CONTACT_SAT\nnone mines,none,full\nmines,victim,rather\n"), by=cast.yurii
    )
    told = {(each.row, each.column, each.kind.value) for each in importing.problems_of(row)}
    assert told == {(2, "FEAR", "not_alone"), (2, "CONTACT_SAT", "not_asked")}
    frame = pl.read_ipc(vault.path(row.pk, Part.CHECKED))
    assert frame["FEAR/mines"].to_list() == [False, True]


def test_the_preview_tells_column_by_column_what_is_wrong(send, cast, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    body = "".join(f"{sex},{age},novopskov\n" for sex, age in [("Ж.", 30)] * 40 + [("чол", 31), ("f", 300)])
    row = until_checked(send(f"SEX,AGE,community\n{body}f,30,kyiv\n".encode()), by=cast.yurii)
    client.force_login(cast.yurii)
    answer = client.get(f"/en/work/surveys/imports/{row.pk}/")
    told = [
        (each.column, each.count, each.values, each.answers) for each in answer.context["preview"].columns
    ]
    assert told == [
        ("community", 1, ("kyiv",), ()),  # it stops, so it stands first
        ("SEX", 41, ("Ж.", "чол"), ("f", "m")),
        ("AGE", 1, ("300",), ()),
    ]
    page = answer.content.decode()
    assert "not in this wave: 1" in page
    assert "Known answers: f, m" in page


def test_many_problems_are_counted_and_the_first_listed(send, cast):
    body = "".join(f"{n}\n" for n in range(200, 1200))
    row = until_checked(send(b"SEX\n1\n" + body.encode()), by=cast.yurii)
    assert len(importing.problems_of(row)) <= 300
    assert row.problems == [["unknown_answer", "SEX", 1000]]


def test_no_answer_gets_into_the_database(send, cast):
    """Wrong values and samples lie in the vault only."""
    row = until_checked(send("SEX,DANGER_PLACE\nПетренко-secret,вул. Лісова 5\n1,\n".encode()), by=cast.yurii)
    everything = str(SurveyImport.objects.values().get(pk=row.pk)) + str(list(AuditEntry.objects.values()))
    assert "secret" not in everything
    assert "Лісова" not in everything
    assert "DANGER_PLACE" not in pl.read_ipc(vault.path(row.pk, Part.CHECKED)).columns


def test_files_are_for_nobody_else(send):
    row = worked(send(b"SEX\n1\n"))
    assert {file.stat().st_mode & 0o777 for file in vault._files(row.pk)} == {0o600}
    assert vault._folder(row.pk).stat().st_mode & 0o777 == 0o700


def test_a_killed_worker_is_made_up_for(send, cast, wave, monkeypatch):
    """It died after the tables were written and before the end: nothing of it holds."""
    row = until_checked(send(b"SEX\n1\n2\n"), by=cast.yurii)
    importing.confirm(row, accepted=False, by=cast.yurii, at=AT)

    def killed(*_args, **_named):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(import_steps, "trace", killed)
        with pytest.raises(SystemExit):
            import_steps.work(row.pk, at=AT)
    assert not Tabulation.objects.exists()
    assert not import_steps.work(row.pk, at=AT)  # the claim still holds
    later = AT + import_steps.CLAIM_HOLDS + dt.timedelta(seconds=1)
    assert worked(row, at=later).state == ImportState.STORED
    assert Tabulation.objects.count() == 1


def test_three_failures_are_told(send, monkeypatch, caplog):
    row = send(b"SEX\n1\n")
    with monkeypatch.context() as patch:
        patch.setattr(import_steps.open_file, "first_look", lambda *a, **k: 1 / 0)
        for _ in range(3):
            assert worked(row).state == ImportState.READING
    assert worked(row).state == ImportState.REFUSED
    assert "ZeroDivisionError" in caplog.text
    assert "Traceback" not in caplog.text


def test_two_workers_take_it_once(send):
    row = send(b"SEX\n1\n")
    assert import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    assert row.state == ImportState.MAPPING
    assert not import_steps.work(row.pk, at=AT)


def test_tidying(send, cast, survey_dir, django_capture_on_commit_callbacks):
    row = worked(send(b"SEX\n1\n"))
    vault.put(999_999, Part.UPLOAD, b"x")
    with django_capture_on_commit_callbacks(execute=True):
        assert importing.tidy(at=AT + dt.timedelta(days=3)) == 1
    row.refresh_from_db()
    assert row.state == ImportState.DISCARDED
    assert not vault.has(row.pk, Part.UPLOAD)
    assert vault.has(999_999, Part.UPLOAD)  # it may be an upload that is not committed yet


# --- pages ---


@pytest.mark.parametrize("who", ["olena", "larysa", "bohdan", "admin", "nobody"])
def test_others_do_not_find_it(client, cast, wave, send, who):
    row = worked(send(b"SEX\n1\n"))
    client.force_login(getattr(cast, who))
    for name, pk in (("upload", wave.pk), ("import", row.pk), ("import_state", row.pk)):
        assert client.get(reverse(f"surveys:{name}", args=[pk])).status_code == 404
    for name in ("import_map", "import_map_again", "import_confirm", "import_discard"):
        assert client.post(reverse(f"surveys:{name}", args=[row.pk])).status_code == 404


def test_the_pages_from_first_to_last(client, cast, wave, definition):
    client.force_login(cast.yurii)
    new = f"/en/work/surveys/{wave.pk}/import/"
    assert b"Nothing counts before" in client.get(new).content
    file = io.BytesIO(files.as_csv(*files.table(definition, several="apart"), separator=";"))
    file.name = "kobo.csv"
    row = SurveyImport.objects.get(pk=client.post(new, {"file": file}).url.rstrip("/").split("/")[-1])
    page = f"/en/work/surveys/imports/{row.pk}/"
    assert b"<progress" in client.get(page).content
    assert client.get(page + "state.json").json() == {
        "state": "reading",
        "progress": 0,
        "words": "The file is being read: 0 %",
    }
    worked(row)
    content = client.get(page).content.decode()
    assert "FEAR" in content
    assert 'name="g-FEAR"' in content
    told = {"g-FEAR": "yes", "g-CONTACT_12M": "yes"}
    told |= {f"c{n}": c["guess"] for n, c in enumerate(row.columns) if "/" not in c["guess"]}
    assert client.post(page + "columns/", told).status_code == 302
    worked(row)
    assert "4" in client.get(page).content.decode()
    client.post(page + "confirm/")
    worked(row)
    assert b"stored and counted" in client.get(page).content
    file.seek(0)
    again = client.post(new, {"file": file})
    assert b"imported into this wave already" in again.content


def test_two_columns_for_one_question(client, cast, wave, send):
    row = worked(send(b"SEX,Q2\n1,2\n"))
    client.force_login(cast.yurii)
    page = f"/en/work/surveys/imports/{row.pk}/"
    answer = client.post(page + "columns/", {"c0": "SEX", "c1": "SEX"}, follow=True)
    assert b"cannot all be" in answer.content
    assert client.post(page + "columns/", {"c0": "nonsense"}, follow=True).status_code == 200
    assert b"Say of at least one" in client.post(page + "columns/", {"c0": ""}, follow=True).content


def test_a_table_of_percentages(send, cast, wave, definition):
    content = "Питання;Відповідь;%;n\nSAF_CHANGE;same;51,4;412\nPOL_CONF;trust;38.2 %;412\nFEAR;mines;70;\n".encode()
    row = until_checked(send(content, is_aggregate=True), by=cast.yurii)
    assert importing.problems_of(row) == []
    importing.confirm(row, accepted=False, by=cast.yurii, at=AT)
    worked(row)
    cells = {(c["question"], c["answer"]): c for c in Tabulation.objects.get(wave=wave).content["cells"]}
    assert cells["SAF_CHANGE", "same"]["percent"] == 51.4
    assert cells["SAF_CHANGE", "same"]["base"] == 412
    assert 46 < cells["SAF_CHANGE", "same"]["low"] < 51.4 < cells["SAF_CHANGE", "same"]["high"] < 57
    assert cells["FEAR", "mines"]["base"] is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("NO_SUCH;same;5;", "unknown_question"),
        ("SAF_CHANGE;nonsense;5;", "unknown_answer"),
        ("SAF_CHANGE;same;many;", "not_a_number"),
        ("SAF_CHANGE;same;101;", "out_of_range"),
        ("SAF_CHANGE;same;nan;", "not_a_number"),
        ("SAF_CHANGE;same;5;-3", "not_a_number"),
        ("SAF_CHANGE;bit_safer;10;", "twice"),
        ("SAF_CHANGE;same;95;", "over_100"),
    ],
)
def test_what_is_wrong_in_a_table_of_percentages(send, cast, line, kind):
    content = f"question;answer;percent;n\nSAF_CHANGE;bit_safer;10;\n{line}\n".encode()
    row = until_checked(send(content, is_aggregate=True), by=cast.yurii)
    assert [each.kind.value for each in importing.problems_of(row)] == [kind]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("content", [b"SEX,AGE\n1,2,3\n", b"SEX,AGE\n1,30\n2,31\n"])
def test_without_a_transaction_around_it(send, cast, content):
    """As a worker runs it: each step opens its own."""
    row = worked(send(content))
    importing.map_columns(row, targets(row.mapping), by=cast.yurii, at=AT)
    worked(row)
    if row.state == ImportState.CHECKED:
        importing.confirm(row, accepted=False, by=cast.yurii, at=AT)
        assert worked(row).state == ImportState.STORED
        assert [file.name for file in vault._files(row.pk)] == [Part.ANSWERS.value]
    else:
        assert row.state == ImportState.REFUSED
        assert vault.imports_kept() == []
    importing.tidy(at=AT)


def answered_by_the_form(content):
    """What a tool gives back for one person who filled in our XLSForm: the names are those of the form itself."""
    book = load_workbook(io.BytesIO(content))
    lines = list(book["survey"].iter_rows(values_only=True))
    survey = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    choices = {}
    for list_name, name, *_ in list(book["choices"].iter_rows(values_only=True))[1:]:
        choices.setdefault(list_name, []).append(name)
    groups, given = [], {}
    for row in survey:
        kind = str(row["type"] or "")
        if kind.startswith("begin"):
            groups.append(row["name"])
        elif kind.startswith("end"):
            groups.pop()
        elif kind.startswith("select_one"):
            given["/".join([*groups, row["name"]])] = choices[kind.split()[1]][0]
        elif kind.startswith("select_multiple"):
            some = [name for name in choices[kind.split()[1]] if name not in ("none", "no_contact", "hts")]
            given["/".join([*groups, row["name"]])] = " ".join(some[:2])
        elif kind == "integer":
            given["/".join([*groups, row["name"]])] = "44"
        elif kind in {"start", "end", "today", "text"}:
            given["/".join([*groups, row["name"]])] = ""
    return given


def test_what_our_own_form_gives_back_is_understood_without_a_word(send, cast, definition):
    given = answered_by_the_form(xlsform_of(definition))
    row = until_checked(send(files.as_csv(list(given), [list(given.values())])), by=cast.yurii)
    assert row.state == ImportState.CHECKED, (row.counts, importing.problems_of(row))
    kinds = {problem["problem"] for problem in importing.problems_of(row)}
    assert kinds <= {"not_asked"}, "the first answers of all do not fit each other, but each is known"
    [person] = pl.read_ipc(vault.path(row.pk, Part.CHECKED)).to_dicts()
    for question in definition:
        if question.type == "open":
            continue  # answers in own words are never taken over
        columns = [name for name in person if name == question.code or name.startswith(question.code + "/")]
        assert columns, f"{question.code} was not recognised"
