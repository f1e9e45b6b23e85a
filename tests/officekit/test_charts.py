import pytest

from officekit.charts import line_chart


def test_line_chart_spreads_points_over_its_width_and_height():
    chart = line_chart(["1月", "2月", "3月"], [("开始", [0, 4, 2])])

    assert chart.lines[0].points == [(44, 202), (252, 12), (460, 107)]
    assert [tick.at for tick in chart.across] == [44, 252, 460]
    assert [(tick.label, tick.at) for tick in chart.up][::4] == [("0", 202), ("4", 12)]


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, "4"), (4, "4"), (5, "8"), (9, "20"), (21, "40"), (1999, "2,000"), (2001, "4,000")],
)
def test_line_chart_ends_at_a_round_number(value, top):
    assert line_chart(["1月"], [("开始", [value])]).up[-1].label == top
