import pytest
from django.core.exceptions import ValidationError

from orders.wording import check_placeholders, fill
from tests.factories import OrderFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_placeholders_become_what_they_mean_for_this_order():
    order = OrderFactory(
        lead=UnitFactory(name="示例物业公司党支部"), status="working", answer_due=None
    )

    words = fill("{事项}（{编号}）交{单位}办理，{社区}跟进，{期限}前办结。", order)

    assert words == (
        f"{order.category}（{order.shown_code}）交{order.lead.label}办理，{order.host.label}跟进，12月2日前办结。"
    )


def test_the_unit_is_spoken_of_in_general_until_there_is_one():
    assert fill("已经交给{单位}。", OrderFactory()) == "已经交给承办单位。"


def test_unknown_placeholders_are_refused_by_name():
    check_placeholders("{社区}会联系您，｛期限｝前办结。")

    with pytest.raises(ValidationError, match=r"电话.* 认不出来，只能用"):
        check_placeholders("{社区}会打{电话}。")
