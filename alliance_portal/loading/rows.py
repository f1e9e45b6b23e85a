"""Putting rows in: what is new is created, what differs is corrected, what is equal is left alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from alliance_portal.loading.problems import LoadError, Problem


@dataclass
class Report:
    """What a load did, by the models' Chinese names; `passwords` are shown once and kept nowhere."""

    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)


class Load:
    """One run: its report, its problems, and the rows that the rest of the file refers to."""

    def __init__(self) -> None:
        self.report = Report()
        self.problems: list[Problem] = []
        self.named: dict[str, dict[Any, Any]] = {}

    def problem(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, message))

    def checkpoint(self) -> None:
        """Stops here where something is wrong: what follows would only repeat it."""
        if self.problems:
            raise LoadError(self.problems)

    def name(self, kind: str, name: Any, row: models.Model) -> None:
        self.named.setdefault(kind, {})[name] = row

    def get(self, kind: str, name: Any) -> Any:
        """The row that the file means by this name; None for no name."""
        return None if name is None else self.named[kind][name]

    def all(self, kind: str, names: Iterable[Any]) -> list[Any]:
        return [self.named[kind][name] for name in names]


class Rows:
    """The rows of one model that are there already, by natural key."""

    def __init__(self, load: Load, existing: models.QuerySet[Any], *key: str) -> None:
        self.load, self.model, self.key = load, existing.model, key
        self.existing = {self._key_of(row): row for row in existing}

    def find(self, **values: Any) -> Any:
        return self.existing.get(tuple(_plain(values[name]) for name in self.key))

    def put(
        self, place: str, values: dict[str, Any], many: dict[str, list[Any]] | None = None
    ) -> Any:
        """The row with these values, created or corrected; None where it is not valid (the problem is noted)."""
        row = self.find(**values)
        is_new = row is None
        if is_new:
            row = self.model(**values)
        differs = is_new or _assign(row, values)
        if differs and not self._save(place, row):
            return None
        differs |= _set_many(row, many or {})
        self.existing[self._key_of(row)] = row
        if differs:
            report = self.load.report
            counter = report.created if is_new else report.changed
            counter[str(self.model._meta.verbose_name)] += 1
        return row

    def _key_of(self, row: Any) -> tuple[Any, ...]:
        return tuple(_plain(getattr(row, _attname(row, name))) for name in self.key)

    def _save(self, place: str, row: models.Model) -> bool:
        relations = {f.name for f in row._meta.fields if f.is_relation}
        try:
            row.clean_fields(exclude=relations)
            row.clean()
            with transaction.atomic():
                row.save()
        except ValidationError as error:
            self._note(place, error)
        except IntegrityError:
            self._explain(place, row)
        else:
            return True
        return False

    def _explain(self, place: str, row: models.Model) -> None:
        """The constraint that the database has refused the row for, in its Chinese words."""
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as error:
            self._note(place, error)
        else:
            self.load.problem(place, "与已有的数据冲突。")

    def _note(self, place: str, error: ValidationError) -> None:
        for name, messages in error.message_dict.items():
            where = place if name == "__all__" else f"{place}.{name}"
            self.load.problem(where, " ".join(messages))


def _attname(row: models.Model, name: str) -> str:
    return str(row._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _assign(row: models.Model, values: dict[str, Any]) -> bool:
    """Sets what differs; whether anything did."""
    differing = {
        name: value
        for name, value in values.items()
        if getattr(row, _attname(row, name)) != _plain(value)
    }
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _set_many(row: models.Model, many: dict[str, list[Any]]) -> bool:
    differs = False
    for name, wanted in many.items():
        related = getattr(row, name)
        if {item.pk for item in related.all()} != {item.pk for item in wanted}:
            related.set(wanted)
            differs = True
    return differs
