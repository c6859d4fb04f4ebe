"""`cnncalc conventions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cnncalc.cli.options import NETWORK, Changes, Output, change_options, output_options

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ConventionType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer Clicks
    """A convention's name; completes them."""

    name = "convention"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from cnncalc.errors import CnncalcError
        from cnncalc.measure.conventions import CONVENTIONS, convention_named

        try:
            return convention_named(value).name
        except CnncalcError as error:
            self.fail(f"{error}; there are {', '.join(CONVENTIONS)}", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from cnncalc.measure.conventions import CONVENTIONS

        return [CompletionItem(name) for name in CONVENTIONS if name.startswith(incomplete.lower())]


@click.command()
@click.argument("network", type=NETWORK)
@click.option("--as", "names", type=ConventionType(), multiple=True, help="Only this one; may be given again.")
@change_options
@output_options
def command(network: str, names: tuple[str, ...], changes: Changes, output: Output) -> None:
    """Count one network as the field's tools do, and say what makes the differences.

    \b
    Examples:
      cnncalc conventions alexnet
      cnncalc conventions resnet50 --as torchinfo --as thop
      cnncalc conventions vgg16 --json
    """
    from cnncalc.report.conventions import count_by_conventions

    output.write(count_by_conventions(changes.load(network), names, training=changes.training))
