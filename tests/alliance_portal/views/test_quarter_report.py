import re
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from alliance_portal.papers import quarter as paper_module
from alliance_portal.papers.quarter import quarter_report_of
from alliance_portal.quarter.lines import LINES, count_lines
from alliance_portal.quarter.period import Period
from alliances.models import HoldOver
from members.models import AuditLog
from tests.factories import (
    AgendaItemFactory,
    AgreementFactory,
    AllianceFactory,
    ClaimFactory,
    DutyFactory,
    MeetingFactory,
    ProjectFactory,
    ResolutionFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.papers import needs_poppler, pdf_text, squeezed, word_lines, word_text

pytestmark = pytest.mark.django_db
THIRD = (2026, 3)
IN, BEFORE, AFTER = (datetime(2026, month, 20, 2, tzinfo=UTC) for month in (8, 6, 10))
TODAY = date(2026, 11, 26)


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委")


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


@pytest.fixture
def of(alliance, community):
    return {"alliance": alliance, "host": community}


@pytest.fixture
def period(community):
    return Period(host=community, quarter=THIRD, today=TODAY)


def content(response):
    return b"".join(response.streaming_content)


def page(name="quarter_report", *args, **asked):
    return reverse(name, args=args, query={"quarter": "2026-3", **asked})


def only(period, key):
    line = LINES[key]
    return [line.tell(row).title for row in line.rows(period).order_by(*line.order)]


def settled(meeting, text, **duty):
    resolution = ResolutionFactory(agenda_item=AgendaItemFactory(meeting=meeting), text=text)
    fields = {"alliance": meeting.alliance, "host": meeting.host, "lead": resolution.lead}
    DutyFactory(**fields, resolution=resolution, title=text, detail=text, **duty)
    return resolution


def test_meetings_are_those_held_in_the_quarter(of, period):
    MeetingFactory(**of, title="定稿的", final=True, starts_at=IN)
    MeetingFactory(**of, title="起草的", starts_at=IN)
    MeetingFactory(**of, title="取消的", status="cancelled", starts_at=IN)
    MeetingFactory(**of, title="以前的", starts_at=BEFORE)
    MeetingFactory(**of, title="第四季度第一刻", starts_at=datetime(2026, 9, 30, 16, tzinfo=UTC))
    MeetingFactory(
        **of, title="第三季度最后一刻", starts_at=datetime(2026, 9, 30, 15, 59, tzinfo=UTC)
    )

    assert set(only(period, "meetings")) == {"定稿的", "起草的", "第三季度最后一刻"}
    assert only(period, "minutes") == ["定稿的"]


def test_duties_are_told_by_when_they_were_set_verified_and_due(of, period):
    by = UserFactory()
    done = {"done_at": IN, "verified_by": by, "status": "verified"}
    DutyFactory(**of, title="下达", set_at=IN, due_on=date(2026, 12, 31))
    DutyFactory(**of, title="销号", set_at=BEFORE, verified_at=IN, **done)
    DutyFactory(**of, title="后来销号", set_at=BEFORE, verified_at=AFTER, **done)
    DutyFactory(**of, title="逾期", set_at=BEFORE, due_on=date(2026, 9, 30))
    DutyFactory(**of, title="早就逾期", set_at=BEFORE, due_on=date(2026, 3, 1))
    DutyFactory(**of, title="报结了", set_at=BEFORE, due_on=date(2026, 9, 1), status="done")

    assert only(period, "set") == ["下达"]
    assert only(period, "verified") == ["销号"]
    assert set(only(period, "overdue")) == {"逾期", "早就逾期"}
    assert only(period, "due-next") == ["下达"]


def test_overdue_of_the_quarter_that_runs_ends_today(of, period, community):
    DutyFactory(**of, title="今天到期", due_on=TODAY)
    DutyFactory(**of, title="昨天到期", due_on=date(2026, 11, 25))

    this = Period(host=community, quarter=(2026, 4), today=TODAY)

    assert only(this, "overdue") == ["昨天到期"]


def test_what_was_held_over_counts_by_meeting(of, period):
    resolution = settled(MeetingFactory(**of, final=True, starts_at=BEFORE), "清雪")
    HoldOver.objects.create(
        meeting=MeetingFactory(**of, starts_at=IN),
        resolution=resolution,
        reason="等经费",
        held_over_at=IN,
        held_over_by=UserFactory(),
    )

    assert only(period, "held-over") == ["清雪"]


def test_agreements_in_force_signed_and_ending(of, period):
    term = {"starts_on": date(2025, 1, 1), "ends_on": date(2027, 1, 1)}
    AgreementFactory(**of, **term, title="履行中", status="in_force", signed_on=date(2025, 1, 1))
    AgreementFactory(**of, **term, title="终止", status="terminated", signed_on=date(2025, 1, 1))
    AgreementFactory(**of, **term, title="草拟")
    AgreementFactory(
        **of,
        title="新签",
        status="signed",
        signed_on=date(2026, 7, 1),
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
    )
    AgreementFactory(
        **of,
        title="到期",
        status="expired",
        signed_on=date(2025, 1, 1),
        starts_on=date(2025, 1, 1),
        ends_on=date(2026, 7, 1),
    )

    assert only(period, "in-force") == ["履行中"]
    assert only(period, "signed") == ["新签"]
    assert only(period, "ending") == ["到期"]
    assert only(period, "ending-next") == ["新签"]


def test_projects_started_running_finished_and_claimed(of, period):
    early = date(2026, 5, 1)
    ProjectFactory(**of, title="新的", running=True, starts_on=date(2026, 7, 2))
    ProjectFactory(**of, title="取消的", status="cancelled", starts_on=date(2026, 7, 2))
    finished = {"status": "done", "lead": community_of(of["alliance"]), "starts_on": early}
    ProjectFactory(**of, **finished, title="做完的", finished_on=date(2026, 8, 1))
    ProjectFactory(**of, **finished, title="后来做完的", finished_on=date(2026, 10, 8))
    claimed = ProjectFactory(**of, title="认领的", status="open", starts_on=early)
    ClaimFactory(project=claimed, at=IN)
    ClaimFactory(project=claimed, at=AFTER)

    assert only(period, "started") == ["新的"]
    assert only(period, "running") == ["后来做完的", "新的"]
    assert only(period, "finished") == ["做完的"]
    assert only(period, "claims") == ["认领的"]


@pytest.mark.parametrize("key", LINES)
def test_every_figure_equals_the_rows_it_opens(client, secretary, of, key):
    meeting = MeetingFactory(**of, final=True, starts_at=IN)
    settled(meeting, "划线", set_at=IN, due_on=date(2026, 12, 1))
    ClaimFactory(project=ProjectFactory(**of, running=True, starts_on=date(2026, 8, 1)), at=IN)
    AgreementFactory(**of, in_force=True, ends_on=date(2026, 10, 1))

    answer = client.get(page())
    figures = {each.key: each for row in answer.context["chapters"].values() for each in row}
    rows = client.get(figures[key].url)

    assert rows.context["page"].total == figures[key].value
    assert len(rows.context["rows"]) == figures[key].value


def test_community_reports_of_itself_and_a_street_of_all_below(client, alliance, community, of):
    MeetingFactory(**of, title="本社区的", starts_at=IN)
    MeetingFactory(alliance=alliance, host=community_of(alliance), title="邻社区的", starts_at=IN)
    MeetingFactory(alliance=alliance, title="街道的", starts_at=IN)
    MeetingFactory(title="外街道的", starts_at=IN)

    def titles(user, **asked):
        client.force_login(user)
        return {
            row.title
            for row in client.get(page("quarter_rows", "meetings", **asked)).context["rows"]
        }

    street = UserFactory(organization=alliance.anchor)
    assert titles(UserFactory(organization=community)) == {"本社区的"}
    assert titles(street) == {"本社区的", "邻社区的", "街道的"}
    assert titles(street, host=community.pk) == {"本社区的"}


def test_foreign_host_and_wild_quarter_are_refused_in_words(client, secretary, alliance):
    for asked in ({"host": alliance.anchor.pk}, {"quarter": "1999-9"}, {"host": "x' OR 1=1"}):
        html = client.get(page(**asked)).content.decode()
        assert "需要修改" in html
        assert "召开会议" not in html
        for name, arg in (("quarter_rows", "meetings"), ("quarter_paper", "docx")):
            assert client.get(page(name, arg, **asked)).url.startswith(reverse("quarter_report"))


def test_unknown_figure_or_form_is_not_found(client, secretary):
    assert client.get(page("quarter_rows", "nonsense")).status_code == 404
    assert client.get(page("quarter_paper", "xlsx")).status_code == 404


def test_paper_tells_what_became_of_each_resolution(of, period, alliance):
    meeting = MeetingFactory(**of, title="停车协商会", final=True, minutes_number=3, starts_at=IN)
    settled(meeting, "划定车位。")
    MeetingFactory(**of, title="没有定稿的会", starts_at=IN)

    report = quarter_report_of(period)

    assert report.title == "示例社区党委2026年第三季度共建工作汇报"
    overall, meetings, *rest = report.chapters
    assert overall.lines[0] == "联席会议开展情况：召开会议 2 次，纪要定稿 1 份，议定事项 1 件。"
    first, second = meetings.parts
    assert first.heading == "（一）停车协商会（2026年8月20日，〔2026〕第 3 号）"
    assert re.fullmatch(r"1\. 划定车位（.+牵头，2026年11月30日前，未开始）。", first.lines[0])
    assert (second.heading, second.lines) == (
        "（二）没有定稿的会（2026年8月20日，纪要起草）",
        ["没有议定事项。"],
    )
    assert [chapter.lines for chapter in rest[1:3]] == [["没有。"], ["没有。"]]


def test_paper_says_how_much_it_does_not_list(of, period, monkeypatch):
    monkeypatch.setattr(paper_module, "MOST_ROWS", 1)
    for _ in range(3):
        DutyFactory(**of, set_at=IN)
        MeetingFactory(**of, starts_at=IN)

    report = quarter_report_of(period)

    assert report.chapters[1].parts[1].lines == ["另有 2 次没有列出。"]
    assert report.chapters[2].parts[0].lines[1].startswith("另有 2 件没有列出")


@needs_poppler
def test_paper_opens_as_word_and_pdf_with_the_figures_of_the_page(client, secretary, of):
    settled(MeetingFactory(**of, final=True, starts_at=IN), "划定车位", set_at=IN)

    figures = [figure for row in client.get(page()).context["chapters"].values() for figure in row]
    word = content(client.get(page("quarter_paper", "docx")))
    pdf = content(client.get(page("quarter_paper", "pdf")))

    text = word_text(word)
    assert [
        f.label
        for f in figures
        if f"{f.label}{f.value}{f.unit}{squeezed(f.definition)}" not in text
    ] == []
    # A table that goes on has its heading on each page.
    assert pdf_text(pdf).replace("指标数据口径", "") == text.replace("指标数据口径", "")
    assert AuditLog.objects.filter(detail__startswith="季度共建工作汇报").count() == 2


def test_word_keeps_the_official_page(period):
    document = Document(BytesIO(paper_module.PAPER.word(quarter_report_of(period))))

    page, styles = document.sections[0], document.styles
    margins = [page.top_margin, page.bottom_margin, page.left_margin, page.right_margin]
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    body = styles["公文正文"]
    assert (
        body.element.rPr.rFonts.get(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
        )
        == "仿宋_GB2312"
    )
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.8, abs=0.6)
    footers = [page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]]
    assert all("PAGE" in each._p.xml and each.text.startswith("— ") for each in footers)
    assert word_lines(paper_module.PAPER.word(quarter_report_of(period)))[0].startswith(
        "示例社区党委"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    client, secretary, of, alliance, period, count, django_assert_num_queries
):
    for _ in range(count):
        settled(MeetingFactory(**of, final=True, starts_at=IN), "划线", set_at=IN)
        project = ProjectFactory(**of, running=True, starts_on=date(2026, 8, 1))
        ClaimFactory(project=project, organization=unit_of(alliance), at=IN)
        AgreementFactory(**of, in_force=True, ends_on=date(2026, 10, 1))

    with django_assert_num_queries(10):
        client.get(page("quarter_rows", "claims"))
    with django_assert_num_queries(4):
        client.get(page())
    with django_assert_num_queries(10):
        quarter_report_of(period)


def test_counts_are_one_query(period, django_assert_num_queries):
    with django_assert_num_queries(1):
        count_lines(period)
