"""Requests that no browser of ours would send: a clear Chinese answer, never a 500."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.factories import AllianceFactory, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
LIGHT = hypothesis_settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
VICIOUS = [
    "\x00",
    "%",
    "'",
    "-1",
    "0",
    "1e9",
    "９",
    "99999999999999999999",
    "9" * 5000,
    "../..",
    "😀",
]
nasty = st.one_of(st.sampled_from(VICIOUS), st.text(max_size=30))


@pytest.fixture
def staff(client):
    user = UserFactory(organization=AllianceFactory().anchor)
    client.force_login(user)
    return client


def is_clean(response):
    return response.status_code < 500


# --- one by one ---


@pytest.mark.parametrize(
    "target",
    ["/?q=%00", "/%00/", "/?%00=1", "/?q=%ff", "/?q=%ED%A0%80", "/accounts/login/?next=%00"],
)
def test_unreadable_address_is_a_bad_request(client, target):
    response = client.get(target)

    assert response.status_code == 400
    assert "这个请求看不懂" in response.content.decode()


def test_broken_bytes_in_a_path_are_no_page(client):
    assert client.get("/%ff%fe/").status_code == 404


@pytest.mark.parametrize("field", ["login", "password", "next", "\x00"])
def test_nul_in_a_form_is_a_bad_request(client, field):
    data = {"login": "a", "password": "b"} | {field: "x\x00y"}

    assert client.post(LOGIN, data).status_code == 400


def test_nul_in_the_name_of_a_file_field_is_a_bad_request(client):
    file = SimpleUploadedFile("a.txt", b"x")

    assert client.post(LOGIN, {"fi\x00le": file}).status_code == 400


def test_nul_in_a_cookie_is_a_bad_request(client):
    response = client.get(LOGIN, HTTP_COOKIE='sessionid="abcdefgh\\000ijkl"')

    assert response.status_code == 400


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/html"])
def test_another_charset_is_a_bad_request(client, kind):
    response = client.post(LOGIN, b"login=a", content_type=f"{kind}; charset=gbk")

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x", "multipart/form-data", 400),
        (b"x", "multipart/form-data; boundary=", 400),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=b", 403),
        (b"&".join(b"a%d=1" % n for n in range(10_000)), "application/x-www-form-urlencoded", 400),
        (b"login=" + b"a" * 3_000_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_broken_or_endless_form_is_refused(client, body, kind, status):
    client.handler.enforce_csrf_checks = True

    assert client.post(LOGIN, body, content_type=kind).status_code == status


def test_ten_thousand_parameters_are_refused(client):
    assert client.get("/?" + "&".join(f"a{n}=1" for n in range(10_000))).status_code == 400


@pytest.mark.parametrize("length", [str(10**9), "9" * 50, "-5", "abc"])
def test_declared_length_beyond_the_limit_is_refused_unread(client, length):
    response = client.post(LOGIN, {"login": "a"}, CONTENT_LENGTH=length)

    assert response.status_code == 413
    assert "提交的内容太大" in response.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "a b", "testserver:x", "[::", "\x00"])
def test_wrong_host_is_a_bad_request(client, host):
    assert client.get("/", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"])
def test_unusual_method_is_answered(client, method):
    assert is_clean(client.generic(method, LOGIN))


def test_form_without_its_key_says_what_to_do(client):
    client.handler.enforce_csrf_checks = True

    response = client.post(LOGIN, {"login": "a"})

    assert response.status_code == 403
    assert "请返回重新提交" in response.content.decode()


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 4400, "9223372036854775808"])
@pytest.mark.parametrize("path", ["/files/bulletins/{}/", "/files/organizations/{}/"])
def test_number_beyond_every_column_is_no_page(client, path, number):
    assert client.get(path.format(number)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "parent__id__exact=99999999999999999999",
        "id__exact=99999999999999999999",
        "level__exact=%27",
        "o=999999999999999999999",
        "p=-9",
        "p=99999999999999999999",
        "e=1",
        "_facets=9",
        "no_such__field=1",
    ],
)
def test_admin_list_with_a_wild_query_is_answered(staff, query):
    assert is_clean(staff.get(f"/admin/members/organization/?{query}", follow=True))


@pytest.mark.parametrize("key", ["99999999999999999999", "abc", "_00", "-1"])
def test_admin_record_with_a_wild_key_is_answered(staff, key):
    assert is_clean(staff.get(f"/admin/members/organization/{key}/change/", follow=True))


# --- by chance ---


@LIGHT
@given(path=st.lists(nasty, min_size=1, max_size=4))
@example(path=["desk", "meetings", "-1"])
def test_any_path_is_answered(client, path):
    client.raise_request_exception = False

    assert is_clean(client.generic("GET", "/files/" + "/".join(path)))


@LIGHT
@given(
    name=st.sampled_from(["q", "page", "after", "before", "next", "year", "type", "status", "x"]),
    value=nasty,
)
def test_any_parameter_is_answered(client, name, value):
    client.raise_request_exception = False

    for path in (LOGIN, "/files/bulletins/1/", "/elder/large/"):
        assert is_clean(client.get(path, {name: value}))


@LIGHT
@given(login=nasty, password=nasty, following=nasty)
def test_any_login_is_answered(client, login, password, following):
    client.raise_request_exception = False

    assert is_clean(client.post(LOGIN, {"login": login, "password": password, "next": following}))


@LIGHT
@given(
    header=st.sampled_from(
        ["Referer", "Accept-Language", "X-Forwarded-For", "HX-Current-URL", "HX-Request", "Range"]
    ),
    value=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40),
)
def test_any_header_is_answered(client, header, value):
    client.raise_request_exception = False

    assert is_clean(client.post("/desk/", headers={header: value}))
    assert is_clean(client.get(LOGIN, headers={header: value}))
