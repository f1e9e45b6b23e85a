"""Group robots of WeCom, DingTalk and Feishu, through apprise. Imported when something is to be sent."""

from typing import Any

import requests
from apprise import AppriseAsset
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins import dingtalk, feishu, wecombot

# No redirect to another host, no keys in logs.
ASSET = AppriseAsset(http_redirects=False, secure_logging=True)
# By name: `Apprise.instantiate` would load all of its hundred services, and take any of their addresses.
PLUGINS: dict[str, Any] = {
    "wecombot": wecombot.NotifyWeComBot,
    "dingtalk": dingtalk.NotifyDingTalk,
    "feishu": feishu.NotifyFeishu,
}
REFUSED = 502


class _Answers:
    """Stands in for `requests` in the three plugins.

    These services answer 200 also to what they refuse and say so in the body, which apprise does not read everywhere.
    """

    codes = requests.codes
    RequestException = requests.RequestException

    @staticmethod
    def post(*args: Any, **kwargs: Any) -> requests.Response:
        response = requests.post(*args, **kwargs)  # noqa: S113  # nosec B113 -- apprise gives the timeout
        if response.ok and _is_refusal(response):
            response.status_code = REFUSED
        return response


def _is_refusal(response: requests.Response) -> bool:
    try:
        answer = response.json()
    except ValueError:
        return True
    return not isinstance(answer, dict) or bool(answer.get("errcode") or answer.get("code"))


for _plugin in (dingtalk, feishu, wecombot):
    _plugin.requests = _Answers  # type: ignore[attr-defined]


def tell(address: str, text: str) -> bool:
    """Whether the robot behind this address has taken the text; the address was built by `members.webhooks`."""
    try:
        plugin = PLUGINS[address.partition("://")[0]]
        robot = plugin(asset=ASSET, **plugin.parse_url(address))
    except (KeyError, TypeError, AppriseImproperlyConfigured):
        return False
    return bool(robot.notify(body=text))
