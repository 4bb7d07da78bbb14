"""Which cells of a worksheet a reader sees: not those of hidden rows and columns, nor letters as white as the sheet."""

from __future__ import annotations

from typing import Any

from lxml import etree
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import column_index_from_string

from knowledge_base.reading.visibility.colours import BLACK, WHITE, Colour, parse_hex
from knowledge_base.reading.visibility.left_out import LeftOut, Unseen
from knowledge_base.reading.visibility.symbol_fonts import read_symbols

TINY_POINTS = 1.5
MIN_WIDTH = 0.5  # letters; a narrower column shows nothing
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)))


class SheetVisibility:
    """Judges the cells of one workbook's sheets; openpyxl's own values are read."""

    def __init__(self, workbook: Any, left_out: LeftOut) -> None:
        """Read the colours of the theme.

        Args:
            workbook: As openpyxl opens it.
            left_out: Counts what no reader sees.
        """
        self._left_out = left_out
        self._theme = _read_theme(workbook.loaded_theme)
        self._styles: dict[tuple[int, int], Unseen | None] = {}
        self._fonts: dict[int, str] = {}

    def find_seen(self, sheet: Any) -> dict[tuple[int, int], Any]:
        """Return the cells that hold something a reader sees, by row and column."""
        columns = _hidden_columns(sheet)
        is_painted = _painted_by_tables(sheet)
        kept: dict[tuple[int, int], Any] = {}
        hidden_rows: set[int] = set()
        hidden_columns: set[int] = set()
        for (row, column), cell in sheet._cells.items():
            if cell.comment is not None:
                self._left_out.add(Unseen.COMMENTS)
            if cell.value is None:
                continue
            if is_hidden_row(sheet, row):
                hidden_rows.add(row)
            elif column in columns:
                hidden_columns.add(column)
            elif kind := self._judge(cell, is_painted=(row, column) in is_painted):
                self._left_out.add(kind)
            else:
                kept[row, column] = cell
                if isinstance(cell.value, CellRichText):
                    self._keep_seen_runs(cell)
        self._left_out.add(Unseen.ROWS, len(hidden_rows))
        self._left_out.add(Unseen.COLUMNS, len(hidden_columns))
        return kept

    def read_signs(self, cell: Any, text: str) -> str:
        """Return a cell's text with the letters of a symbol font as the signs that they show."""
        if not cell.has_style:
            return text
        font = cell._style.fontId
        if font not in self._fonts:
            self._fonts[font] = str(cell.font.name or "")
        return read_symbols(text, self._fonts[font])

    def _keep_seen_runs(self, cell: Any) -> None:
        """Leave in a cell what a reader sees of a text whose parts look different."""
        runs: list[str] = []
        for run in cell.value:
            if isinstance(run, str):
                runs.append(run)
            elif kind := self._judge_look(run.font.strike, run.font.sz, run.font.color, cell.fill):
                self._left_out.add(kind)
            else:
                runs.append(read_symbols(run.text, run.font.rFont))
        cell.value = "".join(runs)

    def _judge(self, cell: Any, *, is_painted: bool) -> Unseen | None:
        if not cell.has_style:
            return None
        if _shows_nothing(cell.number_format, cell.value):
            return Unseen.HIDDEN
        key = (cell._style.fontId, cell._style.fillId)
        if key not in self._styles:
            font = cell.font
            self._styles[key] = self._judge_look(font.strikethrough, font.size, font.color, cell.fill)
        kind = self._styles[key]
        if kind is Unseen.COLOURLESS and is_painted and cell.fill.fill_type is None:
            return None
        return kind

    def _judge_look(
        self, is_struck: bool | None, size: float | None, colour_: Any, fill: Any
    ) -> Unseen | None:
        if is_struck:
            return Unseen.STRUCK
        if size is not None and size <= TINY_POINTS:
            return Unseen.TINY
        colour = self._resolve(colour_, BLACK)
        behind: Colour | None = WHITE
        if fill.fill_type == "solid":
            behind = self._resolve(fill.fgColor, WHITE)
        elif fill.fill_type is not None:
            behind = None
        return Unseen.COLOURLESS if colour and behind and colour.looks_like(behind) else None

    def _resolve(self, colour: Any, automatic: Colour) -> Colour | None:
        if colour is None:
            return automatic
        if colour.type == "rgb":
            return parse_hex(colour.rgb)
        if colour.type == "indexed":
            is_named = colour.indexed < len(COLOR_INDEX)
            return parse_hex(COLOR_INDEX[colour.indexed]) if is_named else automatic
        if colour.type == "theme" and colour.theme < len(self._theme):
            return _tint(self._theme[colour.theme], colour.tint or 0.0)
        return None


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for name, dimension in sheet.column_dimensions.items():
        if dimension.hidden or dimension.width < MIN_WIDTH:
            first = dimension.min or column_index_from_string(name)
            hidden.update(range(first, (dimension.max or first) + 1))
    return hidden


def is_hidden_row(sheet: Any, row: int) -> bool:
    """Tell whether a row is hidden, by itself, by a filter, or in a closed group."""
    if row not in sheet.row_dimensions:
        return bool(sheet.sheet_format.zeroHeight)
    dimension = sheet.row_dimensions[row]
    is_unsized = bool(sheet.sheet_format.zeroHeight) and not dimension.height
    return bool(dimension.hidden) or dimension.height == 0 or is_unsized


def _painted_by_tables(sheet: Any) -> set[tuple[int, int]]:
    """Return the headings of tables, which a table's style paints."""
    painted: set[tuple[int, int]] = set()
    for table in sheet.tables.values():
        first, _, _ = table.ref.partition(":")
        cells = sheet[table.ref][0] if table.headerRowCount != 0 and first else ()
        painted.update((cell.row, cell.column) for cell in cells)
    return painted


def _shows_nothing(number_format: str, value: object) -> bool:
    """Tell whether a number format has an empty section for a value, such as `;;;`."""
    sections = number_format.split(";")
    if len(sections) == 1:
        return False
    if isinstance(value, str):
        section = sections[3] if len(sections) > 3 else "@"
    elif isinstance(value, int | float) and value <= 0:
        index = 1 if value < 0 else 2
        section = sections[index] if len(sections) > index else sections[0]
    else:
        section = sections[0]
    return not section.strip()


def _read_theme(theme: bytes | None) -> tuple[Colour, ...]:
    if not theme:
        return (WHITE, BLACK)
    root = etree.fromstring(theme, etree.XMLParser(resolve_entities=False, no_network=True))
    colours: list[Colour] = []
    for name in _THEME_ORDER:
        found = next(root.iter(f"{{*}}{name}"), None)
        value = (found[0].get("lastClr") or found[0].get("val")) if found is not None and len(found) else None
        colours.append(parse_hex(value) or BLACK)
    return tuple(colours)


def _tint(colour: Colour, tint: float) -> Colour:
    """Make a colour darker (below 0) or lighter (above), as ECMA-376 part 1, 18.8.19 says, on each channel."""
    if tint < 0:
        return Colour(*(round(value * (1 + tint)) for value in colour))
    return Colour(*(round(value + (255 - value) * tint) for value in colour))
