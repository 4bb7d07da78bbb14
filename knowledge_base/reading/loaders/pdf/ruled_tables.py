"""Tables with drawn lines: the lines make a grid, and each piece of text falls into a cell of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge_base.reading.loaders.blocks import join_lines
from knowledge_base.reading.loaders.pdf.page_content import Piece
from knowledge_base.reading.loaders.pdf.page_lines import Rule
from knowledge_base.reading.loaders.pdf.table_lines import Line, split_into_rows

TOLERANCE = 3.0  # points between lines that are meant to meet, or to be one
MAX_LINES = 2_000  # of a page; more are a drawing
MIN_CELL = 5.0  # points of width and height
ROW_DRIFT = 0.5  # of the letter size between base lines of one line of text


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfTable:
    """A table and its place.

    Attributes:
        rows: The texts of the cells; a merged cell stands in each row and column that it covers.
        has_header: Whether the first row is set apart from the others, by bold letters.
    """

    rows: tuple[tuple[str, ...], ...]
    left: float
    right: float
    top: float
    bottom: float
    has_header: bool


def find_ruled_tables(
    pieces: Sequence[Piece], horizontal: Sequence[Rule], vertical: Sequence[Rule]
) -> tuple[list[PdfTable], list[Piece]]:
    """Return the tables that lines are drawn around, and the pieces outside them."""
    if not horizontal or not vertical or len(horizontal) + len(vertical) > MAX_LINES:
        return [], list(pieces)
    tables: list[PdfTable] = []
    rest = list(pieces)
    for across, down in _connected(horizontal, vertical):
        grid = _Grid.build(across, down)
        if grid is None:
            continue
        table = grid.to_table([piece for piece in rest if grid.contains(piece)])
        if table is not None:
            tables.append(table)
            rest = [piece for piece in rest if not grid.contains(piece)]
    return tables, rest


def _connected(
    horizontal: Sequence[Rule], vertical: Sequence[Rule]
) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """Group lines that touch each other."""
    left_across, left_down = set(horizontal), set(vertical)
    while left_across:
        across, down = {left_across.pop()}, set[Rule]()
        queue: list[tuple[Rule, bool]] = [(next(iter(across)), True)]
        while queue:
            rule, is_across = queue.pop()
            others = left_down if is_across else left_across
            touched = {other for other in others if _touch(rule, other)}
            others -= touched
            (down if is_across else across).update(touched)
            queue.extend((other, not is_across) for other in touched)
        yield list(across), list(down)


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.start - TOLERANCE <= other.position <= one.end + TOLERANCE
        and other.start - TOLERANCE <= one.position <= other.end + TOLERANCE
    )


def _positions(values: Iterable[float]) -> list[float]:
    """Return ascending positions, those that are meant to be one as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > MIN_CELL:
            found.append(value)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    xs: list[float]  # left to right
    ys: list[float]  # bottom to top
    across: list[Rule]
    down: list[Rule]

    @classmethod
    def build(cls, across: list[Rule], down: list[Rule]) -> _Grid | None:
        ends = [end for rule in across for end in (rule.start, rule.end)]
        xs = _positions([*(rule.position for rule in down), min(ends), max(ends)])
        ends = [end for rule in down for end in (rule.start, rule.end)]
        ys = _positions([*(rule.position for rule in across), *([min(ends), max(ends)] if ends else [])])
        is_table = len(xs) >= 3 and len(ys) >= 2
        return cls(xs=xs, ys=ys, across=across, down=down) if is_table else None

    def contains(self, piece: Piece) -> bool:
        middle = (piece.left + piece.right) / 2
        is_beside = self.xs[0] - TOLERANCE <= middle <= self.xs[-1] + TOLERANCE
        return is_beside and self.ys[0] - TOLERANCE <= _centre(piece) <= self.ys[-1] + TOLERANCE

    def to_table(self, pieces: Sequence[Piece]) -> PdfTable | None:
        """Return the table of the pieces in it; None where they are none, or columns of prose in a box."""
        table = self.fill(pieces) if pieces else None
        return table if table is not None and (len(self.ys) > 2 or len(table.rows) > 2) else None

    def fill(self, pieces: Sequence[Piece]) -> PdfTable:
        columns, rows = len(self.xs) - 1, len(self.ys) - 1
        areas = self._areas(columns, rows)
        parts: dict[int, list[Piece]] = {}
        for piece in pieces:
            row = _place(self.ys, _centre(piece))
            for part in self._split(piece, row):
                column = _place(self.xs, (part.left + part.right) / 2)
                parts.setdefault(areas[row * columns + column], []).append(part)
        table = [row for index in reversed(range(rows)) for row in self._rows_of(index, areas, parts)]
        first = table[0] if table else ()
        return PdfTable(
            rows=tuple(texts for row in table if any(texts := tuple(map(_cell_text, row)))),
            left=self.xs[0],
            right=self.xs[-1],
            top=self.ys[-1],
            bottom=self.ys[0],
            has_header=_is_bold(first) and not all(map(_is_bold, table)),
        )

    def _rows_of(
        self, row: int, areas: Sequence[int], parts: dict[int, list[Piece]]
    ) -> Iterator[list[Sequence[Piece]]]:
        """Yield the rows between two lines, each with the pieces of its cells."""
        columns = len(self.xs) - 1
        here = areas[row * columns : (row + 1) * columns]
        others = set(areas[: row * columns]) | set(areas[(row + 1) * columns :])
        single = [area for area in dict.fromkeys(here) if area not in others]
        owners = {id(piece): here.index(area) for area in single for piece in parts.get(area, ())}
        lines: list[Line] = []
        for found in group_rows(piece for area in single for piece in parts.get(area, ())):
            line: Line = {}
            for piece in found:
                line.setdefault(owners[id(piece)], []).append(piece)
            lines.append(line)
        widths = [
            sum(self.xs[i + 1] - self.xs[i] for i in range(columns) if here[i] == area) for area in here
        ]
        may_be_header = row == len(self.ys) - 2
        for group in split_into_rows(lines, widths, may_be_header=may_be_header) or [[]]:
            yield [
                parts.get(area, ())
                if area in others
                else [piece for line in group for piece in line.get(here.index(area), ())]
                for area in here
            ]

    def _areas(self, columns: int, rows: int) -> list[int]:
        """Number the cells; cells with no line between them are merged and share a number."""
        areas = list(range(rows * columns))

        def find(cell: int) -> int:
            while areas[cell] != cell:
                cell = areas[cell]
            return cell

        for row in range(rows):
            middle_y = (self.ys[row] + self.ys[row + 1]) / 2
            for column in range(columns):
                middle_x = (self.xs[column] + self.xs[column + 1]) / 2
                cell = row * columns + column
                if column + 1 < columns and not _is_drawn(self.down, self.xs[column + 1], middle_y):
                    areas[find(cell + 1)] = find(cell)
                if row + 1 < rows and not _is_drawn(self.across, self.ys[row + 1], middle_x):
                    areas[find(cell + columns)] = find(cell)
        return [find(cell) for cell in range(rows * columns)]

    def _split(self, piece: Piece, row: int) -> Iterable[Piece]:
        """Cut a piece that runs over a line between two cells."""
        middle_y = (self.ys[row] + self.ys[row + 1]) / 2
        borders = [x for x in self.xs[1:-1] if _is_drawn(self.down, x, middle_y)]
        start, cells = 0, [bisect_right(borders, (left + right) / 2) for left, right in piece.edges]
        for index in range(1, len(cells) + 1):
            if index == len(cells) or cells[index] != cells[start]:
                if piece.text[start:index].strip():
                    yield piece.part(start, index)
                start = index


def _is_drawn(rules: Sequence[Rule], position: float, at: float) -> bool:
    return any(abs(rule.position - position) <= MIN_CELL and rule.start <= at <= rule.end for rule in rules)


def _place(positions: Sequence[float], value: float) -> int:
    return min(max(bisect_right(positions, value) - 1, 0), len(positions) - 2)


def _centre(piece: Piece) -> float:
    return piece.y + 0.3 * piece.size


def _is_bold(row: Sequence[Sequence[Piece]]) -> bool:
    pieces = [piece for cell in row for piece in cell]
    return bool(pieces) and all(piece.is_bold for piece in pieces)


def _cell_text(pieces: Sequence[Piece]) -> str:
    return join_lines([" ".join(piece.text for piece in row) for row in group_rows(pieces)])


def group_rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Group pieces that stand on one line, top to bottom, each row left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if rows and rows[-1][0].y - piece.y <= ROW_DRIFT * max(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]
