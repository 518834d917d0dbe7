"""A model small enough to write down: each letter is a tone of its own, a tenth of a second long at the usual pace."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto, helper

LETTERS = " абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"
RATE = 16000
STEP = RATE // 10


def hertz(letter: str) -> float:
    """Return the tone of *letter*."""
    return 200.0 + 40.0 * (LETTERS.index(letter) + 1)


def write_voice(
    folder: Path, *, frontend: str = "characters", sample_rate: str = str(RATE), quiet: bool = False
) -> None:
    """Write model and tokens into *folder*; *quiet* makes one that gives only silence."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokens.txt").write_text("".join(f"{one} {n}\n" for n, one in enumerate(LETTERS, 1)), "utf-8")
    model = helper.make_model(_tones(0.0 if quiet else 0.5), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    told = {"sample_rate": sample_rate, "add_blank": "0", "frontend": frontend}
    helper.set_model_props(model, told)
    onnx.save(model, str(folder / "model.onnx"))


def _tones(level: float) -> onnx.GraphProto:
    number = helper.make_tensor
    constants = [
        number("step", TensorProto.FLOAT, [1], [float(STEP)]),
        number("zero", TensorProto.FLOAT, [], [0.0]),
        number("one", TensorProto.FLOAT, [], [1.0]),
        number("last", TensorProto.INT64, [1], [2]),
        number("base", TensorProto.FLOAT, [1], [200.0]),
        number("apart", TensorProto.FLOAT, [1], [40.0]),
        number("turn", TensorProto.FLOAT, [1], [6.283185307 / RATE]),
        number("level", TensorProto.FLOAT, [1], [level]),
        number("flat", TensorProto.INT64, [3], [1, 1, -1]),
        number("scalar", TensorProto.INT64, [0], []),
    ]
    nodes = [
        helper.make_node("Mul", ["step", "length_scale"], ["samples"]),
        helper.make_node("Reshape", ["samples", "scalar"], ["end"]),
        helper.make_node("Range", ["zero", "end", "one"], ["at"]),
        helper.make_node("Cast", ["x"], ["letters"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["letters", "apart"], ["above"]),
        helper.make_node("Add", ["above", "base"], ["hertz"]),
        helper.make_node("Mul", ["hertz", "turn"], ["angle"]),
        helper.make_node("Unsqueeze", ["angle", "last"], ["angles"]),
        helper.make_node("Mul", ["angles", "at"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["wave"]),
        helper.make_node("Mul", ["wave", "level"], ["heard"]),
        helper.make_node("Reshape", ["heard", "flat"], ["y"]),
    ]
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.INT64, [1, "letters"]),
        helper.make_tensor_value_info("length_scale", TensorProto.FLOAT, [1]),
    ]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, "samples"])]
    return helper.make_graph(nodes, "tones", inputs, outputs, initializer=constants)
