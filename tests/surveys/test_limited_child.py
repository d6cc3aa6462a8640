"""Statistical files are read in a child without network, secrets and much memory, and nowhere else (R24)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("config", "communities", "surveys", "reports")
IN_THE_CHILD = {
    "pyreadstat": {"surveys/reading/sav_file.py"},
    "python_calamine": {"surveys/reading/xlsx_file.py"},
    "fastexcel": {"surveys/reading/plain_sheet.py"},
    "surveys.reading.plain_sheet": {"surveys/reading/xlsx_file.py"},
    "surveys.reading.plain_sav": {"surveys/reading/sav_file.py"},
    "surveys.reading.sav_file": {"surveys/reading/sav_child.py"},
    "surveys.reading.xlsx_file": {"surveys/reading/xlsx_child.py"},
    "surveys.reading.child": {"surveys/reading/sav_child.py", "surveys/reading/xlsx_child.py"},
    "surveys.reading.sav_child": set(),
    "surveys.reading.xlsx_child": set(),
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("module", IN_THE_CHILD)
def test_imported_by_the_child_only(module):
    found = {
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if any(name == module or name.startswith(module + ".") for name in imports(path))
    }
    assert found == IN_THE_CHILD[module]


def test_the_site_itself_never_loads_it():
    """All that the web process and the workers load, in a fresh process."""
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE']='config.settings.test'; django.setup()\n"
        "import config.urls, config.celery, surveys.tasks\n"
        "child = ('pyreadstat', 'python_calamine', 'fastexcel', 'surveys.reading.child')\n"
        "print([m for m in child if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def in_the_child(code):
    whole = f"from surveys.reading import child\nalone = child.shut_in()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", whole], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_no_socket_in_the_child():
    assert "no network" in in_the_child("import socket; socket.create_connection(('127.0.0.1', 9))")


def test_no_network_below_python_where_the_kernel_grants_it():
    """Machine code, too, finds no interface but a loopback that is down."""
    answer = in_the_child("print(alone, open('/proc/self/net/dev').read().count(':'))")
    alone, interfaces = answer.split()
    if alone == "False":
        pytest.skip("this machine refuses namespaces")
    assert int(interfaces) == 1


def test_no_more_memory_than_agreed():
    assert "MemoryError" in in_the_child("b = bytearray(1500 * 1024 * 1024)")
