"""What an uploaded file is, by its content, and its columns. XLSX and SPSS files go through the child."""

import contextlib
import json
import signal
import subprocess
import time
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from communities.shared import limited_child
from surveys.progress import EVERY, Told, to_nobody
from surveys.reading import csv_file
from surveys.reading.columns import Coded, FileColumn, SavedColumns
from surveys.reading.limits import (
    LARGEST_FILE,
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MOST_MEMBERS,
    SECONDS,
    Trouble,
    Unreadable,
)

CSV, XLSX, SAV = "csv", "xlsx", "sav"
HEAD = 65_536  # bytes
NOT_TABLES = (b"%PDF", b"<?xml", b"<html", b"<!DOC", b"{\\rtf")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .xls, or an .xlsx with a password


@dataclass(frozen=True)
class Look:
    """The first look: names of columns with a few values. `rows`: about how many there are."""

    columns: tuple[FileColumn, ...]
    rows: int
    encoding: str = ""
    separator: str = ""


def kind_of(file: BinaryIO, *, size: int) -> str:
    """By what is in it, whatever its name says. Raises `Unreadable`."""
    if size > LARGEST_FILE:
        raise Unreadable(Trouble.TOO_LARGE, number=size)
    file.seek(0)
    head = file.read(HEAD)
    if not head.strip():
        raise Unreadable(Trouble.EMPTY)
    if head.startswith(OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in head + file.read()
        raise Unreadable(Trouble.PROTECTED if encrypted else Trouble.OLD_WORKBOOK)
    if b"ENCRYPTEDSAV" in head[:64]:
        raise Unreadable(Trouble.PROTECTED)
    if head.startswith((b"$FL2", b"$FL3")):
        return SAV
    if head.startswith(b"PK"):
        weigh(file)
        return XLSX
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(Trouble.UTF_16)
    if csv_file.CONTROLS.search(head) or head.startswith(NOT_TABLES):
        raise Unreadable(Trouble.UNKNOWN_KIND)
    return CSV


def weigh(file: BinaryIO) -> None:
    """Refuses a workbook by the directory of its zip, before anything is unpacked (R23)."""
    try:
        members = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Unreadable(Trouble.UNKNOWN_KIND)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(Trouble.PROTECTED)
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or unpacked / packed > LARGEST_RATIO:
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE)


def first_look(kind: str, upload: Path, *, columns: Path, told: Told = to_nobody) -> Look:
    """Reads what must be read once; `columns` is where the child may write. Raises `Unreadable`."""
    if kind == CSV:
        found = csv_file.look(upload.read_bytes())
        return Look(found.columns, found.rows, found.encoding, found.separator)
    run_child(kind, upload, columns, told=told)
    saved = SavedColumns(columns)
    return Look(saved.columns, saved.rows)


def load(kind: str, wanted: Collection[str], *, upload: Path, columns: Path) -> tuple[dict[str, Coded], int]:
    """The wanted columns, and the number of rows. Raises `Unreadable`."""
    if kind == CSV:
        return csv_file.load(csv_file.look(upload.read_bytes()), wanted)
    saved = SavedColumns(columns)
    return {name: saved[name] for name in wanted}, saved.rows


def run_child(kind: str, source: Path, target: Path, *, told: Told = to_nobody) -> None:
    """Raises `Unreadable`."""
    places = [str(source.resolve()), str(target.resolve())]
    with subprocess.Popen(  # noqa: S603 - our own module, our own arguments
        limited_child.command(f"surveys.reading.{kind}_child", *places),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback may hold answers
        cwd=limited_child.PROJECT,
        env=limited_child.ENVIRONMENT,
    ) as child:
        said = _last_words(child, source, told)
    if child.returncode < 0:
        fell = -child.returncode in {signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE}
        raise Unreadable(Trouble.BROKEN if fell else Trouble.UNPACKS_TOO_LARGE)  # or killed for its appetite
    try:
        answer = json.loads(said)
    except ValueError as problem:
        raise Unreadable(Trouble.BROKEN) from problem
    if "trouble" in answer:
        trouble = Trouble(answer["trouble"])
        raise Unreadable(trouble, where=answer.get("where", ""), number=answer.get("number"))


def _last_words(child: subprocess.Popen[bytes], source: Path, told: Told) -> bytes:
    """What the child prints. Tells meanwhile how far it is."""
    until = time.monotonic() + SECONDS
    try:
        while True:
            try:
                return child.communicate(timeout=EVERY)[0]
            except subprocess.TimeoutExpired as problem:
                if time.monotonic() > until:
                    raise Unreadable(Trouble.TOO_SLOW) from problem
                told(part_read(child.pid, source))
    except BaseException:
        child.kill()
        raise


def part_read(process: int, source: Path) -> float:
    """How much of the file a process has read, 0..1, by where it stands in it.

    The kernel knows, so the reader is neither asked nor slowed down. 0 where the kernel does not tell.
    """
    places = []
    with contextlib.suppress(OSError, ValueError, IndexError):  # it may have closed the file just now
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            if descriptor.samefile(source):
                about = Path(f"/proc/{process}/fdinfo/{descriptor.name}").read_text(encoding="ascii")
                places.append(int(about.split()[1]))  # pos: 1234
    return min(1.0, min(places, default=0) / max(1, source.stat().st_size))
