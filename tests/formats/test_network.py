"""Networks of the user's own: a tiny one made here, and what is refused."""

import numpy as np
import pytest

from breakapart.errors import InputError
from breakapart.formats.network import load_network


def onnx_model(path, *, output="probability", inputs=("float", [1, 3, "h", "w"])):
    """Probability of nucleus = 1 - the mean of the channels."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper

    nodes = [
        helper.make_node("ReduceMean", ["image", "axes"], ["mean"], keepdims=0),
        helper.make_node("Sub", ["one", "mean"], ["dark"]),
    ]
    axes = helper.make_tensor("axes", TensorProto.INT64, [1], [1])
    constants = [helper.make_tensor("one", TensorProto.FLOAT, [], [1.0]), axes]
    kind, last = TensorProto.FLOAT, "dark"
    if output == "labels":
        nodes += [
            helper.make_node("Round", ["dark"], ["round"]),
            helper.make_node("Cast", ["round"], ["labels"], to=TensorProto.INT32),
        ]
        kind, last = TensorProto.INT32, "labels"
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("image", getattr(TensorProto, inputs[0].upper()), inputs[1])],
        [helper.make_tensor_value_info(last, kind, [1, "h", "w"])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.save(model, path)
    return str(path)


def test_a_python_function(monkeypatch, tmp_path):
    (tmp_path / "own_network.py").write_text(
        "def find(rgb, pixel_um):\n    return (rgb.mean(axis=-1) < 150).astype(int)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    find = load_network("own_network:find")
    rgb = np.full((20, 20, 3), 255, np.uint8)
    rgb[5:10, 5:10] = 0
    assert find(rgb, 0.5).max() == 1


@pytest.mark.parametrize("output", ["probability", "labels"])
def test_an_onnx_file(tmp_path, output):
    pytest.importorskip("onnxruntime")
    find = load_network(onnx_model(tmp_path / "tiny.onnx", output=output))
    rgb = np.full((20, 30, 3), 255, np.uint8)
    rgb[5:10, 5:10] = 0
    found = find(rgb, 0.5)
    assert found.shape == (20, 30)
    assert found[7, 7] == pytest.approx(1) and found[15, 15] == pytest.approx(0)
    assert (found.dtype.kind == "f") is (output == "probability")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nothing", "names no network"),
        ("os.path:", "names no network"),
        ("os; import x:y", "names no network"),
        ("no_such_module_at_all:find", "cannot be loaded"),
        ("math:no_such_function", "cannot be loaded"),
        ("math:pi", "is no function"),
        ("missing.onnx", "no such file|onnxruntime"),
    ],
)
def test_names_that_are_none(name, words):
    with pytest.raises(InputError, match=words):
        load_network(name)


def test_a_file_that_is_no_network(tmp_path):
    pytest.importorskip("onnxruntime")
    path = tmp_path / "x.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(InputError, match="no network that can be run"):
        load_network(str(path))


def test_a_network_with_other_inputs(tmp_path):
    pytest.importorskip("onnxruntime")
    with pytest.raises(InputError, match="expected one of each"):
        load_network(onnx_model(tmp_path / "x.onnx", inputs=("float", [1, "h", "w"])))


def test_a_function_that_fails_gives_one_message():
    with pytest.raises(InputError, match=r"failed: ZeroDivisionError|failed: TypeError"):
        load_network("math:sqrt")(np.zeros((2, 2, 3), np.uint8), 0.5)
