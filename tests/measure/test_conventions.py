"""What each tool counts of one op, and of whole networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.graph import Application, infer
from cnncalc.measure.conventions import CONVENTIONS, ModuleCall, Tally, convention_named
from cnncalc.measure.costs import NONE
from cnncalc.ops import OPS
from cnncalc.report.conventions import Conventions, count_by_conventions
from tests.ops.cases import op_of, shapes_of

TOOLS = ("torchinfo", "ptflops", "ptflops-aten", "fvcore", "thop", "calflops", "torch")

# What the tools themselves report on a model of this one op on 12×12×8: torchinfo 1.8.0, ptflops 0.7.5 by both
# backends, fvcore 0.1.5.post20221221, thop 0.1.1.post2209072238, calflops 0.3.2 (FLOPs and MACs) and the
# FlopCounterMode of torch 2.13.0, at inference.
MEASURED = {
    #                                                torchinfo ptflops   aten  fvcore    thop  calflops (2)    torch
    "{conv: 16, kernel: 3, pad: 1, bias: false}":    (165888, 165888, 165888, 165888, 165888, 331776, 165888, 331776),
    "{conv: 16, kernel: 3, pad: 1}":                 (168192, 168192, 168192, 165888, 165888, 334080, 165888, 331776),
    "{conv: 16, kernel: 3, pad: 2, stride: 2, dilation: 2}": (42048, 42048, 42048, 41472, 41472, 83520, 41472, 82944),
    "{depthwise_conv: 3, pad: 1}":                   (11520, 11520, 11520, 10368, 10368, 21888, 10368, 20736),
    "{conv: 16, kernel: 3, pad: 1, groups: 2, bias: false}": (82944, 82944, 82944, 82944, 82944, 165888, 82944, 165888),
    "{conv: 16, kernel: 4, pad: same, bias: false}": (294912, 294912, 294912, 0, 294912, 495616, 247808, 589824),
    "{conv_transpose: 16, kernel: 3, stride: 2}":    (730000, 175888, 175888, 165888, 720000, 332176, 165888, 331776),
    "{conv_transpose: 16, kernel: 3, stride: 2, groups: 2, bias: false}":
                                                     (360000, 82944, 82944, 82944, 360000, 82944, 41472, 165888),
    # The aten backend sees the biases only where the channels lie innermost in memory; otherwise it is 18,432.
    "{linear: 16, positionwise: true}":              (144, 20736, 20736, 18432, 18432, 36864, 18432, 36864),
    "batchnorm":                                     (16, 2304, 0, 2304, 4608, 2304, 0, 0),
    "{batchnorm, affine: false}":                    (0, 1152, 0, 1152, 2304, 1152, 0, 0),
    "{layernorm, over: all}":                        (2304, 1152, 0, 5760, 4608, 5760, 0, 0),
    "{groupnorm: 2}":                                (16, 2304, 0, 5760, 0, 5760, 0, 0),
    "{instancenorm, affine: true}":                  (16, 2304, 0, 5760, 4608, 5760, 0, 0),
    "{lrn: 5}":                                      (0, 5184, 0, 0, 0, 5184, 0, 0),
    "relu":                                          (0, 2304, 0, 0, 0, 1152, 0, 0),
    "relu6":                                         (0, 1152, 0, 0, 0, 0, 0, 0),
    "leaky_relu":                                    (0, 1152, 0, 0, 0, 1152, 0, 0),
    "{prelu, per: layer}":                           (1, 2304, 0, 0, 1152, 1152, 0, 0),
    "elu":                                           (0, 2304, 0, 0, 0, 1152, 0, 0),
    "gelu":                                          (0, 2304, 0, 0, 0, 1152, 0, 0),
    "silu":                                          (0, 1152, 0, 0, 0, 1152, 0, 0),
    "softmax":                                       (0, 1152, 0, 0, 3312, 1152, 0, 0),
    "{maxpool: 3, stride: 2, pad: 1}":               (0, 2304, 0, 0, 0, 1152, 0, 0),
    "{avgpool: 3, stride: 2, pad: 1}":               (0, 2304, 0, 0, 288, 1152, 0, 0),
    "global_avgpool":                                (0, 2304, 0, 1152, 1160, 1152, 0, 0),
    "{global_avgpool, keep: false}":                 (0, 2304, 0, 1152, 1160, 1152, 0, 0),
    "{adaptive_avgpool: 5}":                         (0, 2304, 0, 1152, 1352, 1152, 0, 0),
    "{adaptive_avgpool: 1x12}":                      (0, 2304, 0, 1152, 1248, 1152, 0, 0),
    "global_maxpool":                                (0, 2304, 0, 0, 0, 1152, 0, 0),
    "{upsample: 2}":                                 (0, 9216, 0, 4608, 4608, 1152, 0, 0),
    "{upsample: 2, mode: bilinear}":                 (0, 9216, 0, 18432, 50688, 1152, 0, 0),
    **dict.fromkeys(
        ["hardswish", "hardsigmoid", "sigmoid", "tanh", "mish", "dropout", "identity", "flatten", "{pad: 1}",
         "{pixel_shuffle: 2}", "{channel_shuffle: 2}", "selu", "softplus"],
        (0,) * 8,
    ),
}  # fmt: skip


def layer_of(step: str, inputs: str) -> Application:
    shapes = shapes_of(inputs)
    op = op_of(step, len(shapes[0].spatial))
    return Application(op, shapes, infer(op, shapes))


def counts_of(layer: Application) -> tuple[int | None, ...]:
    call = ModuleCall(layer, NONE)
    return tuple(counting.total(call) for tool in TOOLS for counting in CONVENTIONS[tool].counts)


@pytest.mark.parametrize("step", MEASURED)
def test_one_op_counts_as_the_tools_report_it(step: str) -> None:
    assert counts_of(layer_of(step, "12x12x8")) == MEASURED[step]


# The same, on inputs of other sizes and for fields that the tools see otherwise than we write them.
OTHERS = [
    ("{linear: 10}", "1152", (11530, 11530, 11530, 11520, 11520, 23040, 11520, 23040)),
    ("{linear: 10, bias: false}", "1152", (11520, 11520, 11520, 11520, 11520, 23040, 11520, 23040)),
    ("add", "12x12x8,12x12x8", (0,) * 8),  # x + x
    ("multiply", "12x12x8,1x1x8", (0,) * 8),  # x * y
    ("concat", "12x12x8,12x12x8", (0,) * 8),
    ("{conv: 16, kernel: 5, pad: same}", "12x8", (7872, 7872, 7872, 0, 7680, 15552, 7680, 15360)),
    ("{conv: 16, kernel: 4, pad: same}", "12x12x8",
     (297216, 297216, 297216, 0, 294912, 497552, 247808, 589824)),
    ("{conv: 16, kernel: 4x3, dilation: 2, pad: same}", "12x13x8",
     (242112, 242112, 242112, 0, 239616, 481728, 239616, 479232)),
    ("{conv: 16, kernel: 2, dilation: 3, pad: same, bias: false}", "12x13x8",
     (79872, 79872, 79872, 0, 79872, 135168, 67584, 159744)),
    ("{conv: 16, kernel: 3, stride: 2, pad: same, bias: false}", "12x12x8",
     (41472, 41472, 41472, 41472, 41472, 82944, 41472, 82944)),
    ("{conv: 16, kernel: 3, stride: 1x2, pad: same}", "12x12x8",
     (84096, 84096, 84096, 82944, 82944, 167040, 82944, 165888)),
    ("{depthwise_conv: 4, pad: same}", "12x12x8", (19584, 19584, 19584, 0, 18432, 31944, 15488, 36864)),
    ("{table_conv: [[0, 1], [2], [0, 7]], kernel: 5}", "12x12x8",
     (8192, 8192, 8192, 8000, 8000, 16192, 8000, 16000)),
    ("{conv_transpose: 16, kernel: 3, stride: 2, pad: 1}", "12x12x8",
     (617872, 174352, 174352, 165888, 609408, 332352, 165888, 331776)),
    ("{conv_transpose: 16, kernel: 4x3, stride: 2, pad: 2x1, bias: false}", "12x12x8",
     (777216, 221184, 221184, 221184, 777216, 442368, 221184, 442368)),
    ("{conv_transpose: 16, kernel: 3, stride: 2, pad: same}", "12x12x8",
     (672768, 175104, 175104, 165888, 663552, 332352, 165888, 331776)),
    ("{conv_transpose: 16, kernel: 4x5, stride: 2x1, pad: same, dilation: 2x1}", "12x12x8",
     (741888, 373248, 373248, 368640, 737280, 738432, 368640, 737280)),
    ("{conv_transpose: 16, kernel: 3, stride: 2, pad: [0, 1, 0, 1]}", "12x12x8",
     (672768, 175104, 175104, 165888, 663552, 332352, 165888, 331776)),
    ("{conv_transpose: 16, kernel: 3x2, stride: 3x2, dilation: 2, groups: 4, pad: 1}", "12x10x8",
     (142272, 33984, 33984, 23040, 131328, 11600, 5760, 46080)),
    ("{maxpool: 3, stride: 2, pad: same}", "12x12x8", (0, 2704, 0, 0, 0, 1352, 0, 0)),
    ("{maxpool: 3x5, stride: 2x1, pad: same}", "12x11x8", (0, 3120, 0, 0, 0, 1560, 0, 0)),
    ("{avgpool: 2, stride: 3, pad: same}", "12x11x8", (0, 2112, 0, 0, 128, 1056, 0, 0)),
    ("{maxpool: 3, pad: [0, 1, 0, 1]}", "12x12x8", (0, 2304, 0, 0, 0, 1152, 0, 0)),
    ("{maxpool: 3, stride: 2, pad: 2}", "12x12x8", (0, 3600, 0, 0, 0, 1800, 0, 0)),
    ("{avgpool: 4, stride: 2, pad: 2}", "12x12x8", (0, 2304, 0, 0, 392, 1152, 0, 0)),
    ("{maxpool: 2, stride: 2, ceil: caffe}", "13x13x8", (0, 2704, 0, 0, 0, 1352, 0, 0)),
    ("{maxpool: 2, stride: 3, ceil: caffe}", "13x13x8", (0, 2704, 0, 0, 0, 1352, 0, 0)),
    ("{maxpool: 3, stride: 3, ceil: caffe, dilation: 2}", "12x10x8", (0, 1920, 0, 0, 0, 960, 0, 0)),
    ("{subsample: 2}", "12x12x8", (0, 2304, 0, 0, 288, 1152, 0, 0)),
    ("global_avgpool", "12x8", (0, 192, 0, 0, 104, 96, 0, 0)),
    ("{adaptive_avgpool: 5}", "12x8", (0, 192, 0, 0, 136, 96, 0, 0)),
    ("{adaptive_avgpool: 5x7}", "12x12x8", (0, 2304, 0, 1152, 1432, 1152, 0, 0)),
    ("{upsample, size: 18}", "12x12x8", (0, 5184, 0, 2592, 2592, 324, 0, 0)),
    ("{upsample: 2x3}", "12x12x8", (0, 13824, 0, 6912, 6912, 864, 0, 0)),
    ("{upsample, size: 18x20, mode: bilinear}", "12x12x8", (0, 5760, 0, 11520, 31680, 360, 0, 0)),
    ("{upsample: 2}", "12x8", (0, 384, 0, 0, 192, 96, 0, 0)),
    ("{upsample: 2, mode: bilinear}", "12x8", (0, 384, 0, 0, 960, 96, 0, 0)),
    ("{upsample: 2}", "4x4x4x8", (0, 8192, 0, 0, 4096, 512, 0, 0)),
    ("{batchnorm, scale: false}", "12x12x8", (0, 1152, 0, 1152, 2304, 1152, 0, 0)),
    ("{groupnorm: 2, affine: false}", "12x12x8", (0, 1152, 0, 4608, 0, 4608, 0, 0)),
    ("instancenorm", "12x12x8", (0, 1152, 0, 4608, 2304, 4608, 0, 0)),
    ("{lrn: 3}", "12x10x8", (0, 4080, 0, 0, 0, 4080, 0, 0)),
    ("softmax", "1152", (0, 1152, 0, 0, 3455, 1152, 0, 0)),
    ("{softmax, over: all}", "12x12x8", (0, 1152, 0, 0, 3455, 1152, 0, 0)),
    ("{prelu, per: channel}", "12x12x8", (8, 2304, 0, 0, 1152, 1152, 0, 0)),
    ("{rbf: 10}", "84", (0, 0, 840, 840, 0, 0, 0, 1680)),
    *((step, "12x12x8", (0,) * 8) for step in ("layer_scale", "scale", "scaled_tanh", "positions", "tokens")),
    # nn.MultiheadAttention, told need_weights=False; written out as torchvision's windows; the function alone
    ("{attention: 4}", "9x16", (0, 12852, 9792, 9216, 0, 18432, 9216, 23616)),
    ("{attention: 4, bias: false}", "9x16", (0, 12420, 9216, 9216, 0, 18432, 9216, 23616)),
    ("{attention: 2}", "9x16,5x12", (0, 6946, 6976, 6528, 0, 13056, 6528, 15936)),
    ("{attention: 2, window: 3, positions: relative}", "7x8x16",
     (0, 24786, 111456, 106272, 0, 214002, 106272, 212544)),
    ("{attention: 4, project: false}", "9x16", (0, 0, 0, 0, 0, 0, 0, 5184)),
    ("{attention: 4, project: false}", "9x16,9x16,9x8", (0, 0, 1944, 0, 0, 0, 0, 3888)),
    # torch's modules; with one bias written out
    ("{lstm: 8, bidirectional: true}", "9x16", (14976, 16416, 0, 0, 16128, 29088, 0, 27648)),
    ("{lstm: 8, projection: 4}", "9x16", (6624, 7056, 6624, 0, 8064, 12240, 0, 12096)),
    ("{gru: 8}", "9x16", (5616, 6120, 5616, 0, 6120, 10872, 0, 10368)),
    ("{gru: 8, over: height}", "9x3x16", (16848, 18360, 16200, 0, 18360, 32616, 0, 31104)),
    ("{rnn: 8, bias: one}", "9x16", (0, 0, 1800, 1728, 0, 3456, 1728, 3456)),
    ("{embedding: 8, vocabulary: 20}", "9x1", (160, 0, 0, 0, 0, 0, 0, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("step", "inputs", "counts"), OTHERS)
def test_other_inputs(step: str, inputs: str, counts: tuple[int, ...]) -> None:
    assert counts_of(layer_of(step, inputs)) == counts


def report(network: str, **changes: str) -> Conventions:
    return count_by_conventions(cnncalc.load(network, **changes))


def test_alexnet() -> None:
    """The tools' own totals on torchvision's model at 224×224."""
    counts = [(entry.name, *(count.value for count in entry.counts)) for entry in report("alexnet-torchvision").entries]
    assert counts == [
        ("torchinfo", 714_682_664),
        ("torchsummary",),
        ("ptflops", 716_441_128),
        ("ptflops-aten", 714_682_664),
        ("fvcore", 714_197_696),
        ("thop", 714_206_912),
        ("calflops", 1_429_741_184, 714_188_480),
        ("torch", 1_428_376_960),
        ("torch-cpu", 1_428_376_960),
        ("keras",),
        ("lecture", 714_188_480),
    ]


@pytest.mark.parametrize(
    ("network", "convention", "params"),
    [
        ("resnet50-keras", "keras", 25_636_712),  # keras.io/api/applications/resnet: Total params
        ("alexnet-lecture", "lecture", 28_813_344),  # the lecture's exact rows, added up
        ("vgg16", "keras", 138_357_544),
        ("convnext_tiny", "thop", 28_582_504),  # thop has no rule for the layer scales
        ("lenet5", "ptflops", 60_000),  # the RBF centres are not trained
    ],
)
def test_params(network: str, convention: str, params: int) -> None:
    (entry,) = count_by_conventions(cnncalc.load(network), [convention]).entries
    assert entry.params == params


def test_frozen_parameters_are_counted_by_some() -> None:
    """ptflops/pytorch_engine.py:161-163 and calflops/calculate_pipline.py:132-135: those that require gradients."""
    counted = count_by_conventions(cnncalc.load("alexnet-torchvision", freeze=["conv*"]))
    params = {entry.name: entry.params for entry in counted.entries}
    assert {name for name, count in params.items() if count == 58_631_144} == {"ptflops", "ptflops-aten", "calflops"}
    assert {params[name] for name in ("torchinfo", "torchsummary", "fvcore", "thop", "torch")} == {61_100_840}


def test_what_torchsummary_prints() -> None:
    """Its own output on a module for every op; torchvision's model has none for flatten: 8.38 and 242.03 MB."""
    (entry,) = count_by_conventions(cnncalc.load("alexnet-torchvision"), ["torchsummary"]).entries
    assert dict(entry.printed) == {
        "Total params": "61,100,840",
        "Trainable params": "61,100,840",
        "Non-trainable params": "0",
        "Input size (MB)": "0.57",
        "Forward/backward pass size (MB)": "8.45",
        "Params size (MB)": "233.08",
        "Estimated Total Size (MB)": "242.10",
    }


# What the tools' own functions write: ptflops.utils and calflops.utils, flops_to_string and params_to_string.
TEXTS = [
    (7, "7 Mac", "7", "7 FLOPS", "7 MACs", "7"),
    (999, "999 Mac", "999", "999 FLOPS", "999 MACs", "999"),
    (1000, "1.0 KMac", "1.0 k", "1 KFLOPS", "1 KMACs", "1 K"),
    (45_678, "45.68 KMac", "45.68 k", "45.68 KFLOPS", "45.68 KMACs", "45.68 K"),
    (999_999, "1000.0 KMac", "1000.0 k", "1000 KFLOPS", "1000 KMACs", "1000 K"),
    (1_000_000, "1.0 MMac", "1.0 M", "1 MFLOPS", "1 MMACs", "1 M"),
    (999_999_999, "1000.0 MMac", "1000.0 M", "1000 MFLOPS", "1000 MMACs", "1000 M"),
    (10**9, "1.0 GMac", "1000.0 M", "1 GFLOPS", "1 GMACs", "1 B"),
    (123_456_789_012, "123.46 GMac", "123456.79 M", "123.46 GFLOPS", "123.46 GMACs", "123.46 B"),
    (10**12, "1000.0 GMac", "1000000.0 M", "1 TFLOPS", "1 TMACs", "1 T"),
]


def texts_of(convention: str, tally: Tally) -> dict[str, str]:
    prints = CONVENTIONS[convention].prints
    assert prints is not None
    return {printed.name: printed.text for printed in prints(tally)}


@pytest.mark.parametrize(("number", "macs", "params", "calflops", "calflops_macs", "calflops_params"), TEXTS)
def test_numbers_as_the_tools_write_them(
    number: int, macs: str, params: str, calflops: str, calflops_macs: str, calflops_params: str
) -> None:
    tally = Tally((), number, 0, (number, number), 0)
    for backend in ("ptflops", "ptflops-aten"):
        assert texts_of(backend, tally) == {"Computational complexity": macs, "Number of parameters": params}
    assert texts_of("calflops", tally) == {"FLOPs": calflops, "MACs": calflops_macs, "Params": calflops_params}


# torchinfo 1.8.0, ModelStatistics.format_output_num
READABLE = [
    (416_520, "M", "0.42"), (1_000_000, "M", "1"), (999_999_999, "M", "1,000.00"), (10**9, "G", "1"),
    (38_568_000_000, "G", "38.57"), (10**12, "T", "1"), (1_234_500_000_000_000, "T", "1,234.50"),
]  # fmt: skip


@pytest.mark.parametrize(("count", "letter", "text"), READABLE)
def test_numbers_as_torchinfo_writes_them(count: int, letter: str, text: str) -> None:
    assert texts_of("torchinfo", Tally((), 0, 0, (count,), 0))[f"Total mult-adds ({letter})"] == text


# The tools' own outputs on modules of C3D, but that conv1a is frozen here: 5,248 parameters are not trained.
PRINTED = {
    "torchinfo": {
        "Total params": "79,991,015", "Trainable params": "79,985,767", "Non-trainable params": "5,248",
        "Total mult-adds (G)": "38.57", "Input size (MB)": "2.41", "Forward/backward pass size (MB)": "187.13",
        "Params size (MB)": "319.96", "Estimated Total Size (MB)": "509.50",
    },
    "torchsummary": {
        "Total params": "79,991,015", "Trainable params": "79,985,767", "Non-trainable params": "5,248",
        "Input size (MB)": "2.30", "Forward/backward pass size (MB)": "389.64", "Params size (MB)": "305.14",
        "Estimated Total Size (MB)": "697.08",
    },
    "thop": {"macs": "38548960692.0", "params": "79991015.0"},
    "torch": {"get_total_flops()": "77097918464"},
    "fvcore": {"FlopCountAnalysis.total()": "38548959232", "parameter_count": "79991015"},
    "keras": {
        "Total params": "79,991,015", "Trainable params": "79,985,767", "Non-trainable params": "5,248",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_what_the_tools_print(name: str) -> None:
    (entry,) = count_by_conventions(cnncalc.load("c3d", freeze=["conv1a"]), [name]).entries
    assert dict(entry.printed) == PRINTED[name]


@pytest.mark.parametrize("network", ["alexnet", "lenet5", "dcgan-generator", "convnext_tiny", "googlenet", "m5"])
def test_differences_add_up(network: str) -> None:
    counted = report(network)
    for entry in counted.entries:
        assert entry.params - counted.params == sum(each.value for each in entry.params_differences)
        for count in entry.counts:
            assert count.value - counted.macs == sum(each.value for each in count.differences)


SMALL = "input: 4x4x3\nlayers: [{conv: 2, kernel: 1}, batchnorm, relu, flatten, {linear: 5}]\n"
DIFFERENCES = {  # 96 and 160 MACs, 32 and 5 biases, 32 values twice; batchnorm has 2 means and 2 variances
    "torch": [("linear", "MACs", 1, 160), ("conv", "MACs", 1, 96)],
    "ptflops": [
        ("batchnorm", "input values", 2, 64), ("relu", "input values", 2, 64),
        ("conv", "biases added", 1, 32), ("linear", "biases added", 1, 5),
    ],
    "keras": [("batchnorm", "moving means and variances", 1, 4)],
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_what_makes_a_difference(name: str, load: Callable[[str], cnncalc.Network]) -> None:
    (entry,) = count_by_conventions(load(SMALL), [name]).entries
    found = [*entry.params_differences, *(each for count in entry.counts for each in count.differences)]
    assert [tuple(each) for each in found] == DIFFERENCES[name]


def test_what_is_not_trained_is_a_difference_of_less() -> None:
    """LeCun et al. 1998: 84 parameters of each of the 10 centres are set by hand."""
    (entry,) = count_by_conventions(cnncalc.load("lenet5"), ["ptflops"]).entries
    assert [tuple(each) for each in entry.params_differences] == [("rbf", "parameters that are not trained", -1, -840)]


@pytest.mark.parametrize("training", [False, True])
def test_cnncalcs_own_figures_are_those_of_the_totals(training: bool) -> None:
    network = cnncalc.load("googlenet")
    counted, totals = count_by_conventions(network, training=training), network.totals(training=training)
    assert (counted.params, counted.macs, counted.flops) == (totals.params, totals.macs, totals.flops)
    assert (count_by_conventions(network) == counted) is not training


BOUNDS = [
    ("macs: 5", ("params", "flops"), {False, True}),  # thop and torchsummary count none of them, however many
    ("params: 5", ("macs", "flops"), {True}),
    ("params: 5, macs: 5", ("flops",), {True}),
    ("params: 5, macs: 5, flops: 10", (), {True}),
]


@pytest.mark.parametrize(("told", "lower_bounds", "params_complete"), BOUNDS)
def test_what_is_a_lower_bound(
    told: str, lower_bounds: tuple[str, ...], params_complete: set[bool], load: Callable[[str], cnncalc.Network]
) -> None:
    counted = count_by_conventions(load(f"input: 4x4x3\nlayers: [{{op: mine, {told}}}, {{conv: 2, kernel: 1}}]\n"))
    assert counted.lower_bounds == lower_bounds
    assert {entry.params_complete for entry in counted.entries} == params_complete
    assert {entry.name for entry in counted.entries if entry.params_complete and entry.printed} >= {"thop"}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_rules_are_of_ops(name: str) -> None:
    """What has no rule counts nothing: a name that is misspelt would not be missed."""
    for counting in CONVENTIONS[name].counts:
        assert counting.rules
        assert set(counting.rules) <= set(OPS)


TOLD = "input: 8x8x3\nlayers: [{op: mine, params: 10%s}, {conv: 4, kernel: 3, bias: false}]\n"
# The tools' own reports on a module of a class of its own, its 10 parameters not called weight or bias, and a
# convolution of 3,888 MACs and 108 parameters.
DECLARED = {
    "torchinfo": (118, 3_888), "torchsummary": (108,), "ptflops": (118, 3_888), "ptflops-aten": (118, 3_888),
    "fvcore": (118, 3_888), "thop": (108, 3_888), "calflops": (118, 7_776, 3_888), "torch": (118, 7_776),
    "torch-cpu": (118, 7_776),
    "keras": (118,), "lecture": (118, 3_988),
}  # fmt: skip


def test_tools_count_no_operations_of_an_op_of_ones_own(load: Callable[[str], cnncalc.Network]) -> None:
    counted = count_by_conventions(load(TOLD % ", macs: 100"))
    assert {entry.name: (entry.params, *(each.value for each in entry.counts)) for entry in counted.entries} == DECLARED
    assert all(count.complete for entry in counted.entries for count in entry.counts)


def test_what_is_not_told_makes_lower_bounds(load: Callable[[str], cnncalc.Network]) -> None:
    counted = count_by_conventions(load(TOLD % ""))
    assert [entry.name for entry in counted.entries if not all(each.complete for each in entry.counts)] == ["lecture"]
    assert [entry.name for entry in counted.entries if not entry.printed] == ["lecture"]


# The tools' own reports on linear(10) of 100 MACs and 110 parameters: torchinfo (parameters, mult-adds), torchsummary
# (parameters), ptflops by both backends, fvcore, thop (MACs, parameters), calflops (FLOPs, MACs), torch.
A, B = "{layers: [{linear: 10, name: fc}], name: a}", "{layers: [{linear: 10, name: fc, share: a.fc}], name: %s}"
SHARED = [
    # in k parents, one call each: thop k³, ptflops and calflops k², torchsummary k² parameters, torchinfo k + 1
    (A, (110, 110), 110, 110, 110, 100, (100, 110), (200, 100), 200),
    (f"{A}, {B % 'b'}", (330, 220), 440, 440, 220, 200, (800, 220), (800, 400), 400),
    (f"{A}, {B % 'b'}, {B % 'c'}", (440, 330), 990, 990, 330, 300, (2_700, 330), (1_800, 900), 600),
    # from one parent twice
    ("{linear: 10, name: fc}, {linear: 10, share: fc}", (110, 220), 220, 220, 220, 200, (200, 110), (400, 200), 400),
    ("{layers: [{linear: 10, name: fc}, {linear: 10, share: fc}], name: a}",
     (110, 220), 220, 220, 220, 200, (200, 110), (400, 200), 400),
    # the whole network is a parent, too
    (f"{{linear: 10, name: fc}}, {B.replace('a.fc', 'fc') % 'b'}",
     (220, 220), 440, 440, 220, 200, (800, 220), (800, 400), 400),
    # twice in one parent and once in another
    (f"{{layers: [{{linear: 10, name: fc}}, {{linear: 10, share: fc}}], name: a}}, {B % 'b'}",
     (330, 330), 660, 660, 330, 300, (1_200, 220), (1_200, 600), 600),
    # parents in a parent
    (f"{A}, {{layers: [{B % 'b'}, {B % 'd'}], name: c}}",
     (440, 330), 990, 990, 330, 300, (2_700, 330), (1_800, 900), 600),
    # a parent that is called twice is one, and in two parents it is on two ways
    (f"{A}, {{layers: [{{linear: 10, name: fc}}], name: b, share: a}}",
     (110, 220), 220, 220, 220, 200, (200, 110), (400, 200), 400),
    (f"{{layers: [{A}], name: x}}, {{layers: [{{layers: [{{linear: 10, name: fc}}], name: b, share: x.a}}], name: y}}",
     (330, 220), 440, 440, 220, 200, (800, 220), (800, 400), 400),
]  # fmt: skip


@pytest.mark.parametrize(
    ("layers", "torchinfo", "torchsummary", "ptflops", "aten", "fvcore", "thop", "calflops", "torch"), SHARED
)
def test_shared_modules(
    layers: str,
    torchinfo: tuple[int, int],
    torchsummary: int,
    ptflops: int,
    aten: int,
    fvcore: int,
    thop: tuple[int, int],
    calflops: tuple[int, int],
    torch: int,
    load: Callable[[str], cnncalc.Network],
) -> None:
    counted = count_by_conventions(load(f"input: 10\nlayers: [{layers}]\n"))
    found = {entry.name: (entry.params, *(each.value for each in entry.counts)) for entry in counted.entries}
    assert found["torchinfo"] == torchinfo
    assert found["torchsummary"] == (torchsummary,)
    assert (found["ptflops"], found["ptflops-aten"], found["fvcore"]) == ((110, ptflops), (110, aten), (110, fvcore))
    assert found["thop"] == thop[::-1]
    assert (found["calflops"], found["torch"]) == ((110, *calflops), (110, torch))


# ptflops counts a module for each way to it and a function once a call: 256 values on 8×8×4, two calls in two parents.
FUNCTIONS = [
    ("relu", 1_536), ("relu6", 1_024), ("silu", 512), ("softmax", 512), ("{maxpool: 3, stride: 1, pad: 1}", 1_536),
    ("{lrn: 3}", 2_304), ("batchnorm", 2_048), ("{upsample: 1}", 1_536),
]  # fmt: skip


@pytest.mark.parametrize(("step", "count"), FUNCTIONS)
def test_shared_functions(step: str, count: int, load: Callable[[str], cnncalc.Network]) -> None:
    first = step if step.startswith("{") else f"{{{step}: null}}"
    layers = f"{{layers: [{first[:-1]}, name: x}}], name: a}}, {{layers: [{first[:-1]}, share: a.x}}], name: b}}"
    (entry,) = count_by_conventions(load(f"input: 8x8x4\nlayers: [{layers}]\n"), ["ptflops"]).entries
    assert entry.counts[0].value == count


TIED = """
input: 8x8x4
layers: [{conv: 4, kernel: 3, pad: 1, name: a}, {conv: 4, kernel: 3, pad: 2, dilation: 2, share: a}]
"""


def test_other_fields_make_another_module_with_the_same_tensors(load: Callable[[str], cnncalc.Network]) -> None:
    """Two torch modules with the same weight and bias: torchinfo, thop and torchsummary count 148 for each."""
    params = {entry.name: entry.params for entry in count_by_conventions(load(TIED)).entries}
    assert {name for name, count in params.items() if count == 296} == {"torchinfo", "thop", "torchsummary"}
    assert {*params.values()} == {296, 148, 144}


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], cnncalc.Network]:
    def loaded(text: str) -> cnncalc.Network:
        path = tmp_path / "net.yaml"
        path.write_text(text, encoding="utf-8")
        return cnncalc.load(str(path))

    return loaded


def test_names() -> None:
    assert convention_named("PTFlops_aten") is CONVENTIONS["ptflops-aten"]
    with pytest.raises(CnncalcError, match=r"unknown convention 'ptflop' \(did you mean 'ptflops'\?\)"):
        convention_named("ptflop")
