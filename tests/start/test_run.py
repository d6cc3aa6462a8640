"""The one entry, `./run`: what it offers, and the one line it says when it cannot go on.

Everything here runs the real script with a real shell. Where a whole site is needed it is one of thirty lines
(`site`), so that the story told is the script's own.
"""

import gettext
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SCRIPT = HOUSE / "run"

MANAGE = """
import pathlib, sys
print("did", sys.argv[1])
if sys.argv[1] == "load_demo" and not pathlib.Path("var/demo-accounts.json").exists():
    pathlib.Path("var/demo-accounts.json").write_text("{}")
    print("olena@example.org  kalyna-topolia-7")
if sys.argv[1] == "migrate":
    pathlib.Path("var/db.sqlite3").touch()
if sys.argv[1] == "collectstatic":
    pathlib.Path("var/static").mkdir(exist_ok=True)
"""

WORKER = """
import os, pathlib, signal, time
def end(*_):
    pathlib.Path("var/worker-ended").touch()
    raise SystemExit
signal.signal(signal.SIGTERM, end)
pathlib.Path("var/worker-id").write_text(str(os.getpid()))
while True:
    time.sleep(0.05)
"""

WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"a page"]
"""


# What the tests themselves are told about databases is not meant for the sites they start.
SURROUNDINGS = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("CS_") and name != "DJANGO_SETTINGS_MODULE"
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(
    folder: Path, *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./run", *words],
        cwd=folder,
        env=SURROUNDINGS | (environment or {}),
        capture_output=True,
        text=True,
        timeout=180,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def only_line(answer: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error of a run that failed."""
    assert answer.returncode != 0
    lines = answer.stderr.splitlines()
    assert len(lines) == 1, answer.stderr
    assert lines[0].startswith("./run: ")
    assert "Traceback" not in answer.stdout
    return lines[0]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the script and the pins, where nothing is installed yet."""
    shutil.copy(SCRIPT, tmp_path / "run")
    shutil.copytree(HOUSE / "requirements", tmp_path / "requirements")
    shutil.copy(HOUSE / "package-lock.json", tmp_path)
    return tmp_path


@pytest.fixture
def site(bare: Path) -> Path:
    """The same with everything installed, and the smallest site that can be served."""
    (bare / ".venv").symlink_to((HOUSE / ".venv").resolve())
    (bare / "node_modules").symlink_to((HOUSE / "node_modules").resolve())
    (bare / "config").mkdir()
    (bare / "config" / "__init__.py").touch()
    (bare / "config" / "wsgi.py").write_text(WSGI)
    (bare / "config" / "assets.py").write_text("import os; os.makedirs('var/assets', exist_ok=True)")
    (bare / "config" / "embedded_worker.py").write_text(WORKER)
    (bare / "manage.py").write_text(MANAGE)
    return bare


def python_that(folder: Path, *, on: str, says: str) -> dict[str, str]:
    """A Python that does everything but one thing, which it refuses with these words."""
    fake = folder / "python-that-fails"
    fake.write_text(
        f'#!/bin/sh\ncase "$*" in *"{on}"*) echo "{says}" >&2; exit 1 ;; esac\nexec {sys.executable} "$@"\n'
    )
    fake.chmod(0o755)
    return {"PYTHON": str(fake)}


# ------------------------------------------------------------------ what it offers


def test_help_lists_every_command() -> None:
    told = re.findall(r"^  \./run ([a-z]+)", run(HOUSE, "help").stdout, re.MULTILINE)
    known = re.findall(r"^    ([a-z]+)(?: \|[^)]*)?\) ", SCRIPT.read_text(), re.MULTILINE)
    assert sorted(told) == sorted(known)
    assert {"demo", "test", "check", "browser", "bench", "messages"} <= set(told)


def test_without_a_word_it_helps() -> None:
    assert run(HOUSE).stdout == run(HOUSE, "help").stdout


def test_an_unknown_command_is_answered() -> None:
    assert "./run help" in only_line(run(HOUSE, "damo"))


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not on this machine")
def test_it_is_plain_posix_shell() -> None:
    assert SCRIPT.read_text().startswith("#!/bin/sh\n")
    subprocess.run(["shellcheck", str(SCRIPT)], check=True)


# ------------------------------------------------------------------ what can go wrong


def test_a_taken_port_gets_one_line_before_anything_else(bare: Path) -> None:
    before = sorted(bare.iterdir())
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"port {port} is taken" in only_line(run(bare, "demo", str(port)))
    assert sorted(bare.iterdir()) == before


def test_a_port_taken_on_every_address_is_taken_too(bare: Path) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"port {port} is taken" in only_line(run(bare, "demo", str(port)))


@pytest.mark.parametrize("port", ["80a", "-1", "0", "65536", "99999999999999999999", "8000 8001", ""])
def test_a_port_that_is_none(bare: Path, port: str) -> None:
    assert "from 1 to 65535" in only_line(run(bare, "demo", port))


def test_an_old_python_is_named(bare: Path) -> None:
    fake = bare / "python-of-yesterday"
    fake.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n')
    fake.chmod(0o755)
    line = only_line(run(bare, "demo", str(free_port()), environment={"PYTHON": str(fake)}))
    assert "3.11 or newer" in line
    assert "Python 3.9.2" in line


def test_too_small_a_disk_is_said_before_anything_is_fetched(bare: Path) -> None:
    (bare / "df").write_text("#!/bin/sh\necho head\necho /dev/x 30000 10000 20480 33% /\n")
    (bare / "df").chmod(0o755)
    environment = {"PATH": f"{bare}:{os.environ['PATH']}"}
    line = only_line(run(bare, "demo", str(free_port()), environment=environment))
    assert "20 MB free" in line
    assert not (bare / ".venv").exists()


def test_a_folder_that_cannot_be_written(bare: Path) -> None:
    (bare / "var").write_text("a file where the folder should be")
    assert "cannot be written" in only_line(run(bare, "demo", str(free_port())))


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("<urlopen error [Errno -3] Temporary failure in name resolution>", "network does not answer"),
        ("[Errno 101] Network is unreachable", "network does not answer"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that was pinned"),
        ("something nobody thought of", "something nobody thought of"),
    ],
)
def test_a_step_that_fails_is_put_into_one_line(bare: Path, says: str, told: str) -> None:
    environment = python_that(bare, on="-m venv", says=says)
    line = only_line(run(bare, "demo", str(free_port()), environment=environment))
    assert told in line
    assert says in (bare / "var" / "setup.log").read_text()


def test_a_failing_migration_stops_it(site: Path) -> None:
    (site / "manage.py").write_text("raise SystemExit('no such table: nothing')")
    line = only_line(run(site, "demo", str(free_port())))
    assert "no such table: nothing" in line


def test_several_that_start_at_once_wait_for_each_other(site: Path) -> None:
    """The drill of faults and the tests begin in the same second; neither may take the other for a full disk."""
    for _ in range(5):
        several = [
            subprocess.Popen(
                ["./run", "test", "--version"],
                cwd=site,
                env=SURROUNDINGS,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(6)
        ]
        told = [(process.communicate(timeout=240)[0], process.returncode) for process in several]
        assert [ended for _, ended in told] == [0] * 6, told
    assert [path.name for path in (site / "var").glob("room*")] == []


# ------------------------------------------------------------------ translations

CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=4; plural=(n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && "
"(n % 100 < 12 || n % 100 > 14) ? 1 : n % 1 == 0 ? 2 : 3);\n"

msgid "%(count)s report"
msgid_plural "%(count)s reports"
msgstr[0] "звіт"
msgstr[1] "звіти"
msgstr[2] "звітів"
msgstr[3] "звіту"
"""


def test_ukrainian_plurals_survive_compiling(site: Path) -> None:
    folder = site / "locale" / "uk" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE.lstrip(), encoding="utf-8")
    (site / "manage.py").write_text("raise SystemExit('far enough')")
    assert "far enough" in only_line(run(site, "demo", str(free_port())))
    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    words = [catalogue.ngettext("%(count)s report", "%(count)s reports", n) for n in (1, 3, 5, 11, 21)]
    assert words == ["звіт", "звіти", "звітів", "звітів", "звіт"]


# ------------------------------------------------------------------ serving


@pytest.fixture
def served(site: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The small site, started by the script and answering."""
    port = free_port()
    # A group of its own, as a shell at a terminal would start it; and SIGINT heard, even where our own
    # parent had it ignored, as everything started with & does.
    process = subprocess.Popen(
        ["env", "--default-signal=INT", "./run", "demo", str(port)],
        cwd=site,
        env=SURROUNDINGS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    read = []
    for line in process.stdout:
        read.append(line)
        if "demo-accounts.json." in line:
            break
    process.told = "".join(read)
    yield process, port
    process.terminate()
    process.communicate(timeout=20)


def lives(process_id: int) -> bool:
    """Whether it still runs; one that ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_server_and_worker(
    site: Path, served: tuple[subprocess.Popen[str], int], how: signal.Signals
) -> None:
    process, port = served
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert answer.read() == b"a page"
    assert f"http://127.0.0.1:{port}/" in process.told
    worker = int((site / "var" / "worker-id").read_text())
    process.send_signal(how)
    assert process.wait(timeout=20) == 0
    assert (site / "var" / "worker-ended").exists()
    assert not lives(worker)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)


def test_a_worker_that_dies_takes_the_site_with_it(
    site: Path, served: tuple[subprocess.Popen[str], int]
) -> None:
    process, port = served
    os.kill(int((site / "var" / "worker-id").read_text()), signal.SIGKILL)
    assert process.wait(timeout=20) == 1
    assert "background worker stopped" in process.stderr.read()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)


def test_passwords_are_shown_once_and_not_logged(
    site: Path, served: tuple[subprocess.Popen[str], int]
) -> None:
    process, port = served
    assert "kalyna-topolia-7" in process.told
    assert "kalyna-topolia-7" not in (site / "var" / "setup.log").read_text()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)
    again = subprocess.Popen(
        ["env", "--default-signal=INT", "./run", "demo", str(port)],
        cwd=site,
        env=SURROUNDINGS,
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.1)
    told = ""
    for line in again.stdout:
        told += line
        if "demo-accounts.json." in line:
            break
    again.terminate()
    again.wait(timeout=20)
    again.stdout.close()
    assert told.count("there already") == 8
    assert "kalyna-topolia-7" not in told


@pytest.mark.parametrize("what", ["config/wsgi.py", "var/db.sqlite3"])
def test_a_start_after_a_change_does_it_again(
    site: Path, served: tuple[subprocess.Popen[str], int], what: str
) -> None:
    process, port = served
    process.terminate()
    process.communicate(timeout=20)
    changed = site / what
    changed.rename(changed.with_suffix(".old"))
    changed.write_text(WSGI.replace("a page", "another page") if "wsgi" in what else "")
    (site / "manage.py").write_text("import sys; raise SystemExit('asked to ' + sys.argv[1])")
    assert "asked to migrate" in only_line(run(site, "demo", str(port)))


def test_a_site_that_cannot_answer_is_not_announced(site: Path) -> None:
    (site / "config" / "wsgi.py").write_text(WSGI.replace("200 OK", "500 Internal Server Error"))
    port = free_port()
    answer = run(site, "demo", str(port))
    assert "the first page answered 500" in only_line(answer)
    assert (site / "var" / "worker-ended").exists()


def test_at_a_terminal_seconds_count_and_ctrl_c_ends_everything(site: Path) -> None:
    (site / "config" / "assets.py").write_text(
        "import os, time; time.sleep(2.5); os.makedirs('var/assets', exist_ok=True)"
    )
    ours, theirs = pty.openpty()

    process = subprocess.Popen(
        ["setsid", "--ctty", "env", "--default-signal=INT", "./run", "demo", str(free_port())],
        cwd=site,
        env=SURROUNDINGS,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = ""
    latest = time.monotonic() + 40
    while time.monotonic() < latest and process.poll() is None:
        if not select.select([ours], [], [], 0.5)[0]:
            continue
        try:
            shown += os.read(ours, 4096).decode()
        except OSError:  # the other side was closed: it ended
            break
        if "demo-accounts.json." in shown:
            os.write(ours, b"\x03")
            shown = shown.replace("demo-accounts.json.", "")
    if process.poll() is None:
        process.terminate()
    assert process.wait(timeout=20) == 0, shown
    os.close(ours)
    assert "Front-end packages ... 1 s\r" in shown
    assert "Front-end packages ... 2 s\r" in shown
    assert shown.rstrip().endswith("Stopped.")
    assert "ERROR" not in shown
    assert (site / "var" / "worker-ended").exists()
