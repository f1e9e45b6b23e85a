import pytest

from officekit.likeness import telling_pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("楼道灯", {"楼道", "道灯"}),
        ("我们的服务", set()),
        ("楼道的灯", {"楼道"}),
        ("助浴 service 12", {"助浴"}),
        ("", set()),
    ],
)
def test_pairs_that_tell_what_a_text_is_about(text, expected):
    assert telling_pairs(text) == expected
