"""What a user would run instead: one tool on torchvision's ResNet-152 at 224×224, or only `import torch`.

Run by an interpreter that has torch, torchvision and the tools.
"""

import contextlib
import sys
import warnings

warnings.simplefilter("ignore")
import torch  # noqa: E402 - after the warnings are off

if sys.argv[1] == "import torch":
    sys.exit(0)

try:
    import torchvision
except RuntimeError:  # a torchvision built for another torch lacks two operators that no CNN needs
    for operator in ("nms", "qnms"):
        with contextlib.suppress(RuntimeError):
            torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")
    import torchvision

model = torchvision.models.resnet152(weights=None).eval()
image = torch.zeros(1, 3, 224, 224)

match sys.argv[1]:
    case "torchinfo":
        from torchinfo import summary

        print(summary(model, input_size=(1, 3, 224, 224), verbose=0))
    case "fvcore":
        from fvcore.nn import FlopCountAnalysis

        print(FlopCountAnalysis(model, image).unsupported_ops_warnings(False).total())
    case "ptflops":
        from ptflops import get_model_complexity_info

        print(get_model_complexity_info(model, (3, 224, 224), print_per_layer_stat=False))
    case "thop":
        from thop import profile

        print(profile(model, inputs=(image,), verbose=False))
    case "FlopCounterMode":
        from torch.utils.flop_counter import FlopCounterMode

        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(image)
        print(counter.get_total_flops())
    case unknown:
        sys.exit(f"no tool {unknown!r}")
