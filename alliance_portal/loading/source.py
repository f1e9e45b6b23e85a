"""Reading the file: from bytes to JSON, with an error a person can act on for everything that is not."""

import json
from pathlib import Path
from typing import Any, NoReturn

from alliance_portal.loading.problems import LoadError, Problem

MAX_BYTES = 50 * 1024 * 1024
# Deeper files are no alliance, and would exhaust the stack of whoever reads them.
MAX_DEPTH = 50


def read(path: Path) -> Any:
    text = _decode(_bytes_of(path))
    try:
        data = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise _refused(f"不是 JSON：第 {error.lineno} 行第 {error.colno} 列读不懂。") from error
    except (ValueError, RecursionError) as error:
        message = (
            str(error) if isinstance(error, _DoubleKeyError) else "不是 JSON：嵌套太深或数字太大。"
        )
        raise _refused(message) from error
    _check_depth(data)
    return data


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请分成几个文件。")
        return path.read_bytes()
    except OSError as error:
        raise _refused(f"读不到文件 {path}：{error.strerror}。") from error


def _decode(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")  # Windows editors put a mark in front
    except UnicodeDecodeError as error:
        raise _refused(f"不是 UTF-8 编码：第 {error.start + 1} 个字节读不懂。") from error
    if "\x00" in text or "\\u0000" in text:
        raise _refused("文件里有空字符（NUL），请删去。")
    return text


class _DoubleKeyError(ValueError):
    pass


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise _DoubleKeyError(f"“{double}”在同一处写了两次，请留一个。")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check_depth(data: Any) -> None:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    raise _refused(f"嵌套超过 {MAX_DEPTH} 层。")


def _refused(message: str) -> LoadError:
    return LoadError([Problem("", message)])
