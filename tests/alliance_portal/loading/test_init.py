import json

import pytest
from django.conf import settings
from django.utils.timezone import localdate, localtime

from alliance_portal.loading import LoadError, load_data
from alliances.models import (
    Agreement,
    AgreementTemplate,
    Alliance,
    Attendance,
    Bulletin,
    Duty,
    Meeting,
    Membership,
    Regulation,
    TemplateClause,
)
from members.models import Appointment, Organization, Person, User
from projects.models import Project
from tests.alliance_portal.loading.sample import sample

pytestmark = pytest.mark.django_db


def problems_of(data):
    with pytest.raises(LoadError) as caught:
        load_data(data)
    return [(problem.place, problem.message) for problem in caught.value.problems]


def test_load_puts_in_organizations_people_and_logins():
    report = load_data(sample())

    school = Organization.objects.get(code="school")
    assert (school.path, school.offer_list) == ("/street/school/", ["操场开放", "课后托管"])
    person = Person.objects.get()
    assert (person.phone, Appointment.objects.get().person) == ("13800000000", person)
    assert User.objects.get(username="street").person == person
    east, unit = User.objects.get(username="east"), User.objects.get(username="school")
    assert (east.must_change_password, unit.must_change_password) == (False, True)
    assert sorted(report.passwords) == ["school", "street"]
    assert unit.check_password(report.passwords["school"])


def test_load_puts_in_the_alliance_with_its_default_settings():
    load_data(sample())

    alliance = Alliance.objects.get()
    assert alliance.formula() == "1+1+N"
    assert [kind.name for kind in alliance.projecttypes.all()] == [
        *("党建联创", "公益联办", "活动联谊", "治理联防", "环境联抓")
    ]
    assert (alliance.meetingkinds.count(), alliance.bulletincolumns.count()) == (10, 7)
    assert [str(c) for c in Membership.objects.get(tier__order=3).communities.all()] == [
        "示例东社区党委"
    ]


def test_load_tells_an_agreement_by_its_steps():
    load_data(sample())

    agreement = Agreement.objects.get()
    assert (agreement.status, str(agreement.signed_on)) == ("in_force", "2026-01-12")
    version = agreement.versions.get()
    assert (version.text_hash, version.is_intact) == (agreement.text_hash, True)
    assert [party.signatory for party in agreement.parties.all()] == ["示例乙", "示例丙"]
    assert [event.step for event in agreement.events.all()] == [
        *("send", "confirm", "confirm", "sign", "sign", "complete", "start")
    ]
    assert agreement.clauses.get().duties.get().status == "verified"


def test_load_tells_a_meeting_by_its_steps():
    load_data(sample())

    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.publication) == ("final", "published")
    assert (meeting.number_label, meeting.finalized_by.username) == ("〔2026〕第 1 号", "east")
    assert (meeting.proposed_by.username, meeting.approved_by.username) == ("east", "street")
    assert f"{localtime(meeting.events.first().at):%Y-%m-%d %H:%M}" == "2026-02-04 09:00"
    assert Attendance.objects.filter(status="present").count() == 2
    duty = meeting.resolutions.get().duty
    assert (duty.status, duty.lead.code, duty.verified_by.username) == (
        *("verified", "school", "street"),
    )
    assert [str(unit) for unit in duty.assistants.all()] == ["示例东社区党委"]
    assert duty.notes.get().text == "已开工"


def test_load_tells_a_project_by_its_steps():
    load_data(sample())

    project = Project.objects.get()
    assert (project.status, project.progress, project.result) == ("done", 100, "车位划好了")
    assert (project.partner_count, project.resolution.text) == (1, "划定车位")
    assert project.claims.get().contributions.get().quantity == 4
    assert project.updates.get().progress == 50
    assert project.news_on == localdate(project.updates.get().at)
    assert [event.step for event in project.events.all()] == [
        *("open", "claim", "run", "finish", "propose", "review", "approve", "publish")
    ]


def test_load_takes_publications_as_far_as_their_steps():
    load_data(sample())

    assert Regulation.objects.get().publication == "published"
    assert Bulletin.objects.get().publication == "reviewed"


def test_load_twice_changes_nothing():
    load_data(sample())

    report = load_data(sample())

    assert (report.created, report.changed, report.kept, report.passwords) == ({}, {}, [], {})


def test_load_again_corrects_what_differs():
    load_data(sample())
    data = sample()
    data["organizations"][2]["party_members"] = 15
    data["memberships"][2]["communities"] = []

    report = load_data(data)

    assert (dict(report.created), dict(report.changed)) == ({}, {"单位与党组织": 1, "成员单位": 1})
    assert Organization.objects.get(code="school").party_members == 15


def test_load_puts_in_targets_and_what_a_project_comes_from():
    data = sample()
    data["projects"][0] |= {"duty": "material"}
    del data["projects"][0]["resolution"]

    load_data(data)

    target = Alliance.objects.get().targets.get()
    assert (target.year, target.figure, target.goal) == (2026, "projects-finished", 10)
    assert Project.objects.get().duty.title == "更新资料"


def test_load_again_keeps_the_source_that_people_went_on_with():
    data = sample()
    data["projects"][0] |= {"duty": "material"}
    del data["projects"][0]["resolution"]
    load_data(data)
    Duty.objects.get(title="更新资料").begin(by=User.objects.get(username="school"))

    report = load_data(data)

    assert (sum(report.changed.values()), Project.objects.get().duty.title) == (0, "更新资料")


def test_load_again_keeps_the_source_in_a_meeting_that_people_went_on_with():
    load_data(sample())
    Meeting.objects.get().withdraw(by=User.objects.get(username="street"), note="有误")

    report = load_data(sample())

    assert report.kept == ["meetings[0]：示例联席会议"]
    assert Project.objects.get().resolution.text == "划定车位"


def test_load_again_keeps_what_people_went_on_with():
    load_data(sample())
    duty = Duty.objects.get(title="更新资料")
    duty.begin(by=User.objects.get(username="school"))

    report = load_data(sample())

    duty.refresh_from_db()
    assert (duty.status, report.kept) == ("doing", ["duties[0]：更新资料"])


def test_documented_example_loads():
    text = (settings.BASE_DIR / "docs" / "alliance-file.md").read_text()
    example = text.split("```json\n")[1].split("```")[0]

    report = load_data(json.loads(example))

    assert (Alliance.objects.get().formula(), list(report.passwords)) == ("1+1+N", ["shili-street"])


def change(data, path, value):
    *way, last = path
    for part in way:
        data = data[part]
    data[last] = value


@pytest.mark.parametrize(
    ("path", "value", "place", "message"),
    [
        (["duties", 0, "lead"], "nobody", "duties[0].lead", "没有编码为“nobody”的单位，请先在文件里写上。"),
        (["duties", 0, "due_on"], "2026-02-30", "duties[0].due_on", "应为 2026-03-01 这样的日期，现在是 2026-02-30。"),
        (["duties", 0, "title"], "长" * 101, "duties[0].title", "最多 100 个字，现在有 101 个，请删短一些。"),
        (["agreements", 0, "ends_on"], "2025-01-01", "agreements[0].ends_on", "不能早于 starts_on（2026-02-01）。"),
        (["agreements", 0, "ends_on"], "2026-02-01", "agreements[0]", "到期日期必须晚于生效日期。"),
        (["tiers", 1, "order"], 1, "tiers[1]", "与第 [0] 项重复（1）。"),
        (["alliance", "name"], 5, "alliance.name", "应为文字，现在是 5。"),
        (["alliance", "anchor"], "east", "alliance.anchor", "联盟必须设在街道党工委。"),
        (["alliance", "slug"], "admin", "alliance.slug", "“admin”是系统保留的网址，请换一个。"),
        (["format"], "alliance/9", "format", "应为 'alliance/1'，现在是 alliance/9。"),
        (["meetings"], {}, "meetings", "应为数组 […]，现在是 {}。"),
        (["organizations", 0, "people", 0, "phone"], "12345", "organizations[0].people[0].phone", "手机号码应为 11 位，现在是 5 位，请检查是否多填或漏填。"),
        (["organizations", 1, "logins", 0, "person"], "谁", "organizations[1].logins[0].person", "本单位的 people 里没有“谁”。"),
        (["organizations", 1, "sector"], "hotel", "organizations[1].sector", ""),
        (["organizations", 1, "sector"], "school", "organizations[1]", "只有共建单位才填单位性质。"),
        (["regulations", 0, "steps", 0, "step"], "approve", "regulations[0].steps[0]", "这时的状态是“未公开”，不能“批准”。"),
        (["regulations", 0, "steps", 0, "step"], "fly", "regulations[0].steps[0]", ""),
        (["regulations", 0, "steps", 0, "by"], "street", "regulations[0].steps", "提出人不能批准自己的公开申请，approve 请由另一人办理。"),
        (["regulations", 0, "steps", 1, "at"], "2026-03-01", "regulations[0].steps[1].at", "不能早于上一步。"),
        (["meetings", 0, "minutes_number"], 0, "meetings[0].minutes_number", "不能小于 1，现在是 0。"),
        (["projects", 0, "steps", 2, "note"], "", "projects[0].steps[2]", "“完成”要写明完成情况和成效（note）。"),
        (["projects", 0, "claims", 0, "contributions", 0, "kind"], "money", "projects[0].claims[0].contributions[0]", "资金的计量单位是“元”。"),
        (["agreements", 0, "clauses", 0, "party"], "street", "agreements[0].clauses[0].party", "责任方不是这份协议的一方。"),
    ],
)  # fmt: skip
def test_problem_is_named_with_its_place_and_nothing_is_saved(path, value, place, message):
    data = sample()
    change(data, path, value)

    found = dict(problems_of(data))

    assert place in found
    assert message in {"", found[place]}
    assert (Organization.objects.exists(), Alliance.objects.exists()) == (False, False)


def test_all_problems_of_a_file_are_told_at_once():
    data = sample()
    del data["alliance"]["name"]
    data["duties"][0]["lead"] = "nobody"
    data["projects"][0]["type"] = "没有的类型"
    data["bulletins"][0]["extra"] = 1

    assert [place for place, _ in problems_of(data)] == [
        *("alliance", "bulletins[0]", "duties[0].lead", "projects[0].type")
    ]


@pytest.mark.parametrize("data", [None, 5, "x", [], {}, [{}], {"organizations": 3, "tiers": [1]}])
def test_data_of_another_shape_is_refused(data):
    assert problems_of(data)


def test_code_of_another_street_is_refused():
    load_data(sample())
    other = {key: sample()[key] for key in ("format", "alliance", "tiers")}
    other["alliance"] |= {"slug": "other", "order_prefix": "OT", "anchor": "other"}
    other["memberships"] = []
    other["organizations"] = [
        {"code": "other", "name": "示例二街道党工委", "level": "street"},
        {"code": "school", "name": "示例", "level": "unit", "parent": "other"},
    ]

    assert [place for place, _ in problems_of(other)] == ["organizations[1].code"]
    assert Organization.objects.get(code="school").parent.code == "street"


@pytest.mark.parametrize(
    ("index", "changes", "message"),
    [
        (1, {"party": "street"}, "要写明是哪一方（party，这份协议的一方）和办理人（by）。"),
        (2, {"step": "sign", "signatory": "示例"}, "这一方还没有确认文本（confirm）。"),
        (4, {"step": "confirm"}, ""),
    ],
)
def test_parties_confirm_then_sign(index, changes, message):
    data = sample()
    data["agreements"][0]["steps"][index] |= changes

    found = dict(problems_of(data))

    assert found["agreements[0].steps[5]"] == "还有一方没有签署（sign）。"
    assert found.get(f"agreements[0].steps[{index}]", "") == message


def test_load_gives_the_usual_agreement_templates():
    load_data(sample())

    template = AgreementTemplate.objects.first()
    assert AgreementTemplate.objects.count() == 3
    assert [side.label for side in template.sides.all()] == ["甲方", "乙方"]
    assert [clause.project_type.name for clause in template.clauses.all()] == [
        *("党建联创", "公益联办", "活动联谊", "治理联防", "环境联抓")
    ]


def test_usual_templates_leave_out_clauses_under_types_that_a_file_does_not_have():
    data = sample()
    data["project_types"] = [{"name": "公益联办"}, {"name": "治理联防"}]

    load_data(data)

    types = TemplateClause.objects.values_list("project_type__name", flat=True)
    assert set(types) == {"公益联办", "治理联防"}


def test_a_text_that_was_sent_round_is_not_changed_by_a_later_file():
    load_data(sample())
    before = Agreement.objects.get().versions.get().text
    renamed, changed = sample(), sample()
    organization = next(row for row in renamed["organizations"] if row["level"] == "unit")
    organization["name"] = "改了名的单位"
    changed["agreements"][0]["preamble"] = "改过的前言"

    load_data(renamed)
    problems = problems_of(changed)

    assert Agreement.objects.get().versions.get().text == before
    assert problems == [
        ("agreements[0]", "已送各方确认的第 1 版已经留底，文件里的文本和它不同；请照留底的写。")
    ]
