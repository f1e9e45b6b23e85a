from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from members.models import CalendarFeed
from tests.factories import AllianceFactory, InvitationFactory, UserFactory, community_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    alliance = AllianceFactory()
    return InvitationFactory(
        sent=True, meeting__alliance=alliance, meeting__host=community_of(alliance)
    )


@pytest.fixture
def liaison(invitation):
    return UserFactory(organization=invitation.organization)


def feed(token):
    return reverse("alliances:calendar_feed", args=[token])


def test_feed_holds_the_meetings_of_its_user_without_a_login(client, invitation, liaison):
    InvitationFactory(sent=True, meeting__title="别家的会")
    old = InvitationFactory(sent=True, organization=liaison.organization, meeting__title="去年的会")
    old.meeting.starts_at = now() - timedelta(days=400)
    old.meeting.save()
    InvitationFactory(organization=liaison.organization, meeting__title="还没有通知的会")

    answer = client.get(feed(CalendarFeed.objects.renew(liaison)))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert [line for line in answer.text.splitlines() if line.startswith("SUMMARY")] == [
        f"SUMMARY:{invitation.meeting.title}"
    ]


def test_cancelled_meeting_stays_in_the_feed_as_cancelled(client, invitation, liaison):
    invitation.meeting.cancel(by=UserFactory(), note="会场停电")

    assert "STATUS:CANCELLED" in client.get(feed(CalendarFeed.objects.renew(liaison))).text


def test_convener_has_its_own_meetings_too(client, invitation):
    secretary = UserFactory(organization=invitation.meeting.host)

    assert invitation.meeting.title in client.get(feed(CalendarFeed.objects.renew(secretary))).text


def test_address_works_until_it_is_renewed_or_the_user_leaves(client, liaison):
    first = CalendarFeed.objects.renew(liaison)
    second = CalendarFeed.objects.renew(liaison)
    assert [client.get(feed(token)).status_code for token in (first, second)] == [404, 200]

    liaison.is_active = False
    liaison.save()

    assert client.get(feed(second)).status_code == 404
    assert second not in str(CalendarFeed.objects.values().get())


def test_guessing_is_slowed_down(client, liaison):
    token = CalendarFeed.objects.renew(liaison)

    codes = [client.get(feed(f"x{number}")).status_code for number in range(22)]

    assert codes == [404] * 20 + [429] * 2
    assert client.get(feed(token)).status_code == 429


def test_one_meeting_as_a_file(client, invitation, liaison):
    client.force_login(liaison)
    planned = InvitationFactory(organization=liaison.organization)

    answer = client.get(reverse("alliances:meeting_ics", args=[invitation.meeting_id]))

    assert answer["Content-Disposition"].endswith(f'"meeting-{invitation.meeting_id}.ics"')
    assert invitation.meeting.title in answer.text
    missing = reverse("alliances:meeting_ics", args=[planned.meeting_id])
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_feed_query_count(client, liaison, count, django_assert_num_queries):
    for _ in range(count):
        InvitationFactory(sent=True, organization=liaison.organization)
    token = CalendarFeed.objects.renew(liaison)

    with django_assert_num_queries(3):
        client.get(feed(token))
