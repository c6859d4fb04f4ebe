"""A file that is a model of some framework is named as what it is, and never read or run."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.source.models import hint_for


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, b"\0\1")
    return data.getvalue()


PYTORCH = "a PyTorch file"
PRINTED = "a PyTorch model as it is printed"
SUMMARY = "the summary of a model as Keras, torchinfo or torchsummary print it"
ONNX = "an ONNX model"
AS_TEXT = "an ONNX model as text"

MODELS: list[tuple[str, bytes | str, str]] = [
    # as torch, onnx, h5py, safetensors and Keras 2 and 3 write them
    ("net.pt", zipped("net/data.pkl", "net/data/0"), PYTORCH),
    ("net", zipped("archive/data.pkl"), PYTORCH),
    ("net.pth", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", "a pickle, as PyTorch saves models"),
    ("net.pkl", pickle.dumps({"a": 1}), "a Python pickle"),
    ("net.pt2", zipped("e/archive_format", "e/models/model.json"), "a program exported from PyTorch"),
    ("net.bin", b"\x08\x0d:8\n\x0f\n\x01x\x12\x01y\"\x04Relu\x12\x01gB\x04\n\x00\x10\x1a", ONNX),
    ("net", b"\x08\x0d\x12\x07pytorch\x1a\x032.0:8\n\x0f\n\x01x\x12\x01y\"\x04Relu", ONNX),
    ("net.h5", b"\x89HDF\r\n\x1a\n\0\0\0\0", "an HDF5 file, as Keras saves models and weights"),
    ("net", b"\x89HDF\r\n\x1a\n\0\0\0\0", "an HDF5 file, as Keras saves models and weights"),
    ("net", b"\x1c\0\0\0TFL3\x14\0\x20\0", "a TensorFlow Lite model"),
    ("net.safetensors", b"\x48\x01\0\0\0\0\0\0{\"fc.bias\":{\"dtype\":\"F32\"", "a file of weights (safetensors)"),
    ("net.pb", b"\x0a\x2c\x0a\x05input\x12\x0bPlaceholder\0", "a TensorFlow graph"),
    ("net.caffemodel", b"\x0a\x07AlexNet\xff", "a file of Caffe's weights"),
    ("net.weights", b"\0\0\0\0\2\0\0\0", "a file of Darknet's weights"),
    ("net.engine", b"ftrt\0\0", "a TensorRT engine"),
    ("net.mlmodel", b"\x08\x01\x12\xff", "a Core ML model"),
    ("net.npz", zipped("a.npy"), "an archive of NumPy arrays"),
    ("net.txt", "ResNet(\n  (conv1): Conv2d(3, 64, kernel_size=(7, 7))\n  (fc): Linear(512, 10)\n)\n", PRINTED),
    ("net.txt", "Sequential(\n  (0): Linear(in_features=3, out_features=4, bias=True)\n)\n", PRINTED),
    ("net.txt", "-----\n        Layer (type)               Output Shape         Param #\n=====\n", SUMMARY),
    ("net.txt", "=====\nLayer (type:depth-idx)                   Output Shape              Param #\n=====\n", SUMMARY),
    ("net.txt", 'Model: "sequential"\n____\n Layer (type)         Output Shape         Param #\n', SUMMARY),
    ("net.txt", 'Model: "sequential"\n┏━━━┳━━━┓\n┃ Layer (type)  ┃ Output Shape ┃  Param # ┃\n', SUMMARY),
    ("net.json", '{"format": "layers-model", "modelTopology": {}}', "a TensorFlow.js model"),
    ("net.txt", '<\n   ir_version: 8,\n   opset_import: ["" : 17]\n>\ng (float[1,3] x) => (float y) {\n', AS_TEXT),
    ("net.txt", "graph main_graph (\n  %input[FLOAT, 1x3x224x224]\n) {\n  %y = Relu(%input)\n}\n", AS_TEXT),
    ("net.txt", 'ir_version: 8\nproducer_name: "pytorch"\ngraph {\n  node {\n', AS_TEXT),
    ("net.txt", "graph(%self : __torch__.Net,\n      %x : Float(1, 3, 32, 32)):\n", "a graph of PyTorch as text"),
    ("net.txt", 'name: "VGG"\ninput: "data"\nlayers {\n  type: CONVOLUTION\n}\n', "a Caffe network"),
    ("net.py", '"""A network."""\nimport torch\n\nclass Net(torch.nn.Module):\n    pass\n', "Python code"),
    ("net.txt", "from torch import nn\nnet = nn.Sequential(nn.Conv2d(3, 8, 3))\n", "Python code"),
    ("net.yaml", "nc: 80\nbackbone:\n  - [-1, 1, Conv, [64, 6, 2, 2]]\nhead: []\n",
     "a configuration of a model elsewhere, as Ultralytics'"),
    ("net.yaml", "<!DOCTYPE html>\n<html><body>404</body></html>\n", "a page of the web"),
]  # fmt: skip


def as_bytes(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


@pytest.mark.parametrize(("name", "content", "what"), MODELS)
def test_what_it_is(
    name: str, content: bytes | str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(as_bytes(content))
    with pytest.raises(CnncalcError) as caught:
        cnncalc.load(f"./{name}")
    assert str(caught.value) == f"./{name}: is {what}, not a spec ({hint_for(what)})"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped("a/data.pkl"), PYTORCH),
        ("ResNet(\n  (fc): Linear(512, 10)\n)\n", PRINTED),
        ("import torch\n", "Python code"),
    ],
)
def test_on_standard_input(content: bytes | str, what: str) -> None:
    command = [sys.executable, "-m", "cnncalc", "summary", "-"]
    done = subprocess.run(command, input=as_bytes(content), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"<stdin>: is {what}, not a spec ({hint_for(what)})\n"


def test_where_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("resnet50.pt").write_bytes(zipped("net/data.pkl"))
    Path("net.yaml").write_text("extends: resnet50.pt\n")
    os.truncate("resnet50.pt", 2**33)  # none of which is read but the beginning
    Path("saved").mkdir()
    Path("saved/saved_model.pb").touch()
    Path("spec.cfg").write_text("input: 8\nlayers: [relu]\n")
    Path("broken.cfg").write_text("input: 8\nlayers: [3]\n")
    has = f"(the catalogue has 'resnet50'; {hint_for(PYTORCH)})"
    for reference, expected in {
        "resnet50.pt": f"resnet50.pt: is a PyTorch file, not a spec {has}",
        "net.yaml": f"net.yaml:1:10: resnet50.pt: is a PyTorch file, not a spec {has}",
        "resnet18.pt": "resnet18.pt: no such file (the catalogue's is called 'resnet18')",
        "./saved": f"./saved: is a TensorFlow SavedModel, not a spec ({hint_for('')})",
        "broken.cfg": "broken.cfg:2:10: a step is an op's name or a mapping, not 3",
    }.items():
        with pytest.raises(CnncalcError) as caught:
            cnncalc.load(reference)
        assert str(caught.value) == expected
    assert cnncalc.load("spec.cfg").summary().totals.params == 0  # what is a spec is one, however it is called


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("sprung",)


def test_no_pickle_is_loaded_and_no_code_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.pt").write_bytes(pickle.dumps(Trap()))
    Path("net.py").write_text("import os\nos.mkdir('sprung')\n")
    for reference in ("net.pt", "net.py", "net.py:Net"):
        with pytest.raises(CnncalcError, match="not a spec"):
            cnncalc.load(reference)
    assert not Path("sprung").exists()
