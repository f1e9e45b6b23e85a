"""What waits for a user, gathered from all apps."""

from alliances import todos as alliances
from members import todos as members
from members.models import Message, User
from officekit.figures import Todo, TodoSource, add_up, counted
from projects import todos as projects

# Unread ones are counted with what waits, for the menu, but nothing is to be done about them.
MESSAGES, COUNTED_MESSAGES = "messages", 100


def sources_for(user: User) -> list[TodoSource]:
    return [*members.sources(user), *alliances.sources(user), *projects.sources(user)]


def todos_for(user: User) -> list[Todo]:
    """By due date; one query for each source, and a bounded number from each."""
    return sorted(todo for source in sources_for(user) for todo in source.todos())


def counts_for(user: User) -> dict[str, int]:
    """How many wait in each section of the desk, and the unread messages, in one query."""
    unread = counted(MESSAGES, Message.objects.of(user).unread(), COUNTED_MESSAGES)
    return add_up([*(source.counted() for source in sources_for(user)), unread])


def waiting(counts: dict[str, int]) -> int:
    return sum(counts.values()) - counts.get(MESSAGES, 0)
