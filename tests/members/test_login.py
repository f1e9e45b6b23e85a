"""Who gets in: through django-allauth's own pages, with real posts."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils.timezone import now

from members.models import AuditAction, AuditLog
from tests.factories import PASSWORD, StreetFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
# A code of the second factor is of its half minute.
ONE_MOMENT = time_machine.travel("2026-11-23 09:00:00+08:00", tick=False)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def log_in(client, username, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_logged_in(client):
    return SESSION_KEY in client.session


# --- password ---


def test_login_leads_to_the_desk_and_is_recorded(client):
    user = UserFactory(username="shili")

    response = log_in(client, "shili")

    assert (response.status_code, response.url) == (302, "/desk/")
    row = AuditLog.objects.get()
    assert (row.action, row.actor, row.record) == (
        AuditAction.LOGIN,
        user,
        f"members.User:{user.pk}",
    )
    assert (row.organization, row.address, row.succeeded) == (user.organization, "127.0.0.1", True)


def test_login_starts_a_new_session(client):
    user = UserFactory()
    client.get(LOGIN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    log_in(client, user.username)

    assert client.session.session_key != planted


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/desk/?x=1", "/desk/?x=1"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
    ],
)
def test_login_returns_only_to_our_own_pages(client, wanted, given):
    user = UserFactory()

    response = client.post(LOGIN, {"login": user.username, "password": PASSWORD, "next": wanted})

    assert response.url == given


@pytest.mark.parametrize("username", ["shili", "nobody"])
def test_wrong_password_says_the_same_for_known_and_unknown_names(client, username):
    user = UserFactory(username="shili")

    response = log_in(client, username, "Bu-dui-2026-secret")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() + response.context["form"].errors.get(
        "password", []
    ) == ["登录名或密码不对，请检查后再输一次。"]
    row = AuditLog.objects.get()
    assert (row.action, row.actor, row.detail) == (
        AuditAction.LOGIN_FAILED,
        None,
        f"登录名 {username}",
    )
    assert row.organization == (user.organization if username == "shili" else None)
    assert "secret" not in f"{row.detail}{row.record_label}"


def test_disabled_account_does_not_get_in(client):
    user = UserFactory(is_active=False)

    response = log_in(client, user.username)

    assert (response.status_code, is_logged_in(client)) == (200, False)


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert "signup" not in client.get(LOGIN).content.decode()


# --- lock ---


def fail(client, username, times, **extra):
    return [log_in(client, username, "Bu-dui-2026", **extra) for _ in range(times)][-1]


@ONE_MOMENT
def test_fifth_failure_locks_and_says_until_when_and_whom_to_call(client):
    StreetFactory(name="示例街道党工委", phone="0351-0000000")
    user = UserFactory()

    assert fail(client, user.username, 4).status_code == 200
    response = fail(client, user.username, 1)

    assert (response.status_code, response["Retry-After"]) == (429, "1800")
    text = response.content.decode()
    assert "2026年11月23日 09:30" in text
    assert "示例街道党工委：0351-0000000" in text
    assert AuditLog.objects.latest("pk").action == AuditAction.LOCKED


def test_locked_login_refuses_the_right_password_until_the_time_has_passed(client):
    user = UserFactory()
    with time_machine.travel(now(), tick=False) as clock:
        fail(client, user.username, 5)

        assert log_in(client, user.username).status_code == 429
        clock.shift(timedelta(minutes=29))
        assert log_in(client, user.username).status_code == 429
        clock.shift(timedelta(minutes=2))
        assert log_in(client, user.username).status_code == 302


def test_lock_is_for_one_name_from_one_address(client):
    first, second = UserFactory(), UserFactory()
    fail(client, first.username, 5)

    assert log_in(client, second.username).status_code == 302
    assert log_in(client, first.username, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_success_forgets_the_failures(client):
    user = UserFactory()

    fail(client, user.username, 4)
    log_in(client, user.username)
    client.logout()

    assert fail(client, user.username, 4).status_code == 200


def test_lock_counts_the_visitors_behind_a_proxy_apart(client, settings):
    settings.PROXY_COUNT = 1
    user = UserFactory()
    # What the visitor claims to the left of the proxy's own entry changes nothing.
    for claim in range(5):
        response = fail(
            client, user.username, 1, HTTP_X_FORWARDED_FOR=f"10.9.9.{claim}, 203.0.113.7"
        )

    assert response.status_code == 429
    assert AuditLog.objects.latest("pk").address == "203.0.113.7"
    assert log_in(client, user.username, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 302


# --- password change ---


def change(client, old, new, **more):
    fields = {"oldpassword": old, "password1": new, "password2": new, **more}
    return client.post("/accounts/password/change/", fields)


def test_first_password_must_be_changed_before_anything_else(client):
    user = UserFactory(must_change_password=True)

    log_in(client, user.username)
    assert client.get("/accounts/2fa/").url == "/accounts/password/change/"
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == (
        "/accounts/password/change/"
    )
    assert client.get("/accounts/password/change/").status_code == 200
    assert change(client, PASSWORD, "Xin-de-mima-2026").url == "/desk/"

    assert client.get("/accounts/2fa/").status_code == 200
    user.refresh_from_db()
    assert (user.must_change_password, user.password_changed_at is None) == (False, False)
    row = AuditLog.objects.latest("pk")
    assert (row.action, row.actor) == (AuditAction.PASSWORD, user)


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (PASSWORD, "新密码不能和现在的密码相同，请换一个。"),
        ("2026112320", "密码不能只有数字，请加上字母。"),
        ("duan", "密码太短，至少要 10 个字符。"),
        ("qwertyuiop", "这个密码太常见，容易被猜到，请换一个。"),
        ("shili-shequ-x", "密码和登录名或姓名太像，请换一个。"),
    ],
)
def test_weak_password_is_refused_in_chinese(client, new, message):
    user = UserFactory(username="shili-shequ")
    client.force_login(user)

    response = change(client, PASSWORD, new)

    assert message in response.context["form"].errors["password1"]


def test_wrong_current_password_and_a_slip_are_told(client):
    client.force_login(UserFactory())

    wrong = change(client, "Bu-dui-2026", "Xin-de-mima-2026")
    slip = change(client, PASSWORD, "Xin-de-mima-2026", password2="Xin-de-mima-2027")

    assert wrong.context["form"].errors["oldpassword"] == ["现在的密码不对，请再输一次。"]
    assert slip.context["form"].errors["password2"] == ["每次输入的密码必须相同。"]


def test_other_sessions_end_when_the_password_changes(client):
    user = UserFactory()
    other = type(client)()
    client.force_login(user)
    other.force_login(user)

    change(client, PASSWORD, "Xin-de-mima-2026")

    assert client.get("/accounts/2fa/").status_code == 200
    assert other.get("/accounts/2fa/").status_code == 302


# --- logout ---


def test_logout_asks_first_and_is_recorded(client):
    user = UserFactory()
    client.force_login(user)

    assert client.get("/accounts/logout/").status_code == 200
    assert is_logged_in(client)
    client.post("/accounts/logout/")

    assert not is_logged_in(client)
    row = AuditLog.objects.get(action=AuditAction.LOGOUT)
    assert (row.actor, row.organization) == (user, user.organization)


# --- second factor ---


def with_totp(user):
    TOTP.activate(user, SECRET)
    return user


@ONE_MOMENT
def test_second_factor_is_asked_before_the_session_begins(client):
    user = with_totp(UserFactory())

    assert log_in(client, user.username).url == "/accounts/2fa/authenticate/"
    assert not is_logged_in(client)
    assert client.get("/accounts/2fa/").status_code == 302
    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})

    assert (response.url, is_logged_in(client)) == ("/desk/", True)


def test_wrong_code_is_told_recorded_and_limited(client):
    user = with_totp(UserFactory())
    log_in(client, user.username)

    answers = [
        client.post("/accounts/2fa/authenticate/", {"code": "abcdef"}).context["form"].errors
        for _ in range(6)
    ]

    assert answers[0]["code"] == ["验证码不对，或者已经过期，请输入最新的一个。"]
    assert answers[5]["code"] == ["登录失败次数过多，请稍后重试。"]
    assert not is_logged_in(client)
    rows = AuditLog.objects.filter(action=AuditAction.LOGIN_FAILED)
    assert {(row.record, row.detail) for row in rows} == {
        (f"members.User:{user.pk}", "两步验证的验证码不对")
    }


@ONE_MOMENT
def test_anybody_can_switch_the_second_factor_on_and_use_a_recovery_code(
    client, django_capture_on_commit_callbacks
):
    user = UserFactory()
    log_in(client, user.username)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.get("/accounts/2fa/totp/activate/")
    assert 'src="data:image/svg+xml;' in page.content.decode()
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    codes = client.get("/accounts/2fa/recovery-codes/")
    client.post("/accounts/logout/")
    log_in(client, user.username)
    client.post("/accounts/2fa/authenticate/", {"code": codes.context["unused_codes"][0]})

    assert is_logged_in(client)
    assert AuditLog.objects.get(action=AuditAction.SECOND_FACTOR).detail == "启用验证器"


def test_secret_of_the_second_factor_is_stored_encrypted():
    user = with_totp(UserFactory())

    assert SECRET not in str(Authenticator.objects.get(user=user).data)


@ONE_MOMENT
def test_every_account_page_opens(client):
    user = with_totp(UserFactory())
    log_in(client, user.username)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})

    pages = {
        name: client.get(reverse(name), follow=True).status_code
        for name in (
            "account_change_password",
            "account_inactive",
            "account_logout",
            "account_reauthenticate",
            "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
            "mfa_index",
            "mfa_reauthenticate",
        )
    }

    assert pages == dict.fromkeys(pages, 200)
    assert client.get("/accounts/").status_code == 404


# --- the back office has no door of its own ---


def test_admin_login_leads_through_the_one_login(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"


def test_admin_login_refuses_whoever_is_no_staff_instead_of_asking_again(client):
    client.force_login(UserFactory())

    assert client.get("/admin/", follow=True).status_code == 403


def test_admin_logout_and_password_change_are_the_portals(client):
    client.force_login(UserFactory(organization=StreetFactory()))

    assert client.get("/admin/password_change/").url == "/accounts/password/change/"
    client.post("/admin/logout/")

    assert AuditLog.objects.filter(action=AuditAction.LOGOUT).count() == 1
