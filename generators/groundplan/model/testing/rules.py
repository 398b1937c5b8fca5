"""The tests of an aggregate's rules: no change breaks one, whatever event it ends in."""

from collections.abc import Iterator

from ...names import snake
from ...sinks import py
from ..code import Import, laid
from ..wording import sentence
from .facts import FurtherRuleTest, RuleTest
from .layout import head, laid_call
from .methods import ANSWER, PATCHED, PYTEST, ModelSuite


class RuleSuite:
    """Derives the tests of the rules of one aggregate; the refusals' file holds them."""

    def __init__(self, suite: ModelSuite) -> None:
        """Look at an aggregate."""
        self.suite = suite
        self.changing = [it for it in suite.stories.values() if it.changes_anything]

    def rules(self) -> Iterator[RuleTest]:
        """Write a test of each rule against every change."""
        suite = self.suite
        for rule in suite.cast.aggregate.rules:
            suite.refusal |= {ANSWER, PYTEST, suite.own("model", suite.cast.aggregate.name)}
            suite.refusal |= {
                Import(f"{suite.types.package}.shared.errors", "Invalid"),
                Import("collections.abc", "Callable"),
                *suite.from_samples(""),
            }
            acts = []
            for story in self.changing:
                met = "" if story.command.creates else suite.met(story, suite.refusal)
                acted = suite.acted(story, met)
                # A lambda that only calls would be the function itself.
                bare = acted.endswith("()") and acted.count("(") == 1
                before, acted = ("", acted[:-2]) if bare else ("lambda: ", acted)
                acts.append(laid(acted, indent=8, before=before, after=","))
            name = f"def test_no_change_breaks_{rule.name}"
            given = [f"act: Callable[[], {suite.cast.aggregate.name}]", PATCHED]
            held = py((suite.cast.aggregate.name, (f"{rule.name}: {sentence(rule.words)}",)))
            said = laid(held, indent=4, before="assert refusal.value.args == ")
            yield RuleTest(rule.name, head(name, given), tuple(acts), said)

    def further(self) -> Iterator[FurtherRuleTest]:
        """Write a test of each rule against every change that ends in a further event."""
        suite, aggregate = self.suite, self.suite.cast.aggregate
        for rule in aggregate.rules:
            for story in self.changing:
                met = "" if story.command.creates else suite.met(story, suite.refusal)
                act = f"samples.{suite.method(story.command)}({met})"
                for emission in story.command.emits[1:]:
                    event = snake(emission.event)
                    name = f"test_{snake(story.command.name)}_as_{event}_breaks_no_{rule.name}"
                    answer = ("", aggregate.name), ("", f'"{event}"'), ("", "FixedAnswer(yes=True)")
                    yield FurtherRuleTest(
                        name=rule.name,
                        head=head(f"def {name}", [PATCHED]),
                        event=laid_call("monkeypatch.setattr", answer, indent=4),
                        before=laid(suite.acted(story, met), indent=4, before="changed = "),
                        act=laid(act, indent=8),
                    )
