"""PDF by typst: facts go in as data, never as markup."""

import json
import logging
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst

from officekit.gongwen import MEASURES, RED, faces
from officekit.papers import QrCode, plain

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent


def make_pdf(page: Path, facts: Any) -> bytes:
    data = json.dumps(plain(facts, _svg), ensure_ascii=False, default=vars)
    pdf, warnings = typst.compile_with_warnings(
        page,
        root=ROOT,
        font_paths=_fonts(),
        sys_inputs={"facts": data, "look": _look()},
        format="pdf",
    )
    for warning in warnings:
        # A font that is missing is no error to typst: the letters would come out as boxes.
        logger.warning("%s: %s", page.name, warning.message)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{page.name} gave {type(pdf)}")
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those of the machine and those that come with the portal; looked for once, it takes a moment."""
    own = pylopdf_fonts_zh_cn.serif_path().parent
    return typst.Fonts(include_embedded_fonts=False, font_paths=[own])


@lru_cache(maxsize=1)
def _look() -> str:
    there = set(_fonts().families())
    families = {
        name: [family for family in face.families if family in there]
        for name, face in faces().items()
    }
    return json.dumps({"measures": asdict(MEASURES), "faces": families, "red": RED})


def _svg(code: QrCode) -> str:
    return str(segno.make(code.url, error="m").svg_inline(border=1, omitsize=True))
