import pytest
from django.db import InterfaceError, OperationalError, connection


@pytest.mark.django_db
def test_health_reports_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "engine": connection.vendor},
    )


@pytest.mark.django_db
def test_health_asks_neither_host_nor_session_nor_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/healthz", HTTP_HOST="10.0.0.7:8000")

    assert (response.status_code, dict(response.cookies)) == (200, {})


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_health_without_a_database_is_503(client, monkeypatch, error):
    def refuse(*args):
        raise error("connection refused: password=secret")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"database": "unreachable"})


def test_error_page_needs_no_database(client, monkeypatch):
    def refuse(*args):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    assert "系统出了点问题" in response.content.decode()
