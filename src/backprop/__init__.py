"""The derivatives of an expression: ``backprop.evaluate("L = a*b", a=2, b=3)``.

It stands in `backprop.cli.interface`, and is loaded when it is asked for: the command does not wait for it.
"""

__all__ = ["Error", "Note", "Result", "Results", "evaluate"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .cli.interface import Error, Note, evaluate
    from .cli.notebook import Result, Results

    __version__: str
else:

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("backprop-cli")
        if name not in __all__:
            raise AttributeError(f"module 'backprop' has no attribute {name!r}")
        from .cli import interface

        return getattr(interface, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
