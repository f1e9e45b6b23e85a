import json

import pytest

from alliance_portal.loading import LoadError, load_file
from tests.alliance_portal.loading.sample import sample


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "不是 JSON：第 1 行第 1 列读不懂。"),
        (b'{"a": 1', "不是 JSON：第 1 行第 8 列读不懂。"),
        ("示例".encode("gb18030"), "不是 UTF-8 编码：第 3 个字节读不懂。"),
        (b'{"a": "x\x00"}', "不是 JSON：第 1 行第 9 列读不懂。"),
        (b'{"a": "\\u0000"}', "文件里有空字符（NUL）或残缺的字符，请删去。"),
        (b'{"a": 1, "a": 2}', "“a”在同一处写了两次，请留一个。"),
        (b'{"a": NaN}', "不是 JSON：嵌套太深或数字太大。"),
        (b"[" * 60 + b"]" * 60, "嵌套超过 50 层。"),
        (b"[" * 200_000, "不是 JSON：嵌套太深或数字太大。"),
        (b"1" * 10_000, "不是 JSON：嵌套太深或数字太大。"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path, raw, message):
    path = tmp_path / "alliance.json"
    path.write_bytes(raw)

    with pytest.raises(LoadError) as caught:
        load_file(path)

    assert str(caught.value) == message


def test_missing_and_huge_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("alliance_portal.loading.source.MAX_BYTES", 10)
    path = tmp_path / "alliance.json"

    with pytest.raises(LoadError, match="读不到文件"):
        load_file(path)
    path.write_bytes(b" " * 11)
    with pytest.raises(LoadError, match="文件超过"):
        load_file(path)


@pytest.mark.django_db
def test_mark_of_windows_editors_is_no_harm(tmp_path):
    path = tmp_path / "alliance.json"
    path.write_text(json.dumps(sample()), encoding="utf-8-sig")

    assert load_file(path).created["联盟"] == 1
