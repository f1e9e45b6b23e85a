import pytest

from tests.factories import AllianceFactory
from tests.orders.filling import MOMENT, Resident


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(MOMENT, tick=False)
    return time_machine


@pytest.fixture
def alliance(db):
    return AllianceFactory(phone="0351-0000000")


@pytest.fixture
def resident(client, clock, alliance):
    return Resident(client, clock, alliance)
