import pytest
from django.core.exceptions import ValidationError

from members.models import Channel
from members.webhooks import mask_address, normalise_webhook

WECOM, DINGTALK, FEISHU = Channel.WECOM, Channel.DINGTALK, Channel.FEISHU


@pytest.mark.parametrize(
    ("channel", "pasted", "stored"),
    [
        (WECOM, " https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab-12_CD34 ", "wecombot://ab-12_CD34/"),
        (WECOM, "wecombot://ab-12_CD34", "wecombot://ab-12_CD34/"),
        (DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=ab12cd34", "dingtalk://ab12cd34/"),
        (
            DINGTALK,
            "https://oapi.dingtalk.com/robot/send?access_token=ab12cd34&secret=SECab12cd34",
            "dingtalk://SECab12cd34@ab12cd34/",
        ),
        (DINGTALK, "dingtalk://SECab12cd34@ab12cd34/", "dingtalk://SECab12cd34@ab12cd34/"),
        (FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/ab12-cd34", "feishu://ab12-cd34/"),
    ],
)  # fmt: skip
def test_webhook_is_kept_as_its_service_and_its_key(channel, pasted, stored):
    assert normalise_webhook(channel, pasted) == stored


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "json://127.0.0.1:8000/",
        "http://169.254.169.254/latest/meta-data/",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab12cd34",
        "https://qyapi.weixin.qq.com.example.cn/cgi-bin/webhook/send?key=ab12cd34",
        "https://example.cn/?https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab12cd34",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=ab12cd34&url=http://127.0.0.1",
        "https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key=ab12cd34",
        "https://open.feishu.cn/open-apis/bot/v2/hook/ab12cd34",
        "wecombot://ab12cd34/?redirect=yes",
        "wecombot://ab12cd34\njson://127.0.0.1",
        "wecombot://ａｂ１２ｃｄ３４",
    ],
)
def test_anything_else_is_refused_with_an_example(pasted):
    with pytest.raises(ValidationError, match="请从机器人的设置里完整复制"):
        normalise_webhook(WECOM, pasted)


def test_masked_address_tells_apart_but_does_not_tell():
    assert mask_address("email", "shili@example.cn") == "s***@example.cn"
    assert mask_address("wecom", "wecombot://ab-12_CD34/") == "机器人 …CD34"
