"""Files of a terminal: what an op takes is read from them, what it gives is written to them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .errors import CoverslipError
from .figure import Figure
from .file import File
from .image import Labels, NDArray
from .markup import HTML, Markdown
from .plot import Plot
from .points import Points
from .shapes import Shapes
from .table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .describe import ResultDescription

FileKind = Literal["image", "labels", "points", "shapes", "table", "file"]


def read_argument(path: Path, kind: FileKind) -> Any:
    """What a file holds, as the value that an op takes.

    Raises:
        CoverslipError: when the file is not there or can't be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CoverslipError(f"{path} can't be read: {error.strerror or error}.") from error
    if kind == "file":
        return File(path.name, data)
    if kind == "table":
        return _read_csv(data, path.name)
    if kind in ("points", "shapes"):
        return _read_geojson(data, path.name, Points if kind == "points" else Shapes)
    from .formats import read_image

    image = read_image(data, path.name)
    return image if kind == "image" else Labels(image)


class Writer:
    """Writes results beside the input, or into a folder.

    Args:
        source: the file that the op was run on; None when there is none.
        folder: where results go; by default beside the source, else here.
        op: name of the op.
    """

    def __init__(self, source: Path | None, folder: Path | None, op: str) -> None:
        self._folder = folder or (source.parent if source is not None else Path())
        self._keep_tables = folder is not None
        self._stem = source.stem if source is not None else op
        self._op = op
        self._written: list[str] = []
        self._taken: set[Path] = set() if source is None else {source.resolve()}

    def write_all(self, results: Sequence[Any], described: Sequence[ResultDescription]) -> list[str]:
        """Write results. Gives what is printed: those that are text, and then which files were written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        titles = [each["title"] for each in described] + [""] * len(results)
        said = [self._write(value, title) for value, title in zip(results, titles, strict=False)]
        return [*filter(None, said), *self._written]

    def _write(self, value: Any, title: str) -> str:
        """Write one result; the text of those that are printed."""
        if value is None:
            return ""
        if isinstance(value, Labels):
            self._save(self._path("labels", title, ".tif"), _tiff(value))
        elif isinstance(value, NDArray) or type(value).__name__ == "ndarray":
            self._save(self._path(self._op, title, ".tif"), _tiff(value))
        elif isinstance(value, Points | Shapes):
            suffix = "points" if isinstance(value, Points) else "shapes"
            self._save(self._path(suffix, title, ".geojson"), json.dumps(value.to_geojson()).encode())
        elif isinstance(value, Figure):
            ending = ".svg" if value.mime == "image/svg+xml" else ".png"
            self._save(self._path(_slug(title) or "figure", title, ending), value.data)
        elif isinstance(value, Plot):
            self._write_plot(value, title)
        elif isinstance(value, Markdown | HTML) and self._keep_tables:
            ending = ".md" if isinstance(value, Markdown) else ".html"
            self._save(self._path(_slug(title) or "text", title, ending), value.encode())
        elif isinstance(value, File):
            self._save(self._folder / (Path(value.name).name or "result"), value.data)
        else:
            if isinstance(value, Table) and self._keep_tables:
                self._save(self._path(_slug(title) or "table", title, ".csv"), _csv(value))
            return str(value)
        return ""

    def _write_plot(self, plot: Plot, title: str) -> None:
        """A picture of the plot; where there is no matplotlib, its table."""
        try:
            from .plot_drawing import draw_plot
        except ModuleNotFoundError:
            self._save(self._path(_slug(title) or "plot", title, ".csv"), _csv(plot.table))
        else:
            self._save(self._path(_slug(title) or "plot", title, ".png"), draw_plot(plot))

    def _path(self, suffix: str, title: str, ending: str) -> Path:
        """A path that nothing of this run has, and that is not the input's."""
        path = self._folder / f"{self._stem}_{suffix}{ending}"
        number = 2
        if path.resolve() in self._taken and _slug(title):
            path = self._folder / f"{self._stem}_{_slug(title)}{ending}"
        while path.resolve() in self._taken:
            path = self._folder / f"{self._stem}_{suffix}_{number}{ending}"
            number += 1
        return path

    def _save(self, path: Path, data: bytes) -> None:
        if path.resolve() in self._taken:
            raise CoverslipError(f"{path} would replace the input; give another folder by --out.")
        path.write_bytes(data)
        self._taken.add(path.resolve())
        self._written.append(f"Wrote {path}")


def _tiff(image: Any) -> bytes:
    from .formats import write_tiff

    return write_tiff(image)


def _slug(title: str) -> str:
    return re.sub(r"\W+", "_", title).strip("_").lower()


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(table.heading, table.columns))
    writer.writerows(table.rows)
    return out.getvalue().encode()


def _read_csv(data: bytes, name: str) -> Table:
    try:
        rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        raise CoverslipError(f"{name} is no text in UTF-8, so it is no CSV table.") from error
    if not rows:
        raise CoverslipError(f"{name} is empty: a CSV table begins with a line of column names.")
    try:
        return Table([[_cell(cell) for cell in row] for row in rows[1:] if row], rows[0], name=name)
    except ValueError as error:
        raise CoverslipError(f"{name} is no table: {error}") from error


def _read_geojson(data: bytes, name: str, wanted: type[Points | Shapes]) -> Points | Shapes:
    try:
        return wanted.from_geojson(json.loads(data), name)
    except ValueError as error:
        raise CoverslipError(f"{name} can't be used as {wanted.__name__.lower()}: {error}.") from error


def _cell(text: str) -> Any:
    if not text:
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
