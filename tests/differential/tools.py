"""The field's tools, each as a function that gives what it reports on a torch network.

Those that put their own functions in the place of torch's need tensors with values: without, torch works some of its
functions out with others of its own, which they then count as well.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from torch import Tensor, library, nn
from torch.utils.flop_counter import FlopCounterMode

Inputs = tuple[Tensor, ...]


class Reported(NamedTuple):
    """A tool's totals: its parameters, its operations, and what it prints or answers as text."""

    params: int
    counts: tuple[int, ...]
    printed: dict[str, str]


def torchinfo(network: nn.Module, inputs: Inputs) -> Reported:
    from torchinfo import summary

    said = summary(network, input_data=list(inputs), device="meta", verbose=0)
    # Python 3.11 and later write the unit, an enumeration, as Units.MEGABYTES.
    text = re.sub(r"Units\.(\w)\w+", r"\1", str(said))
    return Reported(said.total_params, (said.total_mult_adds,), lines(text))


def torchsummary(network: nn.Module, inputs: Inputs) -> Reported:
    from torchsummary import summary

    with contextlib.redirect_stdout(io.StringIO()) as printed:
        summary(network, [tuple(x.shape[1:]) for x in inputs], device="cpu")
    said = lines(printed.getvalue())
    return Reported(int(said["Total params"].replace(",", "")), (), said)


def lines(text: str) -> dict[str, str]:
    """Lines of the form `name: figure`."""
    found = (re.fullmatch(r"(.*\w\)?): ([\d.,]+)", line) for line in text.splitlines())
    return {match[1]: match[2] for match in found if match}


def declare_operators_of_torchvision() -> None:
    """For ptflops, which imports torchvision if it is there.

    A torchvision that was not built for this torch (a wheel for CUDA beside a CPU torch) lacks two operators.
    """
    try:
        import_module("torchvision")
    except ImportError:
        return
    except RuntimeError:
        for operator in ("nms", "qnms"):
            library.define(f"torchvision::{operator}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")


def ptflops(network: nn.Module, inputs: Inputs, backend: str = "pytorch") -> Reported:
    declare_operators_of_torchvision()
    from ptflops import get_model_complexity_info
    from ptflops.utils import flops_to_string, params_to_string

    count, params = get_model_complexity_info(
        network,
        tuple(inputs[0].shape[1:]),
        input_constructor=None if len(inputs) == 1 else lambda _: {f"x{i}": x for i, x in enumerate(inputs)},
        print_per_layer_stat=False,
        as_strings=False,
        backend=backend,
    )
    texts = {"Computational complexity": flops_to_string(count), "Number of parameters": params_to_string(params)}
    return Reported(params, (count,), texts)


def ptflops_aten(network: nn.Module, inputs: Inputs) -> Reported:
    return ptflops(network, inputs, "aten")


def fvcore(network: nn.Module, inputs: Inputs) -> Reported:
    from fvcore.nn import FlopCountAnalysis, parameter_count

    analysis = FlopCountAnalysis(network, inputs).unsupported_ops_warnings(False).tracer_warnings("none")
    total, params = analysis.total(), parameter_count(network)[""]
    return Reported(params, (int(total),), {"FlopCountAnalysis.total()": str(total), "parameter_count": str(params)})


def activations(network: nn.Module, inputs: Inputs) -> int:
    """What fvcore calls activations."""
    from fvcore.nn import ActivationCountAnalysis

    analysis = ActivationCountAnalysis(network, inputs).unsupported_ops_warnings(False).tracer_warnings("none")
    return int(analysis.total())


def thop(network: nn.Module, inputs: Inputs) -> Reported:
    from thop import profile

    macs, params = profile(network, inputs, verbose=False)
    return Reported(int(params), (int(macs),), {"macs": str(macs), "params": str(params)})


def calflops(network: nn.Module, inputs: Inputs) -> Reported:
    from calflops import calculate_flops
    from calflops.utils import flops_to_string, macs_to_string, params_to_string

    flops, macs, params = calculate_flops(network, args=list(inputs), print_results=False, output_as_string=False)
    texts = {
        "FLOPs": flops_to_string(flops),
        "MACs": macs_to_string(macs),
        "Params": params_to_string(params),
    }
    return Reported(params, (flops, macs), texts)


def torch(network: nn.Module, inputs: Inputs) -> Reported:
    with FlopCounterMode(display=False) as counter:
        network(*inputs)
    params = sum(parameter.numel() for parameter in network.parameters())
    total = counter.get_total_flops()
    return Reported(params, (total,), {"get_total_flops()": str(total)})


class Tool(NamedTuple):
    """A tool, and the device for its tensors: `meta`, without values, where it only looks at shapes."""

    package: str
    run: Callable[[nn.Module, Inputs], Reported]
    device: str = "meta"


TOOLS = {
    "torchinfo": Tool("torchinfo", torchinfo),
    "torchsummary": Tool("torchsummary", torchsummary),
    "ptflops": Tool("ptflops", ptflops, "cpu"),
    "ptflops-aten": Tool("ptflops", ptflops_aten, "cpu"),
    "fvcore": Tool("fvcore", fvcore, "cpu"),
    "thop": Tool("thop", thop),
    "calflops": Tool("calflops", calflops, "cpu"),
    "torch": Tool("torch", torch),
}
"""By the convention's name."""


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of the tools, which are about themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
