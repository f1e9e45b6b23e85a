"""What the parties of an agreement do between its steps: confirm the text, and sign."""

from typing import Any

from django.utils.timezone import localdate

from alliance_portal.loading.steps import Story, Taken, event
from alliances.models import AgreementStatus

CONFIRMING = AgreementStatus.CONFIRMING.value


class Signatures:
    """Follows the steps of one agreement; afterwards `facts` holds what each party has done."""

    def __init__(self, parties: list[dict[str, Any]]) -> None:
        self.labels = {party["organization"]: party["label"] for party in parties}
        self.facts: dict[str, dict[str, Any]] = {code: {} for code in self.labels}

    def __call__(self, story: Story, entry: dict[str, Any], taken: Taken) -> str | None:
        """What is wrong with a party's step ("" for nothing); None where the step is the agreement's own."""
        if taken.name in {"confirm", "sign"}:
            return self._follow(story, entry, taken)
        if taken.name == "complete" and not all("signed_at" in f for f in self.facts.values()):
            return "还有一方没有签署（sign）。"
        if taken.name == "revise":
            self.facts = {code: {} for code in self.labels}
        return None

    def _follow(self, story: Story, entry: dict[str, Any], taken: Taken) -> str:
        code = entry.get("party", "")
        if code not in self.labels or taken.by is None:
            return "要写明是哪一方（party，这份协议的一方）和办理人（by）。"
        if story.values["status"] != CONFIRMING:
            return "协议在“待确认”时才能确认文本和签署。"
        if taken.name == "confirm":
            self.facts[code] |= {"confirmed_at": taken.at, "confirmed_by": taken.by}
        elif message := self._sign(code, entry, taken):
            return message
        label = self.labels[code] + {"confirm": "确认文本", "sign": "签署"}[taken.name]
        story.events.append(event(taken, label, CONFIRMING, CONFIRMING))
        return ""

    def _sign(self, code: str, entry: dict[str, Any], taken: Taken) -> str:
        if "confirmed_at" not in self.facts[code]:
            return "这一方还没有确认文本（confirm）。"
        if "signatory" not in entry:
            return "签署要写明签字人（signatory）。"
        self.facts[code] |= {
            "signed_at": taken.at,
            "signed_by": taken.by,
            "signed_on": localdate(taken.at),
            "signatory": entry["signatory"],
            "signatory_title": entry.get("title", ""),
        }
        return ""
