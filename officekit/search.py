"""Chinese search in one column: every word is found by its bigrams, with the same answers on SQLite and PostgreSQL.

The column holds two lines: the plain text (normalised, with the pinyin initials of its parts) and its tokens.
SQLite looks into the first with LIKE; PostgreSQL finds the tokens through a GIN index, then compares as SQLite does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.core import checks
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.sql.compiler import SQLCompiler

MAX_QUERY_LENGTH = 100
MAX_WORDS = 5
# Longer parts are running text: nobody types its initials, and they would make every short query match.
MAX_INITIALS_LENGTH = 200
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
SEPARATORS = re.compile(r"[\W_]+")
# NUL and lone surrogates cannot be stored; other controls are never searched for.
UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
SPECIAL_TO_LIKE, ESCAPED = re.compile(r"([%_\\])"), r"\\\1"
# One text for the query and for the index: the planner uses an index only for the very same expression.
TOKENS_SQL = r"string_to_array(split_part(%s, E'\n', 2), ' ')"


def normalise(text: str) -> str:
    """NFKC, casefolded, on one line."""
    return " ".join(unicodedata.normalize("NFKC", UNSTORABLE.sub("", text)).casefold().split())


def tokens(text: str) -> list[str]:
    """The single characters and the bigrams of every run of letters and digits."""
    return _grams(normalise(text))


def _grams(normalised: str) -> list[str]:
    found: set[str] = set()
    for run in SEPARATORS.split(normalised):
        found.update(run)
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return sorted(found)


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """柳巷街道 → lxjd; "" for a text without Chinese or too long to be a name or title."""
    if len(text) > MAX_INITIALS_LENGTH or not HAN.search(text):
        return ""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 -- its dictionary takes a while to load

    return normalise("".join(lazy_pinyin(text, style=Style.FIRST_LETTER)))


def search_text(*parts: str) -> str:
    """What the column stores for these parts."""
    plain = [normalise(part) for part in parts]
    first_line = " ".join(filter(None, [*plain, *map(initials, plain)]))
    return f"{first_line}\n{' '.join(_grams(first_line))}"


_make = ContextVar("_make", default=search_text)


@contextmanager
def remembered_search_texts(size: int = 50_000) -> Iterator[None]:
    """For a bulk load whose rows repeat their texts: makes each search text once."""
    token = _make.set(lru_cache(maxsize=size)(search_text))
    try:
        yield
    finally:
        _make.reset(token)


def words(query: str) -> list[str]:
    """The words of a query, as they are looked up."""
    found = normalise(query[:MAX_QUERY_LENGTH]).split()
    return list(dict.fromkeys(found))[:MAX_WORDS]


class SearchTextField(models.TextField):
    """The one place where a row's search text is made: on every save(), as auto_now does, from its sources.

    Sources are names of the model's attributes (fields or properties), without queries behind them.
    As with auto_now, save(update_fields=…) must name this field too, and update() does not know it.
    """

    def __init__(self, *args: Any, sources: Iterable[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs |= {"editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("editable", "blank", "default"):
            del kwargs[implied]
        return name, path, args, {**kwargs, "sources": self.sources}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        unknown = [source for source in self.sources if not hasattr(self.model, source)]
        problem = checks.Error(f"{self} has unknown sources: {unknown}.", obj=self, id="search.E1")
        return [*super().check(**kwargs), *([problem] if unknown else [])]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        parts = [getattr(model_instance, source) for source in self.sources]
        value = _make.get()(*(str(part) for part in parts if part is not None))
        setattr(model_instance, self.attname, value)
        return value


@SearchTextField.register_lookup
class Has(models.Lookup):
    """search_text__has="柳巷 停车": every word is in the text; an empty query finds nothing."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return self._all_like(compiler, connection, self._words())

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Any]:
        sought = self._words()
        # LIKE for every word, also where the tokens say all: without its estimate the planner takes a rare word
        # for a frequent one, and walks through the whole table in the order of the list.
        like, like_params = self._all_like(compiler, connection, sought)
        wanted = sorted({token for word in sought for token in _grams(word)})
        if not wanted:
            return like, like_params
        column, params = compiler.compile(self.lhs)
        slots = ", ".join(["%s"] * len(wanted))
        sql = f"({TOKENS_SQL % column} @> ARRAY[{slots}]::text[] AND {like})"
        return sql, [*params, *wanted, *like_params]

    def _words(self) -> list[str]:
        found = words(str(self.rhs))
        if not found:
            raise EmptyResultSet
        return found

    def _all_like(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, sought: list[str]
    ) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.lhs)
        sql = " AND ".join([rf"{column} LIKE %s ESCAPE '\'"] * len(sought))
        patterns = [f"%{SPECIAL_TO_LIKE.sub(ESCAPED, word)}%" for word in sought]
        return f"({sql})", [value for pattern in patterns for value in (*params, pattern)]


class BigramIndex(models.Index):
    """A GIN index on the tokens of one SearchTextField; databases other than PostgreSQL go without."""

    def create_sql(
        self,
        model: type[models.Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Any:
        if schema_editor.connection.vendor != "postgresql":
            return f"-- {self.name}: PostgreSQL only"
        quote = schema_editor.quote_name
        field: models.Field[Any, Any] = model._meta.get_field(self.fields[0])  # type: ignore[assignment]
        column = quote(str(field.column))
        table = quote(model._meta.db_table)
        return f"CREATE INDEX {quote(self.name)} ON {table} USING gin (({TOKENS_SQL % column}))"

    def remove_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, **kwargs: Any
    ) -> Any:
        if schema_editor.connection.vendor != "postgresql":
            return f"-- {self.name}: PostgreSQL only"
        return super().remove_sql(model, schema_editor, **kwargs)


def bigram_index(name: str, field: str = "search_text") -> BigramIndex:
    """For Meta.indexes of a model with a SearchTextField."""
    return BigramIndex(fields=[field], name=name)
