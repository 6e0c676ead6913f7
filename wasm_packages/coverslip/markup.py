"""Texts with headings, lists and tables."""

from __future__ import annotations


class Markdown(str):
    """A text in Markdown (CommonMark, with tables). To Python it is a text like any other."""

    __slots__ = ()


class HTML(str):
    """A text in HTML. The app shows it without scripts, forms and anything from a network."""

    __slots__ = ()
