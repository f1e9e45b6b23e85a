from datetime import date
from decimal import Decimal

import pytest

from projects.papers import publicity_of_project
from tests.factories import ClaimFactory, ProjectFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_publicity_tells_what_was_given_and_what_came_of_it():
    project = ProjectFactory(
        title="义诊", summary="看病", body="# 好\n\n- **每月** & 一次", running=True
    )
    claim = ClaimFactory(project=project, organization=UnitFactory(name="示例医院党总支"))
    ClaimFactory(project=project, organization=UnitFactory(name="示例银行党支部"))
    claim.contribute("labour", Decimal(4), "人次", given_on=date(2026, 11, 1), by=UserFactory())
    project.finish(by=UserFactory(), note="义诊 30 人。")

    found = [line for chapter in publicity_of_project(project).chapters for line in chapter.lines]

    assert found[:3] == ["看病", "好", "每月 & 一次"]
    assert found[4:7] == [
        "示例医院党总支：人力 4 人次。",
        "示例银行党支部。",
        "义诊 30 人。",
    ]


def test_publicity_prints_what_is_missing():
    paper = publicity_of_project(ProjectFactory(lead=None, due_on=date(2027, 1, 5)))

    first, given, result = (chapter.lines for chapter in paper.chapters[:3])
    assert "牵头单位：待补；地点：待补；" in first[-1]
    assert "计划2027年1月5日完成" in first[-1]
    assert (given, result) == (["待补。"], ["待补。"])
