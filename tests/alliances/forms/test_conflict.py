"""The merge of three versions of one page, on random edits: nothing that anybody typed gets lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliances.forms.conflict import Merge
from alliances.forms.sheet_data import data_of, restored
from alliances.frozen import frozen, thawed
from alliances.minutes import facts_of
from alliances.views.minutes_desk import Desk
from tests.alliances.sheets import community_world
from tests.alliances.test_meeting import complete_meeting
from tests.factories import AttendanceFactory, ResolutionFactory

pytestmark = pytest.mark.django_db

WORDS = st.sampled_from(["甲", "乙", "丙"])
GUEST = st.tuples(st.sampled_from(["resident", "merchant"]), st.sampled_from(["张", "王"]))


@pytest.fixture
def desk(rf):
    """A page of stored minutes: one item with two decisions, one guest."""
    world = community_world(2)
    meeting = complete_meeting(alliance=world.alliance, host=world.community, kind=world.kind)
    item = meeting.agenda_items.get()
    ResolutionFactory.create_batch(2, agenda_item=item, lead=world.units[0])
    AttendanceFactory(meeting=meeting, organization=None, guest_role="resident", person_name="张")
    request = rf.get("/")
    request.user = world.user
    return Desk(request, world.alliance, meeting)


@st.composite
def edits(draw):
    """What one person does to the page: words typed, rows struck, an item added, guests rewritten."""
    return {
        "typed": draw(st.dictionaries(st.sampled_from(["place", "title", "talk", "text"]), WORDS)),
        "strikes": draw(st.sampled_from(["", "", "decision", "item"])),
        "adds": draw(st.booleans()),
        "guests": draw(st.none() | st.lists(GUEST, max_size=3)),
    }


def edited(desk, edit, key):
    data = restored(dict(desk.stored_data().lists()))
    (item,) = data.getlist("item")
    first, *rest = data.getlist(f"{item}-decision")
    names = {"talk": f"{item}-discussion", "text": f"{first}-text"}
    for name, word in edit["typed"].items():
        data[names.get(name, name)] = word
    if edit["strikes"] == "decision":
        data.setlist(f"{item}-decision", rest)
    data.setlist("item", [] if edit["strikes"] == "item" else [item])
    if edit["adds"]:
        data.appendlist("item", key)
        data[f"{key}-title"], data[f"{key}-fourfold"] = f"议题{key}", "consult"
    if edit["guests"] is not None:
        data.setlist("guest", [f"g{n}" for n, _ in enumerate(edit["guests"], 1)])
        for n, (role, name) in enumerate(edit["guests"], 1):
            data[f"g{n}-role"], data[f"g{n}-name"] = role, name
    return desk.sheet(data)


def said(facts):
    """All that the minutes say, without the keys of rows."""
    items = [
        (item.title, item.discussion, [decision.text for decision in item.decisions])
        for item in facts.items
    ]
    return facts.title, facts.place, items, sorted((g.role, g.name) for g in facts.guests)


def merge_of(desk, theirs, mine):
    return Merge(
        base=desk.sheet(desk.stored_data()),
        theirs=edited(desk, theirs, "n91"),
        mine=edited(desk, mine, "n92"),
    )


NOTHING = {"typed": {}, "strikes": "", "adds": False, "guests": None}
on_one_page = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@on_one_page
@given(edit=edits())
def test_what_only_one_has_changed_is_taken_over_whole(desk, edit):
    after = said(edited(desk, edit, "n92").facts)
    theirs = merge_of(desk, edit | {"adds": False}, NOTHING)
    mine = merge_of(desk, NOTHING, edit)

    assert (theirs.conflicts, mine.conflicts) == ([], [])
    assert said(desk.sheet(mine.data({})).facts) == after
    assert said(desk.sheet(theirs.data({})).facts) == said(
        edited(desk, edit | {"adds": False}, "").facts
    )


@on_one_page
@given(left=edits(), right=edits())
def test_both_ways_round_the_same_is_asked_and_the_same_comes_out(desk, left, right):
    """Whoever was quicker: with the same side chosen everywhere, the minutes say the same."""
    one, other = merge_of(desk, left, right), merge_of(desk, right, left)
    mine = dict.fromkeys((row.id for row in one.conflicts), "mine")
    theirs = dict.fromkeys((row.id for row in other.conflicts), "theirs")

    assert set(mine) == set(theirs)
    first, second = (
        said(desk.sheet(merge.data(picks)).facts) for merge, picks in ((one, mine), (other, theirs))
    )
    assert [first[:2], sorted(item[1:] for item in first[2]), first[3]] == [
        second[:2],
        sorted(item[1:] for item in second[2]),
        second[3],
    ]


@on_one_page
@given(left=edits(), right=edits())
def test_no_typed_word_gets_lost(desk, left, right):
    """It is in the merged minutes, or shown as one side of a question."""
    merge = merge_of(desk, left, right)
    asked = " ".join(f"{row.theirs}{row.mine}" for row in merge.conflicts)
    picks = dict.fromkeys((row.id for row in merge.conflicts), "theirs")
    found = str(said(desk.sheet(merge.data(picks)).facts)) + asked

    typed = [
        word
        for edit in (left, right)
        for name, word in edit["typed"].items()
        if not (edit["strikes"] == "item" and name in {"talk", "text"})
        and not (edit["strikes"] == "decision" and name == "text")
    ]
    assert [word for word in typed if word not in found] == []


def test_frozen_facts_are_the_same_when_thawed(desk):
    facts = facts_of(desk.meeting)

    again = thawed(frozen(facts))

    assert dict(data_of(again).lists()) == dict(data_of(facts).lists())
    assert again.items[0].decisions[0].lead.name == facts.items[0].decisions[0].lead.name
