"""What README and docs say of the project is there: pages, pictures, commands, settings, names."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
LAYERS = ("officekit", "members", "alliances", "projects", "orders", "alliance_portal")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
CODE = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.S)
MAKE = re.compile(r"^(?:.* -- )?make((?: [a-z./]+)+)", re.M)
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
FILE = re.compile(rf"(?<![\w/.-])((?:{'|'.join(LAYERS)}|scripts|tests|docs)/[\w/.-]*\w)")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
WAY = re.compile(r" → |、")
VARIABLE = re.compile(r"`([A-Z][A-Z_]+)`")
READ = re.compile(r"""env\.\w+\(\s*["']([A-Z_]+)["']""")
SET = re.compile(r"^([A-Z][A-Z_]+)=", re.M)


def page_name(path):
    return str(path.relative_to(ROOT))


def code_in(page):
    return "\n".join(block or span for block, span in CODE.findall(page.read_text()))


def table(page, heading):
    """The rows of the table under a heading, each a list of cells, without the head."""
    section = page.read_text().split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def anchors(page):
    headings = HEADING.findall(page.read_text())
    return {re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-") for text in headings}


def is_there(page, link):
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    return path.exists() and (not anchor or anchor in anchors(path))


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not is_there(page, link)] == []


def test_picture_is_shown_somewhere():
    shown = {
        (page.parent / link).resolve() for page in PAGES for link in LINK.findall(page.read_text())
    }
    pictures = [path for path in (ROOT / "docs").rglob("*") if path.suffix in {".png", ".svg"}]

    assert [page_name(path) for path in pictures if path not in shown] == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_named_command_is_there(page):
    code = code_in(page)
    targets = set(re.findall(r"^([\w./]+):", (ROOT / "Makefile").read_text(), re.M))
    made = {target for found in MAKE.findall(code) for target in found.split()}

    assert made - targets == set()
    assert set(MANAGE.findall(code)) - set(get_commands()) == set()


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_named_file_is_there(page):
    named = FILE.findall(code_in(page))

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_table_of_configuration_is_what_settings_read():
    rows = table(ROOT / "README.md", "Configuration")
    documented = [name for row in rows for name in VARIABLE.findall(row[0])]
    read = set(READ.findall((ROOT / "alliance_portal" / "settings.py").read_text()))

    assert sorted(documented) == sorted(read)
    assert set(SET.findall((ROOT / "docs" / "deploy.md").read_text())) <= read


def test_makefile_names_the_variables_of_scripts():
    scripts = "".join(path.read_text() for path in (ROOT / "scripts").rglob("*.py"))
    read = set(re.findall(r"""environ\.get\(["'](\w+)["']""", scripts))
    commands = (ROOT / "Makefile").read_text()

    assert {name for name in read if name not in commands} == set()


def words_on_screen():
    folders = [ROOT / "templates", *(ROOT / layer for layer in LAYERS)]
    files = (path for folder in folders for path in folder.rglob("*"))
    return "".join(path.read_text() for path in files if path.suffix in {".html", ".py"})


def test_handbook_names_buttons_and_pages_by_their_words():
    """What stands there in bold is what the reader looks for on the screen."""
    screen = words_on_screen()
    pages = [page for page in PAGES if page.parent.name == "handbook" and page.name != "README.md"]
    bold = {words for page in pages for words in BOLD.findall(page.read_text())}

    assert {part for words in bold for part in WAY.split(words) if part not in screen} == set()


def glossary():
    return [
        name
        for row in table(ROOT / "README.md", "术语表 Glossary")
        for name in re.findall(r"`([\w.]+)`", row[1])
    ]


def test_glossary_identifiers_exist():
    code = "\n".join(path.read_text() for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
    words = set(re.findall(r"\w+", code))
    classes = set(re.findall(r"^class (\w+)", code, re.M))

    parts = [(part, part[0].isupper()) for name in glossary() for part in name.split(".")]

    assert [part for part, is_class in parts if part not in (classes if is_class else words)] == []


def test_middleware_is_described_in_its_order():
    text = (ROOT / "docs" / "architecture.md").read_text()
    block = text.split("## The way of a request")[1].split("```")[1]
    order = [name.rsplit(".", 1)[1] for name in settings.MIDDLEWARE]

    assert [word for word in block.split() if word in order] == order
