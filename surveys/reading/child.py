"""What a limited child does: `run` reads one workbook or SPSS file and writes it as columns. Prints one
line of JSON: {} or why not. `sav_child` and `xlsx_child` are what is started, so that neither loads the
libraries of the other.

Before the file is touched: at most 1 GB of data and 180 s, no core dump, no secrets in the environment, no
network. The last is a network namespace of its own where the kernel grants one (as root, or where user
namespaces are allowed: Debian's default; Ubuntu 24.04 refuses them to unconfined programs); elsewhere only
Python's own way to a socket is closed, which does not stop machine code.
"""

import ctypes
import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from communities.shared.limited_child import limit
from surveys.reading.columns import Coded, FileColumn, save
from surveys.reading.limits import MEMORY, SECONDS, Trouble, Unreadable

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


Reader = Callable[[Path], tuple[list[FileColumn], list[Coded], int]]


def run(read: Reader) -> None:
    """From the file that the first argument names to the place that the second one names."""
    os.umask(0o077)
    shut_in()
    sys.stdout.write(json.dumps(_saved(read, Path(sys.argv[1]), Path(sys.argv[2]))))


def _saved(read: Reader, source: Path, target: Path) -> dict[str, Any]:
    try:
        columns, coded, rows = read(source)
        save(target, columns=columns, coded=coded, rows=rows)
    except Unreadable as refusal:
        return {"trouble": refusal.trouble, "where": refusal.where, "number": refusal.number}
    except MemoryError:
        return {"trouble": Trouble.UNPACKS_TOO_LARGE}
    return {}


def shut_in() -> bool:
    """Limits. True when the kernel itself keeps this process from any network."""
    limit(memory=MEMORY, seconds=SECONDS, largest_file=MEMORY)
    libc = ctypes.CDLL(None, use_errno=True)
    alone = libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0
    socket.socket = _no_socket  # type: ignore[assignment,misc]
    return bool(alone)


def _no_socket(*_args: object, **_named: object) -> None:
    raise OSError("This process has no network.")
