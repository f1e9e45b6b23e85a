"""The canonical text of an agreement: what is hashed, kept, compared and printed."""

import hashlib
from datetime import date

import pytest

from alliances.models import AgreementVersion, Terms
from alliances.models.terms import Terms as SameTerms
from tests.factories import AgreementFactory, ClauseFactory, PartyFactory

pytestmark = pytest.mark.django_db

TEXT = """编号：{number}
名称：示例协议
甲方：示例社区党委
乙方：示例医院
前言：
　　第一段。
　　期限：永远
甲方的义务：
　　提供场地。
约定事项：
　　1.【{health}】义诊，每月 1 次，责任方：乙方。
　　2.【{feast}】同庆，2026年10月1日前，责任方：各方共同。
期限：2026年1月1日至2026年12月31日
"""


@pytest.fixture
def agreement():
    agreement = AgreementFactory(
        title=" 示例协议 ",
        preamble="第一段。\r\n\r\n  期限：永远\r\n",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    PartyFactory(agreement=agreement, organization__name="示例社区党委", obligations="提供场地。")
    other = PartyFactory(agreement=agreement, organization__name="示例医院", label="乙方", order=1)
    ClauseFactory(
        agreement=agreement, party=other, text="义诊。", quantity=1, unit="次", rhythm="month"
    )
    ClauseFactory(agreement=agreement, order=1, text="同庆", due_on=date(2026, 10, 1))
    return agreement


def test_text_says_all_that_is_agreed(agreement):
    health, feast = (clause.project_type.name for clause in agreement.clauses.all())

    text = agreement.terms_now().text

    number = f"{agreement.alliance.order_prefix}-XY-{agreement.pk:05d}"
    assert text == TEXT.format(number=number, health=health, feast=feast)


def test_what_people_write_cannot_pass_for_a_heading(agreement):
    lines = agreement.terms_now().text.splitlines()

    assert [line for line in lines if line.startswith("期限：")] == [
        "期限：2026年1月1日至2026年12月31日"
    ]


def test_version_is_the_hash_of_its_text_and_thaws_to_the_same_terms(agreement):
    version = AgreementVersion.objects.freeze(agreement, by=None, reason="")
    version.save()

    stored = AgreementVersion.objects.get()
    assert stored.text_hash == hashlib.sha256(stored.text.encode()).hexdigest()
    assert (stored.terms, Terms) == (agreement.terms_now(), SameTerms)
    assert (stored.terms.text, stored.is_intact, len(stored.code)) == (stored.text, True, 16)


def test_a_text_that_was_tampered_with_is_told(agreement):
    AgreementVersion.objects.freeze(agreement, by=None, reason="").save()
    AgreementVersion.objects.update(text="别的")

    assert not AgreementVersion.objects.get().is_intact


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        ("agreement", {"title": "别的名称"}),
        ("agreement", {"preamble": "别的前言"}),
        ("agreement", {"ends_on": date(2027, 1, 1)}),
        ("parties", {"rights": "别的权利"}),
        ("parties", {"label": "丙方"}),
        ("clauses", {"text": "别的内容"}),
        ("clauses", {"quantity": 7}),
        ("clauses", {"unit": "张"}),
        ("clauses", {"party": None}),
        ("clauses", {"rhythm": "year"}),
    ],
)
def test_every_change_of_what_is_agreed_changes_the_hash(agreement, model, changes):
    before = AgreementVersion.objects.freeze(agreement, by=None, reason="").text_hash
    row = agreement if model == "agreement" else getattr(agreement, model).first()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()

    after = AgreementVersion.objects.freeze(agreement, by=None, reason="").text_hash

    assert before != after
