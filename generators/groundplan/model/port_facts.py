"""What templates read of ports: what a module needs from outside, and who answers at first."""

from .fact import fact


@fact
class MethodFacts:
    """A method of a port."""

    name: str
    doc: str
    signature: str
    returns: str  # the annotation of the answer, `None` where there is none
    kept: str  # the statement by which the adapter in process keeps a call
    parameter: str  # the parameter of that adapter that holds the answer; or empty
    begun: str  # the statement that keeps the answer
    answered: str  # the statement that gives it


@fact
class PortFacts:
    """A port; `plugins` is `one`, `many` or empty."""

    name: str
    spoken: str
    doc: str
    plugins: str
    local: str  # the parameter by which it is handed on inside the module
    adapter: str  # the class of the adapter in process
    calls: str  # the attribute of the adapter that holds what it was asked
    kept: str  # the parameter that says how many calls it keeps
    methods: tuple[MethodFacts, ...]

    @property
    def answering(self) -> tuple[MethodFacts, ...]:
        """Return the methods that have an answer."""
        return tuple(it for it in self.methods if it.answered)

    @property
    def begun(self) -> str:
        """Say what the adapter in process does with what it is made with."""
        answers = "Answer as given, or in the usual way; keep" if self.answering else "Keep"
        return f"{answers} so many calls."


@fact
class WiredPort:
    """A port as app.py knows it."""

    name: str  # the variable, and the parameter of `build`
    kind: str  # the class, under the name that app.py imports it by
    plugins: str
    adapter: str  # the class of the adapter in process
    made: str  # the statement that gets the adapter: what is given, else the usual one
    usual: str  # the expression of that
    maker: str  # the head of a function that returns it
    listed: str  # the line by which a container learns of the function; or empty
