"""共驻共建协议书: parties, rights and obligations, clauses by type, term, signatures, and the text's SHA-256."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from alliances.models import AgreementStatus
from officekit import looks
from officekit.chapters import Chapter, Part, chapters, parts, points
from officekit.gongwen import FACES, MISSING
from officekit.papers import DRAFT, Paper, QrCode, known, paragraphs
from officekit.text import cn_date

if TYPE_CHECKING:
    from alliances.models import Agreement, Terms
    from officekit.word_layout import WordLayout

MARKS = {
    AgreementStatus.DRAFT: DRAFT,
    AgreementStatus.CONFIRMING: "待签订",
    AgreementStatus.TERMINATED: "已终止",
}


@dataclass(frozen=True, kw_only=True)
class Side:
    """One party."""

    label: Annotated[str, "称谓，例如：甲方"]
    name: Annotated[str, "单位全称"]
    signatory: Annotated[str, "签字人和职务；没有签是空的"] = ""
    signed_on: Annotated[str, "签署日期；没有签是空的"] = ""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """共驻共建协议书."""

    mark: Annotated[str, "“草稿”“待签订”“已终止”；签订以后是空的"] = ""
    number: Annotated[str, "协议编号"]
    title: Annotated[str, "标题"]
    parties: Annotated[list[Side], "各方"]
    preamble: Annotated[list[str], "前言，一段一段"]
    chapters: Annotated[list[Chapter], "权利义务、约定事项、期限"]
    version: Annotated[str, "第几版"]
    text_hash: Annotated[str, "正文校验值（SHA-256）；送各方确认以前是“待补”"]
    code: Annotated[str, "核验码；没有是空的"] = ""
    verify: Annotated[QrCode, "核验用的二维码；没有是空的"] = field(default_factory=QrCode)


def contract_of(agreement: Agreement) -> Contract:
    """From the frozen text where there is one: what a unit is called later does not change what was signed."""
    version = agreement.standing_version()
    terms = version.terms if version else agreement.terms_now()
    return Contract(
        mark=MARKS.get(AgreementStatus(agreement.status), ""),
        number=terms.number,
        title=known(terms.title),
        parties=_sides(agreement, terms),
        preamble=paragraphs(terms.preamble),
        chapters=chapters(
            ("权利和义务", _rights(terms)),
            ("约定事项", clause_content(terms)),
            ("期限", [f"{terms.term}。"]),
        ),
        version=str(agreement.version),
        text_hash=agreement.text_hash or MISSING,
        code=version.code if version else "",
        verify=QrCode(version.verify_url if version else ""),
    )


def _sides(agreement: Agreement, terms: Terms) -> list[Side]:
    signed = [
        (f"{party.signatory} {party.signatory_title}".strip(), cn_date(party.signed_on))
        for party in agreement.parties.all()
    ]
    return [
        Side(label=side.label, name=side.name, signatory=signatory, signed_on=day)
        for side, (signatory, day) in zip(terms.sides, signed, strict=True)
    ]


def _rights(terms: Terms) -> list[Part]:
    return parts(
        (f"{side.label}的{name}", points(paragraphs(text)))
        for side in terms.sides
        for name, text in (("权利", side.rights), ("义务", side.obligations))
    )


def clause_content(terms: Terms) -> Sequence[str | Part]:
    """The clauses under their types, in the order of the agreement."""
    found = parts(
        (name, points(known(clause.line) for clause in group))
        for name, group in groupby(terms.clauses, lambda clause: clause.type)
    )
    return found or [f"{MISSING}。"]


def draw(word: WordLayout) -> None:
    word.mark()
    word.title()
    with word.each("side in parties"):
        word.write(looks.ADDRESSEE, (FACES.hei, "{{ side.label }}："), "{{ side.name }}")
    with word.each("line in preamble"):
        word.write(looks.BODY, "{{ line }}")
    word.chapters()
    with word.each("side in parties"):
        word.write(looks.SIDE, "{{ side.label }}（盖章）：{{ side.name }}")
        word.write(looks.SIDE_NEXT, "签字人：{{ side.signatory }}")
        word.write(looks.SIDE_LAST, "日期：{{ side.signed_on }}")
    word.write(
        looks.NOTE, "编号 {{ number }}　第 {{ version }} 版　正文校验值（SHA-256）：{{ text_hash }}"
    )
    with word.when("verify"):
        word.write(looks.FIGURE, "{{ verify }}")
        word.write(looks.NOTE, "扫码核验，核验码 {{ code }}")


def sample() -> Contract:
    return Contract(
        mark="待签订",
        number="SL-XY-00001",
        title="示例社区共驻共建协议书",
        parties=[
            Side(
                label="甲方",
                name="示例社区党委",
                signatory="示例甲 书记",
                signed_on="2026年11月2日",
            ),
            Side(label="乙方", name="示例医院党总支"),
        ],
        preamble=["为共同服务居民，各方订立本协议。"],
        chapters=chapters(
            ("权利和义务", parts([("甲方的义务", points(["提供场地。"]))])),
            ("约定事项", parts([("公益联办", points(["义诊，每月 1 次，责任方：乙方。"]))])),
            ("期限", ["2026年11月1日至2027年10月31日。"]),
        ),
        version="1",
        text_hash="0123456789abcdef" * 4,
        code="2345abcd6789efgh",
        verify=QrCode("https://example.org/verify/"),
    )


PAPER = Paper(
    key="agreement",
    label="共建协议书",
    facts=Contract,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "agreement.typ",
    sample=sample,
)
