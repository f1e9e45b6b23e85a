import pytest
from django.urls import reverse

from tests.factories import AllianceFactory, OrderRulesFactory

pytestmark = pytest.mark.django_db


def test_privacy_page_holds_the_streets_own_notice_on_orders(client):
    alliance = AllianceFactory()
    OrderRulesFactory(
        alliance=alliance, privacy_notice="示例说明。", privacy_version=3, keep_months=6
    )

    page = client.get(reverse("privacy", args=[alliance.slug])).text

    assert "示例说明。" in page
    assert "办结满 6 个月自动清除" in page
    assert "这是第 3" in page


def test_feedback_page_leads_to_the_form(client):
    alliance = AllianceFactory()

    page = client.get(reverse("feedback", args=[alliance.slug])).text

    assert reverse("orders:complaint_new", args=[alliance.slug]) in page
