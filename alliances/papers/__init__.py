"""文书: one module for each kind, which composes it from facts, draws its Word template and gives an example.

A new one is a module with a PAPER, a page in typst/ and a line here.
"""

from alliances.papers import agreement, duties, minutes, notice, publicity, sign_in, topics
from officekit.papers import Paper

PAPERS: tuple[Paper, ...] = tuple(
    module.PAPER for module in (notice, topics, sign_in, minutes, duties, publicity, agreement)
)
