"""Reads a Word template that somebody has edited: what its tags say, and whether it can be filled."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from io import BytesIO
from typing import Any, get_type_hints

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.visitor import NodeVisitor
from lxml import etree

from officekit.papers import BadTemplateError, Paper, QrCode, item_type, plain
from officekit.text import excerpt
from officekit.word import environment, fill_word, render_parts
from officekit.word_package import PackageError, W, check_package

MOST_SHOWN = 8
LOOP = {"index": int, "first": bool, "last": bool, "length": int}
FULL_WIDTH = re.compile(r"｛\s*[｛%％]|{\s*％|{\s*｛|｛\s*{")
TORN = (
    "标签把段落或表格拆开了。成段的循环和判断要单独写一段，写成 {%p for … %} 和 {%p endfor %}；"
    "表格里按行循环写成 {%tr for … %} 和 {%tr endfor %}，各占一行。内容一律写成 {{ 名称 }}。"
)
TEXTS = {f"{W}{name}" for name in ("t", "delText", "instrText")}


def template_problems(content: bytes, paper: Paper) -> list[str]:
    """What keeps this file from being used for the paper; nothing where it is fit."""
    try:
        check_package(content)
        sources = list(_sources(content))
    except PackageError as error:
        return [str(error)]
    except (KeyError, ValueError, PackageNotFoundError):
        return ["文件打不开，请用 WPS 或 Word 打开另存为 .docx 后再上传。"]
    problems = [problem for source in sources for problem in _Reader(source, paper.facts).read()]
    if not problems and not any("{{" in source for source in sources):
        problems = ["模板里一个标签也没有，排出来不会有内容。请参照默认模板写上标签。"]
    return _shortened(problems) if problems else _trial(content, paper)


def _shortened(problems: list[str]) -> list[str]:
    unique = list(dict.fromkeys(problems))
    more = len(unique) - MOST_SHOWN
    return [*unique[:MOST_SHOWN], *([f"还有 {more} 处类似的问题。"] if more > 0 else [])]


def _sources(content: bytes) -> Iterator[str]:
    """The parts that are filled, a paragraph or a tag that stands alone on each line."""
    for source in render_parts(DocxTemplate(BytesIO(content))):
        yield re.sub(r"(?=<w:p[ >])|(?<=>)(?=\s?{%)", "\n", source.replace("\n", " "))


def _trial(content: bytes, paper: Paper) -> list[str]:
    """Filled with an example, and with nothing at all: what stands in no branch of the one stands in the other."""
    for facts in (paper.sample(), emptied(paper.sample())):
        values = vars(plain(facts, lambda code: ""))
        try:
            # docxtpl mends what a misplaced tag has torn apart, so its result would tell nothing.
            for source in render_parts(DocxTemplate(BytesIO(content))):
                if _has_loose_text(
                    etree.fromstring(environment().from_string(source).render(values))
                ):
                    return [TORN]
            fill_word(content, facts)
        except etree.XMLSyntaxError:
            return [TORN]
        except (TemplateError, BadTemplateError) as error:
            return [f"用示例内容试排时出错：{error}"]
    return []


def _has_loose_text(root: etree._Element) -> bool:
    """Text that stands in no run, where Word doesn't look for it: that of {{r …}} and {{p …}}."""
    return any(
        (node.text or "").strip() or any((child.tail or "").strip() for child in node)
        for node in root.iter()
        if isinstance(node.tag, str) and node.tag.startswith(W) and node.tag not in TEXTS
    )


def emptied(value: Any) -> Any:
    """The same facts where nobody has entered anything."""
    if isinstance(value, str):
        return ""
    if isinstance(value, list):
        return []
    if is_dataclass(value) and not isinstance(value, QrCode | type):
        return replace(
            value, **{row.name: emptied(getattr(value, row.name)) for row in fields(value)}
        )
    return QrCode() if isinstance(value, QrCode) else value


class _TagError(Exception):
    """What is wrong with one tag."""


class _Reader(NodeVisitor):
    """Walks the tags of one part with the type of every name, and understands a small language:
    {{ name }}, {{ row.name }}, for over lists, if; four filters. Each answer of a visit is a type."""

    def __init__(self, source: str, facts: type) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.scope: dict[str, Any] = get_type_hints(facts)
        self.in_loop = False
        self.problems: list[str] = []

    def read(self) -> list[str]:
        for line in self.lines:
            if FULL_WIDTH.search(_text(line)):
                self.problems.append(f"“{_quoted(line)}”里的大括号或百分号是全角的，请改成半角的。")
        try:
            tree = environment().parse(self.source)
        except TemplateSyntaxError as error:
            where = _quoted(self.lines[min(error.lineno, len(self.lines)) - 1])
            return [
                f"“{where}”一带的标签没有写对：请看大括号和百分号是否成对，for、if 后面有没有 endfor、endif。",
                *self.problems,
            ]
        self._each(tree.body)
        return self.problems

    def _each(self, parts: list[nodes.Node]) -> None:
        for part in parts:
            try:
                self.visit(part)
            except _TagError as refusal:
                where = _quoted(self.lines[part.lineno - 1])
                self.problems.append(f"“{where}”：{refusal}")

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        raise _TagError("这种写法不能用，只能写 {{ 名称 }}、for 循环和 if 判断。")

    def visit_TemplateData(self, node: nodes.TemplateData) -> None:  # noqa: N802 -- named by jinja2
        pass

    def visit_Output(self, node: nodes.Output) -> None:  # noqa: N802
        for child in node.nodes:
            try:
                self._shown(child)
            except _TagError as refusal:
                where = _quoted(self.lines[child.lineno - 1])
                self.problems.append(f"“{where}”：{refusal}")

    def _shown(self, child: nodes.Expr) -> None:
        kind = self.visit(child)
        if item_type(kind) is not None:
            raise _TagError(f"{_written(child)} 是一列内容，要用 for 一个一个写出来。")
        if kind is LOOP or (is_dataclass(kind) and kind is not QrCode):
            raise _TagError(f"{_written(child)} 由几项组成，请写明是哪一项。")

    def visit_For(self, node: nodes.For) -> None:  # noqa: N802
        item = item_type(self.visit(node.iter))
        if item is None:
            raise _TagError(f"{_written(node.iter)} 不是一列内容，不能循环。")
        if not isinstance(node.target, nodes.Name) or node.test or node.recursive:
            raise _TagError("循环只能写成 for 名称 in 列表。")
        if self.in_loop and isinstance(node.iter, nodes.Name):
            # Lists inside lists grow with the facts; the same list again inside itself with their square.
            raise _TagError(f"循环里面只能循环这一行自己的内容，不能再循环 {_written(node.iter)}。")
        outer, was_in_loop = self.scope, self.in_loop
        self.scope, self.in_loop = {**outer, node.target.name: item, "loop": LOOP}, True
        self._each(node.body)
        self.scope, self.in_loop = outer, was_in_loop
        self._each(node.else_)

    def visit_If(self, node: nodes.If) -> None:  # noqa: N802
        self.visit(node.test)
        self._each([*node.body, *node.elif_, *node.else_])

    def visit_Name(self, node: nodes.Name) -> Any:  # noqa: N802
        return _look_up(self.scope, node.name, "")

    def visit_Getattr(self, node: nodes.Getattr) -> Any:  # noqa: N802
        owner = self.visit(node.node)
        names = owner if owner is LOOP else get_type_hints(owner) if is_dataclass(owner) else {}
        return _look_up({} if owner is QrCode else names, node.attr, f"{_name(node.node)}.")

    def visit_Filter(self, node: nodes.Filter) -> Any:  # noqa: N802
        if node.name not in environment().filters or node.node is None:
            raise _TagError(f"“|{node.name}”不能用，能用的有 {'、'.join(environment().filters)}。")
        kind = self.visit(node.node)
        if node.name == "join" and item_type(kind) is not str:
            raise _TagError(f"{_written(node.node)} 不是一列文字，不能用 join 连起来。")
        for argument in node.args:
            self.visit(argument)
        return int if node.name == "length" else str

    def visit_Const(self, node: nodes.Const) -> Any:  # noqa: N802
        return type(node.value)

    def visit_Not(self, node: nodes.Not) -> Any:  # noqa: N802
        self.visit(node.node)
        return bool

    def visit_And(self, node: nodes.And | nodes.Or) -> Any:  # noqa: N802
        self.visit(node.left)
        self.visit(node.right)
        return bool

    visit_Or = visit_And  # noqa: N815

    def visit_Compare(self, node: nodes.Compare) -> Any:  # noqa: N802
        self.visit(node.expr)
        for operand in node.ops:
            self.visit(operand.expr)
        return bool


def _look_up(names: dict[str, Any], name: str, owner: str) -> Any:
    if name in names:
        return names[name]
    near = get_close_matches(name, names, n=1)
    hint = f"是不是想写 {{{{ {owner}{near[0]} }}}}？" if near else "能用的见“标签说明”。"
    raise _TagError(f"不认识标签 {{{{ {owner}{name} }}}}，{hint}")


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _written(node: nodes.Node) -> str:
    return f"{{{{ {_name(node)} }}}}"


def _text(line: str) -> str:
    return re.sub(r"<[^>]+>", "", line)


def _quoted(line: str) -> str:
    return excerpt(_text(line), 40)
