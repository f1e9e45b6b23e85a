"""The ways that an order can go, each told step by step."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.timezone import localdate

from alliance_portal.demo.year.story import Deed, Story
from alliance_portal.demo.year.words import RETURNED, UNSOLVED, WAITING
from orders.jobs import hand_up
from orders.models import OrderExtension


def normal(story: Story) -> Iterator[Deed]:
    yield from story.sent()
    yield from story.done()
    yield from story.rated()


def unrated(story: Story) -> Iterator[Deed]:
    yield from story.sent()
    yield from story.done()


def late(story: Story) -> Iterator[Deed]:
    """The resident urges, the unit is slow."""
    yield from story.sent()
    yield from story.taken()
    yield story.after_days(7, 9), story.order.urge
    yield from story.finished(4, 9)
    yield from story.verified()
    yield from story.rated()


def own_work(story: Story) -> Iterator[Deed]:
    """自己办."""
    yield (
        story.soon(),
        lambda: story.order.undertake(by=story.clerk, note=story.say("undertake")),
    )
    yield from story.finished(0, 3)
    yield from story.verified()
    yield from story.rated()


def returned(story: Story) -> Iterator[Deed]:
    """退单: another unit does it."""
    yield from story.sent()
    reason = story.cast.pick(RETURNED)
    yield story.soon(), lambda: story.order.give_back(by=story.worker, note=reason)
    first = story.order.events.filter(step="dispatch").latest("pk").to
    yield from story.dispatched(story.cast.unit_for(story.category, but=first))
    yield from story.done()
    yield from story.rated()


def refused(story: Story) -> Iterator[Deed]:
    """不予受理, openly."""
    reason = story.cast.reasons[story.matter.reason]
    words = story.matter.result
    yield story.soon(), lambda: story.order.refuse(reason, by=story.clerk, answer=words)


def twins(story: Story) -> Iterator[Deed]:
    """并单: a neighbour orders the same thing, and hears of it from then on."""
    yield from story.sent()
    twin = story.twin(story.soon())
    yield twin.moment, twin.place
    same = story.order
    yield (
        story.soon(),
        lambda: twin.order.merge(same, by=story.clerk, answer=story.say("merge")),
    )
    yield from story.done()
    yield from story.rated()


def withdrawn(story: Story) -> Iterator[Deed]:
    yield from story.accepted()
    yield story.soon(), lambda: story.order.withdraw(note="邻居帮忙弄好了，不用来了。")


def escalated(story: Story) -> Iterator[Deed]:
    """吹哨: the street coordinates and hands it back."""
    yield from story.accepted()
    note = "涉及两个社区和产权单位，请街道协调。"
    yield story.soon(), lambda: story.order.escalate(by=story.clerk, note=note)
    chief = story.cast.speaker(story.cast.street)
    word = "已和产权单位谈妥，请社区派单办理。"
    yield story.soon(), lambda: story.order.direct(by=chief, note=word)
    yield from story.dispatched()
    yield from story.done()
    yield from story.rated()


def silent(story: Story) -> Iterator[Deed]:
    """Nobody answered in time: it went up by itself, and the street did it (兜底)."""
    yield from story.sent()
    due = story.order.answer_due + timedelta(minutes=1)
    yield due, lambda: hand_up(story.order)
    chief = story.cast.speaker(story.cast.street)
    yield (
        story.soon(),
        lambda: story.order.undertake(by=chief, note="由街道直接办理，让您久等了。"),
    )
    yield from story.finished(1, 3)
    yield from story.verified()
    yield from story.rated()


def paused(story: Story) -> Iterator[Deed]:
    yield from story.sent()
    yield from story.taken()
    why = story.cast.pick(WAITING)
    yield story.after(2, 10), lambda: story.order.pause(by=story.worker, answer=why)
    yield (
        story.after_days(3, 12),
        lambda: story.order.resume(by=story.worker, note="可以办了，接着办理。"),
    )
    yield from story.finished(1, 3)
    yield from story.verified()
    yield from story.rated()


def extended(story: Story) -> Iterator[Deed]:
    """申请延期: asked for and granted, and done within the new limit."""
    yield from story.sent()
    yield from story.taken()
    yield story.after_days(3, 4), lambda: _ask(story)
    words = "配件要从外地调货，时限往后延一周，请您谅解。"
    yield story.soon(), lambda: story.order.extensions.get().grant(by=story.clerk, answer=words)
    story.order.refresh_from_db()
    yield from story.finished(5, 9)
    yield from story.verified()
    yield from story.rated()


def _ask(story: Story) -> None:
    until = localdate(story.order.resolve_due) + timedelta(days=7)
    OrderExtension.objects.ask(story.order, until, by=story.worker, reason="配件要从外地调货。")


def handed_over(story: Story) -> Iterator[Deed]:
    """移交: another unit goes on with what the first has begun."""
    yield from story.sent()
    yield from story.taken()
    first = story.order.lead
    to = story.cast.unit_for(story.category, but=first)
    note = "已经断电检查过，线路没有问题，要换灯具，由贵单位接着办。"
    yield story.soon(), lambda: story.order.hand_over(to, by=story.clerk, note=note)
    yield from story.finished(1, 3)
    yield from story.verified()
    yield from story.rated()


def sent_back(story: Story) -> Iterator[Deed]:
    """The community looks and finds that it is not done."""
    yield from story.sent()
    yield from story.taken()
    yield from story.finished(1, 2)
    note = "到现场看了，还差一处没有修好。"
    yield story.after(3, 20), lambda: story.order.send_back(by=story.clerk, note=note)
    yield from story.finished(1, 2)
    yield from story.verified()
    yield from story.rated()


def reopened(story: Story) -> Iterator[Deed]:
    """没解决: somebody else does it again."""
    yield from unrated(story)
    first = story.order.lead
    yield story.after_days(1, 6), lambda: story.order.reopen(words=story.cast.pick(UNSOLVED))
    yield from story.dispatched(story.cast.unit_for(story.category, but=first))
    yield from story.done()
    yield from story.rated()


def rated_low(story: Story) -> Iterator[Deed]:
    yield from unrated(story)
    words = story.cast.pick(UNSOLVED)
    yield (
        story.after(5, 40),
        lambda: story.order.rate(solved="no", stars=story.cast.pick([1, 2]), words=words),
    )
    yield from story.dispatched()
    yield from story.done()
    yield from story.rated()


def complaint(story: Story) -> Iterator[Deed]:
    """投诉建议: the street's own."""
    yield from story.accepted()
    yield from own_work(story)


def plain(story: Story) -> Iterator[Deed]:
    """Done without a word in between."""
    yield from story.sent()
    yield from story.taken()
    yield story.soon(), lambda: story.order.finish(by=story.worker, result=story.matter.result)
