import pytest
from hypothesis import given
from hypothesis import strategies as st

from officekit.redaction import ERASED, Finding, Kind, erase, find_personal, redact, redact_homes

NAMES = ["王秀英"]
ADDRESSES = ["铁匠巷社区12号院3号楼2单元501"]
MOBILE = "13800001111"
words = st.text("示例居民反映楼道灯坏了，请尽快修好。年 \n", max_size=20)


def kinds(text, **own):
    return [(finding.kind, finding.found) for finding in find_personal(text, **own)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("联系13800001111处理", [("phone", "13800001111")]),
        ("联系 138 0000 1111", [("phone", "138 0000 1111")]),
        ("１３８－００００－１１１１", [("phone", "１３８－００００－１１１１")]),
        ("138-0000-1111、1380 000 1112", [("phone", "138-0000-1111"), ("phone", "1380 000 1112")]),
        ("+86 13800001111", [("phone", "+86 13800001111")]),
        ("1 3 8 0 0 0 0 1 1 1 1", [("phone", "1 3 8 0 0 0 0 1 1 1 1")]),
        ("0351-2000067", [("landline", "0351-2000067")]),
        ("（0351）200 0067", [("landline", "（0351）200 0067")]),
        ("电话：2000067", [("landline", "2000067")]),
        ("证件14010119900101123X", [("identity", "14010119900101123X")]),
        ("140101 19900101 123x", [("identity", "140101 19900101 123x")]),
        ("老证件 140101900101123", [("identity", "140101900101123")]),
        ("卡号6222 0000 0000 0000 123", [("card", "6222 0000 0000 0000 123")]),
        ("卡号 6222000000000000123", [("card", "6222000000000000123")]),
        ("车 晋A·12345 停在", [("plate", "晋A·12345")]),
        ("晋ad12345、晋A1234挂", [("plate", "晋ad12345"), ("plate", "晋A1234挂")]),
        ("加微信号：shili_2026", [("account", "微信号：shili_2026")]),
        ("加vx shili-01，QQ 10000001", [("account", "vx shili-01"), ("account", "QQ 10000001")]),
        ("发到shili.01@example.cn", [("email", "shili.01@example.cn")]),
        ("13800001111@example.cn", [("email", "13800001111@example.cn")]),
        ("3号楼2单元501漏水", [("door", "3号楼2单元501")]),
        ("3#楼2单元5层东户", [("door", "3#楼2单元5层东户")]),
        ("三号楼二单元五〇一室", [("door", "三号楼二单元五〇一室")]),
        ("3号楼501张阿姨", [("door", "3号楼501")]),
        ("住3号楼2单元501.", [("door", "3号楼2单元501")]),
        ("３号楼５０１，12-3-502，501 室", [("door", "３号楼５０１"), ("door", "12-3-502"), ("door", "501 室")]),
    ],
)  # fmt: skip
def test_what_tells_of_a_person_is_found_as_it_is_written(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月23日 14:30 至 2026-11-24 16:00",
        "2026-11-12 2026-11-13 2026-11-14 2026-11-15",
        "请拨打 12345 或 110，24 小时热线 4000000000",
        "共 13,800,000,111 元，第 12345678901234 号",
        "15 16 17 18 19 20 21 22 23",
        "11号院停水，11号院 2026年改造，11号院 120户居民受益",
        "3 号楼北侧建棚，3号楼 24 盏灯，3号楼 14:30 停水，2单元 10%",
        "迎泽大街15号，会议室 3 间，第 3-5 组",
        "受理编号 LX-7K3-M9Q-HD4，统一社会信用代码 91140100MA0G00000X",
        "微信公众号和微信小程序，邮箱见网站",
        "晋A 牌照的车，晋江，川菜",
        "138****1111，王**，某住户",
        "王阿姨说，老王和小李都在小区",
    ],
)
def test_what_is_nobodys_is_left_alone(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王秀英反映", [("name", "王秀英")]),
        ("王 秀 英和王秀英", [("name", "王 秀 英"), ("name", "王秀英")]),
        ("王阿姨、老王、秀英反映", [("called", "王阿姨"), ("called", "老王"), ("called", "秀英")]),
        ("李阿姨和老李反映", []),
        ("铁匠巷社区 12号院 3号楼2单元501", [("address", "铁匠巷社区 12号院 3号楼2单元501")]),
        ("12号院3号楼2单元501", [("door", "12号院3号楼2单元501")]),
        ("铁匠巷社区12号院3号楼", []),
        ("501 漏水", [("address", "501")]),
        ("共 501 元，2501、1-501", []),
    ],
)
def test_what_the_record_holds_is_found(text, found):
    assert kinds(text, names=NAMES, addresses=ADDRESSES) == found


@pytest.mark.parametrize(
    ("own", "text", "found"),
    [
        ({"names": ["欧阳示例"]}, "欧阳师傅，老欧阳，欧师傅", ["欧阳师傅", "老欧阳"]),
        ({"names": ["王"]}, "王、王女士", ["王女士"]),
        ({"names": ["王女士"]}, "李女士和王女士", ["王女士"]),
        ({"names": ["区示例"]}, "小区和区先生", ["区先生"]),
        ({"names": ["Ann Lee"]}, "ann lee 和 nnLee", ["ann lee"]),
        ({"names": ["", " "]}, "任何话", []),
        ({"addresses": ["迎泽大街15号", ""]}, "迎泽大街 15 号门口", ["迎泽大街 15 号"]),
        ({"addresses": ["11号院", "铁匠巷"]}, "铁匠巷11号院", []),
        ({"addresses": ["6-2-301"]}, "６-2-301 和 301", ["６-2-301", "301"]),
    ],
)
def test_names_and_addresses_of_other_kinds(own, text, found):
    assert [finding.found for finding in find_personal(text, **own)] == found


def test_advice_says_what_was_found_and_what_to_write():
    phone, door = find_personal("3号楼501，138 0000 1111，3号楼501")[::-1]

    assert phone == Finding(Kind.PHONE, "138 0000 1111")
    assert phone.advice == (
        "“138 0000 1111”像是手机号码，请删去；要留联系方式，写社区或街道的公开电话。"
    )
    assert door.advice == "“3号楼501”像是门牌号，请写“某住户”，地点写到楼号为止。"


def test_every_kind_has_its_advice():
    told = [Finding(kind, "示例").advice for kind in Kind]

    assert len(set(told)) == len(Kind)


@given(
    words,
    words,
    st.sampled_from([(11,), (3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 8), (7, 4), (3, 5, 3), (1,) * 11]),
    st.sampled_from([" ", "-", "－", "　", "·", "—"]),
    st.booleans(),
)
def test_phone_is_found_and_masked_however_it_is_spaced(before, after, groups, gap, wide):
    ends = [sum(groups[: number + 1]) for number in range(len(groups))]
    typed = gap.join(MOBILE[end - size : end] for size, end in zip(groups, ends, strict=True))
    if wide:
        typed = typed.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789"})

    text = f"{before}{typed}{after}"

    assert kinds(text) == [("phone", typed)]
    assert redact(text) == f"{before}138****1111{after}"


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("0123456789-号楼室微信晋A@.王")), max_size=60
    )
)
def test_no_text_breaks_it_and_what_is_found_stands_there(text):
    found = find_personal(text, names=[text[:3]], addresses=[text[3:9]])

    assert [finding.found for finding in found if finding.found not in text] == []
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "piece", ["1", "a", "1号楼", "1 ", "a@", "a.", "(0351)", "13800001111 ", "京A"]
)
def test_long_hostile_text_comes_to_an_end(piece):
    """Where a pattern tries every way of reading it, this takes hours."""
    text = piece * (50_000 // len(piece))

    found = find_personal(text, names=NAMES, addresses=ADDRESSES)

    assert all(finding.found in text for finding in found)
    assert redact_homes(redact_homes(text)) == redact_homes(text)


def test_redact_masks_phones_and_identity_numbers_in_a_text():
    text = "联系 13800001234、0351-2000067，证件 14010119900101123X；协议第 12345678901234 号，2026年。"

    assert redact(text) == (
        "联系 138****1234、0351-*****67，证件 （证件号码略）；协议第 12345678901234 号，2026年。"
    )


def test_redact_homes_hides_doors_but_not_buildings_and_dates():
    assert redact_homes("3号楼2单元501 漏水，13800001234") == "某住户 漏水，138****1234"
    assert redact_homes("12-3-502 和 501室") == "某住户 和 某住户"
    assert (
        redact_homes("3 号楼北侧建棚，2026-11-12 开工，24 个")
        == "3 号楼北侧建棚，2026-11-12 开工，24 个"
    )


def test_erased_is_whatever_tells_of_a_person():
    text = "王秀英住铁匠巷社区12号院3号楼2单元501，老王的电话 138 0000 1111，微信 wxid_abc123。灯好了。"

    assert erase(text, names=NAMES, addresses=ADDRESSES) == (
        f"{ERASED}住{ERASED}，{ERASED}的电话 {ERASED}，{ERASED}。灯好了。"
    )


@given(words)
def test_erasing_leaves_nothing_to_find(text):
    erased = erase(f"{text}{MOBILE}{text}", names=NAMES, addresses=ADDRESSES)

    assert find_personal(erased, names=NAMES, addresses=ADDRESSES) == []
