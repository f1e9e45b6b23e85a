"""What minutes say of the residents who were heard: how many by each channel, and their words by role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from alliances.minutes import Item, Voice
from alliances.models import GuestRole, OpinionChannel, Stance
from officekit.papers import paragraphs
from officekit.redaction import redact_homes


def heard_lines(item: Item, *, public: bool) -> list[str]:
    """Paragraphs of one agenda item; `public` ones bear no phone and no door number, whoever typed it."""
    lines = [*_voices(item.voices), *_options(item)]
    return [redact_homes(line) for line in lines] if public else lines


def _voices(voices: list[Voice]) -> Iterator[str]:
    if not voices:
        return
    channels: Counter[str] = Counter()
    stances: Counter[str] = Counter()
    for voice in voices:
        channels[voice.channel] += voice.people
        stances[voice.stance] += voice.people
    stances.pop("", None)
    told = _counts(stances, Stance.choices)
    yield (
        f"听取居民意见 {channels.total()} 人次：{_counts(channels, OpinionChannel.choices)}。"
        + (f"其中{told}。" if told else "")
    )
    for voice in voices:
        if voice.text:
            yield f"{_who(voice)}：{voice.text.rstrip('。；，')}。"


def _counts(counted: Counter[str], choices: Iterable[tuple[str, str]]) -> str:
    return "，".join(f"{label} {counted[key]} 人次" for key, label in choices if counted[key])


def _who(voice: Voice) -> str:
    role = dict(GuestRole.choices).get(voice.role, "")
    channel = dict(OpinionChannel.choices).get(voice.channel, "")
    stance = dict(Stance.choices).get(voice.stance, "")
    several = f"{voice.people} 人" if voice.people > 1 else ""
    return f"{role}（{'，'.join(filter(None, [channel, several, stance]))}）"


def _options(item: Item) -> Iterator[str]:
    options = paragraphs(item.options)
    if options:
        yield f"可选办法：{'；'.join(line.rstrip('。；，') for line in options)}。"
    for label, text in (("商定的方案", item.plan), ("结果", item.outcome)):
        first, *more = paragraphs(text) or [""]
        if first:
            yield from [f"{label}：{first}", *more]
