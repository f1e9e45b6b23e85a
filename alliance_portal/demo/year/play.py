from contextlib import nullcontext
from datetime import date, timedelta

from django.db.models import F
from django.utils.timezone import localdate, now

from alliance_portal.demo.clock import untold
from alliance_portal.demo.year import lives
from alliance_portal.demo.year.cast import Cast
from alliance_portal.demo.year.story import Life, Story
from alliance_portal.demo.year.words import COMPLAINTS, MATTERS, REFUSED, Matter
from alliances.models import Alliance, Holiday
from members.models import Message, MessageKind
from orders.models import OrderNotice

SEED, DAYS, REMEMBERED = 4, 365, timedelta(days=60)
# How many go each way.
WAYS: tuple[tuple[Life, int], ...] = (
    (lives.normal, 72),
    (lives.unrated, 30),
    (lives.late, 12),
    (lives.own_work, 22),
    (lives.returned, 12),
    (lives.refused, 14),
    (lives.twins, 7),
    (lives.withdrawn, 7),
    (lives.escalated, 9),
    (lives.silent, 8),
    (lives.paused, 10),
    (lives.extended, 6),
    (lives.handed_over, 4),
    (lives.sent_back, 6),
    (lives.reopened, 7),
    (lives.rated_low, 4),
    (lives.complaint, 10),
)
# Today's, so many deeds on their way: 待受理, 待派单, 待接单, 办理中, 暂停计时, 待街道协调, 已办结, and a wish for more time.
TODAY: tuple[tuple[Life, int], ...] = (
    (lives.normal, 0),
    (lives.normal, 1),
    (lives.normal, 2),
    (lives.normal, 3),
    (lives.paused, 4),
    (lives.escalated, 2),
    (lives.plain, 4),
    (lives.extended, 4),
)
# And of each unit with a login: 待接单, 办理中.
FOR_UNITS: tuple[tuple[Life, int], ...] = ((lives.normal, 2), (lives.normal, 3))
LATE_DAYS = 20
# How residents reach us, in turn.
CHANNELS = ("web", "web", "web", "phone", "web", "web", "counter", "web", "web", "visit")


def play(alliance: Alliance) -> None:
    cast = Cast(alliance, Holiday.objects.changes_of(alliance.pk), SEED)
    until = now()
    ways = [life for life, count in WAYS for _ in range(count)]
    cast.rng.shuffle(ways)
    for number, life in enumerate(ways):
        day = localdate(until) - timedelta(days=DAYS - number * DAYS // len(ways))
        story = _begin(cast, life, day, number)
        if story.moment < until:
            # Whatever came of it is over by then.
            long_ago = story.moment < until - REMEMBERED
            with untold() if long_ago else nullcontext():
                _place(story, number)
                story.live(life, until)
    _play_today(cast, len(ways))
    _put_behind()


def _begin(cast: Cast, life: Life, day: date, number: int) -> Story:
    of_one_kind: dict[Life, tuple[Matter, ...]] = {
        lives.refused: REFUSED,
        lives.complaint: COMPLAINTS,
    }
    return Story(cast, cast.pick(of_one_kind.get(life, MATTERS)), day, number)


def _place(story: Story, number: int) -> None:
    channel = CHANNELS[number % len(CHANNELS)]
    if channel == "web":
        story.place()
    else:
        story.place(by=story.cast.speaker(story.host), channel=channel)


def _play_today(cast: Cast, first: int) -> None:
    """One in every state that waits for somebody, and one that is late."""
    until = now()
    anybody = [("维修改造", None, *step) for step in TODAY]
    units = [("助老扶弱", unit, *step) for unit in cast.staffed_units() for step in FOR_UNITS]
    for number, (category, unit, life, most) in enumerate([*anybody, *units], first):
        matters = _matters(category)
        story = Story(cast, matters[number % len(matters)], localdate(until), number)
        story.is_hurried, story.host = True, cast.communities[number % 3]
        story.unit, story.moment = unit, until - timedelta(hours=3)
        story.place()
        story.live(life, until, most)
    day = localdate(until) - timedelta(days=LATE_DAYS)
    late = Story(cast, _matters("维修改造")[0], day, first + len(anybody) + len(units))
    late.place()
    late.live(lives.normal, until, 3)


def _matters(category: str) -> list[Matter]:
    return [matter for matter in MATTERS if matter.category == category]


def _put_behind() -> None:
    """What was told a while ago has been read, and sent."""
    told = Message.objects.filter(kind=MessageKind.ORDER, read_at=None)
    told.filter(created_at__lt=now() - timedelta(days=2)).update(read_at=F("created_at"))
    OrderNotice.objects.update(sent_at=F("created_at"), next_try_at=None)
