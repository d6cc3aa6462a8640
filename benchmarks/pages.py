"""The published report page for anonymous readers, against a bare view of the same server.

Granian with one worker on one core, wrk on the other, over loopback; each measure for some
seconds, interleaved, medians. The site is a copy of the demonstration in a folder of its own.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.figures import Figure, interleaved

SECONDS = 4
ROUNDS = 5
CONNECTIONS = 16


def figures(folder: Path) -> list[Figure]:
    """Needs wrk (Debian's package `wrk`); raises `FileNotFoundError` without it."""
    if not shutil.which("wrk"):
        raise FileNotFoundError("wrk is not installed: apt-get install wrk")
    environment = prepared_site(folder)
    with ExitStack() as stack:
        ports = {name: stack.enter_context(served(target, environment)) for name, target in SERVERS.items()}
        page = newest_report_page(ports["store"])
        rates = interleaved(
            ROUNDS,
            bare=lambda: rate(ports["bare"], "/"),
            stored=lambda: rate(ports["store"], page),
            uncached=lambda: rate(ports["django"], page),
        )
    said = [f"{name}: {value:.0f} requests/s on one core" for name, value in rates.items()]
    how = f"{page}; granian, 1 worker; wrk, {CONNECTIONS} connections; median of {ROUNDS} x {SECONDS} s"
    return [
        Figure("report_page_to_bare_view", rates["stored"] / rates["bare"], ">=1.5", [*said, how]),
        Figure("report_page_to_uncached", rates["stored"] / rates["uncached"], ">=20", said),
    ]


SERVERS = {
    "bare": "benchmarks.bare:application",
    "store": "config.wsgi:application",
    "django": "config.wsgi:django_application",
}


def prepared_site(folder: Path) -> dict[str, str]:
    """The demonstration in a database of its own. Returns the environment that points to it."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "CS_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "CS_DEMO_ACCOUNTS": str(folder / "demo-accounts.json"),
    }
    for command in (["migrate", "-v0"], ["load_form"], ["load_demo"], ["collectstatic", "--noinput"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], env=environment, check=True, stdout=subprocess.DEVNULL
        )
    return environment


@contextmanager
def served(target: str, environment: dict[str, str]) -> Iterator[int]:
    """The application on a free loopback port and the first core; ended by its own process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        *(["taskset", "-c", "0"] if shutil.which("taskset") else []),
        str(Path(sys.executable).with_name("granian")),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning"),
        target,
    ]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def newest_report_page(port: int) -> str:
    """Follows the links that a reader would follow, and checks that the page is stored."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/communities/novopskov/") as response:
        links = re.findall(r'href="(/communities/novopskov/reports/[0-9-]+/)"', response.read().decode())
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{links[0]}") as response:
        if response.status != 200 or not response.headers["ETag"]:
            raise RuntimeError(f"{links[0]} is not a published report page")
    return str(links[0])


def rate(port: int, page: str) -> float:
    """Requests per second; a wrong answer is an error, not a fast request."""
    command = [
        *(["taskset", "-c", "1"] if shutil.which("taskset") and (os.cpu_count() or 1) > 1 else []),
        *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", "Accept-Encoding: br, gzip"),
        f"http://127.0.0.1:{port}{page}",
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    if not found:
        raise RuntimeError(said)
    return float(found.group(1))
