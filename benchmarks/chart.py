"""Draw goals as bars: how much of what is allowed is used up, with the limit as one line.

An SVG of our own, on a ground of its own, light or dark as the reader has it. All places follow
from the figures alone. Bars end at `MOST`; one that would be longer is broken, and says its
figure all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from .figure import Figure

WIDTH, LEFT, RIGHT = 1000, 430, 160  # the names stand on the left, figures on the right
ROW, BAR, TITLE, TOP = 26, 14, 34, 92
MOST = 2.0  # times the limit
SPAN = WIDTH - LEFT - RIGHT
STYLE = """\
  text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
  .head { font-size: 18px; font-weight: 600; }
  .title { font-size: 12px; font-weight: 600; letter-spacing: .02em; }
  .word { fill: #3d444d; } .faint { fill: #6e7781; }
  .grid { stroke: #8b949e; stroke-opacity: .25; } .limit { stroke: #6e7781; stroke-width: 1.5; }
  .track { fill: #8b949e; fill-opacity: .13; }
  .holds { fill: #2da44e; } .fails { fill: #d1582f; } .cut { stroke: #ffffff; stroke-width: 3; }
  .bad { fill: #b8431c; font-weight: 600; } .card { fill: #ffffff; stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    .word { fill: #d1d7e0; } .faint { fill: #9198a1; } .limit { stroke: #b7bdc8; }
    .holds { fill: #3fb950; } .fails { fill: #e8714a; } .cut { stroke: #0d1117; }
    .bad { fill: #ff8e6b; } .card { fill: #0d1117; stroke: #3d444d; }
  }
"""


def chart(figures: Sequence[Figure], titles: Mapping[str, str]) -> str:
    """Return the picture; `titles` are those of the families, in order."""
    goals = [it for it in figures if it.limit is not None]
    body, at = [], TOP
    for family, title in titles.items():
        rows = [it for it in goals if it.family == family]
        if not rows:
            continue
        body.append(f'<text class="title word" x="16" y="{at + 14}">{escape(_short(title))}</text>')
        at += TITLE - 10
        for it in rows:
            body.extend(_bar(it, at))
            at += ROW
        at += 12
    return "\n".join([*_frame(goals, at), *body, *_line(at), "</svg>\n"])


def _short(title: str) -> str:
    return title.partition(":")[0]


def _place(share: float) -> float:
    """Return where a part of the limit lies."""
    return round(LEFT + min(share, MOST) / MOST * SPAN, 1)


def _frame(goals: Sequence[Figure], end: int) -> Iterator[str]:
    height = end + 30
    held = sum(it.holds for it in goals)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}" role="img" aria-labelledby="t d">'
    )
    yield f'<title id="t">Benchmarks: {held} of {len(goals)} goals hold</title>'
    yield '<desc id="d">A bar for each goal: the figure as a part of its limit.</desc>'
    yield f"<style>\n{STYLE}</style>"
    yield (f'<rect class="card" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>')
    yield f'<text class="head word" x="16" y="32">{held} of {len(goals)} goals hold</text>'
    yield (
        '<text class="faint" x="16" y="54">Each bar: how much of what is allowed is used up.'
        " Shorter is better; right of the line a goal fails.</text>"
    )
    for tick in range(5):
        share = tick * MOST / 4
        x = _place(share)
        if share != 1:
            yield f'<line class="grid" x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{end}"/>'
        label = "limit" if share == 1 else f"{share:g} x"
        shade = "word" if share == 1 else "faint"
        yield f'<text class="{shade}" x="{x}" y="{TOP - 12}" text-anchor="middle">{label}</text>'


def _line(end: int) -> Iterator[str]:
    x = _place(1)
    yield f'<line class="limit" x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{end}"/>'


def _bar(it: Figure, at: int) -> Iterator[str]:
    top, base = at + (ROW - BAR) // 2, at + 18
    name = it.name.replace("`", "")
    yield f'<text class="word" x="{LEFT - 12}" y="{base}" text-anchor="end">{escape(name)}</text>'
    yield _box("track", LEFT, top, SPAN)
    long = max(round(_place(it.share) - LEFT, 1), 2)  # nothing used up is still to be seen
    yield _box("holds" if it.holds else "fails", LEFT, top, long)
    if it.share > MOST:
        x = LEFT + SPAN - 26
        yield f'<path class="cut" d="M{x} {top + BAR + 3} L{x + 8} {top - 3}"/>'
    said = f"{it.spelled(it.value)}  ({it.bound})"
    shade = "faint" if it.holds else "bad"
    yield f'<text class="{shade}" x="{LEFT + SPAN + 12}" y="{base}">{escape(said)}</text>'


def _box(shade: str, x: float, y: float, wide: float) -> str:
    return f'<rect class="{shade}" x="{x}" y="{y}" width="{wide}" height="{BAR}" rx="3"/>'
