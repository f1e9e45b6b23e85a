"""Two people write on the same minutes: the second is told, sees both, loses nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from alliances.models import Meeting
from members.models import FormDraft
from tests.alliances.sheets import community_world, typed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return community_world()


@pytest.fixture
def meeting(client, world):
    """Stored by the secretary, whose client stays logged in."""
    client.force_login(world.user)
    client.post(reverse("alliances:meeting_new"), typed(world, save="1"))
    return Meeting.objects.get()


@pytest.fixture
def colleague(world):
    client = Client()
    client.force_login(UserFactory(organization=world.community, name="示例同事"))
    return client


def stored_page(client, meeting, **changes):
    """What the page would post, opened now."""
    page = client.get(reverse("alliances:meeting_edit", args=[meeting.pk]))
    lists = dict(page.context["sheet"].data.lists())
    return lists | {"base_version": page.context["base_version"]} | changes


def save(client, meeting, data, button="save"):
    url = reverse("alliances:meeting_edit", args=[meeting.pk])
    return client.post(url, data | {button: "1"})


@pytest.fixture
def conflict(client, colleague, meeting):
    """The colleague was quicker with a place and a decision; mine has a title and one item more."""
    decision, item = meeting.resolutions.first(), meeting.agenda_items.get()
    mine = stored_page(client, meeting, title="我的名称", item=[f"i{item.pk}", "n9"])
    mine |= {"n9-title": "我加的", "n9-fourfold": "consult"}
    changes = {"place": "他们的地点", f"d{decision.pk}-text": "他们的内容"}
    save(colleague, meeting, stored_page(colleague, meeting, **changes))
    return save(client, meeting, mine).url


def test_the_second_sees_both_side_by_side(client, meeting, conflict):
    decision, item = meeting.resolutions.first(), meeting.agenda_items.get()
    rest = f"{decision.lead.name}；{decision.assistants.get().name}；2026年10月30日前"

    page = client.get(conflict)

    assert conflict == reverse("alliances:meeting_conflict", args=[meeting.pk])
    assert [(row.id, row.theirs, row.mine) for row, _ in page.context["rows"]] == [
        ("basics:place", "他们的地点", "党群服务中心"),
        ("basics:title", "示例停车协商会", "我的名称"),
        (f"i{item.pk}-decision:d{decision.pk}", f"他们的内容；{rest}", f"划定车位；{rest}"),
        ("item:n9", "（没有这一条）", "急事共商；我加的"),
    ]


def test_the_second_chooses_place_by_place(client, meeting, conflict):
    rows = [row for row, _ in client.get(conflict).context["rows"]]
    assert client.post(conflict, {"basics:place": "mine"}).context["is_incomplete"]

    picks = {row.id: "theirs" for row in rows} | {"basics:title": "mine", "item:n9": "mine"}
    client.post(conflict, picks)
    save(client, meeting, stored_page(client, meeting))

    meeting.refresh_from_db()
    assert (meeting.title, meeting.place, meeting.version) == ("我的名称", "他们的地点", 3)
    assert [row.title for row in meeting.agenda_items.all()] == ["院内停车", "我加的"]
    assert meeting.resolutions.first().text == "他们的内容"


def test_a_row_that_i_deleted_is_one_of_the_choices(client, colleague, meeting):
    mine = stored_page(client, meeting, item=[])
    save(colleague, meeting, stored_page(colleague, meeting))
    save(client, meeting, mine)

    conflict = reverse("alliances:meeting_conflict", args=[meeting.pk])
    rows = [row for row, _ in client.get(conflict).context["rows"]]
    client.post(conflict, {row.id: "mine" for row in rows})

    assert [row.mine for row in rows] == ["（没有这一条）"]
    assert stored_page(client, meeting)["item"] == []


def test_who_comes_after_the_finalisation_can_copy_the_own_text(client, colleague, meeting):
    mine = stored_page(client, meeting, title="我写了很久")
    save(colleague, meeting, stored_page(colleague, meeting), "confirm")

    page = client.get(save(client, meeting, mine).url)

    assert page.context["my_text"].splitlines()[2] == "我写了很久纪要"
    assert "示例同事 于 " in page.content.decode()
    assert FormDraft.objects.get().data["title"] == ["我写了很久"]
    edit = reverse("alliances:meeting_edit", args=[meeting.pk])
    assert client.get(edit).url == page.request["PATH_INFO"]
    client.post(edit, {"discard": "1"})
    assert client.get(edit).url == meeting.get_absolute_url()


def test_automatic_save_warns_as_soon_as_somebody_was_quicker(client, colleague, meeting):
    mine = stored_page(client, meeting)
    draft = reverse("alliances:meeting_draft", args=[meeting.pk])
    assert client.post(draft, mine).context["is_stale"] is False

    save(colleague, meeting, stored_page(colleague, meeting))

    assert client.post(draft, mine).context["is_stale"] is True


def test_a_meeting_without_items_has_its_conflicts_too(client, colleague, meeting):
    save(colleague, meeting, stored_page(colleague, meeting, item=[]))
    mine = stored_page(client, meeting, title="我的名称")
    save(colleague, meeting, stored_page(colleague, meeting))

    page = client.get(save(client, meeting, mine).url)

    assert [row.id for row, _ in page.context["rows"]] == ["basics:title"]
