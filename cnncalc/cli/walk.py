"""`cnncalc walk`."""

from __future__ import annotations

import click

from cnncalc.cli.options import (
    LAYER,
    NETWORK,
    BatchOptions,
    Changes,
    change_options,
    check_none_given,
    optimizer_option,
    values_options,
)
from cnncalc.cli.output import Output, output_options_in
from cnncalc.render import FORMATS, SLIDES, Options


@click.command()
@click.argument("network", type=NETWORK)
@click.argument("layer", type=LAYER, required=False)
@click.option("--no-bias", is_flag=True, help="Leave the biases out, as lectures do.")
@click.option("--operations", is_flag=True, help="Show additions, comparisons and other operations, too.")
@click.option("--memory", "with_bytes", is_flag=True, help="Show each layer's memory, too, to run and to train.")
@click.option("--ask", "half", flag_value="ask", default=None, help="Show the questions alone.")
@click.option("--key", "half", flag_value="key", default=None, help="Show the answers alone.")
@click.option("--step", "by_step", is_flag=True, help="Wait for Return before each layer, and before its answer.")
@values_options
@optimizer_option
@change_options
@output_options_in((*FORMATS, *SLIDES))
def command(
    network: str,
    layer: str | None,
    no_bias: bool,
    operations: bool,
    with_bytes: bool,
    half: str | None,
    by_step: bool,
    values: BatchOptions,
    optimizer: str | None,
    changes: Changes,
    output: Output,
) -> None:
    """Show the working, layer by layer.

    Of each: the input, the question, the formula, the answer. LAYER is a layer's or a block's name
    or path; `*` and `?` stand for any letters.

    \b
    Examples:
      cnncalc walk alexnet-lecture
      cnncalc walk alexnet conv1 --no-bias
      cnncalc walk resnet50 conv2_x
      cnncalc walk alexnet-lecture --ask -o homework.md
      cnncalc walk alexnet-lecture -f beamer -o lecture.tex
      cnncalc walk alexnet fc6 --memory --batch 32 --optimizer adam
    """
    from cnncalc.report.walk import walk_through, with_memory

    if with_bytes and no_bias:
        raise click.UsageError("--no-bias and --memory do not go together: memory holds the biases, too")
    if half and (by_step or with_bytes):
        raise click.UsageError(f"--{half} goes without {'--step' if by_step else '--memory'}")
    if half:
        output.check_table(f"--{half}")
    if not with_bytes:
        check_none_given("--memory", **values.given, optimizer=optimizer, freeze=changes.freeze, train=changes.train)
    loaded = changes.load(network)
    walk = walk_through(loaded, biases=not no_bias, training=changes.training)
    if with_bytes:
        from cnncalc.report.memory import memory

        taken = memory(
            loaded,
            batch=values.batch,
            dtype=values.dtype,
            optimizer=optimizer,
            training=changes.training,
        )
        walk = with_memory(walk, taken)
    walk = walk if layer is None else walk.only(layer)
    options = Options(operations=operations, half=half or "")
    if by_step:
        output.write_by_step(walk, options)
        return
    output.write(walk, options)
