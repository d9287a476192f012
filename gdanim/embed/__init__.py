"""Finished films on pages and slides: snippets, destinations and their limits, players and presentations."""

from gdanim.embed.destinations import DESTINATIONS, Destination, destination, misfits
from gdanim.embed.snippets import KINDS, SNIPPETS, element, embedded, snippet

__all__ = [
    "DESTINATIONS",
    "KINDS",
    "SNIPPETS",
    "Destination",
    "destination",
    "element",
    "embedded",
    "misfits",
    "snippet",
]
