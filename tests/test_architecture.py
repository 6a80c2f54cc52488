"""The layers of the house, enforced: an arrow means « may be imported by »."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["concertation", "accounts", "zones", "meetings", "reports"]
VIEW_LINES, FILE_LINES = 20, 300


def modules(app):
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def imported(path):
    """Absolute names a module imports, wherever the import stands."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, *filter(None, [node.module])])


@pytest.mark.parametrize("app", LAYERS)
def test_app_imports_only_the_layers_below(app):
    allowed = set(LAYERS[: LAYERS.index(app) + 1])
    wrong = {
        f"{path.relative_to(ROOT)} → {name}"
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in set(LAYERS) - allowed
    }
    assert not wrong


def test_models_know_no_service_mail_or_request():
    forbidden = (
        "services",
        "emails",
        "documents",
        "views",
        "forms",
        "django.http",
        "django.core.mail",
    )
    wrong = {
        f"{path.relative_to(ROOT)} → {name}"
        for app in LAYERS
        for path in [*(ROOT / app).glob("models/*.py"), ROOT / app / "models.py"]
        if path.exists()
        for name in imported(path)
        if any(part in name.split(".") or name == part for part in forbidden)
    }
    assert not wrong


@pytest.mark.parametrize("module", ["documents", "emails", "calendar"])
def test_papers_and_messages_save_nothing(module):
    paths = [*(ROOT / "meetings").glob(f"{module}/*.py"), ROOT / "meetings" / f"{module}.py"]
    writing = {"save", "create", "bulk_create", "update_or_create", "get_or_create", "delete"}
    calls = {
        f"{path.name}:{node.lineno}"
        for path in paths
        if path.exists()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writing
    }
    assert not calls


def views():
    for app in LAYERS:
        for path in [*(ROOT / app).glob("views/*.py"), ROOT / app / "views.py"]:
            if path.exists():
                yield path


def test_views_are_functions_of_twenty_lines_at_most():
    long = {
        f"{path.relative_to(ROOT)}:{node.name} ({length})"
        for path in views()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and (length := node.end_lineno - node.body[0].lineno + 1) > VIEW_LINES
    }
    assert not long


def test_views_hold_no_class():
    classes = {
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in views()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef)
    }
    assert not classes


def test_no_zone_is_known_by_its_name_in_the_code():
    """Zones differ by data: a code in a comparison would be a rule hidden in the code."""
    codes = {"ouest", "nord-ouest", "centrale", "nord-est", "sud", "sud-est"}
    wrong = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for app in LAYERS
        for path in modules(app)
        if "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare)
        for value in ast.walk(node)
        if isinstance(value, ast.Constant) and value.value in codes
    }
    assert not wrong


def test_no_file_is_too_long_to_read_at_once():
    long = {
        f"{path.relative_to(ROOT)} ({count})"
        for app in LAYERS
        for path in modules(app)
        if "demo" not in path.parts and (count := len(path.read_text().splitlines())) > FILE_LINES
    }
    assert not long
