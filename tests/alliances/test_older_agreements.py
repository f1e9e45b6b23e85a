"""What the upgrade makes of agreements that were sent round and signed before there were versions."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from alliances.models import AgreementVersion, Party
from tests.alliances.agreements import Street
from tests.factories import ProjectTypeFactory

migration = import_module("alliances.migrations.0007_agreement_versions")


@pytest.mark.django_db
def test_frozen_texts_of_an_older_database_get_their_version():
    street = Street()
    draft, old = street.draft(), street.signed()
    AgreementVersion.objects.all().delete()
    old.text_hash = "0" * 64
    old.save()

    migration.keep_frozen_texts(apps, None)

    old.refresh_from_db()
    version = old.versions.get()
    assert (version.number, version.text) == (1, old.terms_now().text)
    assert (version.frozen_by, version.reason) == (
        street.secretary,
        f"升级时留底；原校验值 {'0' * 64}",
    )
    assert (old.text_hash, draft.versions.count()) == (version.text_hash, 0)


@pytest.mark.django_db
def test_older_signatures_get_the_day_on_which_they_were_entered():
    agreement = Street().signed()
    late = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)  # 23:30 here
    Party.objects.update(signed_on=None, signed_at=late)

    migration.date_signatures(apps, None)

    assert {party.signed_on for party in agreement.parties.all()} == {date(2026, 3, 1)}


@pytest.mark.django_db
def test_older_alliances_get_the_usual_templates_for_the_types_that_they_have():
    kind = ProjectTypeFactory(name="公益联办")

    import_module("alliances.migrations.0009_agreement_templates").give_usual_templates(apps, None)

    templates = kind.alliance.agreementtemplates.all()
    assert [template.clauses.count() for template in templates] == [1, 1, 0]
    assert [side.label for side in templates[1].sides.all()] == ["甲方", "乙方", "丙方"]
