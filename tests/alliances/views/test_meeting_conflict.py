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
    """The colleague was quicker with a place, a name and a decision; mine has a name, that decision and one item more."""
    decision, item = meeting.resolutions.first(), meeting.agenda_items.get()
    mine = stored_page(client, meeting, title="我的名称", item=[f"i{item.pk}", "n9"])
    mine |= {"n9-title": "我加的", "n9-fourfold": "consult", f"d{decision.pk}-text": "我的内容"}
    changes = {"place": "他们的地点", "title": "他们的名称", f"d{decision.pk}-text": "他们的内容"}
    save(colleague, meeting, stored_page(colleague, meeting, **changes))
    return save(client, meeting, mine).url


def test_only_what_both_have_changed_is_asked_with_what_it_was(client, meeting, conflict):
    decision, item = meeting.resolutions.first(), meeting.agenda_items.get()
    rest = f"{decision.lead.name}；{decision.assistants.get().name}；2026年10月30日前"

    merge = client.get(conflict).context["merge"]

    assert conflict == reverse("alliances:meeting_conflict", args=[meeting.pk])
    assert [(row.id, row.base, row.theirs, row.mine) for row in merge.conflicts] == [
        ("basics:title", "示例停车协商会", "他们的名称", "我的名称"),
        (
            f"i{item.pk}-decision:d{decision.pk}",
            f"划定车位；{rest}",
            f"他们的内容；{rest}",
            f"我的内容；{rest}",
        ),
    ]
    assert [(row.label, row.text, row.is_mine) for row in merge.settled] == [
        ("地点", "他们的地点", False),
        ("议题 2", "急事共商；我加的", True),
    ]


def test_the_second_chooses_place_by_place(client, meeting, conflict):
    page = client.get(conflict)
    rows = page.context["merge"].conflicts
    picks = {row.id: "theirs" for row in rows} | {"basics:title": "mine"}
    assert client.post(conflict, picks).context["is_incomplete"], "the version is missing"
    picks["base_version"] = meeting.version + 1
    assert client.post(conflict, picks | {"basics:title": "both"}).context["is_incomplete"]

    client.post(conflict, picks)
    save(client, meeting, stored_page(client, meeting))

    meeting.refresh_from_db()
    assert (meeting.title, meeting.place, meeting.version) == ("我的名称", "他们的地点", 3)
    assert [row.title for row in meeting.agenda_items.all()] == ["院内停车", "我加的"]
    assert meeting.resolutions.first().text == "他们的内容"


def test_changes_at_different_places_are_merged_without_asking(client, colleague, meeting):
    item = meeting.agenda_items.get()
    mine = stored_page(client, meeting, **{f"i{item.pk}-discussion": "我写的讨论。"})
    save(colleague, meeting, stored_page(colleague, meeting, place="他们的地点", guest=[]))

    response = save(client, meeting, mine)

    page = client.get(response.url)
    assert response.url == reverse("alliances:meeting_edit", args=[meeting.pk])
    assert "同事改的是：地点、列席人员。" in page.content.decode()
    data = page.context["sheet"].data
    assert (data["place"], data[f"i{item.pk}-discussion"]) == ("他们的地点", "我写的讨论。")
    assert data.getlist("guest") == []
    save(client, meeting, stored_page(client, meeting))
    item.refresh_from_db()
    assert item.discussion == "我写的讨论。"


def test_both_texts_of_a_discussion_can_be_kept(client, colleague, meeting):
    name = f"i{meeting.agenda_items.get().pk}-discussion"
    mine = stored_page(client, meeting, **{name: "我写的。"})
    save(colleague, meeting, stored_page(colleague, meeting, **{name: "同事写的。"}))
    conflict = save(client, meeting, mine).url

    client.post(conflict, {name: "both", "base_version": 2})

    assert stored_page(client, meeting)[name] == ["同事写的。\n我写的。"]


def test_a_row_that_i_deleted_and_they_changed_is_asked(client, colleague, meeting):
    item = meeting.agenda_items.get()
    mine = stored_page(client, meeting, item=[])
    save(colleague, meeting, stored_page(colleague, meeting, **{f"i{item.pk}-title": "改过的议题"}))
    conflict = save(client, meeting, mine).url

    rows = client.get(conflict).context["merge"].conflicts
    client.post(conflict, {rows[0].id: "mine", "base_version": 2})

    assert [row.mine for row in rows] == ["（没有这一条）"]
    assert stored_page(client, meeting)["item"] == []


def test_a_row_that_only_i_deleted_goes_without_asking(client, colleague, meeting):
    mine = stored_page(client, meeting, item=[])
    save(colleague, meeting, stored_page(colleague, meeting, place="他们的地点"))

    save(client, meeting, mine)

    assert stored_page(client, meeting)["item"] == []


def test_guests_that_both_added_are_both_kept(client, colleague, meeting):
    def with_guest(who, name):
        added = {"guest": ["g1", "g2"], "g2-role": "resident", "g2-name": name}
        return stored_page(who, meeting, **added)

    mine = with_guest(client, "我请的")
    save(colleague, meeting, with_guest(colleague, "同事请的"))
    save(client, meeting, mine)

    save(client, meeting, stored_page(client, meeting))

    guests = meeting.attendances.filter(organization=None)
    assert [row.person_name for row in guests] == ["示例丙", "同事请的", "我请的"]


def test_minutes_whose_old_version_was_not_kept_ask_every_difference(client, colleague, meeting):
    mine = stored_page(client, meeting, title="我的名称")
    save(colleague, meeting, stored_page(colleague, meeting, place="他们的地点"))
    meeting.versions.get(version=1).delete()

    page = client.get(save(client, meeting, mine).url)

    assert [(row.id, row.base) for row in page.context["merge"].conflicts] == [
        ("basics:place", None),
        ("basics:title", None),
    ]
    assert page.context["merge"].settled == []


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


def test_an_item_that_each_adds_to_minutes_without_any_is_kept(client, colleague, meeting):
    save(colleague, meeting, stored_page(colleague, meeting, item=[]))
    (key,) = stored_page(client, meeting)["item"]
    fourfold = {f"{key}-fourfold": "consult"}
    mine = stored_page(client, meeting, **fourfold, **{f"{key}-title": "我的议题"})
    theirs = stored_page(colleague, meeting, **fourfold, **{f"{key}-title": "同事的议题"})
    save(colleague, meeting, theirs)

    save(client, meeting, mine)
    save(client, meeting, stored_page(client, meeting))

    titles = [row.title for row in meeting.agenda_items.all()]
    assert titles == ["同事的议题", "我的议题"]
