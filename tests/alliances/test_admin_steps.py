"""Steps, frozen records, search and the cost of pages in the back office."""

import pytest
from django.contrib import admin
from django.urls import reverse

from alliances.models import (
    Bulletin,
    Duty,
    Meeting,
    Membership,
    MembershipStage,
    MinutesVersion,
)
from members.models import AuditLog
from tests.back_office import add_lines, street
from tests.factories import (
    AgreementFactory,
    BulletinFactory,
    DutyFactory,
    MeetingFactory,
    MembershipFactory,
    PartyFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


def page(record, kind="change", *more):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{kind}"
    return reverse(name, args=[record.pk, *more] if record.pk else [])


def audited(record):
    rows = AuditLog.objects.filter(record=f"{record._meta.label}:{record.pk}").order_by("pk")
    return [(row.action, row.detail) for row in rows]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# --- steps ---


def test_step_buttons_are_those_of_the_state(staff, own):
    record = own.records["membership"]

    response = staff.get(page(record))

    assert [step.name for step in response.context["steps"]] == ["leave"]
    assert page(record, "step", "leave") in response.content.decode()


def test_step_asks_then_moves_and_is_audited(staff, own):
    record = own.records["membership"]
    url = page(record, "step", "leave")

    asked = staff.get(url)
    refused = staff.post(url, {"note": " "})
    record.refresh_from_db()
    stage_after_refusal = record.stage
    moved = staff.post(url, {"note": "单位迁出"}, follow=True)

    record.refresh_from_db()
    assert asked.status_code == 200
    assert list(refused.context["form"].errors) == ["note"]
    assert (stage_after_refusal, record.stage) == (MembershipStage.MEMBER, MembershipStage.LEFT)
    assert messages_of(moved) == ["“退出联盟”已办好。"]
    assert audited(record) == [("step", "退出联盟")]


def test_step_that_is_not_possible_now_changes_nothing(staff, own):
    record = own.records["membership"]

    response = staff.post(page(record, "step", "admit"), {"note": ""}, follow=True)

    assert messages_of(response) == ["现在不能办理这一步，请看页面上的状态。"]
    assert Membership.objects.get(pk=record.pk).stage == MembershipStage.MEMBER


def test_refusal_of_the_model_keeps_the_typed_note(staff, own):
    meeting = own.records["meeting"]

    response = staff.post(page(meeting, "step", "finalize"), {"note": "写好的说明"})

    form = response.context["form"]
    assert form.non_field_errors() == ["还没有人到会，请先点好签到。"]
    assert form["note"].value() == "写好的说明"


def test_state_fields_cannot_be_posted(staff, own):
    record = own.records["duty"]
    data = {
        "alliance": own.alliance.pk,
        "title": "新名称",
        "lead": own.unit.pk,
        "host": own.anchor.pk,
        "due_on": "2026-12-31",
        "status": "verified",
        **{
            f"{prefix}-{form}_FORMS": 0
            for prefix in ("notes", "extensions", "events")
            for form in ("TOTAL", "INITIAL")
        },
    }

    response = staff.post(page(record), data)

    changed = Duty.objects.get(pk=record.pk)
    assert response.status_code == 302
    assert (changed.title, changed.status) == ("新名称", "open")
    assert [action for action, _ in audited(record)] == ["change"]


# --- several at once ---


def bulk(client, records, step, **more):
    data = {"action": f"step_{step}", "_selected_action": [r.pk for r in records], **more}
    return client.post(reverse("admin:alliances_bulletin_changelist"), data, follow=True)


def test_bulk_step_asks_first(staff, own):
    record = own.records["bulletin"]

    response = bulk(staff, [record], "propose")

    assert "要对下面 1 条办理“提出公开”吗？" in response.content.decode()
    assert Bulletin.objects.get(pk=record.pk).publication == "private"


def test_bulk_step_moves_each_and_names_who_cannot(staff, own):
    colleague = UserFactory(organization=own.anchor)
    first, second, mine = BulletinFactory.create_batch(3, alliance=own.alliance)
    for record, proposer in ((first, colleague), (second, colleague), (mine, own.staff)):
        record.propose(by=proposer)
        record.review(by=colleague)
    private = own.records["bulletin"]

    response = bulk(staff, [first, second, mine, private], "approve", confirmed="yes", note="")

    states = Bulletin.objects.in_bulk([first.pk, second.pk, mine.pk, private.pk])
    assert [states[r.pk].publication for r in (first, second, mine, private)] == [
        "approved",
        "approved",
        "reviewed",
        "private",
    ]
    done, *refusals = messages_of(response)
    assert done == "“批准”已办好 2 条。"
    assert sorted(refusals) == sorted(
        [
            f"{mine}：提出人不能批准自己的公开申请，请由另一位同事批准。",
            f"{private}：当前状态是“未公开”，不能“批准”。请刷新后再看。",
        ]
    )
    assert audited(first) == [("step", "批准")]


def test_bulk_steps_are_those_without_a_required_note(staff):
    response = staff.get(reverse("admin:alliances_bulletin_changelist"))

    choices = [value for value, _ in response.context["action_form"].fields["action"].choices]
    assert choices == ["", "step_propose", "step_review", "step_approve", "step_publish"]


@pytest.mark.parametrize("pk", ["abc", "9" * 40, "1; DROP", "²"])
def test_hostile_selection_is_told(staff, pk):
    data = {"action": "step_propose", "_selected_action": [pk]}

    response = staff.post(reverse("admin:alliances_bulletin_changelist"), data, follow=True)

    assert messages_of(response) == ["没有认出所选的记录，请重新勾选。"]


# --- frozen records ---


def test_final_minutes_are_read_only(staff, own):
    meeting = MeetingFactory(alliance=own.alliance, final=True)

    opened = staff.get(page(meeting))
    posted = staff.post(page(meeting), {"title": "改了"})

    assert opened.context["has_change_permission"] is False
    assert "_save" not in opened.content.decode()
    assert (posted.status_code, Meeting.objects.get(pk=meeting.pk).title) == (403, meeting.title)


@pytest.mark.parametrize("status", ["confirming", "in_force"])
def test_agreement_is_frozen_once_sent(staff, own, status):
    signed = {"signed_on": "2026-01-01"} if status == "in_force" else {}
    agreement = AgreementFactory(alliance=own.alliance, status=status, **signed)
    PartyFactory(agreement=agreement)

    response = staff.get(page(agreement))

    assert response.context["has_change_permission"] is False
    assert not response.context["inline_admin_formsets"][0].has_add_permission


def test_meeting_saved_by_somebody_else_meanwhile_is_not_overwritten(staff, own):
    meeting = own.records["meeting"]
    Meeting.objects.filter(pk=meeting.pk).update(version=5)
    prefixes = ("invitations", "agenda_items", "attendances", "resolutions", "events")
    forms = {f"{p}-{kind}_FORMS": 0 for p in prefixes for kind in ("TOTAL", "INITIAL")}
    data = forms | {
        "alliance": own.alliance.pk,
        "kind": meeting.kind_id,
        "title": "改过的名称",
        "host": own.anchor.pk,
        "starts_at_0": "2026-09-25",
        "starts_at_1": "14:30",
        "place": "会议室",
        "scope": "public",
    }

    stale = staff.post(page(meeting), data | {"seen_version": 1})
    fresh = staff.post(page(meeting), data | {"seen_version": 5})

    assert stale.context["adminform"].form["title"].value() == "改过的名称"
    assert len(stale.context["adminform"].form.non_field_errors()) == 1
    assert fresh.status_code == 302
    saved = Meeting.objects.get(pk=meeting.pk)
    assert (saved.title, saved.version) == ("改过的名称", 6)
    assert MinutesVersion.objects.facts_at(meeting, 5)["title"] == meeting.title


def test_saving_makes_cached_public_pages_stale(staff, own):
    kind = own.records["projecttype"]
    data = {"alliance": own.alliance.pk, "name": "改名", "icon": "star", "order": 1}

    staff.post(page(kind), data)

    own.alliance.refresh_from_db()
    kind.refresh_from_db()
    assert (kind.name, own.alliance.public_version) == ("改名", 1)


def test_doubled_membership_is_told_at_the_form(staff, own):
    data = {"alliance": own.alliance.pk, "organization": own.unit.pk, "tier": own.tier.pk}
    data |= {"events-TOTAL_FORMS": 0, "events-INITIAL_FORMS": 0}

    response = staff.post(reverse("admin:alliances_membership_add"), data)

    errors = response.context["adminform"].form.non_field_errors()
    assert errors == ["这个单位已在联盟中。"]


def test_used_setting_is_not_deleted_and_its_users_are_not_named(staff, own):
    kind = own.records["meetingkind"]

    response = staff.post(page(kind, "delete"), {"post": "yes"})

    assert response.context["protected"] == ["会议"]
    assert type(kind).objects.filter(pk=kind.pk).exists()


# --- search ---


@pytest.mark.parametrize("term", ["停车", "lhtc", "柳巷 停车"])
def test_search_by_characters_and_pinyin_initials(staff, own, term):
    wanted = MeetingFactory(alliance=own.alliance, title="柳化停车会（柳巷）")
    MeetingFactory(alliance=own.alliance, title="消防演练会")

    response = staff.get(reverse("admin:alliances_meeting_changelist"), {"q": term})

    assert list(response.context["cl"].result_list) == [wanted]


def test_autocomplete_searches_pinyin_initials(staff, own):
    unit = UnitFactory(parent=own.anchor, name="丙桥医院")
    query = {"app_label": "alliances", "model_name": "duty", "field_name": "lead", "term": "bqyy"}

    response = staff.get(reverse("admin:autocomplete"), query)

    assert response.json()["results"] == [{"id": str(unit.pk), "text": "丙桥医院"}]


@pytest.mark.parametrize(
    ("period", "found"), [("2025", 0), ("2026", 2), ("2026-09", 0), ("2026-10", 1)]
)
def test_period_filter(staff, own, period, found):
    MeetingFactory(alliance=own.alliance, starts_at="2026-10-31T16:30:00Z")  # 1 November here
    MeetingFactory(alliance=own.alliance, starts_at="2026-09-30T16:30:00Z")  # 1 October here
    own.records["meeting"].delete()

    response = staff.get(
        reverse("admin:alliances_meeting_changelist"), {"starts_at__period": period}
    )

    assert len(response.context["cl"].result_list) == found


@pytest.mark.parametrize("value", ["abc", "2026-13", "99999", "2026-09-01", "２０２６"])
def test_wrong_period_is_no_server_error(staff, value):
    response = staff.get(
        reverse("admin:alliances_meeting_changelist"), {"starts_at__period": value}
    )

    assert response.status_code == 302


# --- cost ---

LISTS = {
    page_.url_name("changelist")
    for model, page_ in admin.site._registry.items()
    if model._meta.app_label in {"members", "alliances", "projects", "orders"}
}


def queries(client, url, django_assert_max_num_queries):
    client.get(url)  # content types and such are cached
    with django_assert_max_num_queries(60) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_lists_cost_the_same_with_more_rows(staff, own, django_assert_max_num_queries):
    urls = [reverse(f"admin:{name}") for name in sorted(LISTS) if "auditlog" not in name]
    count = lambda: {u: queries(staff, u, django_assert_max_num_queries) for u in urls}  # noqa: E731
    before = count()
    add_lines(own, 2)
    for factory in (MeetingFactory, AgreementFactory, BulletinFactory, DutyFactory):
        factory.create_batch(2, alliance=own.alliance)
    MembershipFactory.create_batch(2, alliance=own.alliance, tier=own.tier)

    assert count() == before
    assert max(before.values()) <= 12


@pytest.mark.parametrize(
    "name",
    ["alliance", "organization", "membership", "committee", "agreement", "meeting", "project"],
)
def test_page_costs_the_same_with_more_lines(staff, own, name, django_assert_max_num_queries):
    add_lines(own, 1)
    url = page(own.records[name])
    one = queries(staff, url, django_assert_max_num_queries)
    add_lines(own, 2)

    assert queries(staff, url, django_assert_max_num_queries) == one


def test_settings_are_ordered_in_their_list(staff, own):
    kind = own.records["projecttype"]
    url = reverse("admin:alliances_projecttype_changelist")
    lines = {"form-0-id": kind.pk, "form-0-order": 7, "form-0-is_active": "on"}
    sizes = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1}

    shown = staff.get(url)
    staff.post(url, lines | sizes | {"_save": "保存"})

    kind.refresh_from_db()
    assert 'name="_save"' in shown.content.decode()
    assert kind.order == 7
