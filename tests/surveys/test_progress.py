"""The bar of a file moves while the file is read, checked and counted, and a page opened anew shows it."""

import io
import subprocess
import sys

import pytest

from surveys import import_steps, importing, progress
from surveys.mapping import targets
from surveys.models import SurveyImport
from surveys.progress import Bar, from_to
from surveys.reading import open_file
from tests.surveys import files
from tests.surveys.test_importing import AT


@pytest.fixture
def clock(monkeypatch):
    """Seconds that pass as the test says."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_upwards_only_and_not_oftener_than_every_half_second(clock):
    moves = []
    bar = Bar(moves.append, percent=5)
    for seconds, part in ((0.1, 0.2), (0.6, 0.3), (0.7, 0.4), (1.2, 0.1), (1.3, 0.45), (9.0, 1.0)):
        clock[0] = seconds
        bar(part)
    assert moves == [30, 45, 99]


def test_a_piece_tells_of_its_own_part():
    told = []
    piece = from_to(told.append, 0.5, 0.9)
    for part in (0, 0.5, 1):
        piece(part)
    assert told == pytest.approx([0.5, 0.7, 0.9])


def test_where_a_reader_stands_in_a_file(tmp_path):
    place = tmp_path / "answers"
    place.write_bytes(b"x" * 1000)
    code = "import sys; f = open(sys.argv[1], 'rb', buffering=0); f.read(250); print(); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        reader.stdout.readline()
        assert open_file.part_read(reader.pid, place) == 0.25
        reader.communicate()
    assert open_file.part_read(reader.pid, place) == 0


def test_the_page_shows_each_move(client, cast, wave, definition, monkeypatch):
    """Every half second of these seconds passes at once; a slow reader is played by what is told of it."""
    monkeypatch.setattr(progress, "EVERY", -1.0)
    monkeypatch.setattr(open_file, "EVERY", 0.01)
    parts = iter([0.2, 0.4, *[0.6] * 10_000])
    monkeypatch.setattr(open_file, "part_read", lambda *_: next(parts))
    content = files.as_xlsx(*files.table(definition))
    row = importing.upload(
        wave, file=io.BytesIO(content), size=len(content), file_name="a", by=cast.yurii, at=AT
    )
    client.force_login(cast.yurii)
    seen = {}
    move = import_steps.Bar.__call__

    def watched(bar, part):
        move(bar, part)
        state = client.get(f"/en/work/surveys/imports/{row.pk}/state.json").json()
        seen.setdefault(state["state"], []).append(state["progress"])

    monkeypatch.setattr(import_steps.Bar, "__call__", watched)
    import_steps.work(row.pk, at=AT)
    row.refresh_from_db()
    importing.map_columns(row, targets(row.mapping), by=cast.yurii, at=AT)
    import_steps.work(row.pk, at=AT)
    importing.confirm(SurveyImport.objects.get(pk=row.pk), accepted=True, by=cast.yurii, at=AT)
    import_steps.work(row.pk, at=AT)
    assert SurveyImport.objects.get(pk=row.pk).state == "stored"
    assert set(seen) == {"reading", "checking", "storing"}
    for moves in seen.values():
        assert moves == sorted(moves)
    assert seen["reading"][0] == 20  # of a small file there may be one look only
    assert min(len(set(seen[state])) for state in ("checking", "storing")) >= 3
    assert max(map(max, seen.values())) < 100
