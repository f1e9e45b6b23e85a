"""Where a request comes from: one answer for the lock, the rate limits and the audit log."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that the outermost of our PROXY_COUNT proxies saw; what stands left of it is the visitor's claim.

    None where there is no address: a request over a unix socket, or without its header.
    """
    claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    count = settings.PROXY_COUNT
    if 0 < count <= len(claimed) and (address := _parsed(claimed[-count])):
        return address
    return _parsed(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str | None:
    """Whom a limit counts as one: an IPv4 address, or the /64 that one IPv6 customer chooses addresses from."""
    address = ip_address(client_address(request) or "::")
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.is_unspecified:
        return None
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def _parsed(text: str) -> str | None:
    try:
        # A zone ("%eth0") means something on our own machine only, and no database takes it.
        return str(ip_address(text.strip().partition("%")[0]))
    except ValueError:
        return None
