"""LeNet-5's own layers. LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998."""

from __future__ import annotations

from cnncalc.errors import ShapeError
from cnncalc.ops.axis_window import Channels, Sliding
from cnncalc.ops.base import BIASES, MACS, NO_BIAS, Counts, Op, Window
from cnncalc.ops.fields import Count, Flag
from cnncalc.ops.framework_words import BIAS, CONVOLVING, FEATURES, KERNEL, PAD, STRIDE, WINDOW, Incoming
from cnncalc.ops.kept import KEEPS_INPUT, Kept
from cnncalc.ops.sizes import ConnectionTable, Padding, PerAxis, Sides, short_sizes
from cnncalc.ops.window import Windowed, describe_window, implied_pads, slide, sliding
from cnncalc.quantity import Quantity, product
from cnncalc.shape import Shape


class ConnectedConv(Windowed):
    """Convolution by a connection table: each filter sees only the channels listed for it.

    parameters F·F·T, T the connections in the table, with biases + K; MACs (H·W)·(F·F·T). Section II.B, table I.
    """

    name = "table_conv"
    aliases = ("connected_conv", "sparse_conv")
    example = ("14x14x6", "{table_conv: [[0, 1, 2], [1, 2, 3], [2, 3, 4, 5]], kernel: 5}")
    words = CONVOLVING
    kind = "convolution"
    takes = (1, 2, 3)
    kept = KEEPS_INPUT

    connections = ConnectionTable("for each filter, the channels it sees, counted from 0", main=True)
    kernel = PerAxis("the kernel's size", symbol="F", also=KERNEL)
    stride = PerAxis("how far the kernel moves", 1, symbol="S", also=STRIDE)
    pad = Padding("rows and columns of zeros around the input", 0, symbol="P", also=PAD)
    bias = Flag("whether each filter has a bias", True, also=BIAS)

    def output(self, x: Shape) -> Shape:
        last = max(max(row) for row in self.connections)
        if last >= x.channels:
            raise ShapeError(f"the table names channel {last}, and the input has {x.channels}", field="connections")
        return Shape(self._filters(), slide(x, self.kernel, self.stride, self.pad))

    def parameters(self, x: Shape) -> Counts:
        weights = product(*self.kernel) * self._connected()
        return {"weights": weights, BIASES: self._filters()} if self.bias else {"weights": weights}

    def operations(self, x: Shape, y: Shape) -> Counts:
        macs = product(*y.spatial) * product(*self.kernel, self._connected())
        return {MACS: macs, "adds": product(*y.spatial, self._filters())} if self.bias else {MACS: macs}

    def window(self, x: Shape) -> Window | None:
        return sliding(x, self.kernel, self.stride, self.pad, (1,) * len(self.kernel))

    def channels_from(self, x: Shape) -> Channels:
        return "some"

    def implied_pads(self, x: Shape, y: Shape) -> Sides:
        return implied_pads(x, self.kernel, self.stride, self.pad, y)

    def describe(self) -> str:
        window = describe_window(self.kernel, self.stride, self.pad)
        connected = f"T={sum(map(len, self.connections))}" + ("" if self.bias else NO_BIAS)
        return f"K={len(self.connections)} {window} {connected}"

    def _filters(self) -> int:
        return self._named(len(self.connections), "K")

    def _connected(self) -> int:
        return self._named(sum(map(len, self.connections)), "T")

    def _named(self, value: int, symbol: str) -> int:
        traced = isinstance(self.kernel[0], Quantity)
        return Quantity(value, symbol) if traced else value


class Subsample(Op):
    """Trainable subsampling: the sum of each window, times a learnt coefficient, plus a learnt bias.

    parameters 2·C: a coefficient and a bias for each channel. Section II.B, layer S2.
    """

    name = "subsample"
    aliases = ("subsampling",)
    example = ("28x28x6", "{subsample: 2}")
    kind = "pooling"
    takes = (1, 2, 3)

    kernel = PerAxis("the window's size, which is its stride too", 2, symbol="F", main=True, also=WINDOW)
    bias = Flag("whether each channel has a bias", True, also=BIAS)

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels, slide(x, self.kernel, self.kernel, ((0, 0),) * len(x.spatial)))

    def parameters(self, x: Shape) -> Counts:
        coefficients = x.channels
        return {"coefficients": coefficients, BIASES: x.channels} if self.bias else {"coefficients": coefficients}

    def operations(self, x: Shape, y: Shape) -> Counts:
        outputs = product(*y.spatial, y.channels)
        adds = product(*self.kernel) if self.bias else product(*self.kernel) - 1
        return {"adds": outputs * adds, "multiplies": outputs}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return Kept(inputs=(0,), values=product(*y.spatial, y.channels))  # as average pooling, and then a factor

    def window(self, x: Shape) -> Window | None:
        return tuple(Sliding(size, size) for size in self.kernel)

    def describe(self) -> str:
        return f"F={short_sizes(self.kernel)} S={short_sizes(self.kernel)}" + ("" if self.bias else NO_BIAS)


class RBF(Op):
    """Euclidean radial basis units: the squared distance to a fixed centre for each output.

    C·N centres, set by hand and not trained; N·C squares added up. Section II.B, equation 7.
    """

    name = "rbf"
    example = ("84", "{rbf: 10}")
    words = {"in_features": Incoming(of_a_vector=True)}
    kind = "fully connected"
    trainable = False
    kept = KEEPS_INPUT

    features = Count("the number of outputs", symbol="N", main=True, also=FEATURES)

    def output(self, x: Shape) -> Shape:
        if any(size > 1 for size in x.spatial):
            raise ShapeError(f"an rbf layer needs a vector, and its input is {x}", hint="put 'flatten' before it")
        return Shape(self.features)

    def parameters(self, x: Shape) -> Counts:
        return {"centres": x.channels * self.features}

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {MACS: x.channels * self.features, "adds": x.channels * self.features}

    def channels_from(self, x: Shape) -> Channels:
        return "all"

    def describe(self) -> str:
        return f"N={self.features}"
