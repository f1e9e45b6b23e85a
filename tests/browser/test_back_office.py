"""The street's staff in the back office, in a browser that complains about every break of the content security policy."""

import pytest
from django.urls import reverse

from tests.back_office import add_lines, street
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import PASSWORD, BulletinFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own():
    place = street("示例", "shili")
    add_lines(place, 2)
    BulletinFactory.create_batch(3, alliance=place.alliance)
    return place


def log_in(page, user):
    page.goto(reverse("admin:index"))
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/admin/")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_are_accessible_and_keep_the_security_policy(open_page, look, axe, own, device):
    page, wide = open_page(**device), device is DESKTOP
    log_in(page, own.staff)
    records = own.records
    pages = {
        "index": reverse("admin:index"),
        "list": reverse("admin:alliances_meeting_changelist"),
        "meeting": reverse("admin:alliances_meeting_change", args=[records["meeting"].pk]),
        "meeting-add": reverse("admin:alliances_meeting_add"),
        "membership-add": reverse("admin:alliances_membership_add"),
        "agreement": reverse("admin:alliances_agreement_change", args=[records["agreement"].pk]),
        "people": reverse("admin:members_person_changelist"),
        "import": reverse("admin:members_person_import"),
        "bulletin": reverse("admin:alliances_bulletin_change", args=[records["bulletin"].pk]),
        "organization": reverse("admin:members_organization_change", args=[own.unit.pk]),
        "person": reverse("admin:members_person_change", args=[records["person"].pk]),
        "user": reverse("admin:members_user_change", args=[records["user"].pk]),
        "settings": reverse("admin:alliances_projecttype_changelist"),
        "history": reverse("admin:alliances_meeting_history", args=[records["meeting"].pk]),
        "delete": reverse("admin:alliances_bulletin_delete", args=[records["bulletin"].pk]),
        "step": reverse("admin:alliances_bulletin_step", args=[records["bulletin"].pk, "propose"]),
        "phone": reverse("admin:members_person_phone", args=[records["person"].pk]),
    }
    for name, url in pages.items():
        assert page.goto(url).status == 200
        look(page, f"admin-{name}-{device['viewport']['width']}")
        # Django's own head of the column in which a line can be deleted.
        axe(page, without=["empty-table-header"])
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide or overflow <= 0, name


def test_duty_is_set_with_autocomplete_and_moved_by_buttons(page, look, own):
    log_in(page, own.staff)
    page.goto(reverse("admin:alliances_duty_add"))
    page.fill("input[name=title]", "清理楼道杂物")
    page.fill("input[name=due_on]", "2026-12-31")
    page.click(".field-lead .select2-selection")
    page.fill(".select2-search__field >> nth=-1", "sldw")
    look(page, "admin-autocomplete-1280")
    page.click(".select2-results__option >> text=示例单位")
    page.click("input[name=_continue]")
    page.click(".step-links >> text=终止")
    page.fill("textarea[name=note]", "重复下达")
    page.click("input[type=submit]")

    assert page.inner_text(".field-status .readonly") == "已终止"


def test_bulletins_are_proposed_together(page, look, own):
    log_in(page, own.staff)
    page.goto(reverse("admin:alliances_bulletin_changelist"))
    page.check("#action-toggle")
    page.select_option("select[name=action]", "step_propose")
    page.click("button[name=index]")
    look(page, "admin-bulk-1280")
    page.click("input[type=submit]")

    assert page.inner_text(".messagelist .success") == "“提出公开”已办好 4 条。"
