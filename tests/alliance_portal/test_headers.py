import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher
from django.test import override_settings

from alliance_portal import settings as written
from tests.factories import AllianceFactory, UserFactory

pytestmark = pytest.mark.django_db

CSP = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def is_guarded(response):
    policy = response["Content-Security-Policy"]
    return (
        set(policy.split("; ")) == CSP
        and response["X-Frame-Options"] == "DENY"
        and response["X-Content-Type-Options"] == "nosniff"
        and response["Referrer-Policy"] == "same-origin"
        and response["Cross-Origin-Opener-Policy"] == "same-origin"
        and "geolocation=(), " in response["Permissions-Policy"]
    )


def test_every_kind_of_page_is_guarded(client):
    AllianceFactory()
    AllianceFactory()
    paths = ["/accounts/login/", "/no/such/page/", "/?q=%00", "/desk/"]

    assert {path: is_guarded(client.get(path)) for path in paths} == dict.fromkeys(paths, True)


def test_admin_is_guarded_and_works_without_inline_code(client):
    client.force_login(UserFactory(organization=AllianceFactory().anchor))

    assert is_guarded(client.get("/admin/"))


def test_policy_allows_no_inline_code():
    assert "unsafe" not in str(written.CONTENT_SECURITY_POLICY)


@override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=31536000,
    SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    SECURE_HSTS_PRELOAD=True,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)
def test_https_is_forced_and_remembered(client):
    plain = client.get("/accounts/login/")
    secure = client.get("/accounts/login/", HTTP_X_FORWARDED_PROTO="https")

    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/accounts/login/")
    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert secure.cookies["csrftoken"]["secure"]
    assert secure.cookies["csrftoken"]["httponly"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    user = UserFactory()
    client.post("/accounts/login/", {"login": user.username, "password": "Shili-mima-2026"})

    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"]) == (True, "Lax", "")


def test_passwords_are_kept_as_argon2():
    with override_settings(PASSWORD_HASHERS=written.PASSWORD_HASHERS):
        assert isinstance(get_hasher(), Argon2PasswordHasher)
