"""What waits for a user, gathered from all apps."""

from typing import Any

from alliances import todos as alliances
from alliances.models import Agreement, Bulletin, Meeting, PublishedModel, Regulation
from members import todos as members
from members.models import Message, User
from members.permissions import Permission
from officekit.figures import Todo, TodoSource, add_up, counted
from orders import todos as orders
from orders.models import OrderResult
from projects import todos as projects
from projects.models import Project

# Unread ones are counted with what waits, for the menu, but nothing is to be done about them.
MESSAGES, COUNTED_MESSAGES = "messages", 100
# Who is told of publications, of which kinds of records.
PUBLISHED: list[tuple[Permission, type[PublishedModel]]] = [
    (Permission.PUBLICATION_PROPOSE, Meeting),
    (Permission.PUBLICATION_PROPOSE, Agreement),
    (Permission.PUBLICATION_PROPOSE, Project),
    (Permission.PUBLICATION_PROPOSE, OrderResult),
    (Permission.BULLETIN_WRITE, Bulletin),
    (Permission.PUBLICATION_DECIDE, Regulation),
]


class Waiting:
    """What waits for a user: how much in each section, in one query, and what, in one more for each kind of it.

    `more` is counted in the same query.
    """

    def __init__(self, user: User, more: list[Any] | None = None) -> None:
        self._sources = dict(enumerate(_sources_for(user)))
        parts = [part for n, source in self._sources.items() for part in source.counted(str(n))]
        unread = counted(MESSAGES, Message.objects.of(user).unread(), COUNTED_MESSAGES)
        # A kind of which the user can have no row at all is not in the union.
        nothing = {str(n): 0 for n in self._sources}
        self.numbers = nothing | add_up([*parts, unread, *(more or [])])

    @property
    def counts(self) -> dict[str, int]:
        """By section of the desk, and the unread messages."""
        sums = {MESSAGES: self.numbers[MESSAGES]}
        for n, source in self._sources.items():
            sums[source.section] = sums.get(source.section, 0) + self.numbers[str(n)]
        return sums

    def todos(self) -> list[Todo]:
        """By due date, a bounded number from each source that has any."""
        found = [source for n, source in self._sources.items() if self.numbers[str(n)]]
        return sorted(todo for source in found for todo in source.todos())


def waiting(counts: dict[str, int]) -> int:
    return sum(counts.values()) - counts.get(MESSAGES, 0)


def _sources_for(user: User) -> list[TodoSource]:
    found = [
        source for app in (members, orders, alliances, projects) for source in app.sources(user)
    ]
    if published := [model for permission, model in PUBLISHED if user.can(permission)]:
        found.append(alliances.publication_source(published, user))
    return found
