# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "pandas", "matplotlib"]
# [tool.coverslip]
# name = "Tables"
# version = "1.0.0"
# description = "Gives tables, plots, figures and texts in all the forms in which Python has them."
# ///
"""Every kind of result that is neither an image nor a number."""

from typing import Any

import numpy as np
from coverslip import HTML, File, Image, Labels, Markdown, Plot, Table, op


@op(title="Label cells")
def label(image: Image) -> tuple[Labels, Table]:
    """Two labelled squares and what they measure."""
    labels = np.zeros(image.shape[:2], np.int32)
    labels[4:12, 4:12] = 1
    labels[20:28, 20:28] = 7
    return Labels(labels), Table({"label": [1, 7], "area": [64.0, 64.5]}, units={"area": "px"})


@op(title="Show")
def show() -> None:
    """Draw by pyplot, as any script does, in a function that is not async."""
    import matplotlib.pyplot as plt

    plt.figure(num="Line")
    plt.plot([0, 10], [0, 100])
    plt.title("A line")
    plt.show()
    assert plt.get_fignums() == []


@op(title="Figure")
def figure() -> Any:
    """A figure, returned."""
    from matplotlib.figure import Figure as Plot

    drawn = Plot()
    drawn.subplots().plot([1, 2, 3], [1, 10, 100])
    drawn.suptitle("Returned")
    return drawn


@op(title="Plot")
def plot() -> Plot:
    """A histogram of a table."""
    return Plot({"size": [1.0, 2, 2, 3, 9], "kind": list("aabba")}, kind="histogram", x="size", title="Sizes")


@op(title="Frame")
def frame() -> Any:
    """A DataFrame."""
    import pandas as pd

    return pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})


@op(title="Rows")
def rows() -> Any:
    """A list of dicts."""
    return [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


@op(title="Columns")
def columns() -> Any:
    """A dict of arrays."""
    return {"a": np.arange(2), "b": ["x", "y"]}


@op(title="Tree")
def tree() -> dict[str, Any]:
    """A dict that holds others."""
    return {"a": [1, 2], "b": [3, 4], "deep": {"c": "words"}}


@op(title="Notes")
def notes() -> Markdown:
    """A text with a heading."""
    return Markdown("# A heading\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")


@op(title="Page")
def page() -> HTML:
    """A text in HTML, with a script that must not run."""
    return HTML("<h2>A page</h2><script>globalThis.harmed = true</script>")


@op(title="Note")
def note() -> str:
    """A text that stays one."""
    return "# no heading"


@op(title="File")
def file() -> File:
    """A small file."""
    return File("notes.csv", b"a,b\n1,2\n")


@op(title="Sum")
def total(table: Table) -> float:
    """The sum of a table's column a."""
    return float(sum(table["a"]))
