from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from alliances.models import Duty
from members.models import AuditLog, Message
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    ClauseFactory,
    DutyFactory,
    MeetingFactory,
    OrganizationFactory,
    ResolutionFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db

LIST = reverse("alliances:duty_list")


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def duty(alliance, community, unit):
    return DutyFactory(alliance=alliance, host=community, lead=unit)


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def rows(client, **query):
    return client.get(LIST, query).context["page"].rows


def step(client, duty, name, note=""):
    return client.post(reverse("alliances:duty_step", args=[duty.pk, name]), {"note": note})


def test_list_shows_each_side_its_own_part(client, alliance, community, unit, duty):
    DutyFactory()
    helped = DutyFactory(alliance=alliance)
    helped.assistants.add(unit)

    login(client, unit)
    assert (rows(client), rows(client, tab="assisted"), rows(client, tab="set")) == (
        [duty],
        [helped],
        [duty],
    )
    login(client, community)
    assert (rows(client), rows(client, tab="set")) == ([], [duty])
    login(client, alliance.anchor)
    assert (rows(client), rows(client, tab="led")) == ([duty, helped], [])


def test_list_of_the_district_is_read_only(client):
    district = OrganizationFactory(level="district")
    duty = DutyFactory(alliance=AllianceFactory(anchor__parent=district))
    DutyFactory()
    login(client, district)

    assert rows(client) == [duty]
    assert client.get(duty.get_absolute_url()).context["steps"] == []
    assert step(client, duty, "close", "不用办了").status_code == 404
    assert client.get(reverse("alliances:duty_new")).status_code == 403


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["会议", "协议", "手工"]),
        ({"state": "all"}, ["会议", "协议", "手工", "已销"]),
        ({"state": "verified"}, ["已销"]),
        ({"due": "overdue"}, ["会议"]),
        ({"due": "week"}, ["协议"]),
        ({"source": "meeting"}, ["会议"]),
        ({"source": "agreement"}, ["协议"]),
        ({"source": "hand"}, ["手工"]),
        ({"q": "xy"}, ["协议"]),
        ({"unit": "示例医院"}, ["手工"]),
    ],
)
def test_list_filters(client, alliance, community, query, expected):
    login(client, alliance.anchor)
    user, today = UserFactory(), localdate()
    shared = {"alliance": alliance, "host": community}
    hospital = unit_of(alliance, name="示例医院党总支")
    DutyFactory(**shared, title="会议", resolution=ResolutionFactory(), due_on=date(2026, 1, 1))
    DutyFactory(**shared, title="协议", clause=ClauseFactory(), due_on=today)
    DutyFactory(**shared, title="手工", lead=hospital, due_on=today + timedelta(days=90))
    done = DutyFactory(**shared, title="已销", due_on=today + timedelta(days=99))
    done.report_done(by=user, note="好了")
    done.verify(by=user)

    assert [duty.title for duty in rows(client, **query)] == expected


@pytest.mark.parametrize(
    "query", [{"state": "nope"}, {"due": "x"}, {"source": "\u200b"}, {"q": "x" * 500}]
)
def test_list_says_which_filter_is_wrong(client, alliance, query):
    login(client, alliance.anchor)

    response = client.get(LIST, query)

    assert response.status_code == 200
    assert list(response.context["filter"].form.errors) == list(query)


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, alliance, community, unit, count, django_assert_num_queries):
    for _ in range(count):
        resolution = ResolutionFactory(agenda_item__meeting__alliance=alliance)
        DutyFactory(alliance=alliance, host=community, lead=unit, resolution=resolution)
    login(client, community)
    client.get(LIST)

    with django_assert_num_queries(6):
        assert len(rows(client, tab="set")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(client, community, unit, duty, count, django_assert_num_queries):
    user = login(client, unit)
    for number in range(count):
        duty.add_note(f"第 {number} 次进展", by=user)
        duty.assistants.add(unit_of(duty.alliance))
    client.get(LIST)

    with django_assert_num_queries(9):
        response = client.get(duty.get_absolute_url())

    assert len(response.context["notes"]) == count


def test_export_has_the_filtered_rows_and_is_audited(client, alliance, community, unit, duty):
    DutyFactory(alliance=alliance, host=community, status="closed")
    DutyFactory(title="别处的事项")
    duty.assistants.add(unit_of(alliance, name="示例学校党支部"))
    login(client, community)

    response = client.get(reverse("alliances:duty_export"), {"tab": "set"})

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    heading, *found = book.get_sheet_by_index(0).to_python()
    assert heading[:4] == ["事项", "具体要求", "责任单位", "配合单位"]
    assert [row[0] for row in found] == [duty.title]
    assert found[0][3] == "示例学校党支部"
    assert AuditLog.objects.get(action="export").detail == "责任清单"


def test_detail_of_another_street_is_404(client, duty):
    login(client, AllianceFactory().anchor)
    note = reverse("alliances:duty_note", args=[duty.pk])

    answers = [
        client.get(duty.get_absolute_url()),
        step(client, duty, "report_done", "办好了"),
        step(client, duty, "close", "不用办了"),
        client.post(note, {"text": "进展"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    duty.refresh_from_db()
    assert (duty.status, duty.notes.count()) == ("open", 0)


def test_detail_links_to_the_meeting_only_for_those_who_may_open_it(client, alliance, unit):
    meeting = MeetingFactory(alliance=alliance)
    resolution = ResolutionFactory(agenda_item__meeting=meeting)
    duty = DutyFactory(alliance=alliance, lead=unit, resolution=resolution)

    login(client, unit)
    assert client.get(duty.get_absolute_url()).context["chain"]["origin_url"] == ""
    login(client, alliance.anchor)
    url = client.get(duty.get_absolute_url()).context["chain"]["origin_url"]
    assert url == meeting.get_absolute_url()


def labels(client, duty):
    return [button.label for button in client.get(duty.get_absolute_url()).context["steps"]]


def test_steps_are_offered_to_their_side_only(client, community, unit, duty):
    login(client, unit)
    assert labels(client, duty) == ["开始办理", "报结"]
    step(client, duty, "report_done", "灯已修好")
    assert labels(client, duty) == ["撤回报结"]
    assert step(client, duty, "verify").status_code == 404

    login(client, community)
    assert labels(client, duty) == ["核实销号", "退回"]
    assert step(client, duty, "report_done", "替它报").status_code == 404


def test_duty_goes_back_and_forth_until_it_is_verified(client, community, unit, duty):
    liaison = login(client, unit)
    step(client, duty, "report_done", "灯已修好")
    secretary = login(client, community)
    step(client, duty, "send_back", "缺照片")
    client.force_login(liaison)
    assert client.get(duty.get_absolute_url()).context["returned"].note == "缺照片"
    step(client, duty, "report_done", "补了照片")
    client.force_login(secretary)
    step(client, duty, "verify", "已看现场")

    duty.refresh_from_db()
    assert (duty.status, duty.verified_by) == ("verified", secretary)
    assert list(duty.events.values_list("step", "by")) == [
        ("report_done", liaison.pk),
        ("send_back", secretary.pk),
        ("report_done", liaison.pk),
        ("verify", secretary.pk),
    ]


def test_second_click_on_a_step_is_told_and_changes_nothing(client, community, unit, duty):
    login(client, unit)
    step(client, duty, "report_done", "灯已修好")

    response = client.post(
        reverse("alliances:duty_step", args=[duty.pk, "report_done"]), {"note": "再点"}, follow=True
    )

    assert "当前状态是“已报结”，不能“报结”" in response.content.decode()
    assert duty.events.count() == 1


@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_step_with_an_unfit_note_is_told(client, unit, duty, note):
    login(client, unit)

    response = client.post(
        reverse("alliances:duty_step", args=[duty.pk, "report_done"]), {"note": note}, follow=True
    )

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert duty.events.count() == 0


def test_first_note_starts_the_work(client, unit, duty):
    login(client, unit)
    pdf = SimpleUploadedFile("现场.pdf", b"%PDF-1.4\n%%EOF")

    client.post(reverse("alliances:duty_note", args=[duty.pk]), {"text": "已联系电工", "file": pdf})

    duty.refresh_from_db()
    note = duty.notes.get()
    assert (duty.status, note.text, note.file.name[-4:]) == ("doing", "已联系电工", ".pdf")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "好", "file": SimpleUploadedFile("a.exe", b"MZ\x90")}, "file"),
    ],
)
def test_unfit_note_keeps_what_was_typed(client, unit, duty, data, field):
    login(client, unit)

    response = client.post(reverse("alliances:duty_note", args=[duty.pk]), data)

    form = response.context["note_form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert form["text"].value() == data["text"]


def test_note_on_a_finished_duty_is_refused(client, unit, duty):
    login(client, unit)
    step(client, duty, "report_done", "好了")

    client.post(reverse("alliances:duty_note", args=[duty.pk]), {"text": "还有"})

    assert duty.notes.count() == 0


def new_duty(unit, **changes):
    day = localdate() + timedelta(days=7)
    return {"title": "修楼道灯", "lead": f"#{unit.pk}", "due_on": day.isoformat(), **changes}


def test_new_duty_is_set_once(client, community, unit):
    user = login(client, community)
    url = reverse("alliances:duty_new")

    first = client.post(url, new_duty(unit))
    again = client.post(url, new_duty(unit))

    duty = Duty.objects.get()
    assert first.url == duty.get_absolute_url()
    assert (duty.host, duty.lead, duty.set_by) == (community, unit, user)
    assert again.context["form"].non_field_errors() == [
        "同样的事项已经下达过，请在责任清单里查看。"
    ]


def test_new_duty_is_told_to_its_lead_and_helpers_but_not_to_who_sets_it(
    client, alliance, community, unit
):
    setter, helper = login(client, community), unit_of(alliance, community)
    people = [UserFactory(organization=place) for place in (unit, helper)]

    client.post(reverse("alliances:duty_new"), new_duty(unit, assistants=[f"#{helper.pk}"]))

    told = Message.objects.filter(title="新的责任事项：修楼道灯")
    assert sorted(told.values_list("user", flat=True)) == sorted(user.pk for user in people)
    assert not Message.objects.of(setter).exists()


def test_new_duty_may_come_again_and_again(client, community, unit):
    login(client, community)
    until = (localdate() + timedelta(days=400)).isoformat()

    client.post(
        reverse("alliances:duty_new"), new_duty(unit, rhythm="quarter", repeats_until=until)
    )

    duty = Duty.objects.get()
    assert (duty.rhythm, duty.repeats_until.isoformat()) == ("quarter", until)


def test_new_duty_offers_only_those_who_serve_the_community(client, alliance, community, unit):
    login(client, community)
    stranger = unit_of(alliance)

    response = client.post(reverse("alliances:duty_new"), new_duty(stranger))

    assert list(response.context["form"].errors) == ["lead"]
    offered = client.get(reverse("members:unit_options"), {"of": "obliged"}).json()
    assert set(offered["units"]) == {community.name, unit.name}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"detail": "x" * 2001}, "detail"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": "明天"}, "due_on"),
        ({"lead": "x"}, "lead"),
        ({"assistants": ["999999"]}, "assistants"),
        ({"rhythm": "daily"}, "rhythm"),
        ({"repeats_until": "2099-01-01"}, "repeats_until"),
        ({"rhythm": "month", "repeats_until": "2020-01-01"}, "repeats_until"),
    ],
)
def test_new_duty_names_the_field_that_is_wrong(client, community, unit, changes, field):
    login(client, community)

    response = client.post(reverse("alliances:duty_new"), new_duty(unit, **changes))

    assert (list(response.context["form"].errors), Duty.objects.count()) == ([field], 0)


def test_new_duty_does_not_take_the_lead_as_its_own_helper(client, community, unit):
    login(client, community)

    response = client.post(
        reverse("alliances:duty_new"), new_duty(unit, assistants=[f"#{unit.pk}"])
    )

    assert list(response.context["form"].errors) == ["assistants"]


def test_agreement_duty_names_its_agreement(client, alliance, unit):
    agreement = AgreementFactory(alliance=alliance)
    duty = DutyFactory(alliance=alliance, lead=unit, clause=ClauseFactory(agreement=agreement))
    login(client, unit)

    assert agreement.title in client.get(duty.get_absolute_url()).content.decode()
