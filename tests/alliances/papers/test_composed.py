"""What each paper says of stored facts; what is missing prints as 待补."""

from datetime import UTC, date, datetime

import pytest

from alliances.models import Duty, Meeting
from alliances.papers.agreement import PAPER, contract_of
from alliances.papers.duties import duty_list_of
from alliances.papers.notice import notice_of
from alliances.papers.publicity import publicity_of_agreement, publicity_of_minutes
from alliances.papers.sign_in import sign_in_of
from alliances.papers.topics import topics_of
from officekit.papers import QrCode
from tests.alliances.agreements import Street
from tests.factories import (
    AgendaItemFactory,
    AgreementFactory,
    AttendanceFactory,
    ClauseFactory,
    DutyFactory,
    MeetingFactory,
    PartyFactory,
    ResolutionFactory,
    TopicFactory,
    UnitFactory,
    UserFactory,
)
from tests.papers import codes_in_pdf, codes_in_word, needs_poppler, pdf_text

pytestmark = pytest.mark.django_db


def lines_of(paper):
    """Headings and texts of its chapters, in order."""
    found = []
    for chapter in paper.chapters:
        found += [chapter.heading, *chapter.lines]
        for part in chapter.parts:
            found += [part.heading, *part.lines]
    return found


@pytest.fixture
def meeting():
    meeting = MeetingFactory(title="停车协商会", status="collecting")
    unit = UnitFactory(name="示例医院党总支")
    AttendanceFactory(meeting=meeting, organization=unit, status="excused", person_name="示例甲")
    AttendanceFactory(
        meeting=meeting, organization=None, guest_role="resident", person_name="示例乙", status=""
    )
    AgendaItemFactory(meeting=meeting, title="院内停车", fourfold="consult", proposer=unit)
    return meeting


def test_notice_tells_when_where_and_what_about(meeting):
    meeting.host.phone = "0351-0000000"

    notice = notice_of(meeting)

    assert (notice.title, notice.addressees) == ("关于召开停车协商会的通知", "示例医院党总支：")
    assert notice.opening == "定于2026年9月25日召开停车协商会，现将有关事项通知如下："
    assert lines_of(notice) == [
        *("一、时间", "2026年9月25日 14:30（星期五）。"),
        *("二、地点", "党群服务中心。"),
        *("三、主持人", "待补。"),
        *("四、议题", "1. 院内停车。"),
        *("五、联系电话", "0351-0000000。"),
    ]


def test_notice_is_a_draft_until_it_is_sent(meeting):
    assert (notice_of(meeting).mark, notice_of(meeting).date) == ("草稿", "待补")

    Meeting.objects.filter(pk=meeting.pk).update(status="called")
    meeting.refresh_from_db()
    meeting.events.create(step="call", at=datetime(2026, 9, 17, 20, tzinfo=UTC))

    assert (notice_of(meeting).mark, notice_of(meeting).date) == ("", "2026年9月18日")


def test_notice_of_a_cancelled_meeting_says_so(meeting):
    meeting.cancel(by=UserFactory(), note="改期")

    assert notice_of(meeting).mark == "已取消"


def test_notice_without_units_and_agenda():
    notice = notice_of(MeetingFactory())

    assert notice.addressees == "待补："
    assert lines_of(notice)[6:8] == ["四、议题", "待补。"]


def test_topics_leave_lines_to_write_on(meeting):
    topics = topics_of(meeting)

    first, *blank = topics.rows
    assert (first.number, first.title, first.fourfold) == ("1", "院内停车", "急事共商")
    assert first.proposer == "示例医院党总支"
    assert [row.number for row in blank] == ["2", "3", "4", "5", "6", "7", "8"]
    assert {row.title for row in blank} == {""}


def test_topics_that_wait_are_listed_while_the_agenda_is_open(meeting):
    topic = TopicFactory(
        alliance=meeting.alliance, body=meeting.host, title="冬季义诊", detail="老人多。"
    )
    TopicFactory(alliance=meeting.alliance, body=UnitFactory(), title="别的组织的")

    assert [row.title for row in topics_of(meeting).rows[:3]] == ["院内停车", "冬季义诊", ""]
    assert topics_of(meeting).rows[1].note == "老人多。"

    meeting.agenda_items.get().topics.add(topic)
    meeting.hold(by=UserFactory())

    first, second = topics_of(meeting).rows[:2]
    assert (first.note, second.title) == ("老人多。", "")


def test_sign_in_lists_the_expected_then_guests_then_empty_lines(meeting):
    rows = sign_in_of(meeting).rows

    assert [(row.unit, row.name, row.note) for row in rows[:3]] == [
        ("示例医院党总支", "示例甲", "请假"),
        ("居民", "示例乙", "列席"),
        ("", "", ""),
    ]
    assert len(rows) == 7


def test_sign_in_says_nothing_of_whom_nobody_has_ticked(meeting):
    meeting.attendances.update(status="")

    assert sign_in_of(meeting).rows[0].note == ""


def test_duties_say_who_owes_what_until_when():
    duty = DutyFactory(title="划线", detail="划定车位", due_on=date(2026, 11, 30))
    duty.assistants.add(UnitFactory(name="示例医院党总支"))

    rows = list(Duty.objects.for_list())
    paper = duty_list_of(rows, host="示例", scope="全部", today=date(2026, 12, 1))

    assert (paper.total, paper.as_of) == ("1", "2026年12月1日")
    row = paper.rows[0]
    assert (row.title, row.lead, row.helpers) == ("划定车位", duty.lead.name, "示例医院党总支")
    assert (row.due, row.state) == ("2026年11月30日", "未开始（逾期）")


@pytest.fixture
def agreement():
    agreement = AgreementFactory(
        title="共建协议书",
        preamble="一段。\n二段。",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )
    party = PartyFactory(agreement=agreement, obligations="派医生。\n带药品。")
    ClauseFactory(
        agreement=agreement, party=party, text="义诊。", quantity=1, unit="次", rhythm="month"
    )
    ClauseFactory(agreement=agreement, party=None, text="同庆", due_on=date(2026, 10, 1))
    return agreement


def test_agreement_sets_out_its_articles(agreement):
    clauses = [clause.project_type.name for clause in agreement.clauses.all()]

    contract = contract_of(agreement)

    assert contract.preamble == ["一段。", "二段。"]
    assert lines_of(contract) == [
        *("一、权利和义务", "（一）甲方的义务", "1. 派医生。", "2. 带药品。"),
        "二、约定事项",
        *(f"（一）{clauses[0]}", "1. 义诊，每月 1 次，责任方：甲方。"),
        *(f"（二）{clauses[1]}", "1. 同庆，2026年10月1日前，责任方：各方共同。"),
        *("三、期限", "2026年1月1日至2026年12月31日。"),
    ]


def test_agreement_is_marked_until_it_is_signed(agreement):
    assert (contract_of(agreement).mark, contract_of(agreement).text_hash) == ("草稿", "待补")

    PartyFactory(agreement=agreement, label="乙方")
    agreement.send(by=UserFactory())

    assert contract_of(agreement).mark == "待签订"
    assert contract_of(agreement).text_hash == agreement.text_hash

    for party in agreement.parties.all():
        party.confirm(by=UserFactory())
        party.sign(by=UserFactory(), signatory="示例甲", title="书记")
    agreement.refresh_from_db()

    contract = contract_of(agreement)
    assert (contract.mark, contract.parties[1].signatory) == ("", "示例甲 书记")
    assert contract.verify == QrCode(agreement.versions.get().verify_url)


@needs_poppler
def test_printed_agreement_carries_a_code_that_leads_to_its_verification():
    agreement = Street().sent()
    version = agreement.versions.get()

    facts = contract_of(agreement)

    assert codes_in_word(PAPER.word(facts)) == [version.verify_url]
    pdf = PAPER.pdf(facts)
    assert codes_in_pdf(pdf) == [version.verify_url]
    assert f"核验码{version.code}" in pdf_text(pdf)


def test_empty_agreement_prints_what_it_lacks():
    assert lines_of(contract_of(AgreementFactory()))[:2] == ["一、约定事项", "待补。"]


def test_publicity_of_minutes_names_no_person(meeting):
    ResolutionFactory(agenda_item=meeting.agenda_items.get(), text="划定车位")

    paper = publicity_of_minutes(meeting)

    assert (paper.title, paper.mark) == ("关于停车协商会议定事项的公示", "草稿")
    text = "".join(lines_of(paper))
    assert "（一）划定车位，由" in text
    assert "列席：居民 1 人。" in text
    assert "示例乙" not in text


def test_publicity_of_an_agreement_bears_no_whole_phone():
    agreement = ClauseFactory(text="每月义诊，有事请打 13800001234。").agreement

    text = "".join(lines_of(publicity_of_agreement(agreement)))

    assert ("138****1234" in text, "13800001234" in text) == (True, False)


def test_publicity_is_dated_once_it_is_public():
    draft = publicity_of_agreement(AgreementFactory(in_force=True))
    public = publicity_of_agreement(AgreementFactory(in_force=True, public=True))

    assert (draft.mark, draft.date) == ("草稿", "待补")
    assert (public.mark, public.date) == ("", "2026年9月30日")
    assert "自2026年9月30日起。" in lines_of(public)


def test_publicity_says_where_to_tell_ones_opinion():
    paper = publicity_of_agreement(AgreementFactory(alliance__office_hours="工作日"))

    assert lines_of(paper)[-1] == (
        "如有意见，请向示例街道党工委反映。联系电话：0351-0000000（工作日）；地址：待补。"
    )


def test_list_of_duties_names_the_first_day_of_an_extended_one():
    DutyFactory(due_on=date(2026, 12, 20), original_due_on=date(2026, 11, 30))

    paper = duty_list_of(
        Duty.objects.for_list(), host="示例", scope="全部", today=date(2026, 12, 1)
    )

    assert [row.due for row in paper.rows] == ["2026年12月20日（原定2026年11月30日）"]
