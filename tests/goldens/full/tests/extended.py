"""Settings for tests of plugins: strict, and in need of no server."""

from shop.settings import Settings

NEVER_OPENED = "sqlite+aiosqlite:///never.db"  # where it is nobody's setting, nobody reads it


def settings_with(**given: object) -> Settings:
    """Make settings with what is given."""
    return Settings.model_validate({"database_url": NEVER_OPENED, "plugins_strict": True, **given})
