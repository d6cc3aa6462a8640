"""The floors, where import-linter does not look: foreign keys, templates, addresses, imports in functions."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver

from tests.architecture.test_public_urls import pages

ROOT = Path(__file__).parent.parent.parent
FLOORS = ("communities", "surveys", "reports", "plans", "config")  # from below
FOLDER_OF_CONFIG = "site"
# Folders that belong to no app of ours: shared drawings, error pages, and pages of libraries.
EVERYBODYS = ("components/", "base", "bootstrap5/", "allauth/", "account/", "mfa/", "pdf/")


def at_most(app):
    """This floor and those below."""
    return FLOORS[: FLOORS.index(app) + 1]


@pytest.mark.parametrize("app", ["communities", "surveys", "reports", "plans"])
def test_foreign_keys_point_to_the_own_floor_or_down(app):
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and field.related_model._meta.app_label in FLOORS
        and field.related_model._meta.app_label not in at_most(app)
    ]
    assert upward == []


def templates_of(app):
    """Folders of the app: its own, and below pdf/ and mail/."""
    name = FOLDER_OF_CONFIG if app == "config" else app
    for folder in (name, f"pdf/{name}", f"mail/{name}"):
        yield from (ROOT / "templates" / folder).rglob("*.*")


INCLUDED = re.compile(r'{%\s*(?:include|extends)\s+["\']([^"\']+)["\']')
ADDRESS = re.compile(r'{%\s*url\s+["\']([\w:]+)["\']')


@pytest.mark.parametrize("app", FLOORS)
def test_templates_include_from_the_own_floor_or_below(app):
    folders = tuple(f"{FOLDER_OF_CONFIG if floor == 'config' else floor}/" for floor in at_most(app))
    below = (*folders, *(f"{kind}/{folder}" for kind in ("pdf", "mail") for folder in folders))
    upward = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in templates_of(app)
        for found in INCLUDED.findall(path.read_text(encoding="utf-8"))
        if not found.startswith((*below, *EVERYBODYS))
    ]
    assert upward == []


@pytest.mark.parametrize("app", ["communities", "surveys", "reports", "plans"])
def test_templates_link_to_the_own_floor_or_below(app):
    """Every page may lead back to the corridor (home, desk, a community's front page)."""
    above = tuple(f"{floor}:" for floor in FLOORS if floor not in at_most(app))
    upward = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in templates_of(app)
        for found in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if found.startswith(above)
    ]
    assert upward == []


def test_addresses_named_in_templates_exist():
    known = {name for name, _ in pages(get_resolver())}
    unknown = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in (ROOT / "templates").rglob("*.html")
        for found in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if found not in known
    ]
    assert unknown == []


def test_nothing_is_imported_in_functions():
    """But for the slow library behind pdf.py, and a process that must set Django up first."""
    allowed = ("communities/shared/pdf.py", "config/embedded_worker.py")
    found = []
    for app in FLOORS:
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            inside = [
                node
                for function in ast.walk(tree)
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            found += [f"{path.relative_to(ROOT)}:{node.lineno}" for node in inside]
    assert [place for place in found if not place.startswith(allowed)] == []


def test_no_module_has_a_name_that_says_nothing():
    empty = {"utils", "helpers", "common", "services", "managers", "misc"}
    assert [path for app in FLOORS for path in (ROOT / app).rglob("*") if path.stem in empty] == []
