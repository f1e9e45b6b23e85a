import random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from officekit.codes import ALPHABET, is_code, new_code, read_code, show_code, spell_code

CODE = "7K3M9QHDJ"
PLACES = range(9)
codes = st.text(ALPHABET, min_size=8, max_size=8).map(
    lambda body: next(body + sign for sign in ALPHABET if is_code(body + sign))
)
prefixes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})


def changed(code, place, sign):
    return code[:place] + sign + code[place + 1 :]


def swapped(code, one, other):
    return changed(changed(code, one, code[other]), other, code[one])


def test_new_code_has_nine_characters_without_look_alikes():
    made = {new_code() for _ in range(1000)}

    assert len(made) == 1000
    assert all(is_code(code) and len(code) == 9 for code in made)
    assert set("".join(made)) == set("234679ACDEFHJKMNPQRTWXY")


def test_check_character_is_the_weighted_sum():
    body, total = "7K3M9QHD", sum([1 * 4, 2 * 13, 3 * 1, 4 * 14, 5 * 5, 6 * 17, 7 * 11, 8 * 8])

    assert [sign for sign in ALPHABET if is_code(body + sign)] == [ALPHABET[total % 23]]


@given(codes)
def test_every_single_wrong_character_is_found(code):
    wrong = {changed(code, place, sign) for place in PLACES for sign in ALPHABET} - {code}

    assert len(wrong) == 9 * 22
    assert not any(is_code(text) for text in wrong)


@given(codes)
def test_every_swap_of_two_characters_is_found(code):
    wrong = {swapped(code, one, other) for one in PLACES for other in range(one)} - {code}

    assert not any(is_code(text) for text in wrong)


@pytest.mark.parametrize("text", ["", "7K3", "7k3m9qhde", "7K3M9QHD0", CODE + "7", " " + CODE])
def test_what_is_no_code(text):
    assert is_code(CODE)
    assert not is_code(text)


@given(
    codes,
    prefixes | st.just(""),
    st.sampled_from(["", "-", " ", "－", "—", "——", "　", " - ", "·", "\u200b"]),
    st.sampled_from([str, str.lower, str.title]),
    st.booleans(),
)
def test_every_spelling_is_read(code, prefix, separator, case, wide):
    shown = case(show_code(code, prefix).strip("-").replace("-", separator))

    assert read_code(f" {shown.translate(WIDE) if wide else shown}\n") == code


def test_prefix_of_letters_that_codes_have_too_is_dropped_by_the_length_alone():
    own = next(f"ACDEFHJK{sign}" for sign in ALPHABET if is_code(f"ACDEFHJK{sign}"))

    assert read_code(own) == own
    assert read_code(f"AC{own}") == own
    assert read_code(f"ACDEFH-{own}") == own


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写回执上的受理编号。"),
        (" - ", "请填写回执上的受理编号。"),
        ("7K3M9QHD", "受理编号除开头的字母外是 9 位，现在是 8 位，请对照回执再核对一遍。"),
        ("7-7K3-M9Q-HDJ", "受理编号除开头的字母外是 9 位，现在是 10 位，请对照回执再核对一遍。"),
        ("ABCDEFG7K3M9QHDJ", "受理编号除开头的字母外是 9 位，现在是 16 位，请对照回执再核对一遍。"),
        ("LX-7K3-M9Q-H0E", "受理编号里不会有“0”，请对照回执再核对一遍。"),
        ("7k3m9qhl4", "受理编号里不会有“L”，请对照回执再核对一遍。"),
        ("LX-7K3-M9Q-HD4", "受理编号有一处对不上，请对照回执再核对一遍。"),
        ("9" * 100_000, "现在是 61 位"),
    ],
)  # fmt: skip
def test_read_code_says_what_is_wrong(typed, told):
    with pytest.raises(ValidationError) as caught:
        read_code(typed)

    assert told in caught.value.messages[0]


@given(st.text())
def test_read_code_never_breaks(typed):
    try:
        code = read_code(typed)
    except ValidationError:
        return
    assert is_code(code)


def test_code_is_shown_in_groups_and_spelled_sign_by_sign():
    assert show_code(CODE, "LX") == "LX-7K3-M9Q-HDJ"
    assert spell_code(CODE) == "七 K 三，M 九 Q，H D J"


def test_a_demo_makes_the_same_codes_again():
    one, other = (new_code(random.Random(4).choice) for _ in range(2))

    assert (one == other, is_code(one)) == (True, True)
