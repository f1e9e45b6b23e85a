import pytest
from django.urls import reverse

from alliances.models import AgendaItem, Meeting, Opinion
from tests.alliances.sheets import community_world, typed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = reverse("alliances:meeting_new")


@pytest.fixture
def world():
    return community_world(hears_residents=True)


@pytest.fixture
def desk(client, world):
    client.force_login(world.user)
    return client


def heard(world, **changes):
    opinion = {
        "n1-opinion": ["v1", "v2"],
        "v1-channel": "visit",
        "v1-role": "resident",
        "v1-stance": "oppose",
        "v1-people": "2",
        "v1-text": "希望保留绿化",
        # Nothing typed: left out.
        "v2-role": "resident",
        "v2-people": "1",
        "n1-options": "划线\r\n错峰",
        "n1-plan": "先划线",
        "n1-outcome": "试行",
    }
    return typed(world, **opinion | changes)


def test_opinions_of_the_page_are_stored(desk, world):
    desk.post(NEW, heard(world, save="1"))

    opinion = Opinion.objects.get()
    assert (opinion.channel, opinion.role, opinion.people) == ("visit", "resident", 2)
    item = AgendaItem.objects.get()
    assert (item.options, item.plan, item.outcome) == ("划线\n错峰", "先划线", "试行")
    html = desk.get(Meeting.objects.get().get_absolute_url()).content.decode()
    assert "听取居民意见 2 人次" in html


def test_stored_opinions_come_back_and_can_be_removed(desk, world):
    desk.post(NEW, heard(world, save="1"))
    edit = reverse("alliances:meeting_edit", args=[Meeting.objects.get().pk])
    [row] = desk.get(edit).context["sheet"].items[0].opinions
    assert row.key == f"s{Opinion.objects.get().pk}"

    data = heard(world, **{"n1-opinion": [], "base_version": "1", "save": "1"})
    desk.post(edit, data)

    assert not Opinion.objects.exists()


def test_button_adds_a_row_without_scripts(desk, world):
    response = desk.post(NEW, typed(world, add_opinion="n1"))

    [row] = response.context["sheet"].items[0].opinions
    assert row.is_new
    assert 'class="hears"' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"v1-channel": ""}, "请选择意见是怎么来的"),
        ({"v1-text": "打 13800001234 找我"}, "意见里有电话或门牌号"),
        ({"v1-text": "3号楼2单元501 漏水"}, "意见里有电话或门牌号"),
        ({"v1-text": "", "v1-stance": ""}, "请写下意见，或选择态度"),
        ({"v1-people": "0"}, "人数至少是 1"),
        ({"v1-people": "很多"}, "人数请填整数"),
    ],
)
def test_wrong_opinion_is_told_and_nothing_is_saved(desk, world, changes, message):
    html = desk.post(NEW, heard(world, save="1", **changes)).content.decode()

    assert message in html
    assert "议题 1 的居民意见 1" in html
    assert not Meeting.objects.exists()


def test_opinions_are_no_matter_where_the_kind_hears_nobody(desk, world):
    world.kind.hears_residents = False
    world.kind.save()

    desk.post(NEW, heard(world, save="1", **{"v1-channel": ""}))

    assert Meeting.objects.count() == 1
    assert not Opinion.objects.exists()
    assert AgendaItem.objects.get().plan == ""


def test_visitors_read_what_residents_said(desk, world):
    desk.post(NEW, heard(world, confirm="1"))
    meeting, chief = Meeting.objects.get(), UserFactory(organization=world.alliance.anchor)
    meeting.propose(by=world.user)
    for step in ("review", "approve", "publish"):
        getattr(meeting, step)(by=chief)
    desk.logout()

    html = desk.get(meeting.get_public_url()).content.decode()

    assert "居民（入户，2 人，反对）：希望保留绿化。" in html
    assert "可选办法：划线；错峰。" in html
