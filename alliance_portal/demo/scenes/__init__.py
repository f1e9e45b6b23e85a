"""What an alliance file cannot say: the work of the demo alliance, today's and a year of orders, played with the models' own steps."""

from collections.abc import Callable

from django.db import transaction

from alliance_portal.demo.scenes import agreements, answers, duties, minutes, topics
from alliance_portal.demo.year import play as play_year
from alliances.models import Alliance

SCENES: list[Callable[[Alliance], None]] = [
    topics.play,
    answers.play,
    duties.play,
    agreements.play,
    minutes.play,
    play_year,
]


@transaction.atomic
def play(alliance: Alliance) -> None:
    """All scenes, on an alliance just loaded from the demo's file."""
    for scene in SCENES:
        scene(alliance)
