import pytest

from alliance_portal.loading import LoadError, load_data
from alliance_portal.loading.order_defaults import ANSWER_TEMPLATES, REFUSAL_REASONS
from orders.models import (
    AddressHint,
    AnswerTemplate,
    OrderCategory,
    OrderRules,
    RefusalReason,
    ServiceItem,
    TimeLimit,
)
from orders.models.limits import USUAL
from orders.wording import check_placeholders
from tests.alliance_portal.loading.sample import sample

pytestmark = pytest.mark.django_db


def problems_of(data):
    with pytest.raises(LoadError) as caught:
        load_data(data)
    return [(problem.place, problem.message) for problem in caught.value.problems]


def test_load_gives_the_usual_settings_of_orders():
    load_data(sample())

    assert [row.name for row in OrderCategory.objects.all()] == [
        *("维修改造", "健康义诊", "助老扶弱", "矛盾调解", "环境整治"),
        *("课后托管", "安全巡查", "其他需求", "投诉建议"),
    ]
    assert [row.name for row in OrderCategory.objects.filter(is_complaint=True)] == ["投诉建议"]
    assert [row.name for row in RefusalReason.objects.all()] == ["超出权限", "不合理", "转12345"]
    assert set(AnswerTemplate.objects.values_list("occasion", flat=True)) == set(
        AnswerTemplate.Occasion.values
    )
    limits = TimeLimit.objects.filter(category=None)
    assert {row.urgency: (row.response, row.resolution) for row in limits} == dict(USUAL)
    assert (OrderRules.objects.get().keep_months, ServiceItem.objects.exists()) == (12, False)


def test_usual_words_use_known_placeholders_alone():
    words = [row["words"] for row in [*REFUSAL_REASONS, *ANSWER_TEMPLATES]]

    assert words
    assert all(check_placeholders(text) is None for text in words)


def test_a_file_brings_its_own_settings():
    data = sample()
    data["order_categories"] = [{"name": "示例类别", "urgency": "hard"}]
    data["service_items"] = [
        {"category": "示例类别", "title": "理发", "provider": "school", "workdays": 3}
    ]
    data["order_rules"] = {"is_open": False, "reopen_days": 10}

    load_data(data)
    again = load_data(data)

    item = ServiceItem.objects.get()
    assert (item.category.name, item.provider.code, item.workdays) == ("示例类别", "school", 3)
    # No limit of a category that the alliance does not have.
    assert TimeLimit.objects.count() == 4
    rules = OrderRules.objects.get()
    assert (rules.is_open, rules.reopen_days, rules.verify_workdays) == (False, 10, 3)
    assert (again.created, again.changed) == ({}, {})


def test_a_file_says_which_streets_belong_to_a_community():
    data = sample()
    data["address_hints"] = [{"name": "示例巷", "community": "east"}]

    load_data(data)
    again = load_data(data)

    hint = AddressHint.objects.get()
    assert (hint.name, hint.community.code) == ("示例巷", "east")
    assert (again.created, again.changed) == ({}, {})


def test_another_privacy_notice_has_a_version_of_its_own():
    data = sample()
    load_data(data)
    data["order_rules"] = {"privacy_notice": "新的说明（示例）"}

    load_data(data)
    load_data(data)

    rules = OrderRules.objects.get()
    assert (rules.privacy_version, rules.privacy_notice) == (2, "新的说明（示例）")


def test_what_is_wrong_with_the_settings_is_named():
    data = sample()
    data["time_limits"] = [
        {
            "urgency": "normal",
            "category": "没有的类别",
            "respond": 0,
            "respond_span": "workdays",
            "resolve": 7,
            "resolve_span": "workdays",
        }
    ]

    assert problems_of(data) == [
        ("time_limits[0].category", "没有名为“没有的类别”的服务类别，请先在文件里写上。"),
        ("time_limits[0].respond", "不能小于 1，现在是 0。"),
    ]


def test_words_with_an_unknown_placeholder_are_refused():
    data = sample()
    data["refusal_reasons"] = [{"name": "不合理", "words": "请打{电话}。"}]

    ((place, message),) = problems_of(data)

    assert (place, message[:10]) == ("refusal_reasons[0].words", "{电话} 认不出来，")
