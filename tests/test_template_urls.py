"""Every address that a template names exists, and takes as many arguments as the template gives.

A page with a branch that only some records reach (a picture, an attachment) would else break for those alone.
"""

import re

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

TAG = re.compile(r"""{%\s*url\s+["']([\w:]+)["']([^%]*)%}""")


def patterns_of(resolver, prefix="", taken=0):
    """Name → numbers of arguments."""
    for entry in resolver.url_patterns:
        count = taken + entry.pattern.regex.groups
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns_of(entry, inner, count)
        elif entry.name:
            yield f"{prefix}{entry.name}", count


def tags():
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        for name, rest in TAG.findall(path.read_text()):
            arguments = rest.split(" as ")[0].split()
            yield pytest.param(name, len(arguments), id=f"{path.relative_to(folder)}-{name}")


@pytest.fixture(scope="module")
def patterns():
    found = {}
    for name, count in patterns_of(get_resolver()):
        found.setdefault(name, set()).add(count)
    return found


@pytest.mark.parametrize(("name", "count"), list(tags()))
def test_address_of_a_template_exists(patterns, name, count):
    if name.startswith("admin:"):
        assert name in patterns
    else:
        assert count in patterns.get(name, set())
