"""An op of one's own."""

from __future__ import annotations

from pathlib import Path

import cnncalc
from tests.ops.cases import Case, Refusal, check, check_refusal, row, table

CASES = [
    row("{op: my_op, output: 4x4x8, params: 100, macs: 2000}", "7x7x3", "4x4x8", parameters=100, macs=2_000),
    row("{op: my_op, params: 0}", "7x7x3", "7x7x3"),
    row("{op: my_op, params: 0, macs: 1000000000000000}", "7x7x3", "7x7x3", macs=10**15),
    row("{op: my_op, params: 0, macs: 5, flops: 25}", "7x7x3", "7x7x3", macs=5, others=15),
    row("{op: my_op, params: 0, macs: 5, flops: 10}", "7x7x3", "7x7x3", macs=5),
    row("{custom: my_op, output: 10}", "7x7x3", "10"),
]

REFUSALS = [
    Refusal("op", "7x7x3", "label", "op needs 'label': what it is called"),
    Refusal("{op: 3}", "7x7x3", "label", "label must be a word, not 3"),
    Refusal("{op: my_op, macs: 1000000000000001}", "7", "macs", "macs must be at most 10¹⁵, not 1000000000000001"),
    Refusal("{op: my_op, flops: 9}", "7", "flops", "flops need macs beside them, of which each counts as 2"),
    Refusal("{op: my_op, macs: 5, flops: 9}", "7", "flops", "flops counts each MAC as 2, and 5 MACs are more than 9"),
    Refusal("{op: my_op, params: -1}", "7x7x3", "params", "params must be a whole number of at least 0, not -1"),
    Refusal(
        "{op: my_op, output: large}",
        "7x7x3",
        "output",
        "output must be a shape such as 7x7x512 (height × width × channels), not 'large'",
    ),
]


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


SPEC = "input: 8x8x3\nlayers:\n  - {conv: 4, kernel: 3}\n  - {op: my_op, params: 7}\n  - relu\n"


def test_what_is_not_told_makes_totals_lower_bounds(tmp_path: object) -> None:
    path = f"{tmp_path}/net.yaml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(SPEC)
    totals = cnncalc.load(path).summary().totals
    assert (totals.params, totals.macs) == (119, 3_888)
    assert totals.lower_bounds == ("macs", "flops", "backward_macs")


def test_other_operations_than_macs_are_told_or_unknown(tmp_path: Path) -> None:
    """Of the convolution 2·3,888 + 6·6·4 additions of biases, of relu 144 comparisons."""
    for told, flops, bounds in (("macs: 5", 8_064, ("flops",)), ("macs: 5, flops: 100", 8_164, ())):
        path = tmp_path / "net.yaml"
        path.write_text(SPEC.replace("params: 7", f"params: 7, {told}"), encoding="utf-8")
        totals = cnncalc.load(str(path)).totals()
        assert (totals.macs, totals.flops, totals.lower_bounds) == (3_893, flops, bounds)


def test_it_is_a_layer_where_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    for kind, layers in (("other", 1), ("convolution", 2), ("fully connected", 2)):
        path.write_text(
            f"input: 8x8x3\nlayers: [{{op: my_op, params: 7, macs: 5, kind: {kind}}}, {{conv: 4, kernel: 3}}]\n",
            encoding="utf-8",
        )
        totals = cnncalc.load(str(path)).totals()
        assert (totals.layers, totals.depth, totals.layer_activations) == (layers, layers, 144 + 192 * (layers - 1))


def test_it_takes_several_inputs(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    steps = "{conv: 4, kernel: 1, name: a}, {conv: 6, kernel: 1, name: b}, {op: mix, from: [a, b], params: 7, macs: 5}"
    path.write_text(f"input: 8x8x3\nlayers: [{steps}]\n", encoding="utf-8")
    network = cnncalc.load(str(path))
    assert str(network.graph.nodes[-1].shape) == "8×8×4"
    assert network.totals().params == 3 * 4 + 4 + 4 * 6 + 6 + 7
