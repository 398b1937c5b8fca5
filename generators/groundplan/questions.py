"""Write what repeats Python elsewhere: the questions of copier.yml, the schema for editors.

`python -m groundplan.questions` rewrites the block of copier.yml between two marker lines,
with `schema` behind it the JSON Schema of the blueprint that every project gets.
"""

import json
import sys
from pathlib import Path

from .answers import Answers, choices_of
from .errors import Refused
from .sinks import as_json, as_yaml

BEGIN = "# Questions: written by `make questions` from generators/groundplan/answers.py.\n"
END = "# End of the questions.\n"
SCHEMA = Path("template/.groundplan/blueprint.schema.json")
# A list is asked for in YAML: copier ends with a traceback where the text given for one of its
# own lists of choices is no list.
KINDS = {bool: "bool", tuple: "yaml"}
SUGGESTED = ("project_name", "package", "description")

# The text of blueprint.yml. Recorded, because copier renders an update in temporary folders
# where the file is not; `stale` makes copier take the file again when it was edited.
BLUEPRINT = """\
blueprint:
  type: str
  ask: false
  default: "{{ blueprint_text or blueprint_preset }}"
  validator: "{% if blueprint_text and blueprint_text != blueprint %}stale{% endif %}"
"""


def questions() -> str:
    """Return the block of copier.yml that asks for the answers."""
    asked = [question(name) for name in Answers.model_fields]
    return "\n".join([BEGIN, asked[0], BLUEPRINT, *asked[1:], END])


def question(name: str) -> str:
    """Return one question; what is wrong with an answer is said later, by the schema."""
    field = Answers.model_fields[name]
    choices = choices_of(name)
    help_text = f"{field.title} {field.description}"
    kind = KINDS.get(type(field.default), "str")
    lines = [f"{name}:", f"  type: {kind}", f"  help: {as_yaml(help_text)}"]
    if choices and kind == "str":
        listed = ", ".join(f"'{it}'" for it in choices)
        lines.append(f"  choices: \"{{{{ [{listed}] | offered('{name}') }}}}\"")
    if name in SUGGESTED:
        lines.append(f'  default: "{{{{ suggested.{name} }}}}"')
    elif not isinstance(field.default, str):
        lines.append(f"  default: {as_json(field.default)}")
    else:
        lines.append(f"  default: {as_yaml(field.default)}")
    if name == "preset":
        # Never recorded: it only says where the first blueprint comes from.
        lines += ['  when: "{{ not blueprint_text }}"', "  secret: true"]
    return "".join(f"{line}\n" for line in lines)


def with_questions(text: str) -> str:
    """Return copier.yml with the questions as they are now.

    Raises:
        Refused: The two marker lines are not there.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Refused(f"copier.yml lacks the lines {BEGIN.strip()!r} and {END.strip()!r}")
    return before + questions() + after


def schema_text() -> str:
    """Return the JSON Schema as the template has it."""
    from .blueprint.schema import json_schema

    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def main(what: str, root: Path) -> None:
    """Rewrite copier.yml of a checkout, or its schema."""
    if what == "schema":
        file = root / SCHEMA
        file.parent.mkdir(exist_ok=True)
        file.write_text(schema_text(), "utf-8")
    else:
        file = root / "copier.yml"
        file.write_text(with_questions(file.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main("".join(sys.argv[1:]), Path(__file__).resolve().parents[2])
