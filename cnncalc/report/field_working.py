"""How a layer's receptive field follows from its input's, in symbols and in numbers.

r, j and p are the size, the jump and the padding before the layer, r' and p' those of its own first place; F is its
kernel, S its stride, P its padding, D its dilation. Araujo, Norris and Sim, Computing Receptive Fields of Convolutional
Neural Networks, Distill 2019.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, prod
from typing import NamedTuple

from cnncalc.measure.sight import Sight, quotient
from cnncalc.ops.reach import Reach, Scaling, Sliding, Spreading
from cnncalc.quantity.formula import Expression, Leaf, Power, Product, Quotient, Sum, write

ONE = Leaf(1)
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Worked(NamedTuple):
    """One figure along one axis: its formula in symbols and in numbers (empty where there is nothing to work out)."""

    what: str
    symbols: str
    numbers: str
    value: Fraction | int | None


class Passage(NamedTuple):
    """What a layer does along one axis of the network's input."""

    before: Sight
    after: Sight
    reach: Reach | None
    """None where a place sees all places."""


def work_out(passage: Passage) -> tuple[Worked, ...]:
    """Size, jump, padding and centre behind a layer with one input."""
    after = passage.after
    if passage.before.is_still:
        return (Worked("size", "", "", after.size), Worked("jump", "", "", after.jump), *_position(passage))
    return (_size(passage), _jump(passage), *_position(passage))


def work_out_join(branches: Sequence[Sight], after: Sight) -> tuple[Worked, ...]:
    """The same for a join: the union of what its branches see."""
    sizes = list(dict.fromkeys(sight.size for sight in branches))
    size = Worked("size", "", "", after.size)
    if after.size != sizes[0] or len(sizes) > 1:
        size = _extent(after)
        if after.size == max(sizes):
            names = ", ".join(f"r{number}".translate(SUBSCRIPTS) for number in range(1, len(sizes) + 1))
            size = Worked("size", f"max({names})", f"max({', '.join(map(str, sizes))})", after.size)
    return (size, Worked("jump", "", "", after.jump), _padding_only(after), _middle(after))


def _size(passage: Passage) -> Worked:
    """By the layer's formula; where that does not hold, from the first position to the last."""
    before, after, reach = passage
    formula = _size_formula(before, reach)
    if formula is not None and formula.value == after.size:
        return formula
    return Worked("size", "", "", after.size) if after.size == before.size else _extent(after)


def _size_formula(before: Sight, reach: Reach | None) -> Worked | None:
    """The formula of a layer whose input's places all see alike; where they don't it may hold, too."""
    r, j = before.size, before.jump
    if j is None:
        return None
    if reach is None:
        return _worked("size", _grown, r=r, N=before.places, j=j)
    if isinstance(reach, Scaling) and reach.mode == "linear":
        return _worked("size", _one_jump_more, r=r, j=j)
    if isinstance(reach, Scaling):
        reach = Sliding(reach.have // reach.want if reach.mode == "cells" else 1)
    if reach.kernel <= 1:
        return None
    if isinstance(reach, Spreading) and reach.stride > 1:
        return _worked("size", _grown_by_spreading, r=r, F=reach.kernel, S=reach.stride, j=j)
    if reach.dilation > 1:
        return _worked("size", _grown_dilated, r=r, D=reach.dilation, F=reach.kernel, j=j)
    return _worked("size", _grown, r=r, F=reach.kernel, j=j)


def _extent(sight: Sight) -> Worked:
    """From the first position that the place that sees most sees, to the last."""
    region = sight.seen_from(sight.widest)
    if region is None:
        return Worked("size", "", "", 0)
    return _worked("size", _from_first_to_last, last=region[1], first=region[0])


def _jump(passage: Passage) -> Worked:
    before, after, reach = passage
    plain = Worked("jump", "", "", after.jump)
    if before.jump is None or reach is None:
        return plain
    match reach:
        case Sliding(_, stride) if stride > 1:
            worked = _worked("jump", _product, j=before.jump, S=stride)
        case Spreading(_, stride) if stride > 1:
            worked = _worked("jump", Quotient, j=before.jump, S=stride)
        case Scaling(have, want) if have != want:
            worked = _worked("jump", _scaled, j=before.jump, W=have, n=want)
        case _:
            return plain
    return worked if worked.value == plain.value else plain


def _position(passage: Passage) -> tuple[Worked, Worked]:
    """The padding and the centre of the first place."""
    before, after, reach = passage
    start, padding = before.seen_from(0), _padding_only(after)
    if before.jump is not None and start is not None and isinstance(reach, Sliding) and reach.pad:
        if reach.pad > 0:
            worked = _worked("padding", _grown_by_padding, p=-start[0], P=reach.pad, j=before.jump)
        else:
            worked = _worked("padding", _cut, p=-start[0], C=-reach.pad, j=before.jump)
        padding = worked if worked.value == padding.value else padding
    return padding, _middle(after)


def _padding_only(sight: Sight) -> Worked:
    first = sight.seen_from(0)
    return Worked("padding", "", "", None if first is None else -first[0])


def _middle(sight: Sight) -> Worked:
    """The middle of what the first place sees, but for what all others see alike."""
    region = sight.at(0) if sight.regions else sight.fixed
    if region is None:
        return Worked("center", "", "", None)
    return _worked("center", _half_of_it, **{"r'": region[1] - region[0] + 1, "p'": -region[0]})


def _worked(what: str, formula: Callable[..., Expression], **values: Fraction | int) -> Worked:
    """A figure by a formula of named numbers."""
    numbers = formula(*[_number(value) for value in values.values()])
    symbols = formula(*[Leaf(value.numerator, name) for name, value in values.items()])
    value = _evaluate(numbers)
    return Worked(what, write(symbols, symbols=True), write(numbers), quotient(value.numerator, value.denominator))


def _number(value: Fraction | int) -> Expression:
    """A number as it stands in a formula; one below 0 gets its parentheses."""
    size: Expression = Leaf(abs(value.numerator))
    if value.denominator > 1:
        size = Quotient(size, Leaf(value.denominator))
    return size if value >= 0 else Sum(((-1, size),))


def _product(*factors: Expression) -> Expression:
    return Product(factors)


def _less_one(number: Expression) -> Expression:
    return Sum(((1, number), (-1, ONE)))


def _grown(size: Expression, cells: Expression, jump: Expression) -> Expression:
    return Sum(((1, size), (1, _product(_less_one(cells), jump))))


def _grown_dilated(size: Expression, dilation: Expression, kernel: Expression, jump: Expression) -> Expression:
    return Sum(((1, size), (1, _product(dilation, _less_one(kernel), jump))))


def _grown_by_spreading(size: Expression, kernel: Expression, stride: Expression, jump: Expression) -> Expression:
    """As many positions take part as cells of the kernel are a stride apart."""
    uneven = isinstance(kernel, Leaf) and isinstance(stride, Leaf) and kernel.value % stride.value
    return _grown(size, Quotient(kernel, stride, "up" if uneven else ""), jump)


def _one_jump_more(size: Expression, jump: Expression) -> Expression:
    return Sum(((1, size), (1, jump)))


def _from_first_to_last(last: Expression, first: Expression) -> Expression:
    return Sum(((1, last), (-1, first), (1, ONE)))


def _scaled(jump: Expression, have: Expression, want: Expression) -> Expression:
    return _product(jump, Quotient(have, want))


def _grown_by_padding(padding: Expression, more: Expression, jump: Expression) -> Expression:
    return Sum(((1, padding), (1, _product(more, jump))))


def _cut(padding: Expression, less: Expression, jump: Expression) -> Expression:
    return Sum(((1, padding), (-1, _product(less, jump))))


def _half_of_it(size: Expression, padding: Expression) -> Expression:
    return Sum(((1, Quotient(_less_one(size), Leaf(2))), (-1, padding)))


def _evaluate(expression: Expression) -> Fraction | int:
    """The exact value, divisions included."""
    match expression:
        case Leaf(value, _):
            return value
        case Sum(terms):
            return sum([sign * _evaluate(term) for sign, term in terms])
        case Product(factors, _):
            return prod(map(_evaluate, factors))
        case Quotient(dividend, divisor, rounded):
            ratio = Fraction(_evaluate(dividend)) / _evaluate(divisor)
            return ceil(ratio) if rounded == "up" else ratio
        case Power(base, exponent):
            return _evaluate(base) ** exponent
