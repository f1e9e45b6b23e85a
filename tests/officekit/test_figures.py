from datetime import date
from decimal import Decimal

import pytest

from officekit.figures import Figure, Todo

TODAY = date(2026, 11, 23)


def todo(due, title="上报进展", label="责任"):
    return Todo(kind="duty", label=label, title=title, detail="", due=due, url="/", action="办理")


@pytest.mark.parametrize(
    ("value", "expected"), [(1504, "1,504"), (0, "0"), (Decimal("2.6"), "2.6"), (None, "—")]
)
def test_figure_display(value, expected):
    figure = Figure(key="k", label="l", value=value, unit="项", definition="d", url="/")

    assert figure.display == expected


def test_todos_sort_by_due_date_and_what_has_none_comes_last():
    never, later, soon = todo(None), todo(date(2026, 12, 1)), todo(TODAY)

    assert sorted([never, later, soon]) == [soon, later, never]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (TODAY, ("今天到期", "red")),
        (date(2026, 11, 24), ("明天", "amber")),
        (date(2026, 11, 21), ("已拖 2 天", "red")),
        (date(2026, 11, 25), ("11月25日", "")),
        (date(2027, 1, 5), ("2027年1月5日", "")),
        (None, ("", "")),
    ],
)
def test_due_label(due, expected):
    assert todo(due).due_label(TODAY) == expected
