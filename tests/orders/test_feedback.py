"""What a resident cannot do with an order, and why."""

import pytest

from members.models import StepError
from orders.models import RefusalReason
from orders.models.feedback import MOST_ADDITIONS
from tests.factories import AllianceFactory, OrderFactory, RefusalReasonFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_is_over_is_not_urged():
    with pytest.raises(StepError, match="已办结，不用催办"):
        OrderFactory(finished=True).urge()


def test_flood_of_additions_ends():
    order = OrderFactory()
    for _ in range(MOST_ADDITIONS):
        order.record("add", "居民补充", "还有")

    with pytest.raises(StepError, match="直接打电话"):
        order.add("还有")


@pytest.mark.parametrize(("solved", "stars"), [("perhaps", 5), ("yes", 0), ("yes", 6)])
def test_rating_says_both(solved, stars):
    with pytest.raises(StepError, match="1 到 5 分"):
        OrderFactory(finished=True).rate(solved=solved, stars=stars)


def test_refusal_by_the_street_is_not_opened_again():
    alliance = AllianceFactory()
    order = OrderFactory(alliance=alliance, host=alliance.anchor)
    reason: RefusalReason = RefusalReasonFactory(alliance=alliance)
    order.refuse(reason, by=UserFactory(organization=alliance.anchor), answer="不在权限内")

    with pytest.raises(StepError, match="不能在网上重开"):
        order.reopen(words="再看看")
