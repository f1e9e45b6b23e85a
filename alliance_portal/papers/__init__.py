"""文书 that span apps, and the list of all."""

from alliance_portal.papers import quarter
from alliances.papers import PAPERS as ALLIANCE_PAPERS
from officekit.papers import Paper

PAPERS: dict[str, Paper] = {paper.key: paper for paper in (*ALLIANCE_PAPERS, quarter.PAPER)}
