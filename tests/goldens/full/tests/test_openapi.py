"""The site keeps to its own description, whatever that allows and forbids."""

import json
import re
from collections.abc import Iterator

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.engine import events, from_schema

CONFIG = {
    "seed": 1,
    "generation": {"max-examples": 100, "deterministic": True},
    "checks": {
        # A tag may be old, and no schema can say all: `unexplained` looks at what was refused.
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "404", "409", "412", "422"],
        },
    },
}
UNSAID = re.compile(
    "must be (at least|at most|from) "  # bounds of what is text in JSON
    "|has the same key twice"
    "|must have .+ items?$"  # of a list that is added to or taken from: it depends on what is there
    "|must be a moment of the calendar"  # which an offset leads out of, in the first year or last
    "|is not one that a page gave"
    "|must be one ETag"  # which has quotes, and headers are tried without
    "|Input should be a valid integer|must be a whole number"  # JSON Schema calls 1.0 one
)
# A path that ends in a word is also one that ends in a key, so that it allows more.
SHADOWED = "does not match the schema. Undocumented methods advertised"


@pytest.mark.slow
def test_the_site_keeps_to_its_description(site: FastAPI) -> None:
    config = schemathesis.Config.from_dict(CONFIG)
    description = schemathesis.openapi.from_asgi("/openapi.json", site, config=config)

    told = list(from_schema(description).execute())

    errors = [it.value for it in told if isinstance(it, events.NonFatalError)]
    scenarios = [it for it in told if isinstance(it, events.ScenarioFinished)]
    assert errors == []
    assert {it.phase.value for it in scenarios} >= {"coverage", "fuzzing"}
    assert [it for scenario in scenarios for it in failures(scenario)] == []
    assert [it for scenario in scenarios for it in unexplained(scenario)] == []


def failures(scenario: events.ScenarioFinished) -> Iterator[str]:
    """Tell which checks failed, and after which request."""
    for name, checks in scenario.recorder.checks.items():
        request = scenario.recorder.cases[name].value.as_curl_command()
        for check in checks:
            failed = "" if check.failure_info is None else str(check.failure_info.failure)
            if failed and SHADOWED not in failed:
                yield f"{failed}\n{request}"


def unexplained(scenario: events.ScenarioFinished) -> Iterator[str]:
    """Tell which requests were refused though the description allows them."""
    for name, interaction in scenario.recorder.interactions.items():
        case, response = scenario.recorder.cases[name].value, interaction.response
        allowed = case.meta is not None and case.meta.generation.mode.is_positive
        if allowed and response is not None and response.status_code == 422:
            errors = json.loads(response.content)["errors"]
            if not any(UNSAID.match(it["detail"]) for it in errors):
                yield f"{errors}\n{case.as_curl_command()}"
