"""What a file is that is a model of some framework and no spec: told by how it begins, or by its suffix. Never read."""

from __future__ import annotations

import re
from collections.abc import Collection

from cnncalc.errors import ModelError

HEAD = 4_096
"""How many bytes of a file are looked at."""
HINT = "it is not read; write the network as YAML: 'cnncalc show alexnet' prints one, 'cnncalc ops' lists the layers"

EXPORTED = "it is never opened, as that could run code: export the model, torch.onnx.export(model, input, 'model.onnx')"

SUFFIXES = {
    ".onnx": "an ONNX model", ".ort": "an ONNX Runtime model",
    ".pt": "a PyTorch file", ".pth": "a PyTorch file", ".pt2": "a program exported from PyTorch",
    ".ckpt": "a checkpoint", ".pkl": "a Python pickle", ".safetensors": "a file of weights (safetensors)",
    ".h5": "an HDF5 file, as Keras saves models and weights",
    ".hdf5": "an HDF5 file, as Keras saves models and weights", ".keras": "a Keras model",
    ".tflite": "a TensorFlow Lite model", ".pb": "a TensorFlow graph", ".pbtxt": "a TensorFlow or Caffe graph as text",
    ".prototxt": "a Caffe network", ".caffemodel": "a file of Caffe's weights",
    ".cfg": "a Darknet network", ".weights": "a file of Darknet's weights",
    ".engine": "a TensorRT engine", ".plan": "a TensorRT engine", ".trt": "a TensorRT engine",
    ".mlmodel": "a Core ML model", ".mlpackage": "a Core ML model", ".gguf": "a GGUF model",
    ".pdmodel": "a PaddlePaddle model", ".npz": "an archive of NumPy arrays", ".py": "Python code",
    ".ipynb": "a notebook",
}  # fmt: skip
"""What a file with such a suffix is, if nothing else tells."""

ZIP = "a zip archive"
PICKLE = "a pickle, as PyTorch saves models"

_BINARY = (
    (rb"\x89HDF\r\n\x1a\n", SUFFIXES[".h5"]),
    (rb".{4}TFL3", SUFFIXES[".tflite"]),
    (rb".{4}ORTM", SUFFIXES[".ort"]),
    (rb"PK\x03\x04.*?(?:data\.pkl|data/0|\.data/serialization_id)", SUFFIXES[".pt"]),
    (rb"PK\x03\x04.*?(?:config\.json|metadata\.json|model\.weights\.h5)", SUFFIXES[".keras"]),
    (rb"PK\x03\x04.*?\.npy", SUFFIXES[".npz"]),
    (rb"PK\x03\x04", ZIP),
    (rb"\x80[\x02-\x05].*?(?:torch|collections|l\xfc\x9cF)", PICKLE),
    (rb"\x80[\x02-\x05]", "a Python pickle"),
    (rb"[^\0]{1,4}\0{4,7}\{\"", SUFFIXES[".safetensors"]),
    (rb"GGUF", SUFFIXES[".gguf"]),
    (rb"ftrt|.{0,32}ptrt", SUFFIXES[".engine"]),
    (rb"\x93NUMPY", "a NumPy array"),
    (rb"\x08[\x01-\x1f](?:\x12.[\x20-\x7e]|:|\x1a|\x22|\x2a|\x32)", SUFFIXES[".onnx"]),
)
"""What a binary file is that begins so. ONNX has no mark: its version, then its producer or its graph, come first."""

_TEXT = (
    (r"\s*\w+\(\s*\n\s+\([\w.]+\): \w+\(", "a PyTorch model as it is printed"),
    (r"(?s).*?\bLayer \(type", "the summary of a model as Keras, torchinfo or torchsummary print it"),
    (r"\s*graph [\w.-]* ?\(\s*\n?\s*%|\s*<\s*ir_version|(?s:.*?)^ir_version: ?\d", "an ONNX model as text"),
    (r"\s*graph\(%|\s*opcode +name +target", "a graph of PyTorch as text"),
    (r"(?s).*?^(?:layer|layers|input_param) ?\{", SUFFIXES[".prototxt"]),
    (r"(?s).*?^node \{", "a TensorFlow graph as text"),
    (r"(?s).*?^\[(?:net|network|convolutional)\]", SUFFIXES[".cfg"]),
    (r"(?s).*?^(?:import \w|from [\w.]+ import |class \w+.*:$|def \w+\(|@\w)", SUFFIXES[".py"]),
    (r"7767517\s", "an ncnn model"),
    (r"\s*<\?xml|\s*<net ", "XML, as OpenVINO has its models"),
    (r"(?i)\s*<!doctype html|\s*<html", "a page of the web"),
    (r"version https://git-lfs", "a pointer to a file in Git LFS, and not the file"),
)
"""What a text is that begins so, or has a line that does."""

_KEYS = {
    "class_name": "a Keras model as JSON", "modelTopology": "a TensorFlow.js model",
    "arg_nodes": "an MXNet model as JSON", "irVersion": "an ONNX model as JSON", "nbformat": SUFFIXES[".ipynb"],
    "architectures": "a configuration of Hugging Face", "model_type": "a configuration of Hugging Face",
    "backbone": "a configuration of a model elsewhere, as Ultralytics'",
}  # fmt: skip
"""What a mapping with such a key is."""


def suffix_of(path: str) -> str:
    """The suffix of a path, if it is a model's."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    return suffix if suffix in SUFFIXES else ""


def marked_model(head: bytes) -> str:
    """What a file is by how its bytes begin; nothing if that is not known."""
    start = head[:HEAD]
    return next((what for mark, what in _BINARY if re.match(mark, start, re.DOTALL)), "")


def binary_model(path: str, head: bytes) -> str:
    """What a file that is no text is, by how it begins, or else by its suffix; nothing if that is not known."""
    found = marked_model(head)
    return found if found not in ("", ZIP) else SUFFIXES.get(suffix_of(path), found)


def text_model(path: str, text: str) -> str:
    """What a text that is no spec is, by how it begins, or else by its suffix; nothing if that is not known."""
    start = text[:HEAD]
    found = next((what for mark, what in _TEXT if re.match(mark, start, re.MULTILINE)), "")
    is_spec = re.search(r"^(layers|extends|blocks|variants):", start, re.MULTILINE)
    return found or ("" if is_spec else SUFFIXES.get(suffix_of(path), ""))


def model_in(path: str, data: bytes) -> str:
    """What a file is by how it begins, text or not, or by its suffix; nothing if that is not known."""
    return binary_model(path, data) or text_model(path, data[:HEAD].decode("utf-8", "replace"))


def mapping_model(keys: Collection[str]) -> str:
    """What a mapping is that is no spec, by its keys; nothing if that is not known."""
    return next((what for key, what in _KEYS.items() if key in keys), "")


def folder_model(names: Collection[str]) -> str:
    """What a folder is that holds files of these names; nothing if that is not known."""
    if "saved_model.pb" in names:
        return "a TensorFlow SavedModel"
    return SUFFIXES[".mlpackage"] if "Manifest.json" in names and "Data" in names else ""


def no_spec(shown: str, what: str) -> ModelError:
    """The error for what is a model and no spec."""
    return ModelError(f"{shown}: is {what}, not a spec", hint=hint_for(what))


def hint_for(what: str) -> str:
    """What to do about a model, by what it is."""
    if what == SUFFIXES[".onnx"]:
        return "a model is read from a file whose name ends in .onnx"
    return EXPORTED if what in (SUFFIXES[".pt"], PICKLE, SUFFIXES[".ckpt"]) else HINT
