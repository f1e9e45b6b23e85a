"""What the upgrade gives alliances that were there before residents could order."""

from importlib import import_module

import pytest
from django.apps import apps

from orders.models import AnswerTemplate, OrderCategory, OrderRules, RefusalReason, TimeLimit
from tests.factories import AllianceFactory, OrderCategoryFactory

pytestmark = pytest.mark.django_db


def give():
    import_module("orders.migrations.0002_usual_settings").give_usual_settings(apps, None)


def numbers(alliance):
    models = (OrderCategory, RefusalReason, AnswerTemplate, TimeLimit, OrderRules)
    return [model.objects.filter(alliance=alliance).count() for model in models]


def test_older_alliances_get_the_usual_settings_once():
    alliance = AllianceFactory()

    give()
    give()

    assert numbers(alliance) == [9, 3, 13, 5, 1]
    own = TimeLimit.objects.get(category__isnull=False)
    assert (own.category.name, own.resolve) == ("投诉建议", 5)


def test_what_an_alliance_has_set_itself_stays():
    category = OrderCategoryFactory(name="示例类别")

    give()

    assert numbers(category.alliance) == [1, 3, 13, 4, 1]
