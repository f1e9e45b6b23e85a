"""A year of residents' orders of the demo alliance: every way that one can go, played with the models' own steps."""

from alliance_portal.demo.year.play import play

__all__ = ["play"]
