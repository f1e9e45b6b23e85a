"""居民意见: by channel and role, in the minutes and for the public."""

from dataclasses import replace

import pytest
from django.db import IntegrityError

from alliances import actions
from alliances.frozen import frozen, thawed
from alliances.minutes import Voice, facts_of
from alliances.models import Opinion
from alliances.papers.minutes import minutes_document
from tests.alliances.test_meeting import complete_meeting
from tests.factories import MeetingKindFactory, OpinionFactory, ResolutionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    """A residents' hall with one agenda item."""
    meeting = complete_meeting()
    meeting.kind = MeetingKindFactory(alliance=meeting.alliance, hears_residents=True)
    meeting.save()
    return meeting


def hear(meeting, *voices, **texts):
    facts = facts_of(meeting)
    item = replace(facts.items[0], voices=list(voices), **texts)
    actions.save_minutes(
        meeting, replace(facts, items=[item]), base_version=meeting.version, by=UserFactory()
    )


def body(meeting, **asked):
    [section] = minutes_document(meeting, **asked).sections
    return [section.discussion, *section.more]


def test_opinions_are_stored_and_keep_their_rows(hall):
    hear(
        hall,
        Voice(role="resident", channel="visit", text="留绿化"),
        Voice(role="merchant", channel="phone", stance="oppose"),
    )
    first, second = Opinion.objects.all()

    kept = facts_of(hall).items[0].voices[1]
    hear(hall, replace(kept, people=3))

    assert [(row.pk, row.people, row.order) for row in Opinion.objects.all()] == [(second.pk, 3, 1)]
    assert first.text == "留绿化"


def test_minutes_count_by_channel_and_tell_by_role(hall):
    hear(
        hall,
        Voice(role="resident", channel="meeting", stance="support", people=4),
        Voice(role="resident", channel="visit", stance="oppose", text="希望保留绿化。", people=2),
        Voice(role="merchant", channel="online", stance="suggest", text="夜间卸货"),
        options="划线\n错峰",
        plan="先划线",
        outcome="同意先试行",
    )

    assert body(hall) == [
        "听取居民意见 7 人次：会上 4 人次，入户 2 人次，线上 1 人次。其中赞成 4 人次，反对 2 人次，建议 1 人次。",
        "居民（入户，2 人，反对）：希望保留绿化。",
        "商户（线上，建议）：夜间卸货。",
        "可选办法：划线；错峰。",
        "商定的方案：先划线",
        "结果：同意先试行",
    ]


def test_what_was_settled_follows_what_was_heard(hall):
    OpinionFactory(agenda_item=hall.agenda_items.get(), text="划线")
    ResolutionFactory(agenda_item=hall.agenda_items.get())

    assert body(hall)[-1] == "居民（入户）：划线。会议议定："


def test_public_minutes_bear_no_phone_and_no_door(hall):
    OpinionFactory(agenda_item=hall.agenda_items.get(), text="3号楼2单元501住户 13800001234 说漏水")

    assert body(hall, public=True)[1] == "居民（入户）：某住户住户 138****1234 说漏水。"


def test_kind_that_hears_nobody_neither_tells_nor_loses_what_was_heard(hall):
    hear(hall, Voice(role="resident", channel="visit", text="留绿化"), plan="先划线")
    hall.kind.hears_residents = False
    hall.kind.save()

    hear(hall)

    assert body(hall) == [""]
    assert Opinion.objects.count() == 1
    assert hall.agenda_items.get().plan == "先划线"


def test_versions_keep_opinions_and_older_ones_are_read(hall):
    OpinionFactory(agenda_item=hall.agenda_items.get())
    stored = frozen(facts_of(hall))

    assert thawed(stored) == facts_of(hall)
    for name in ("voices", "options", "plan", "outcome"):
        del stored["items"][0][name]
    assert thawed(stored).items[0].voices == []


@pytest.mark.parametrize("wrong", [{"text": "", "stance": ""}, {"people": 0}])
def test_opinion_says_something_of_somebody(hall, wrong):
    with pytest.raises(IntegrityError):
        OpinionFactory(agenda_item=hall.agenda_items.get(), **wrong)


def test_opinion_is_called_by_its_words():
    assert str(OpinionFactory(text="留绿化")) == "留绿化"
    assert str(Opinion(stance="oppose")) == "反对"
