"""House rules that a machine can check (docs/architecture.md says why they are rules)."""

import ast
import json
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.urls import URLResolver, get_resolver
from simple_history.models import HistoricalChanges

from members.models import Event

# Each may import itself and what stands to its left.
LAYERS = ["officekit", "members", "alliances", "projects", "orders", "alliance_portal"]

# Times that need no "by": nobody decides them, or the person stands in another field.
LONE_AT = {
    "created_at": "the first event row says who",
    "updated_at": "the history says who",
    "saved_at": "a draft has one owner",
    "password_changed_at": "nobody but the user",
    "starts_at": "a plan, not a deed",
    "ends_at": "a plan, not a deed",
    "read_at": "nobody but the addressee",
    "sent_at": "a worker, not a person",
    "next_try_at": "a worker, not a person",
    "accepted_at": "the order's event row says who",
    "finished_at": "the order's event row says who",
    "closed_at": "the order's event row says who, or it was the resident",
    "paused_at": "the order's event row says who",
    "consented_at": "the resident",
}

# Libraries that take a while to load and that few requests need: imported where they are used.
RARELY_USED = {
    *("apprise", "boto3", "cryptography", "docx", "docxtpl", "fido2", "icalendar", "jsonschema"),
    *("markdown_it", "nh3", "openpyxl", "phonenumbers", "PIL", "pypinyin", "python_calamine"),
    *("rich", "segno", "storages", "typst", "xlsxwriter"),
}
START = """
import json, sys
import alliance_portal.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(list(sys.modules)))
"""

STATE_FIELDS = {"status", "publication"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
INLINE_CODE = re.compile(
    r"""\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|<style\b|<script\b(?![^>]*\ssrc=)""", re.IGNORECASE
)
INCLUDED_WITH_ONLY = re.compile(r"""{%\s*include\s+["']([^"']+)["'][^%]*\bonly\s*%}""")
NEEDS_COMMENT = re.compile(r"\A{#[^\n]*\bNeeds\b[^\n]*#}")

CLASSES = re.compile(r'class="([^"{]*)"')
OF_BOOTSTRAP = re.compile(
    r"(?:d|[mp][tbsexy]?|g[xy]?|gap|col|row|fw|fs|lh|[wh]|text|align|justify|flex|order|float|border|bg|rounded"
    r"|shadow|position|overflow|list|alert|badge|form|stretched|visually)-[\w-]+"
)


def python_files(*folders):
    found = (path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def name_of(path):
    return str(path.relative_to(settings.BASE_DIR))


def tree_of(path):
    return ast.parse(path.read_text())


def template_files():
    folder = settings.BASE_DIR / "templates"
    return sorted(
        path for path in folder.rglob("*") if path.suffix in {".html", ".svg", ".txt", ".xml"}
    )


def own_models():
    """Ours, without the tables that Django and simple-history make for us."""
    models = [model for layer in LAYERS[1:] for model in apps.get_app_config(layer).get_models()]
    return [model for model in models if not issubclass(model, HistoricalChanges)]


def own_views(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from own_views(entry)
        elif entry.callback.__module__.split(".")[0] in LAYERS:
            yield entry.callback


def view_name(view):
    return f"{view.__module__}.{getattr(view, '__name__', type(view).__name__)}"


def is_behind_admin_site(view):
    parts = {"admin", "admin_site", "back_office"} & set(view.__module__.split("."))
    return bool(parts) and hasattr(view, "__wrapped__")


def imported_layers(path):
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names & set(LAYERS)


def state_writes(path):
    """Lines that set a state: `x.status = …` or `.update(status=…)`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield from [node.lineno] if node.attr in STATE_FIELDS else []
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
            yield from (key.value.lineno for key in node.keywords if key.arg in STATE_FIELDS)


# --- code ---


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_down_only(layer):
    allowed = set(LAYERS[: LAYERS.index(layer) + 1])

    upward = {name_of(path): imported_layers(path) - allowed for path in python_files(layer)}

    assert {name: layers for name, layers in upward.items() if layers} == {}


@pytest.mark.parametrize(
    ("folder", "limit"), [*((layer, 300) for layer in LAYERS), ("scripts", 300), ("tests", 400)]
)
def test_file_is_within_budget(folder, limit):
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in python_files(folder)}

    assert {name: length for name, length in lengths.items() if length > limit} == {}


def test_function_is_within_budget():
    too_long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files(*LAYERS, "scripts", "tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40
    ]

    assert too_long == []


def test_state_is_set_in_models_only():
    writes = [
        f"{name_of(path)}:{line}"
        for path in python_files(*LAYERS)
        if "models" not in path.parts
        for line in state_writes(path)
    ]

    assert writes == []


def test_start_imports_nothing_that_is_rarely_used():
    started = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", START],
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = {name.partition(".")[0] for name in json.loads(started.stdout)}

    assert loaded & RARELY_USED == set()


# --- views ---


@pytest.mark.parametrize("view", list(own_views(get_resolver())), ids=view_name)
def test_view_names_a_permission_or_is_public(view):
    public = not getattr(view, "login_required", True)

    assert public or hasattr(view, "permission") or is_behind_admin_site(view)


# --- models ---


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_model_has_docstring_and_chinese_names(model):
    options = model._meta

    assert not model.__doc__.startswith(f"{model.__name__}("), "the docstring is Django's own"
    assert CHINESE.search(str(options.verbose_name))
    assert options.verbose_name == options.verbose_name_plural
    assert [
        field.name
        for field in options.local_fields + options.local_many_to_many
        if field.editable and not field.primary_key and not CHINESE.search(str(field.verbose_name))
    ] == []


def test_model_is_in_the_glossary():
    """Tables of events share one line of it: Event."""
    glossary = (settings.BASE_DIR / "README.md").read_text().split("Glossary\n")[1]
    names = {model.__name__ for model in own_models() if not issubclass(model, Event)}

    assert {name for name in names if f"`{name}`" not in glossary} == set()


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_left(model):
    options = model._meta
    keys = [
        field for field in options.local_fields + options.local_many_to_many if field.related_model
    ]
    allowed = LAYERS[: LAYERS.index(options.app_label) + 1]

    assert [
        field.name
        for field in keys
        if field.related_model._meta.app_label in LAYERS
        and field.related_model._meta.app_label not in allowed
    ] == []
    assert not any(isinstance(field, GenericForeignKey) for field in options.private_fields)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_at_and_by_come_in_pairs(model):
    names = {field.name for field in model._meta.local_fields}
    stems_at = {name.removesuffix("_at") for name in names - set(LONE_AT) if name.endswith("_at")}
    stems_by = {name.removesuffix("_by") for name in names if name.endswith("_by")}
    lone_by = {f"{stem}_by" for stem in stems_by if f"{stem}_at" not in names}
    lone_at = {f"{stem}_at" for stem in stems_at - stems_by}

    assert lone_at | lone_by == set()


@pytest.mark.parametrize("layer", LAYERS[1:])
def test_database_names_fit_thirty_characters(layer):
    models = apps.get_app_config(layer).get_models(include_auto_created=True)

    names = {
        name
        for model in models
        for name in (
            model._meta.db_table,
            *(constraint.name for constraint in model._meta.constraints),
            *(index.name for index in model._meta.indexes),
        )
    }

    assert {name for name in names if len(name) > 30} == set()


# --- templates ---


def test_template_is_within_budget():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in template_files()}

    assert {name: length for name, length in lengths.items() if length > 120} == {}


def test_template_has_no_inline_script_or_style():
    found = [
        f"{name_of(path)}: {match[0].strip()}"
        for path in template_files()
        for match in INLINE_CODE.finditer(path.read_text())
    ]

    assert found == []


def test_template_uses_no_class_of_bootstrap_that_we_left_out():
    """scripts/vendor.sh keeps the few that are used: a page loads what it shows."""
    sheets = "".join(path.read_text() for path in (settings.BASE_DIR / "static").rglob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))

    assert [
        f"{name_of(path)}: {name}"
        for path in template_files()
        if "admin" not in path.parts
        for names in CLASSES.findall(path.read_text())
        for name in names.split()
        if OF_BOOTSTRAP.fullmatch(name) and name not in styled
    ] == []


def test_template_included_with_only_says_what_it_needs():
    included = {
        name for path in template_files() for name in INCLUDED_WITH_ONLY.findall(path.read_text())
    }
    folder = settings.BASE_DIR / "templates"

    assert [
        name for name in sorted(included) if not NEEDS_COMMENT.match((folder / name).read_text())
    ] == []
