from dataclasses import replace

import pytest

from alliances import actions
from alliances.minutes import Decision, Item, facts_of
from alliances.models import Duty, Meeting, MinutesVersion
from members.models import StepError
from tests.alliances.test_meeting import complete_meeting
from tests.factories import ResolutionFactory, UnitFactory, UserFactory
from tests.racing import race

# Each of these is told to the loser of a race, in words.
LOST = (actions.StaleMinutesError, StepError)


@pytest.fixture
def meeting():
    meeting = complete_meeting()
    ResolutionFactory(agenda_item=meeting.agenda_items.get())
    return meeting


@pytest.mark.django_db
def test_save_keeps_the_rows_that_are_still_there(meeting):
    facts, clerk = facts_of(meeting), UserFactory()
    item = facts.items[0]
    kept = replace(item.decisions[0], text="改过的内容")
    added = Decision(text="新的", lead=UnitFactory(), due_on=kept.due_on)
    changed = replace(item, title="改过的议题", decisions=[kept, added])

    actions.save_minutes(
        meeting,
        replace(
            facts, title="改过的名称", items=[changed, Item(title="另一个", fourfold="decide")]
        ),
        base_version=1,
        by=clerk,
    )

    assert (meeting.version, meeting.title) == (2, "改过的名称")
    assert [row.title for row in meeting.agenda_items.all()] == ["改过的议题", "另一个"]
    assert meeting.agenda_items.first().pk == item.pk
    rows = list(meeting.resolutions.all())
    assert [(row.text, row.pk == kept.pk) for row in rows] == [
        ("改过的内容", True),
        ("新的", False),
    ]
    assert meeting.history.first().history_user == clerk


@pytest.mark.django_db
def test_minutes_from_a_large_data_set_without_history_keep_their_first_version_too(meeting):
    meeting.history.all().delete()
    before = facts_of(meeting)

    actions.save_minutes(
        meeting, replace(before, title="改过的名称"), base_version=1, by=UserFactory()
    )

    first = MinutesVersion.objects.get(meeting=meeting, version=1)
    assert (first.facts["title"], first.by, str(first)) == (before.title, None, "第 1 版")


@pytest.mark.django_db
def test_save_drops_the_rows_that_are_gone(meeting):
    actions.save_minutes(
        meeting, replace(facts_of(meeting), items=[], attended=[]), base_version=1, by=UserFactory()
    )

    assert [
        meeting.agenda_items.count(),
        meeting.resolutions.count(),
        meeting.attendances.count(),
    ] == [0, 0, 0]


@pytest.mark.django_db
def test_save_does_not_touch_rows_of_another_meeting(meeting):
    other = ResolutionFactory()
    item = Item(pk=other.agenda_item_id, title="夺来的", fourfold="consult", decisions=[])

    actions.save_minutes(
        meeting, replace(facts_of(meeting), items=[item]), base_version=1, by=UserFactory()
    )

    other.agenda_item.refresh_from_db()
    assert (other.agenda_item.title, meeting.agenda_items.get().title) == ("老旧小区停车", "夺来的")


@pytest.mark.django_db
def test_a_stale_save_is_refused_and_changes_nothing(meeting):
    facts, clerk = facts_of(meeting), UserFactory()
    actions.save_minutes(meeting, replace(facts, title="先来的"), base_version=1, by=clerk)

    with pytest.raises(actions.StaleMinutesError):
        actions.save_minutes(
            meeting, replace(facts, title="后来的", items=[]), base_version=1, by=clerk
        )

    meeting.refresh_from_db()
    assert (meeting.title, meeting.version, meeting.agenda_items.count()) == ("先来的", 2, 1)


@pytest.mark.django_db
def test_final_minutes_are_not_saved(meeting):
    facts, clerk = facts_of(meeting), UserFactory()
    meeting.finalize(by=clerk)

    with pytest.raises(actions.StaleMinutesError):
        actions.save_minutes(meeting, facts, base_version=meeting.version, by=clerk)


@pytest.mark.django_db
def test_finalising_incomplete_minutes_saves_nothing(meeting):
    bare = replace(facts_of(meeting), title="没有议题", items=[])

    with pytest.raises(StepError):
        actions.save_minutes(meeting, bare, base_version=1, by=UserFactory(), then="finalize")

    stored = Meeting.objects.get()
    assert (stored.version, stored.agenda_items.count(), stored.status) == (1, 1, "drafting")


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_have_one_winner(meeting):
    facts, clerk = facts_of(meeting), UserFactory()

    def save(title):
        mine = Meeting.objects.get(pk=meeting.pk)
        actions.save_minutes(mine, replace(facts, title=title), base_version=1, by=clerk)

    errors = race(lambda: save("甲的"), lambda: save("乙的"))

    meeting.refresh_from_db()
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "StaleMinutesError"]
    assert (meeting.version, meeting.title) == (2, "甲的" if errors[0] is None else "乙的")
    assert (meeting.agenda_items.count(), meeting.resolutions.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_finalisations_at_once_double_nothing(meeting):
    facts, clerk = facts_of(meeting), UserFactory()

    def finalize():
        mine = Meeting.objects.get(pk=meeting.pk)
        actions.save_minutes(mine, facts, base_version=1, by=clerk, then="finalize")

    errors = race(finalize, finalize, lambda: Meeting.objects.get(pk=meeting.pk).finalize(by=clerk))

    meeting.refresh_from_db()
    assert (errors.count(None), meeting.status, meeting.minutes_number) == (1, "final", 1)
    assert (Duty.objects.count(), meeting.events.count()) == (1, 1)
    assert all(isinstance(error, LOST) for error in errors if error)


@pytest.mark.django_db(transaction=True)
def test_two_meetings_of_one_host_finalised_at_once_get_two_numbers():
    first = complete_meeting()
    second, clerk = complete_meeting(alliance=first.alliance), UserFactory()

    errors = race(
        *(lambda m=m: Meeting.objects.get(pk=m.pk).finalize(by=clerk) for m in (first, second))
    )

    assert errors == [None, None]
    assert sorted(Meeting.objects.values_list("minutes_number", flat=True)) == [1, 2]
