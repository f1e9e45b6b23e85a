"""The schema of the alliance file and its page in docs tell the same."""

import json
import re

from django.conf import settings

SCHEMA = settings.BASE_DIR / "alliance_portal" / "loading" / "alliance.schema.json"
PAGE = settings.BASE_DIR / "docs" / "alliance-file.md"
FIELD = re.compile(r"^\| `(\w+)` \| (是?) ?\|", re.M)
STEPS = "steps"  # has a table of its own, of the steps of each kind of record


def resolve(part, schema):
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return part


def fields_of(part, place, schema):
    """Yields place and fields of an object and of all objects in it: `clauses.duties`, {"due_on": True}."""
    part = resolve(part, schema)
    part = resolve(part["items"], schema) if "items" in part else part
    properties = part.get("properties", {})
    if properties and place:
        required = part.get("required", [])
        yield place, {name: name in required for name in properties}
    for name, inner in properties.items():
        if name != STEPS:
            yield from fields_of(inner, f"{place}.{name}".lstrip("."), schema)


def documented():
    """The same, read from the tables. A table within a section is headed by its place in the section."""
    sections = PAGE.read_text().split("\n### `")[1:]
    for section in sections:
        name, _, body = section.partition("`")
        parts = re.split(r"^`([a-z_.]+)`：$", body.split("\n## ")[0], flags=re.M)
        places = [name, *(f"{name}.{inner}" for inner in parts[1::2])]
        for place, text in zip(places, parts[::2], strict=True):
            yield place, {field: mark == "是" for field, mark in FIELD.findall(text)}


def test_page_describes_every_field_of_the_schema():
    schema = json.loads(SCHEMA.read_text())

    described = dict(documented())

    assert described == dict(fields_of(schema, "", schema))
