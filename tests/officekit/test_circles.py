import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from officekit.circles import Node, Ring, draw


def ring(count, parents=1, *, short="示例"):
    nodes = [
        Node(label=f"示例{i}单位", short=short, links=(i % max(parents, 1),), size=1 + i % 3)
        for i in range(count)
    ]
    return Ring(label="示例", nodes=nodes)


def tiers(*counts):
    return [ring(count, parents) for count, parents in zip(counts, (1, *counts), strict=False)]


def distance(a, b):
    return math.hypot(a.x - b.x, a.y - b.y)


def assert_neat(drawing):
    for circle in drawing.circles:
        for place in (circle.x, circle.y):
            assert circle.r <= place <= drawing.size - circle.r
    for one, other in combinations(drawing.circles, 2):
        assert distance(one, other) >= one.r + other.r, (one, other)


@pytest.mark.parametrize(
    "counts",
    [(1, 2, 12), (1, 9, 46), (1, 19, 80), (1, 3, 4, 20), (1, 30), (1, 9, 300), (1, 19, 300), (1,)],
)
def test_known_formulas_are_neat(counts):
    drawing = draw(tiers(*counts))

    assert len(drawing.circles) == sum(counts)
    assert_neat(drawing)


@settings(max_examples=60)
@given(
    middle=st.lists(st.integers(1, 25), max_size=2),
    outer=st.lists(st.tuples(st.integers(-2, 30), st.integers(-1, 9)), max_size=150),
    heads=st.integers(0, 3),
)
def test_no_circles_overlap_and_all_are_inside(middle, outer, heads):
    nodes = [Node(label="示例", short="示例", links=(link,), size=size) for link, size in outer]

    assert_neat(draw([*tiers(heads, *middle), Ring(label="N", nodes=nodes)]))


def test_same_tiers_give_the_same_picture():
    assert draw(tiers(1, 9, 46)) == draw(tiers(1, 9, 46))


def test_nothing_gives_an_empty_picture():
    assert draw([]).circles == draw([Ring(label="", nodes=[])]).circles == ()


def test_outer_units_stand_nearest_to_their_community():
    drawing = draw(tiers(1, 9, 45))
    communities = [circle for circle in drawing.circles if circle.tier == 1]
    units = [circle for circle in drawing.circles if circle.tier == 2]

    for i, unit in enumerate(units):
        assert min(communities, key=lambda c: distance(c, unit)) == communities[i % 9]


def test_units_of_one_community_stay_together_without_overlap():
    nodes = [Node(label="示例", short="示例", links=(0,)) for _ in range(40)]
    drawing = draw([*tiers(1, 9), Ring(label="N", nodes=nodes)])

    assert_neat(drawing)
    assert all(circle.y < drawing.centre for circle in drawing.circles if circle.tier == 2)


def test_spokes_join_a_unit_with_all_its_communities():
    unit = Node(label="示例", short="示例", links=(0, 2, 2, 9))
    drawing = draw([*tiers(1, 3), Ring(label="N", nodes=[unit])])
    _, *communities, dot = drawing.circles
    ends = [((s.x1, s.y1), (s.x2, s.y2)) for s in drawing.spokes if s.tier == 2]

    assert ends == [((c.x, c.y), (dot.x, dot.y)) for c in (communities[0], communities[2])]


def test_everybody_round_a_single_centre_is_joined_with_it():
    drawing = draw([ring(1), Ring(label="N", nodes=[Node(label="a", short="a")] * 5)])

    assert len(drawing.spokes) == 5
    assert {(s.x1, s.y1) for s in drawing.spokes} == {(drawing.centre, drawing.centre)}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("街道党工委", ["街道", "党工委"]),
        ("柳巷街道党工委", ["柳巷街道", "党工委"]),
        ("示例示例示例", ["示例示", "例示例"]),
        ("柳巷", ["柳巷"]),
    ],
)
def test_centre_label_takes_two_lines_where_it_is_long(name, lines):
    (centre,) = draw([ring(1, short=name)]).circles

    assert [line.text for line in centre.lines] == lines


def test_labels_lie_inside_their_circles_or_are_left_out():
    drawing = draw(tiers(1, 19, 300))

    for circle in drawing.circles:
        for line in circle.lines:
            corner = math.hypot(len(line.text) / 2, 0.5) * circle.font_size
            assert corner + abs(line.y - circle.y) < circle.r
    assert [bool(circle.lines) for circle in drawing.circles] == [True] * 20 + [False] * 300
