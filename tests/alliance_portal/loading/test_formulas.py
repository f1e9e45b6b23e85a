"""算式, types and brand come from data alone."""

import pytest

from alliance_portal.demo.second import second_alliance
from alliance_portal.loading import load_data
from alliances.models import Alliance

pytestmark = pytest.mark.django_db


def with_tiers(data, *tiers):
    data["tiers"] = [
        {"order": order, "title": title, **({"letter": letter} if letter else {})}
        for order, (title, letter) in enumerate(tiers, 1)
    ]
    return data


@pytest.mark.parametrize(
    ("communities", "units", "letter", "formula"),
    [(9, 20, "N", "1+9+N"), (2, 20, "N", "1+2+N"), (19, 300, "N", "1+19+N"), (2, 3, "", "1+2+3")],
)
def test_formula_of_three_tiers(communities, units, letter, formula):
    data = second_alliance(communities, units)

    load_data(with_tiers(data, ("街道党工委", ""), ("社区党委", ""), ("共建单位", letter)))

    assert Alliance.objects.get().formula() == formula


def test_formula_of_two_tiers():
    data = second_alliance(3, 5)
    data["memberships"] = [
        {**member, "tier": min(member["tier"], 2)} for member in data["memberships"]
    ]

    load_data(with_tiers(data, ("街道党工委", ""), ("共建力量", "X")))

    assert Alliance.objects.get().formula() == "1+X"


def test_formula_of_four_tiers():
    data = second_alliance(3, 24)
    for member in data["memberships"][8:]:
        member["tier"] = 4

    load_data(
        with_tiers(data, ("街道党工委", ""), ("社区党委", ""), ("骨干单位", ""), ("共建单位", "X"))
    )

    assert Alliance.objects.get().formula() == "1+3+4+X"


def test_other_types_and_another_brand_are_data():
    data = second_alliance(2, 2)
    names = ["组织联建", "实事联办", "文化联谊", "平安联创", "环境联治", "人才联育"]
    data["project_types"] = [{"name": name} for name in names]
    data["alliance"]["brand"] = "示例同心圆"

    load_data(data)

    alliance = Alliance.objects.get()
    assert [str(kind) for kind in alliance.projecttypes.all()] == names
    assert alliance.brand == "示例同心圆"


def test_two_streets_stand_side_by_side():
    load_data(second_alliance(2, 2))
    other = second_alliance(3, 1)
    text = str(other).replace("shili2", "shili3").replace("SLE", "SLS").replace("示例二", "示例三")

    load_data(eval(text))  # a dict's own repr

    assert [a.formula() for a in Alliance.objects.order_by("slug")] == ["1+2+X", "1+3+X"]
