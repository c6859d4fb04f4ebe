"""Names of layers, which may be any text, as names that Python and torch take."""

from __future__ import annotations

import keyword
import re

OF_MODULES = frozenset({
    "OrderedDict", "T_destination", "add_module", "append", "apply", "bfloat16", "buffers", "call_super_init",
    "children", "compile", "cpu", "cuda", "double", "dump_patches", "eval", "extend", "extra_repr", "float",
    "forward", "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half", "insert", "ipu",
    "load_state_dict", "modules", "mtia", "named_buffers", "named_children", "named_modules", "named_parameters",
    "nn", "parameters", "pop", "register_backward_hook", "register_buffer", "register_forward_hook",
    "register_forward_pre_hook", "register_full_backward_hook", "register_full_backward_pre_hook",
    "register_load_state_dict_post_hook", "register_load_state_dict_pre_hook", "register_module",
    "register_parameter", "register_state_dict_post_hook", "register_state_dict_pre_hook", "requires_grad_", "self",
    "set_extra_state", "set_submodule", "share_memory", "state_dict", "super", "to", "to_empty", "torch", "train",
    "training", "type", "x", "xpu", "y", "z", "zero_grad",
})  # fmt: skip
"""What a module calls something of its own, and what the code around it calls something else."""


def attribute(name: str, taken: set[str]) -> str:
    """A layer's name as an attribute of a module: letters of ASCII, no keyword, nothing that is taken; now taken."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).lstrip("_") or "layer"
    if plain[0].isdigit():
        plain = f"layer_{plain}"
    if keyword.iskeyword(plain) or keyword.issoftkeyword(plain) or plain in OF_MODULES:
        plain += "_"
    return _untaken(plain, taken)


def class_name(name: str, taken: set[str]) -> str:
    """A block's or network's name as a class's: `se_bottleneck` as SeBottleneck; now taken."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    plain = "".join(word[0].upper() + word[1:] for word in words) or "Block"
    if plain[0].isdigit():
        plain = f"Net{plain}"
    return _untaken(plain + "_" if keyword.iskeyword(plain) else plain, taken)


def _untaken(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}{'' if name[-1].isalpha() else '_'}{number}"
    taken.add(free)
    return free
