"""Checking a file against its schema: shape, references, doubles and the order of dates, all in one pass."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.timezone import get_default_timezone
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from alliance_portal.loading.problems import Problem, place_of

TYPES = {
    "object": "对象 {…}",
    "array": "数组 […]",
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
}
REFERENCES = {
    "organization": "编码为“{}”的单位",
    "person": "人员“{}”（写法是“单位编码/姓名”）",
    "login": "登录名为“{}”的账号",
    "tier": "次序为 {} 的层级",
    "project_type": "名为“{}”的项目类型",
    "meeting_kind": "名为“{}”的会议类型",
    "bulletin_column": "网址名为“{}”的栏目",
    "order_category": "名为“{}”的服务类别",
    "agreement": "名为“{}”的协议",
    "resolution": "key 为“{}”的议定事项",
    "clause": "key 为“{}”的协议条款",
    "duty": "key 为“{}”的责任事项",
}
Known = Mapping[str, Collection[Any]]
formats = FormatChecker(formats=())


@lru_cache(maxsize=1)
def alliance_schema() -> dict[str, Any]:
    text = Path(__file__).with_name("alliance.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def check(data: Any, known: Known) -> list[Problem]:
    """Everything that is wrong with the file, in its order; `known` holds the names that may be referred to."""
    rules: dict[str, Any] = {
        "x-ref": lambda _, kind, value, __: _check_reference(known, kind, value),
        "x-unique": _check_unique,
        "x-order": _check_order,
    }
    validator = extend(Draft202012Validator, rules)(  # type: ignore[no-untyped-call]
        alliance_schema(), format_checker=formats
    )
    return [
        Problem(place_of(error.absolute_path), _message(error))
        for error in sorted(validator.iter_errors(data), key=_position)
    ]


def _position(error: ValidationError) -> list[str]:
    return [f"{part:09}" if isinstance(part, int) else part for part in error.absolute_path]


def parse_day(text: str) -> date:
    return date.fromisoformat(text)


def parse_moment(text: str) -> datetime:
    """Local time; a day alone is nine in the morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(
        tzinfo=get_default_timezone()
    )


@formats.checks("day", raises=ValueError)
def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", value, re.ASCII) and parse_day(value))


@formats.checks("moment", raises=ValueError)
def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    pattern = r"(19|20)\d\d-\d\d-\d\d(T\d\d:\d\d)?"
    return bool(re.fullmatch(pattern, value, re.ASCII) and parse_moment(value))


def _check_reference(known: Known, kind: str, value: Any) -> Iterator[ValidationError]:
    # Another rule says so where the type is wrong.
    wanted = int if kind == "tier" else str
    if type(value) is wanted and value not in known[kind]:
        yield ValidationError(f"没有{REFERENCES[kind].format(shorten(value))}，请先在文件里写上。")


def _check_unique(
    _: Any, fields: list[str], rows: Any, __: dict[str, Any]
) -> Iterator[ValidationError]:
    seen: dict[str, int] = {}
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if not isinstance(row, dict):
            continue
        values = [row.get(field) for field in fields]
        first = seen.setdefault(json.dumps(values), index)
        if first != index:
            told = "、".join(shorten(value) for value in values if value is not None)
            yield ValidationError(f"与第 [{first}] 项重复（{told}）。", path=[index])


def _check_order(
    _: Any, fields: list[str], row: Any, __: dict[str, Any]
) -> Iterator[ValidationError]:
    first, last = (row.get(field) if isinstance(row, dict) else None for field in fields)
    # ISO dates sort as texts.
    if isinstance(first, str) and isinstance(last, str) and last < first:
        yield ValidationError(f"不能早于 {fields[0]}（{shorten(first)}）。", path=[fields[1]])


def _message(error: ValidationError) -> str:
    value: Any = error.instance
    wanted: Any = error.validator_value
    told: dict[str, Callable[[], str]] = {
        "required": lambda: f"缺少“{_missing(error)}”。",
        "additionalProperties": lambda: _unknown_keys(error),
        "type": lambda: f"应为{TYPES[wanted]}，现在是 {shorten(value)}。",
        "enum": lambda: (
            f"应为 {'、'.join(repr(v) for v in wanted)} 之一，现在是 {shorten(value)}。"
        ),
        "const": lambda: f"应为 {wanted!r}，现在是 {shorten(value)}。",
        "minLength": lambda: "不能为空。",
        "minItems": lambda: f"至少要有 {wanted} 项。",
        "minimum": lambda: f"不能小于 {wanted}，现在是 {shorten(value)}。",
        "exclusiveMinimum": lambda: f"要大于 {wanted}，现在是 {shorten(value)}。",
        "maximum": lambda: f"不能大于 {wanted}，现在是 {shorten(value)}。",
        "format": lambda: _format_advice(error),
    }
    tell = told.get(str(error.validator))
    return error.message if tell is None else tell()


def _missing(error: ValidationError) -> str:
    return re.match(r"'(.*)' is a required", error.message)[1]  # type: ignore[index]


def _unknown_keys(error: ValidationError) -> str:
    names = sorted(error.schema["properties"])  # type: ignore[index]
    unknown = [shorten(key) for key in error.instance if key not in names]  # type: ignore[union-attr]
    return f"没有{'、'.join(unknown)}这一项；可以写的是 {'、'.join(names)}。"


def _format_advice(error: ValidationError) -> str:
    example = {"day": "2026-03-01 这样的日期", "moment": "2026-03-01T14:30 这样的时间"}
    return f"应为 {example[str(error.validator_value)]}，现在是 {shorten(error.instance)}。"


def shorten(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text[:40]}…" if len(text) > 40 else text
