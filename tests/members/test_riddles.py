import re

import pytest

from members.riddles import AROUND, Riddle, riddle_of

SEEDS = [str(number) for number in range(300)]


def of_kind(part):
    return [riddle for riddle in map(riddle_of, SEEDS) if part in riddle.question]


def value(text):
    digits = "零一二三四五六七八九"
    return 10 * text.startswith("十") + (digits.index(text[-1]) if text[-1] != "十" else 0)


def test_a_seed_has_one_riddle_and_seeds_have_many():
    assert riddle_of("1") == riddle_of("1")
    assert len({riddle_of(seed).question for seed in SEEDS}) > 100


def test_another_key_asks_otherwise(settings):
    before = [riddle_of(seed).question for seed in SEEDS]
    settings.SECRET_KEY = "another"

    assert [riddle_of(seed).question for seed in SEEDS] != before


@pytest.mark.parametrize(("sign", "way"), [("加", 1), ("减", -1)])
def test_reckoning_is_right_and_small(sign, way):
    for riddle in of_kind(sign):
        first, second = re.fullmatch(rf"(.+){sign}(.+)等于几？", riddle.question).groups()
        result = value(first) + way * value(second)

        assert 2 <= result <= 18
        assert riddle.is_answered_by(str(result))
        assert not riddle.is_answered_by(str(result + 1))


def test_a_sign_is_the_one_that_is_asked_for():
    for riddle in of_kind("个字"):
        word, place = re.fullmatch(r"“(.+)”的第(.)个字是什么？", riddle.question).groups()

        assert riddle.answers == {word["一二三四".index(place)]}


def test_every_kind_is_asked():
    assert [bool(of_kind(part)) for part in ("加", "减", "个字")] == [True, True, True]


@pytest.mark.parametrize(
    "typed", ["12", "１２", "十二", "一十二", " 十二。", "等于12", "是十二", "十二个", "=12"]
)
def test_people_write_a_number_in_many_ways(typed):
    assert Riddle("七加五等于几？", frozenset({"12", "十二", "一十二"})).is_answered_by(typed)


@pytest.mark.parametrize("typed", ["", " ", AROUND, "2", "11 12", "12" * 500, "十", "等于"])
def test_anything_else_is_no_answer(typed):
    assert not Riddle("七加五等于几？", frozenset({"12", "十二", "一十二"})).is_answered_by(typed)


@pytest.mark.parametrize("typed", ["2", "二", "两"])
def test_two_is_written_in_two_ways(typed):
    assert Riddle("四减二等于几？", frozenset({"2", "二"})).is_answered_by(typed)
