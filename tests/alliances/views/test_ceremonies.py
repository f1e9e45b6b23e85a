from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from alliances.models import Ceremony
from tests.alliances.agreements import Street
from tests.factories import AgreementFactory, CeremonyFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


NEW = "alliances:ceremony_new"


def typed(*agreements, **changes):
    return {
        "base": "0",
        "name": "示例签约仪式",
        "held_on": "2026-12-01",
        "place": "广场",
        "agreements": [agreement.pk for agreement in agreements],
        **changes,
    }


def test_secretary_arranges_a_ceremony_and_changes_it(client, street):
    first, second = street.draft(), street.sent()
    client.force_login(street.secretary)
    meeting = MeetingFactory(alliance=street.alliance, host=street.community)

    client.post(reverse(NEW), typed(first, second, meeting=meeting.pk))
    ceremony = Ceremony.objects.get()
    page = client.get(ceremony.get_absolute_url())
    edit = reverse("alliances:ceremony_edit", args=[ceremony.pk])
    checked = client.get(edit).context["form"].initial["agreements"]
    client.post(edit, typed(second, place="礼堂"))

    ceremony.refresh_from_db()
    assert list(page.context["agreements"]) == [first, second]
    assert checked == [first, second]
    assert (ceremony.place, list(ceremony.agreements.all())) == ("礼堂", [second])
    assert meeting.title in page.text


def test_a_double_click_arranges_one_ceremony(client, street):
    agreement = street.draft()
    client.force_login(street.secretary)

    for _ in range(2):
        answer = client.post(reverse(NEW), typed(agreement))

    assert answer.url == Ceremony.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"agreements": []}, "请至少勾选一份协议"),
        ({"agreements": ["x"]}, "勾选的协议不对"),
        ({"name": ""}, "名称"),
        ({"held_on": "十二月"}, "日期"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, street, changes, told):
    agreement = street.draft()
    client.force_login(street.secretary)

    page = client.post(reverse(NEW), typed(agreement, **changes))

    assert (page.status_code, Ceremony.objects.count()) == (422, 0)
    assert any(told in row for row in complaints_of(page))
    assert 'value="广场"' in page.text


def complaints_of(page):
    form = page.context["form"]
    return [f"{form[name].label}：{text}" for name, texts in form.errors.items() for text in texts]


def test_agreements_and_meetings_of_others_are_refused(client, street):
    other = Street()
    client.force_login(street.secretary)
    foreign = [typed(other.draft()), typed(street.draft(), meeting=MeetingFactory().pk)]

    codes = [client.post(reverse(NEW), data).status_code for data in foreign]

    assert (codes, Ceremony.objects.count()) == ([422, 422], 0)


def test_a_page_that_somebody_else_has_changed_is_refused(client, street):
    agreement = street.draft()
    client.force_login(street.secretary)
    client.post(reverse(NEW), typed(agreement))
    edit = reverse("alliances:ceremony_edit", args=[Ceremony.objects.get().pk])
    client.post(edit, typed(agreement, place="先保存的"))

    page = client.post(edit, typed(agreement, place="后保存的"))

    assert (page.status_code, Ceremony.objects.get().place) == (422, "先保存的")
    assert "后保存的" in page.text


def test_cancelling_by_its_button(client, street):
    ceremony = CeremonyFactory(alliance=street.alliance, host=street.community)
    signed = street.confirmed()
    ceremony.arrange([signed])
    client.force_login(street.secretary)
    cancel = reverse("alliances:ceremony_cancel", args=[ceremony.pk])
    signed.parties.first().sign(by=street.clerk, signatory="示例甲")

    refused = client.post(cancel, follow=True)
    signed.parties.update(signed_at=None, signed_by=None, signatory="", signed_on=None)
    signed.parties.update(signatory_title="")
    done = client.post(cancel, follow=True)

    assert "不能取消" in refused.text
    assert "已取消" in done.text
    assert not Ceremony.objects.exists()


def test_before_the_day_one_confirms_and_does_not_sign(client, street):
    agreement = street.sent()
    day = localdate() + timedelta(days=2)
    CeremonyFactory(alliance=street.alliance, host=street.community, held_on=day).arrange(
        [agreement]
    )
    client.force_login(street.clerk)
    before = client.get(agreement.get_absolute_url()).context
    for party in agreement.parties.all():
        party.confirm(by=street.clerk)

    page = client.get(agreement.get_absolute_url())
    Ceremony.objects.update(held_on=localdate() - timedelta(days=1))
    later = client.get(agreement.get_absolute_url()).context["sides"][0].form

    assert [bool(side.form) for side in before["sides"]] == [True, True]
    assert [side.form for side in page.context["sides"]] == [None, None]
    assert "在签约仪式上签署" in page.context["hint"]
    assert later["signed_on"].value() == localdate() - timedelta(days=1)


def test_visitors_read_of_a_ceremony_what_is_public(client, street):
    ceremony = CeremonyFactory(alliance=street.alliance, host=street.community)
    public = AgreementFactory(
        alliance=street.alliance, in_force=True, public=True, ceremony=ceremony
    )
    AgreementFactory(alliance=street.alliance, in_force=True, title="没公开的", ceremony=ceremony)
    empty = CeremonyFactory(alliance=street.alliance)

    page = client.get(ceremony.get_public_url())
    link = client.get(public.get_public_url())

    assert page.context["agreements"] == [public]
    assert "没公开的" not in page.text
    assert ceremony.get_public_url() in link.text
    assert client.get(empty.get_public_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts(client, street, count, django_assert_num_queries):
    ceremonies = [
        CeremonyFactory(alliance=street.alliance, host=street.community) for _ in range(count)
    ]
    for _ in range(count):
        agreement = street.sent()
        agreement.ceremony = ceremonies[0]
        agreement.save()
    client.force_login(street.secretary)
    client.get("/desk/")

    with django_assert_num_queries(5):
        page = client.get(reverse("alliances:ceremony_list"))
    with django_assert_num_queries(9):
        client.get(ceremonies[0].get_absolute_url())

    assert len(page.context["page"].rows) == count
