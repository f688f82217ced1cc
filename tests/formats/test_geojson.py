"""GeoJSON as QuPath writes it, and what people hand in by mistake."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.geojson import polygon_feature, read_drawing, read_region, write_features

SQUARE = [[0, 0], [100, 0], [100, 50], [0, 50], [0, 0]]
HOLE = [[10, 10], [20, 10], [20, 20], [10, 10]]


def feature(kind, coordinates, name=None):
    properties = {"objectType": "annotation"} | ({"classification": {"name": name, "color": [1, 2, 3]}} if name else {})
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def written(folder, value):
    path = folder / "roi.geojson"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "FeatureCollection", "features": [one]},
        lambda one: one["geometry"],
    ],
)
def test_every_shape_of_file_that_qupath_writes(tmp_path, wrap):
    region = read_region(written(tmp_path, wrap(feature("Polygon", [SQUARE, HOLE]))))
    assert region.box == (0, 0, 100, 50)
    assert len(region.include[0].outer) == 4
    assert len(region.include[0].holes) == 1


def test_multipolygons_excluded_regions_and_points(tmp_path):
    drawing = read_drawing(
        written(
            tmp_path,
            [
                feature("MultiPolygon", [[SQUARE], [[[200, 0], [300, 0], [300, 50]]]], "Tumor"),
                feature("Polygon", [HOLE], "Ignore*"),
                feature("MultiPoint", [[1, 2], [3, 4]], "Mitosis"),
                feature("Point", [5, 6]),
                feature("LineString", [[0, 0], [1, 1]]),
            ],
        )
    )
    assert len(drawing.region.include) == 2 and len(drawing.region.exclude) == 1
    assert [(p.x_px, p.y_px, p.name) for p in drawing.points] == [(1, 2, "Mitosis"), (3, 4, "Mitosis"), (5, 6, "")]
    assert "LineString" in drawing.warnings[0]


BAD = {
    "no JSON": ("{", "is not JSON"),
    "deep": ("[" * 100_000, "is not JSON"),
    "other JSON": ({"a": 1}, "not GeoJSON"),
    "number": ("5", "not GeoJSON"),
    "no region": ({"type": "FeatureCollection", "features": []}, "no region"),
    "points only": ([feature("Point", [1, 2])], "1 points and no region"),
    "two corners": ([feature("Polygon", [[[0, 0], [1, 1], [0, 0]]])], "feature 1: .*2 different corners"),
    "empty polygon": ([feature("Polygon", [])], "without corners"),
    "text": ([feature("Polygon", [[["a", "b"], [1, 1], [2, 2]]])], "expected two numbers"),
    "not a number": ('[{"type":"Polygon","coordinates":[[[NaN,0],[1,1],[2,0]]]}]', "expected two numbers"),
    "infinite": ('[{"type":"Polygon","coordinates":[[[1e999,0],[1,1],[2,0]]]}]', "expected two numbers"),
    "far away": ([feature("Polygon", [[[0, 0], [1e12, 0], [1, 1]]])], "beyond any image"),
    "true": ([feature("Polygon", [[[True, 0], [1, 0], [1, 1]]])], "expected two numbers"),
    "no coordinates": ([feature("Polygon", None)], "expected a list"),
    "string feature": (["x"], "feature 1: is str"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_one_message_a_problem(tmp_path, name):
    value, words = BAD[name]
    with pytest.raises(InputError, match=words) as caught:
        read_region(written(tmp_path, value))
    assert all(problem.source == "roi.geojson" and problem.solution for problem in caught.value.problems)


def test_every_problem_is_told_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        read_region(written(tmp_path, [feature("Polygon", []), feature("Polygon", [SQUARE]), "x"]))
    assert [problem.message.split(":")[0] for problem in caught.value.problems] == ["feature 1", "feature 3"]


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features", "properties", "geometries", "classification", "name"]), inner | st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection", "GeometryCollection"]), max_size=4), max_leaves=12))  # fmt: skip  # noqa: E501
def test_no_json_makes_it_fall_over(tmp_path_factory, value):
    path = written(tmp_path_factory.mktemp("fuzz"), value)
    try:
        read_drawing(path)
    except InputError as error:
        assert error.problems


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=3, max_size=9, unique=True))
def test_what_is_written_is_read_again(tmp_path_factory, corners):
    text = write_features(
        [polygon_feature(corners, id_="c1", class_name="Positive", rgb=(1, 2, 3), measurements={"a": 1.0})]
    )
    region = read_region(written(tmp_path_factory.mktemp("round"), text))
    assert region.include[0].outer == tuple((float(x), float(y)) for x, y in corners)
