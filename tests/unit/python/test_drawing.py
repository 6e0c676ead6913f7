"""Points and shapes: arrays and pixels of what is drawn on a picture."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest
from coverslip import ArgumentError, Ask, Feature, File, Image, PluginError, Points, Shapes
from coverslip.arguments import arguments_of
from coverslip.describe import describe
from coverslip.geojson import read_features
from coverslip.rasterise import mask_of
from coverslip.running import run_op

from .asynchronous import asynchronous
from .peers import connected
from .test_cli import python

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "shapes.json").read_text(encoding="utf-8"))
SQUARE = [[1, 1], [4, 1], [4, 3], [1, 3], [1, 1]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}
CLASS = {"classification": {"name": "Cell", "color": [255, 0, 0]}}


def collection(*geometries: dict[str, Any], **members: Any) -> dict[str, Any]:
    features = [
        {"type": "Feature", "id": f"{n}", "geometry": each, "properties": CLASS} for n, each in enumerate(geometries)
    ]
    return {"type": "FeatureCollection", "features": features, **members}


@pytest.mark.parametrize("vector", [pytest.param(each, id=each["name"]) for each in VECTORS])
def test_a_shape_covers_the_pixels_that_it_covers_in_the_app(vector: dict[str, Any]) -> None:
    rows = vector["rows"]
    mask = mask_of(read_features(vector["geometry"])[0], (len(rows), len(rows[0])))
    assert ["".join("1" if each else "." for each in row) for row in mask] == rows


def test_points_are_an_array_counted_from_the_middle_of_the_first_pixel() -> None:
    points = Points(
        collection(
            {"type": "Point", "coordinates": [10.5, 20.5]}, {"type": "MultiPoint", "coordinates": [[0, 0], [1, 2]]}
        )
    )
    assert np.asarray(points).tolist() == [[20, 10], [-0.5, -0.5], [1.5, 0.5]]
    assert (len(points), points.axes, points.classes) == (3, "YX", ["Cell"] * 3)
    assert points[0].tolist() == [20, 10]
    assert np.array_equal(Points(np.asarray(points)), points)


def test_points_of_a_stack_have_its_planes() -> None:
    points = Points([[3, 20, 10]], axes="ZYX", classes=["Spot"])
    feature = points.to_geojson()["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [10.5, 20.5], "plane": {"c": -1, "z": 3, "t": 0}}
    assert feature["properties"]["classification"] == {"name": "Spot"}
    again = Points(points.to_geojson())
    assert (again.axes, np.asarray(again).tolist()) == ("TZYX", [[0, 3, 20, 10]])


def test_no_points_are_an_empty_array() -> None:
    assert np.asarray(Points([])).shape == np.asarray(Points(collection())).shape == (0, 2)
    assert not Points([])


CORNERLESS = {"type": "Polygon", "coordinates": [[[1, 2], [3, None], [4, 4]]]}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Points(np.zeros((3, 3))), r"points of the axes YX are an array of shape \(points, 2\), not \(3, 3\)"),
        (lambda: Points([[np.nan, 1]]), "some of the points have no place"),
        (lambda: Points([[1, 2]], axes="CX"), "axes 'CX' are none of points"),
        (lambda: Points([[1, 2]], classes=["a", "b"]), "there are 1 points, but 2 classes"),
        (lambda: Points(collection(POLYGON)), "feature 1 has to be a point, but it is a Polygon"),
        (lambda: Shapes([np.zeros((2, 2))]), "an outline is an array of at least three corners"),
        (lambda: Shapes({"type": "Circle"}), "this GeoJSON, type has to be FeatureCollection, .* but it is 'Circle'"),
        (
            lambda: Shapes(collection(CORNERLESS)),
            r"feature 1, geometry.coordinates\[0\]\[1\] has to be a position of two numbers, .* is \[3, None\]",
        ),
        (lambda: Shapes(collection({"type": "LineString", "coordinates": [[1, 2]]})), "a list of at least 2 positions"),
        (lambda: Shapes(collection(POLYGON, {"type": "Point"})), "feature 2, geometry.coordinates has to be a posi"),
    ],
)
def test_what_is_no_drawing_is_refused_with_the_place(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_shapes_give_a_mask_and_labels() -> None:
    shapes = Shapes(collection(POLYGON, {"type": "Point", "coordinates": [3.5, 2.5]}))
    assert shapes.to_mask((4, 5)).astype(int).tolist() == [[0] * 5, [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0] * 5]
    assert shapes.to_labels((4, 5))[2].tolist() == [0, 1, 1, 2, 0]
    assert [each.classification for each in shapes] == ["Cell", "Cell"]


def test_shapes_are_made_of_outlines_as_scikit_image_finds_them() -> None:
    shapes = Shapes([np.array([[0.5, 0.5], [0.5, 3.5], [2.5, 3.5], [2.5, 0.5]])])
    assert shapes[0].coordinates == [[[1, 1], [4, 1], [4, 3], [1, 3], [1, 1]]]


def test_scale_unit_and_name_are_kept() -> None:
    shapes = Shapes([Feature("Polygon", [SQUARE])], scale=(0.5, 0.25), unit="µm", name="Glands")
    again = Shapes(json.loads(json.dumps(shapes.to_geojson())))
    assert (again.scale, again.unit, again.name, again[0].coordinates) == ((0.5, 0.25), "µm", "Glands", [SQUARE])


def click(image: Image, nuclei: Annotated[Points, Ask("Click the nuclei")], region: Shapes | None = None) -> Shapes:
    """Give a triangle for each point within the image."""
    assert isinstance(nuclei, Points)
    assert region is None
    assert image.ndim == 2
    return Shapes([np.asarray([[0, 0], [0, 3], [3, 3]])] * len(nuclei))


def test_hints_say_what_is_to_be_drawn() -> None:
    described = describe(click)
    assert [each["type"] for each in described["params"][1:]] == [
        {"kind": "points", "ask": "Click the nuclei"},
        {"kind": "shapes", "ask": ""},
    ]
    assert described["results"] == [{"kind": "shapes", "title": "Shapes"}]


@pytest.mark.parametrize(
    "given",
    [
        [[1, 2], [3, 4]],
        np.array([[1, 2], [3, 4]]),
        collection({"type": "MultiPoint", "coordinates": [[2.5, 1.5], [4.5, 3.5]]}),
        File(
            "a.geojson",
            json.dumps(collection({"type": "MultiPoint", "coordinates": [[2.5, 1.5], [4.5, 3.5]]})).encode(),
        ),
        Points([[1, 2], [3, 4]]),
    ],
)
def test_points_are_taken_as_array_geojson_and_file(given: Any) -> None:
    bound = asyncio.run(arguments_of(click, [np.zeros((5, 5)), given], {}))
    assert type(bound["nuclei"]) is Points
    assert np.asarray(bound["nuclei"]).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("here", "click() needs points (an array of y and x, or GeoJSON) for 'nuclei': "),
        (File("a.geojson", b"{"), "for 'nuclei': the file is no GeoJSON."),
        (collection(POLYGON), "for 'nuclei': this GeoJSON, feature 1 has to be a point, but it is a Polygon."),
    ],
)
def test_other_things_are_refused(given: Any, message: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(message)):
        asyncio.run(arguments_of(click, [np.zeros((5, 5)), given], {}))


@asynchronous
async def test_a_result_travels_as_geojson() -> None:
    class Root:
        async def run(self) -> Any:
            return await run_op(click, [np.zeros((5, 5)), [[1, 2]]], {}, lambda _: None)

    async with connected(None, Root()) as (near, _):
        told = await near.root.run()
    assert told["features"][0]["geometry"] == {
        "type": "Polygon",
        "coordinates": [[[0.5, 0.5], [3.5, 0.5], [3.5, 3.5], [0.5, 0.5]]],
    }
    assert len(Shapes(told)) == 1


def test_a_result_that_is_no_shape_is_refused() -> None:
    def wrong() -> Shapes:
        return 3  # type: ignore[return-value]

    with pytest.raises(PluginError, match=r"wrong\(\) returned what is no Shapes"):
        asyncio.run(run_op(wrong, [], {}, lambda _: None))


PLUGIN = """\
import coverslip
from typing import Annotated
from coverslip import Ask, Image, Points, Shapes, op

@op
def around(spots: Annotated[Points, Ask("Click")], size: float = 1) -> Shapes:
    return Shapes([[[y - size, x - size], [y - size, x + size], [y + size, x]] for y, x in spots], name="Around")

if __name__ == "__main__":
    coverslip.main()
"""


def test_a_script_takes_and_writes_geojson_files(tmp_path: Path) -> None:
    plugin, file = tmp_path / "around.py", tmp_path / "spots.geojson"
    plugin.write_text(PLUGIN)
    file.write_text(json.dumps(Points([[10, 20]]).to_geojson()))
    done = python(plugin, file)
    assert (done.returncode, done.stdout.strip()) == (0, f"Wrote {tmp_path / 'spots_shapes.geojson'}")
    written = Shapes(json.loads((tmp_path / "spots_shapes.geojson").read_text()))
    assert written[0].coordinates == [[[19.5, 9.5], [21.5, 9.5], [20.5, 11.5], [19.5, 9.5]]]
    file.write_text(json.dumps(collection(POLYGON)))
    refused = python(plugin, file)
    assert refused.returncode == 2
    assert "spots.geojson, feature 1 has to be a point, but it is a Polygon." in refused.stderr
