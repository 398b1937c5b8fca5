"""Blueprints of as many aggregates as one likes."""

PER_MODULE = 10

HEAD = """\
blueprint: 1
name: {name}
values:
  Code:  {{is: str, pattern: '[A-Z]{{3}}-[0-9]{{4}}'}}
  Money: {{fields: {{amount: decimal 0.., currency: str 3..3}}}}
modules:
"""
AGGREGATE = """\
      {it}:
        fields:
          {{code: Code, title: str 1..80, price: Money, count: int 0.. = 0, since: date,
           seen: datetime optional, ready: bool = false, note: str ..500 optional,
           before: {before}}}
        commands:
          Open{it}:
            takes: [code, title, price, since, before]
            emits: {it}Opened
            moves: '[*] -> open'
          Retitle{it}: {{takes: [title], emits: {it}Retitled, moves: open -> open}}
          Close{it}: {{emits: {it}Closed, moves: open -> closed}}
        queries:
          Get{it}: {{returns: {it}}}
          List{it}s: {{search: [title], where: {{state: open}}, returns: {it}*, paginate: true}}
"""


def blueprint(count: int, name: str) -> str:
    """Write a blueprint of so many aggregates, each of nine fields; one refers to another."""
    lines = [HEAD.format(name=name)]
    for number in range(count):
        module, first = divmod(number, PER_MODULE)
        before = f"Item{number - 1}" if number else "Item0 optional"
        if not first:
            lines.append(f"  area_{module}:\n    aggregates:\n")
            before = f"area_{module - 1}.{before}" if number else before
        lines.append(AGGREGATE.format(it=f"Item{number}", before=before))
    return "".join(lines)
