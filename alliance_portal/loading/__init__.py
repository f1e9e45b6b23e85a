"""Loading one alliance, with everything in it, from a file (docs/alliance-file.md)."""

from pathlib import Path
from typing import Any

from django.db import transaction

from alliance_portal.figures import refresh
from alliance_portal.loading import defaults, known, schema, source
from alliance_portal.loading.agreements import put_agreements
from alliance_portal.loading.alliance import (
    put_alliance,
    put_committees,
    put_memberships,
    put_regulations,
    put_settings,
    put_targets,
)
from alliance_portal.loading.duties import Duties, put_duties
from alliance_portal.loading.meetings import put_meetings
from alliance_portal.loading.order_settings import put_order_settings
from alliance_portal.loading.organizations import put_organizations
from alliance_portal.loading.problems import LoadError, Problem
from alliance_portal.loading.projects import put_bulletins, put_projects
from alliance_portal.loading.rows import Load, Report
from alliance_portal.loading.templates import put_agreement_templates

__all__ = ["LoadError", "Problem", "Report", "load_data", "load_file"]


def load_file(path: Path) -> Report:
    return load_data(source.read(path))


@transaction.atomic
def load_data(data: Any) -> Report:
    """Puts everything in, or raises LoadError with all that is wrong and saves nothing."""
    source.check_tree(data)
    if isinstance(data, dict):
        data = defaults.completed(data)
    if problems := schema.check(data, known.names_in(data)):
        raise LoadError(problems)
    load = Load()
    put_organizations(load, data["organizations"])
    alliance = put_alliance(load, data["alliance"])
    put_settings(load, alliance, data)
    put_order_settings(load, alliance, data)
    put_targets(load, alliance, data.get("targets", []))
    put_agreement_templates(load, alliance, data["agreement_templates"])
    put_memberships(load, alliance, data["memberships"])
    put_committees(load, alliance, data.get("committees", []))
    put_regulations(load, alliance, data.get("regulations", []))
    duties = Duties(load, alliance)
    put_agreements(load, alliance, duties, data.get("agreements", []))
    put_meetings(load, alliance, duties, data.get("meetings", []))
    put_duties(load, duties, data.get("duties", []))
    put_projects(load, alliance, data.get("projects", []))
    put_bulletins(load, alliance, data.get("bulletins", []))
    load.checkpoint()
    if load.report.created or load.report.changed:
        alliance.touch_public()
        refresh(alliance)
    return load.report
