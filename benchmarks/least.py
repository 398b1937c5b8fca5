"""The least that must be done for a project: write its files, and format them in one run.

`python least.py KNOWN PLACE RUFF`: KNOWN holds the files, marshalled by their paths.
"""

import marshal
import os
import subprocess
import sys
from collections.abc import Mapping


def least(root: str, files: Mapping[str, bytes], ruff: str) -> None:
    """Write files by the system's calls alone, run the formatter, and do nothing else."""
    made = set()
    for name, text in files.items():
        folder = f"{root}/{name}".rpartition("/")[0]
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - the quickest there is
            made.add(folder)
        handle = os.open(f"{root}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.write(handle, text)
        os.close(handle)
    subprocess.run([ruff, "format", "--no-cache", "--quiet", "."], cwd=root, check=True)


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:  # noqa: PTH123 - no pathlib here
        least(sys.argv[2], marshal.load(file), sys.argv[3])
