"""What one street's staff can reach of another street's: nothing, on any page of the back office."""

import pytest
from django.contrib import admin
from django.urls import reverse

from members.models import Level
from tests.back_office import add_lines, street
from tests.factories import CommunityFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = {
    model._meta.model_name: page
    for model, page in admin.site._registry.items()
    if model._meta.app_label in {"members", "alliances", "projects", "orders"}
}
KEPT = sorted(set(PAGES) - {"auditlog"})
WITH_HISTORY = sorted(name for name in KEPT if hasattr(PAGES[name].model, "history"))


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def other():
    return street("乙桥", "yiqiao")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def page(name, kind, *args):
    return reverse(f"admin:{PAGES[name].url_name(kind)}", args=args)


@pytest.mark.parametrize("name", KEPT)
def test_list_shows_own_rows_only(staff, own, other, name):
    response = staff.get(page(name, "changelist"))

    shown = {row.pk for row in response.context["cl"].result_list}
    assert response.status_code == 200
    assert own.records[name].pk in shown
    assert other.records[name].pk not in shown
    assert "乙桥" not in response.content.decode()


@pytest.mark.parametrize("name", KEPT)
def test_page_of_own_row_opens_and_other_leads_away(staff, own, other, name):
    add_lines(own, 1)

    opened = staff.get(page(name, "change", own.records[name].pk))
    theirs = other.records[name].pk
    refused = [staff.get(page(name, kind, theirs)) for kind in ("change", "history")]
    delete = staff.get(page(name, "delete", theirs))

    assert opened.status_code == 200
    assert "乙桥" not in opened.content.decode()
    assert [(r.status_code, r.headers.get("Location")) for r in refused] == [
        (302, reverse("admin:index"))
    ] * 2
    assert delete.status_code == 403


@pytest.mark.parametrize("name", WITH_HISTORY)
def test_history_opens(staff, own, name):
    assert staff.get(page(name, "history", own.records[name].pk)).status_code == 200


@pytest.mark.parametrize("name", [name for name in KEPT if PAGES[name].may_add])
def test_add_page_offers_own_choices_only(staff, own, other, name):
    response = staff.get(page(name, "add"))

    assert response.status_code == (403 if name in {"alliance", "orderrules"} else 200)
    assert "乙桥" not in response.content.decode()


@pytest.mark.parametrize(
    "name", sorted(set(KEPT) - {"delivery", "ordernotice", "serviceorder"})
)  # which nobody edits
def test_other_streets_row_cannot_be_posted(staff, own, other, name):
    url = page(name, "change", other.records[name].pk)

    response = staff.post(url, {"name": "改了", "title": "改了"})

    assert response.headers["Location"] == reverse("admin:index")
    record = other.records[name]
    assert str(type(record).objects.get(pk=record.pk)) == str(record)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("alliances.duty", "lead"),
        ("alliances.membership", "organization"),
        ("alliances.membership", "communities"),
        ("members.appointment", "person"),
        ("members.user", "organization"),
    ],
)
def test_autocomplete_offers_own_rows_only(staff, own, other, model, field):
    community = CommunityFactory(parent=own.anchor, name="甲柳社区")
    CommunityFactory(parent=other.anchor, name="乙桥社区")
    app, name = model.split(".")
    query = {"app_label": app, "model_name": name, "field_name": field, "term": ""}

    response = staff.get(reverse("admin:autocomplete"), query)

    texts = [row["text"] for row in response.json()["results"]]
    assert texts
    assert [text for text in texts if text.startswith("乙桥")] == []
    assert field != "communities" or texts == [str(community)]


def test_foreign_key_of_other_street_is_refused(staff, own, other):
    data = {
        "alliance": own.alliance.pk,
        "title": "越界的事项",
        "lead": other.unit.pk,
        "host": own.anchor.pk,
        "due_on": "2026-12-31",
    }

    response = staff.post(page("duty", "add"), data)

    assert list(response.context["adminform"].form.errors) == ["lead"]


def test_alliance_of_other_street_is_refused(staff, own, other):
    data = {"alliance": other.alliance.pk, "name": "新类型", "icon": "star", "order": 1}

    response = staff.post(page("projecttype", "add"), data)

    assert list(response.context["adminform"].form.errors) == ["alliance"]


def test_inline_refuses_other_streets_unit(staff, own, other):
    agreement = own.records["agreement"]
    url = page("agreement", "change", agreement.pk)
    inlines = {}
    for prefix in ("parties", "clauses", "events"):
        inlines |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    line = {
        "order": 1,
        "label": "甲方",
        "organization": other.unit.pk,
        "rights": "",
        "obligations": "",
    }
    data = inlines | {
        "alliance": own.alliance.pk,
        "title": "协议",
        "host": own.anchor.pk,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "scope": "public",
        "parties-TOTAL_FORMS": 1,
        **{f"parties-0-{name}": value for name, value in line.items()},
    }

    response = staff.post(url, data)

    formset = response.context["inline_admin_formsets"][0].formset
    assert [list(form.errors) for form in formset.forms] == [["organization"]]
    assert agreement.parties.count() == 0


def test_list_filter_offers_own_choices_only(staff, own, other):
    other_kind = other.records["meetingkind"]
    own.alliance.meetingkinds.create(name="第二种", level="street")

    response = staff.get(page("meeting", "changelist"))
    narrowed = staff.get(page("meeting", "changelist"), {"kind__id__exact": other_kind.pk})

    assert "甲柳会议类型" in response.content.decode()
    assert "乙桥会议类型" not in response.content.decode()
    assert list(narrowed.context["cl"].result_list) == []


def test_step_page_and_action_leave_other_street_alone(staff, own, other):
    mine, theirs = own.records["membership"], other.records["membership"]
    url = reverse("admin:alliances_membership_step", args=[theirs.pk, "leave"])

    refused = staff.post(url, {"note": "越界"})
    bulletins = [own.records["bulletin"].pk, other.records["bulletin"].pk]
    staff.post(
        page("bulletin", "changelist"),
        {"action": "step_propose", "_selected_action": bulletins, "confirmed": "yes", "note": ""},
    )

    assert refused.headers["Location"] == reverse("admin:index")
    theirs.refresh_from_db()
    assert (mine.stage, theirs.stage) == ("member", "member")
    states = {
        p.records["bulletin"].title: type(p.records["bulletin"])
        .objects.get(pk=p.records["bulletin"].pk)
        .publication
        for p in (own, other)
    }
    assert states == {"甲柳资讯": "proposed", "乙桥资讯": "private"}


@pytest.mark.parametrize("lookup", ["password__startswith", "organization__phone__startswith"])
def test_query_string_cannot_probe_columns(staff, lookup):
    assert staff.get(page("user", "changelist"), {lookup: "a"}).status_code == 400


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.COMMUNITY, Level.UNIT])
def test_back_office_is_for_street_staff(client, own, level):
    organization = UnitFactory(level=level, sector="", parent=own.anchor)
    client.force_login(UserFactory(organization=organization))

    index = client.get(reverse("admin:index"), follow=True)
    changelist = client.get(page("meeting", "changelist"), follow=True)

    assert (index.status_code, changelist.status_code) == (403, 403)


def test_member_unit_of_another_tree_may_be_chosen_but_not_edited(staff, own, other):
    own.alliance.memberships.create(
        organization=other.unit, tier=own.tier, stage="member", joined_on="2026-01-01"
    )
    query = {"app_label": "alliances", "model_name": "duty", "field_name": "lead", "term": "乙桥"}

    offered = staff.get(reverse("admin:autocomplete"), query).json()["results"]
    opened = staff.get(page("organization", "change", other.unit.pk))
    posted = staff.post(page("organization", "change", other.unit.pk), {"name": "改了"})

    assert [row["text"] for row in offered] == ["乙桥单位"]
    assert (opened.status_code, opened.context["has_change_permission"]) == (200, False)
    assert posted.status_code == 403
