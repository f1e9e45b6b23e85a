"""Looks for words in pages and tables that also hold hashes, tokens and ciphers."""

import re


def says(text, secret):
    """Whether `secret` stands there for itself: "301" in a random hash tells nobody a door."""
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", text) is not None
