"""What a project depends on: the lines of its pyproject.toml.

The lowest version is one that was tried, the bound the next one that may break.
"""

from collections.abc import Collection, Iterator

AIOSQLITE, ASYNCPG = "aiosqlite>=0.22.1,<0.23", "asyncpg>=0.32,<0.33"

# A requirement, the switch that brings it, and what is not plain about it; by name.
RUNNING = (
    (AIOSQLITE, "sqlite", ""),
    ("alembic>=1.20,<2", "sql", "the schema, step by step"),
    (ASYNCPG, "postgresql", ""),
    ("dependency-injector>=4.49,<5", "dependency_injector", ""),
    ("dishka>=1.10,<2", "dishka", ""),
    ("fastapi>=0.165,<0.166", "http", ""),
    ("pydantic>=2.14,<3", "environment", ""),
    ("pydantic-core>=2.50,<3", "pydantic_core", "refusals of the edge; the version is pydantic's"),
    ("pydantic-settings>=2.16,<3", "environment", ""),
    ("sqlalchemy[asyncio]>=2.1.9,<2.2", "sql", ""),
    ("starlette>=1.10,<2", "http", "what FastAPI stands on"),
    ("uuid-utils>=1.2,<2; python_version < '3.14'", "uuid_utils", "identities that sort by time"),
    ("uvicorn>=0.54,<0.55", "http", ""),
)
DEVELOPING = (
    (AIOSQLITE, "postgresql", "most tests, and the scenario, need no server"),
    ("anyio>=4.16,<5", "", "runs the async tests"),
    (ASYNCPG, "sqlite", "the same tests run on PostgreSQL, where there is one"),
    ("httpx2>=2.16,<3", "http", "calls the site"),
    ("hypothesis>=6.170,<7", "", ""),
    ("import-linter>=2.16,<3", "", ""),
    ("mypy>=2.4,<3", "", ""),
    ("pytest>=9.2,<10", "", ""),
    ("pytest-cov>=7.1,<8", "", ""),
    ("ruff==0.17.5", "", "exactly: another formatter would look like edits"),
    ("schemathesis>=4.32,<5", "http", "asks the site whatever its description allows"),
)


def lines(table: Collection[tuple[str, str, str]], switched: Collection[str]) -> Iterator[str]:
    """Write the requirements of a table that are wanted, one a line, with why."""
    for requirement, switch, why in table:
        if not switch or switch in switched:
            yield f'"{requirement}",{f" # {why}" if why else ""}'
