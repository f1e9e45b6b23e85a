from io import BytesIO

import pytest
from django.db import IntegrityError
from docx import Document

from alliances.models import PaperTemplate
from alliances.papers.minutes import PAPER, sample
from alliances.papers.notice import PAPER as NOTICE
from members.models import StepError
from tests.factories import AllianceFactory, UserFactory
from tests.papers import word_text

pytestmark = pytest.mark.django_db


def word(text):
    document, out = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def put(alliance, text="{{ title }}", paper=PAPER):
    return PaperTemplate.objects.put(alliance, paper, word(text), note="红头", by=UserFactory())


def filled(alliance):
    return word_text(PaperTemplate.objects.fill(alliance, PAPER, sample()))


def test_newest_template_is_used_and_the_one_before_is_kept():
    alliance = AllianceFactory()
    first, second = put(alliance), put(alliance, "本街道 {{ title }}")
    first.refresh_from_db()

    assert list(PaperTemplate.objects.of(alliance, PAPER)) == [second, first]
    assert list(PaperTemplate.objects.in_use()) == [second]
    assert (first.retired_by, second.retired_by) == (second.uploaded_by, None)
    assert word_text(first.content()) == word_text(word("{{ title }}"))
    assert str(second) == "minutes模板"
    assert filled(alliance) == "本街道示例社区第四季度党建联席会议纪要"


def test_template_is_used_for_its_own_paper_and_alliance_alone():
    alliance = AllianceFactory()
    put(alliance, paper=NOTICE)
    put(AllianceFactory())

    assert filled(alliance) == filled(None) == word_text(PAPER.word(sample()))


def test_default_is_restored_once():
    alliance, user = AllianceFactory(), UserFactory()
    template = put(alliance)

    PaperTemplate.objects.restore_default(alliance, PAPER, by=user)

    template.refresh_from_db()
    assert template.retired_by == user
    assert filled(alliance) == word_text(PAPER.word(sample()))
    with pytest.raises(StepError, match="现在用的就是默认模板"):
        PaperTemplate.objects.restore_default(alliance, PAPER, by=user)


@pytest.mark.parametrize("broken", ["lost", "changed", "spoilt"])
def test_default_stands_in_for_a_template_that_cannot_be_filled(broken, caplog):
    alliance = AllianceFactory()
    template = put(alliance, "{{ title }}" if broken == "lost" else "{{ gone }}")
    if broken == "lost":
        template.file.storage.delete(template.file.name)
    if broken == "spoilt":
        with template.file.storage.open(template.file.name, "wb") as file:
            file.write(b"PK")

    assert filled(alliance) == word_text(PAPER.word(sample()))
    assert f"template {template.pk} of minutes can't be filled" in caplog.text


def test_street_runs_its_own_templates_alone():
    alliance = AllianceFactory()
    own = put(alliance)
    put(AllianceFactory())

    assert list(PaperTemplate.objects.run_by(UserFactory(organization=alliance.anchor))) == [own]
    assert list(PaperTemplate.objects.run_by(UserFactory())) == []


def test_two_templates_are_never_in_use():
    template = put(AllianceFactory())
    template.pk = None

    with pytest.raises(IntegrityError):
        template.save(force_insert=True)
