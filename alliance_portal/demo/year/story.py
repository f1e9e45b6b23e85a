"""One order of the demo: what is done with it, and when. What lies in the future has not happened yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from alliance_portal.demo.clock import at
from alliance_portal.demo.year.cast import Cast
from alliance_portal.demo.year.words import (
    AREAS,
    PRAISE,
    PROGRESS,
    TAKEN,
    Matter,
)
from members.models import Organization, User
from officekit.codes import new_code
from orders.models import OrderResult, ServiceOrder, Urgency
from orders.wording import fill

# Of so many that were rated, one is shown.
SHOWN_OF = 3
# What a life yields: when the next thing happens, and what it is.
Deed = tuple[datetime, Callable[[], Any]]
Life = Callable[["Story"], Iterator[Deed]]


class Story:
    """One order, its resident, and the moment at which its story stands."""

    # So quickly that all of it was today.
    is_hurried = False
    # Whom it is for, where that is settled.
    unit: Organization | None = None

    def __init__(self, cast: Cast, matter: Matter, day: date, number: int) -> None:
        self.cast, self.matter, self.number = cast, matter, number
        self.category = cast.categories[matter.category]
        self.is_urgent = self.category.urgency == Urgency.PUBLIC
        self.moment = cast.when_ordered(day, urgent=self.is_urgent)
        self.host = cast.street if self.category.is_complaint else cast.community()
        self.order: Any = None

    def place(self, *, by: User | None = None, **facts: Any) -> None:
        rng = self.cast.rng
        item = next((row for row in self.cast.items if row.title == self.matter.title), None)
        facts = {
            "alliance": self.cast.alliance,
            "host": self.host,
            "category": self.category,
            "item": item,
            "title": f"{self.matter.title}（示例）",
            "words": self.matter.words,
            "area": rng.choice(AREAS),
            "name": f"示例{rng.choice('赵钱孙李周吴郑王')}",
            "phone": f"138000{self.number % 100_000:05}",
            "address": f"示例小区{rng.randrange(1, 20)}号楼{rng.randrange(1, 5)}单元{rng.randrange(101, 606)}",
            "code": new_code(rng.choice),
            **facts,
        }
        with at(self.moment):
            self.order = ServiceOrder.objects.place(by=by, **facts)

    def live(self, life: Life, until: datetime, most: int = 99) -> None:
        """As far as it has come: until then, and so many deeds at most."""
        for number, (moment, deed) in enumerate(life(self)):
            if moment > until or number == most:
                return
            with at(moment):
                deed()
            self.moment = moment

    def twin(self, moment: datetime) -> Story:
        """Of a neighbour, who has the same trouble."""
        story = Story(self.cast, self.matter, moment.date(), self.number + 50_000)
        story.host, story.moment = self.host, moment
        return story

    # --- who, when, what is said ---

    @property
    def clerk(self) -> User:
        return self.cast.speaker(self.order.host)

    @property
    def worker(self) -> User:
        return self.cast.speaker(self.order.lead)

    def soon(self) -> datetime:
        """Within the hours in which what is urgent must be answered."""
        return self.after(0.1, 0.7 if self.is_urgent else 3)

    def after(self, least: float, most: float) -> datetime:
        if self.is_hurried:
            return self.moment + timedelta(minutes=20)
        return self.cast.later(self.moment, least, most)

    def after_days(self, least: int, most: int) -> datetime:
        return self.after(2, 5) if self.is_urgent else self.after(24 * least, 24 * most)

    def say(self, occasion: str) -> str:
        """What the street has prepared for this step, filled for this order."""
        words = [words for used_at, words in self.cast.words if used_at == occasion]
        return fill(self.cast.pick(words), self.order)

    # --- steps, as they follow each other ---

    def accepted(self) -> Iterator[Deed]:
        yield self.soon(), lambda: self.order.accept(by=self.clerk, note=self.say("accept"))

    def dispatched(self, unit: Organization | None = None) -> Iterator[Deed]:
        to = unit or self.unit or self.cast.unit_for(self.category)

        def send() -> None:
            self.order.dispatch(to, by=self.clerk, answer=self.say("dispatch"))

        yield self.soon(), send

    def taken(self) -> Iterator[Deed]:
        words = self.cast.pick(TAKEN)
        yield self.soon(), lambda: self.order.take(by=self.worker, note=words)

    def finished(self, least: int = 1, most: int = 5) -> Iterator[Deed]:
        if self.cast.rng.random() < 0.5:
            yield (
                self.soon(),
                lambda: self.order.progress(by=self.worker, answer=self.cast.pick(PROGRESS)),
            )
        yield (
            self.after_days(least, most),
            lambda: self.order.finish(by=self.worker, result=self.matter.result),
        )

    def verified(self) -> Iterator[Deed]:
        way = self.cast.pick(["visit", "phone", "phone"])
        yield (
            self.after(3, 30),
            lambda: self.order.verify(by=self.clerk, way=way, answer=self.say("verify")),
        )

    def rated(self) -> Iterator[Deed]:
        stars = self.cast.pick([3, 4, 4, 5, 5, 5])
        solved = "unsure" if stars == 3 else "yes"
        yield (
            self.after(2, 60),
            lambda: self.order.rate(solved=solved, stars=stars, words=self.cast.pick(PRAISE)),
        )
        yield from self.shown()

    def shown(self) -> Iterator[Deed]:
        """晒单 of every third, by a community that somebody else approves for."""
        chief = self.cast.speaker(self.cast.street)
        if self.number % SHOWN_OF or self.clerk == chief:
            return
        yield self.after(5, 30), self._write
        yield self.soon(), lambda: self._result.propose(by=self.clerk)
        yield self.soon(), lambda: self._result.review(by=chief, note="没有居民信息。")
        yield self.soon(), lambda: self._result.approve(by=chief)
        yield self.after(24 * 5, 24 * 8), lambda: self._result.publish(by=chief)

    def _write(self) -> None:
        result = OrderResult.objects.start(self.order)
        result.words_checked = result.photos_checked = True
        result.save()

    @property
    def _result(self) -> OrderResult:
        result: OrderResult = OrderResult.objects.for_list().get(order=self.order)
        return result

    def done(self) -> Iterator[Deed]:
        yield from self.taken()
        yield from self.finished()
        yield from self.verified()

    def sent(self) -> Iterator[Deed]:
        yield from self.accepted()
        yield from self.dispatched()
