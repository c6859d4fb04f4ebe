"""What a target cannot say."""


class UnsayableError(Exception):
    """What a target has no word for; who knows the layer says which it is."""
