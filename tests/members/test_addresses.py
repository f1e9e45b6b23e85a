import pytest
from django.test import RequestFactory

from members.addresses import client_address, client_network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, "203.0.113.7", "10.0.0.1", "10.0.0.1"),
        (1, "203.0.113.7", "10.0.0.1", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7, 10.0.0.2", "10.0.0.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1", "10.0.0.1"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "' OR 1=1 --", "10.0.0.1", "10.0.0.1"),
        (1, "2001:db8::7%eth0", "10.0.0.1", "2001:db8::7"),
        (0, "", "", None),
    ],
)
def test_client_address_believes_our_own_proxies_only(settings, proxies, forwarded, peer, address):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == address


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("", None),
    ],
)
def test_client_network_is_one_customers(peer, network):
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=peer)) == network
