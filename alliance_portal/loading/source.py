"""Reading the file: from bytes to JSON, with an error a person can act on for everything that is not."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from alliance_portal.loading.problems import LoadError, Problem

MAX_BYTES = 50 * 1024 * 1024
# Deeper files are no alliance, and would exhaust the stack of whoever reads them.
MAX_DEPTH = 50
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read(path: Path) -> Any:
    text = _decode(_bytes_of(path))
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise _refused(f"不是 JSON：第 {error.lineno} 行第 {error.colno} 列读不懂。") from error
    except (ValueError, RecursionError) as error:
        message = (
            str(error) if isinstance(error, _DoubleKeyError) else "不是 JSON：嵌套太深或数字太大。"
        )
        raise _refused(message) from error


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请分成几个文件。")
        return path.read_bytes()
    except OSError as error:
        raise _refused(f"读不到文件 {path}：{error.strerror}。") from error


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")  # Windows editors put a mark in front
    except UnicodeDecodeError as error:
        raise _refused(f"不是 UTF-8 编码：第 {error.start + 1} 个字节读不懂。") from error


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


def check_tree(data: Any) -> None:
    """Refuses what no database can store: bottomless nesting, NUL, half characters."""
    level = [data]
    for _ in range(MAX_DEPTH):
        if any(isinstance(node, str) and UNSTORABLE.search(node) for node in level):
            raise _refused("文件里有空字符（NUL）或残缺的字符，请删去。")
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise _refused(f"嵌套超过 {MAX_DEPTH} 层。")


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return [*node, *node.values()]
    return node if isinstance(node, list) else []


def _refused(message: str) -> LoadError:
    return LoadError([Problem("", message)])
