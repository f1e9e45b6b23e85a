"""The pages of an import: upload, preview, confirmation."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alliances.imports import UnitImport
from members.models import AuditLog, Organization
from tests.back_office import street
from tests.factories import CommunityFactory, UnitFactory, UserFactory
from tests.importing import confirm, outcomes, preview, table, told

pytestmark = pytest.mark.django_db

URL = reverse("admin:alliances_membership_import")
TEMPLATE = reverse("admin:alliances_membership_import_template")
LIST = reverse("admin:alliances_membership_changelist")


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def line(**changes):
    row = {
        "单位名称": "示例幼儿园党支部",
        "单位性质": "学校",
        "联盟层级": "甲柳层级",
        "加入日期": date(2026, 3, 1),
    }
    return row | changes


def shown(client, *rows):
    return preview(client, URL, UnitImport, *rows)


def test_page_says_what_goes_into_each_column(staff):
    page = staff.get(URL).content.decode()

    assert [column.heading in page for column in UnitImport.columns] == [True] * len(
        UnitImport.columns
    )


def test_import_is_for_street_staff(client, own):
    client.force_login(own.records["user"])

    codes = {client.get(url, follow=True).status_code for url in (URL, TEMPLATE)}

    assert codes == {403}


def test_street_without_an_alliance_has_nothing_to_import_into(client):
    place = street("丙", "bing")
    lone = UserFactory(organization=UnitFactory(parent=None, level="street", sector=""))
    client.force_login(lone)

    assert (client.get(URL).status_code, client.get(TEMPLATE).status_code) == (403, 403)
    assert "从 Excel 导入" not in client.get(LIST).content.decode()
    assert place


# --- between preview and confirmation ---


def test_confirmation_counts_once(staff, own):
    first = shown(staff, line())

    confirm(staff, URL, first)
    again = confirm(staff, URL, first)

    assert told(again) == ["预览已过期，或者这张表已经导入过。请重新上传。"]
    assert Organization.objects.filter(name="示例幼儿园党支部").count() == 1


def test_what_changed_meanwhile_is_shown_again(staff, own):
    first = shown(staff, line())
    UnitFactory(parent=own.anchor, name="示例幼儿园党支部", sector="school")

    second = confirm(staff, URL, first)

    assert told(second) == ["预览以后，后台的资料有了变动。请再核对一遍。"]
    assert outcomes(second) == {"修改": 1}
    assert told(confirm(staff, URL, second)) == ["已导入：修改 1 行。"]


@pytest.mark.parametrize(
    "data", [{"token": "x"}, {"token": "", "seen": ""}, {"token": "x" * 99, "seen": "y"}]
)
def test_confirmation_of_nothing_leads_back(staff, data):
    response = staff.post(URL, data, follow=True)

    assert (response.request["PATH_INFO"], len(told(response))) == (URL, 1)


def test_preview_of_somebody_else_is_not_mine(client, staff, own):
    first = shown(staff, line())
    client.force_login(UserFactory(organization=own.anchor))

    assert "预览已过期" in told(confirm(client, URL, first))[0]


def test_file_waits_encrypted(staff, own, monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout=0: kept.append((key, value)))

    shown(staff, line())

    waiting = [value for key, value in kept if key.startswith("import:")]
    assert [value[:3] for value in waiting] == ["v1:"]


def test_whole_or_not_at_all(staff, own, monkeypatch):
    first = shown(staff, line(), line(单位名称="第二个"))
    monkeypatch.setattr(UnitImport, "_codes", lambda self, names: ["same", "same"])

    refused = confirm(staff, URL, first)

    assert told(refused) == ["刚刚有人录入了相同的内容，一行都没有导入。请重新上传，再核对。"]
    assert not Organization.objects.filter(name__in=["示例幼儿园党支部", "第二个"]).exists()
    assert not AuditLog.objects.filter(action="import").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_preview_costs_the_same_for_any_number_of_rows(
    staff, own, count, django_assert_num_queries
):
    CommunityFactory(parent=own.anchor, name="甲柳一社区")
    rows = [line(单位名称=f"单位{n}", 服务的社区="甲柳一社区") for n in range(count)]
    upload = table(UnitImport, *rows)
    staff.get(URL)

    with django_assert_num_queries(6):
        response = staff.post(URL, {"file": upload})

    assert outcomes(response) == {"新增": count}


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", b"%PDF-1.7 %%EOF"])
def test_wrong_file_is_told_at_its_field(staff, content):
    response = staff.post(URL, {"file": SimpleUploadedFile("表.xlsx", content)})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["file"])


def test_no_file_is_told_at_its_field(staff):
    assert list(staff.post(URL, {}).context["form"].errors) == ["file"]
