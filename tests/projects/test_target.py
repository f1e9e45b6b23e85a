import pytest
from django.db import IntegrityError
from django.urls import reverse

from alliances.models import Alliance
from projects.models import Target
from tests.back_office import street
from tests.factories import TargetFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("odd", [{"year": 2019}, {"year": 2101}, {"goal": 0}])
def test_target_keeps_to_its_bounds(odd):
    with pytest.raises(IntegrityError):
        TargetFactory(**odd)


def test_target_is_set_once_a_year():
    target = TargetFactory()

    with pytest.raises(IntegrityError):
        TargetFactory(alliance=target.alliance)


def test_street_sets_a_target_of_its_own_alliance(client):
    own = street("示例", "shili")
    street("外街", "wai")
    client.force_login(own.staff)
    version = Alliance.objects.get(pk=own.alliance.pk).public_version
    data = {"alliance": own.alliance.pk, "year": 2026, "figure": "meetings", "goal": 12}

    told = client.post(reverse("admin:projects_target_add"), data)
    again = client.post(reverse("admin:projects_target_add"), data)
    listed = client.get(reverse("admin:projects_target_changelist")).context["cl"].result_list

    assert told.status_code == 302
    assert "这一年的这项数据已经定了目标，请改原来的那一条。" in again.content.decode()
    assert [str(row) for row in listed] == ["2026年公开的会议纪要", "2026年开始的项目"]
    assert Target.objects.filter(alliance=own.alliance).count() == 2
    assert Alliance.objects.get(pk=own.alliance.pk).public_version > version
