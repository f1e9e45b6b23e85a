"""Every public page of the frame and the lists, at both widths and in every size of letters."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from alliance_portal.figures import refresh
from orders.receipts import receipt_url
from tests.alliance_portal.public import alliance_of, public_rows
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import (
    CommitteeFactory,
    OrderCategoryFactory,
    OrderFactory,
    ProjectFactory,
    SeatFactory,
    ServiceItemFactory,
    TargetFactory,
)

PAGES = [
    "alliance_home",
    "alliances:about",
    "alliances:unit_list",
    "orders:service_list",
    "orders:order_new",
    "orders:complaint_new",
    "projects:project_list",
    "alliances:meeting_list",
    "alliances:agreement_list",
    "alliances:agreement_verify_start",
    "alliances:bulletin_list",
    "figures",
    "search",
    "feedback",
    "privacy",
    "accessibility",
]


@pytest.fixture
def addresses(live_server):
    alliance = alliance_of("1+3+N", last=12, motto="资源共享、优势互补")
    rows = public_rows(alliance, 2)
    ProjectFactory(alliance=alliance, public=True, done=True, result="问题解决了。")
    SeatFactory(committee=CommitteeFactory(alliance=alliance))
    TargetFactory(alliance=alliance, year=localdate().year, figure="projects-finished", goal=1000)
    for complaint in (False, True):
        ServiceItemFactory(
            alliance=alliance,
            category=OrderCategoryFactory(alliance=alliance, is_complaint=complaint),
            workdays=3,
        )
    refresh(alliance)
    lists = [reverse(page, args=[alliance.slug]) for page in PAGES]
    members = [member.get_public_url() for member in alliance.memberships.order_by("pk")[1:5:3]]
    receipt = receipt_url(OrderFactory(alliance=alliance))
    details = [group[0].get_public_url() for group in rows.values()]
    return [
        *lists,
        f"{reverse('search', args=[alliance.slug])}?q=示例",
        *members,
        *details,
        receipt,
    ]


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("letters", ["off", "large", "larger"])
def test_public_pages_are_accessible(open_page, live_server, axe, addresses, device, letters):
    page = open_page(**device)
    page.context.add_cookies([{"name": "elder", "value": letters, "url": live_server.url}])

    for address in addresses:
        page.goto(address)
        axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (urlsplit(page.url).path, wider <= 0) == (urlsplit(address).path, True)
