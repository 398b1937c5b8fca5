"""What Hypothesis draws from: right blueprints with answers, broken ones, and free text."""

import unicodedata
from functools import cache
from random import Random

import defects
from defects_in_text import TEXT
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from inventing import prose
from inventor import invented
from recipes import Recipe

from groundplan import Blueprint
from groundplan.answers import bad_package, choices_of, named
from groundplan.names import text_fault

# What shapes code; another Python than ours could not be run here.
CHOSEN = ("application", "database", "http", "container", "license", "ci")
EXTRAS = ("", "import_hook", "registry", "import_hook,registry")
POOL = 24  # right blueprints to break


def same_every_time(examples: int) -> settings:
    """Return settings for examples that take seconds, the same ones in every run.

    A failure is shown as it is: what is made up from one number has no simpler form.
    """
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[*HealthCheck],
    )


@st.composite
def valid_blueprint(draw: st.DrawFn, part: int = 0) -> Recipe:
    """Make up a blueprint and answers; each part of a run has its own."""
    number = draw(st.integers(0, 2**32))
    chance = Random(f"{part} {number}")
    text = invented(chance)
    answered = {name: chance.choice(choices_of(name)) for name in CHOSEN}
    answered |= {"docker": chance.choice(("true", "false")), "extras": chance.choice(EXTRAS)}
    if chance.random() < 0.5:
        answered["project_name"] = prose(chance, lines=False)
        answered["description"] = prose(chance)
        answered["author_name"] = prose(chance, lines=False)
    name = Blueprint.parse(text).domain.name
    if "project_name" in answered or bad_package(named(name, "", "")["package"]):
        answered["package"] = "made_up"
    return Recipe(f"{part}-{number}", text, tuple(answered.items()))


@cache
def ordinary_blueprint(number: int) -> str:
    """Make up a blueprint with ordinary names."""
    return invented(Random(number), traps_share=0)


@st.composite
def invalid_blueprint(draw: st.DrawFn, part: int = 0) -> tuple[str, defects.Broken]:
    """Put one defect into a right blueprint; return its kind, too."""
    chance = Random(f"{part} {draw(st.integers(0, 2**32))}")
    kinds = [*defects.DATA, *TEXT]
    while True:
        kind = chance.choice(kinds)
        found = defects.broken(ordinary_blueprint(chance.randrange(POOL)), kind, chance)
        if found is not None:
            return kind, found


def free_text(*, lines: bool = False, limit: int = 200) -> st.SearchStrategy[str]:
    """Return any text that the policy lets in, of one line or of several."""
    allowed = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf"))
    letters = (
        allowed
        | st.sampled_from("\u200c\u200d\"'`\\{}%$#:-|<>*[]()&@!")
        | (st.just("\n") if lines else st.nothing())
    )
    made = st.text(letters, min_size=1, max_size=limit)
    made = made.map(lambda it: unicodedata.normalize("NFC", it).strip())
    return made.filter(lambda it: bool(it) and text_fault(it, limit=limit, lines=lines) is None)
