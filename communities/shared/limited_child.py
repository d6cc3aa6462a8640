"""Child processes for what is too dangerous beside secrets: reading uploads, drawing pages (R22, R23, R33).

A child is one of our own modules, started with `python -m`. It knows nothing of Django, gets no environment
but `ENVIRONMENT`, and as its first act gives up memory, time and files with `limit`.
"""

import resource
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {"LANG": "C.UTF-8", "HOME": "/nonexistent", "OPENBLAS_NUM_THREADS": "1"}


class TooSlow(Exception):
    """The child did not answer in its time and was killed."""


def command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def answer_of(
    module: str, *arguments: str, content: bytes | None = None, seconds: float
) -> tuple[bytes, int]:
    """What the child wrote and how it ended: below 0 when the system killed it, for its appetite as a rule.

    `content` is what it reads, nothing when None. Its complaints are not kept: a traceback may hold what
    stands in the file. Raises `TooSlow`.
    """
    try:
        child = subprocess.run(  # noqa: S603  our own module, our own arguments
            command(module, *arguments),
            input=content,
            stdin=subprocess.DEVNULL if content is None else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            timeout=seconds,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise TooSlow from problem
    return child.stdout, child.returncode


def limit(*, memory: int, seconds: int | None = None, largest_file: int | None = None) -> None:
    """In the child: at most `memory` bytes of data, `seconds` of work, files of `largest_file` bytes; None is
    without that limit. Never a core dump, which would hold what was read."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
