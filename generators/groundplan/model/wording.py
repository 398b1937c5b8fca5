"""Sentences made from names, where the blueprint has no text of its own."""

from collections.abc import Iterable

from ..blueprint.domain import Rejection
from ..names import article, words

IRREGULAR = frozenset(
    """
    begun bought broken brought built caught chosen cut drawn driven drunk eaten fallen felt
    forgiven forgotten fought found frozen given grown heard held hidden hurt kept known laid led
    left lent let lost made meant met paid put read ridden risen run said seen sent set shown shut
    sold spent spoken spread stolen struck sworn taken taught thrown told torn understood undone
    withdrawn won worn written
    """.split()
)

LOOKING = frozenset("fetch find get load open peek pick read see show take view watch".split())


def sentence(text: str) -> str:
    """Return the text as a docstring: its first line, then a blank one before the rest."""
    first, _, rest = text.strip().partition("\n")
    first = first.rstrip()
    if first[-1:] not in ".!?":
        first += "."
    rest = rest.strip("\n")
    return f"{first}\n\n{rest}" if rest else first


def a(noun: str) -> str:
    """Put the article before a noun that has none."""
    if noun.startswith(("a ", "an ")):
        return noun
    return f"{article(noun)} {noun}"


def titled(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def of_thing(name: str, doc: str) -> str:
    """Describe a value, an entity or an aggregate: `Price` becomes `A price.`, `Grams` `Grams.`."""
    spoken = words(name)
    several = spoken.endswith("s") and not spoken.endswith(("ss", "us", "is"))
    return sentence(doc or titled(spoken if several else a(spoken)))


def of_event(name: str, things: Iterable[str], doc: str) -> str:
    """Describe an event: `OrderPlaced` becomes `An order was placed.`, as an order is a thing."""
    if doc:
        return sentence(doc)
    spoken = words(name)
    noun, _, verb = spoken.rpartition(" ")
    if noun and (verb.endswith("ed") or verb in IRREGULAR):
        return titled(f"{a(noun) if noun in map(words, things) else noun} was {verb}.")
    return titled(f"{spoken}.")


def of_command(name: str, aggregate: str, doc: str) -> str:
    """Describe a command: `PlaceOrder` becomes `Place an order.`."""
    if doc:
        return sentence(doc)
    thing, spoken = words(aggregate), words(name)
    if spoken.endswith(f" {thing}"):
        return titled(f"{spoken[: -len(thing) - 1]} {a(thing)}.")
    return titled(f"{spoken}." if " " in spoken else f"{spoken} {a(thing)}.")


def of_refusal(rejection: Rejection, aggregate: str) -> str:
    """Describe a refusal: `TooSoon` becomes `Too soon.`, where no states say when it applies."""
    if rejection.words:
        return sentence(rejection.words)
    if rejection.states:
        return f"The {words(aggregate)} is {' or '.join(map(words, rejection.states))}."
    return titled(f"{words(rejection.error)}.")


def of_query(name: str, aggregate: str, doc: str) -> str:
    """Describe a query: `GetOrder` becomes `Get an order.`, while `LatestOrder` has no verb."""
    spoken = words(name)
    verb, _, rest = spoken.partition(" ")
    if doc or (rest and verb in LOOKING):
        return of_command(name, aggregate, doc)
    return titled(f"{spoken}.")
