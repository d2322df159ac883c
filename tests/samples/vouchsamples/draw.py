"""Draws a Record on landscape A4: header, table, footnotes, page numbers.

27 rows on the first page and 38 on each other one. How the text reaches the
content stream is the Layout's choice; what a reader sees on paper is the same.
"""

from dataclasses import dataclass, field, replace

from .fonts import EmbeddedFont, FontSet
from .pdf import File, Name, Ref, Stream
from .record import WORDS

WIDTH, HEIGHT = 842, 595
FIRST_ROWS, OTHER_ROWS, NOTE_ROWS = 27, 38, 7
ROW = 13.2
SIZE = 9.0
TABLE_TOP_FIRST, TABLE_TOP_OTHER = 428, 556
HEADINGS = ["序号", "出境/入境", "出入境日期", "证件名称", "证件号码", "出入境口岸", "航班号"]
COLUMNS = [40, 88, 158, 258, 408, 518, 668, 802]
NOTES = [
    "1.本电子文件原件为PDF格式的数据电文，由国家移民管理局出入境记录查询系统生成，"
    "其电子签名可以用公布的颁发者证书验签，与盖有印章的同",
    "类纸质文件具有相同效力。",
    "2.本电子文件记载查询人在上述期间内持所列证件经对外开放口岸出入境的情况；"
    "查询人认为本电子文件的内容存",
    "在差错或者缺漏的，可以向出入境边防检查机关核实。",
]


@dataclass(frozen=True)
class Layout:
    shape: str = "cell"  # row: one show a row; cell: each cell its own text object
    order: str = "rows"  # or "columns": all of a column before the next one
    wrap: str = ""  # "", or where wrapped cells' lines sit: top | middle | bottom
    fragment: str = "after"  # a wrapped cell's second line: in the stream "before" or "after"
    wrap_documents: bool = False
    colon: str = "："
    spaces: bool = True
    query_date: str = "same"  # same | next | after (the person paragraph) | none
    flights: bool = True
    footers: bool = True
    skip_pages: tuple = ()
    encoding: tuple = ("FlateDecode",)

    def but(self, **changes):
        return replace(self, **changes)


class Canvas:
    """One page's content stream."""

    def __init__(self, fonts):
        self.fonts = fonts
        self.out = []

    def width(self, text, size):
        return self.fonts.width(text) * size / 1000

    def text(self, x, y, text, size=SIZE):
        parts = []
        for name, font, run in self.fonts.runs(text):
            parts.append(f"/{name} {size:g} Tf <{font.encode(run).hex()}> Tj")
        self.out.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {' '.join(parts)} ET")

    def centred(self, x, y, text, size=SIZE):
        self.text(x - self.width(text, size) / 2, y, text, size)

    def line(self, x1, y1, x2, y2):
        self.out.append(f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def shade(self, x, y, width, height, grey=0.92):
        self.out.append(f"q {grey} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")

    def raw(self, operators):
        self.out.append(operators)

    def content(self):
        return ("0.5 w 0.4 G 0 g\n" + "\n".join(self.out) + "\n").encode()


class GlyphCanvas(Canvas):
    """Each glyph placed and shown by itself, as print drivers do."""

    def text(self, x, y, text, size=SIZE):
        for char in text:
            super().text(x, y, char, size)
            x += self.width(char, size)


class RelativeCanvas(Canvas):
    """Td, TL, T*, Tz and TJ arrays with adjustments, inside a scaled space."""

    def text(self, x, y, text, size=SIZE):
        out = [f"q 2 0 0 2 0 0 cm BT {x / 2:.3f} {y / 2 + 10:.3f} Td 10 TL T*"]
        for name, font, run in self.fonts.runs(text):
            shows = " 40 ".join(f"<{font.encode(char).hex()}> -40" for char in run)
            out.append(f"/{name} {size / 2:g} Tf 100 Tz [{shows} 40] TJ")
        self.out.append(" ".join(out) + " ET Q")


def chinese_day(day, gap=""):
    return f"{day:%Y}{gap}年{gap}{day:%m}{gap}月{gap}{day:%d}{gap}日"


def header_lines(record, layout):
    """-> [(text, size, centred)] between the title and the table."""
    colon = layout.colon
    space = " " if layout.spaces else ""
    serial = f"编号{colon}{record.serial}"
    queried = f"查询日期{colon}{chinese_day(record.queried_on)}" if record.queried_on else ""
    paragraph = [
        f"查询人姓名:{space}{record.name}{space}，性别:{space}{record.sex}{space}，"
        f"出生日期:{space}{chinese_day(record.birth)}{space}，",
        f"公民身份号码:{space}{record.id_number}{space}，通过国家移民管理局出入境记录查询系统查询，",
        f"其本人在{space}{chinese_day(record.period_from, space)}至{space}"
        f"{chinese_day(record.period_to, space)}期间有下列出入境记录：",
    ]
    if layout.query_date == "same":
        return [f"{serial}  {queried}", *paragraph]
    if layout.query_date == "next":
        return [serial, queried, *paragraph]
    if layout.query_date == "after":
        return [*paragraph, serial, queried]
    return [serial, *paragraph]


def wrapped(text, layout, column):
    """-> one or two lines, as a narrow column would break them."""
    limit = 6 if column == 5 else 6 if column == 3 and layout.wrap_documents else 99
    if layout.wrap and len(text) > limit:
        return [text[:limit], text[limit:]]
    return [text]


def cells(number, crossing, layout):
    out = [
        str(number),
        WORDS[crossing.direction],
        crossing.date.isoformat(),
        crossing.document_type,
        crossing.document_number,
        crossing.port,
    ]
    return out + [crossing.flight] if layout.flights else out


def _line_offsets(layout):
    return {"top": (0, -5.6), "middle": (2.8, -2.8), "bottom": (5.6, 0)}[layout.wrap or "top"]


def cell_operations(canvas, column, y, text, layout):
    """Each line of a cell as an operation; two lines when it is wrapped."""
    middle = (COLUMNS[column] + COLUMNS[column + 1]) / 2
    lines = wrapped(text, layout, column)
    if len(lines) == 1:
        return [lambda: canvas.centred(middle, y, text)] if text else []
    first, second = _line_offsets(layout)
    shift = canvas.width(lines[0], 6) / 2
    out = [
        lambda: canvas.text(middle - shift, y + first, lines[0], 6),
        lambda: canvas.text(middle - shift, y + second, lines[1], 6),
    ]
    return out if layout.fragment == "after" else out[::-1]


def draw_cells(canvas, rows, layout):
    """rows: [(y, cells)]; emitted row by row or column by column."""
    grid = [
        [cell_operations(canvas, column, y, text, layout) for column, text in enumerate(row)]
        for y, row in rows
    ]
    if layout.order == "columns":
        grid = [list(column) for column in zip(*grid)]
    for line in grid:
        for operations in line:
            for operation in operations:
                operation()


def draw_rows(canvas, rows, layout):
    """One show a row; a wrapped port leaves its last characters on a line of their own."""
    for y, row in rows:
        port = wrapped(row[5], layout, 5)
        whole = " ".join(filter(None, row[:5] + [port[0]] + row[6:]))
        x = COLUMNS[0] + 4
        operations = [lambda: canvas.text(x, y, whole)]
        if len(port) == 2:
            below = x + canvas.width(" ".join(row[:5]) + " ", SIZE)
            operations.append(lambda: canvas.text(below, y - 5.6, port[1], 6))
        for operation in operations if layout.fragment == "after" else operations[::-1]:
            operation()


def draw_grid(canvas, top, count, layout):
    bottom = top - count * ROW
    columns = COLUMNS if layout.flights else COLUMNS[:-1]
    for index in range(count + 1):
        canvas.line(columns[0], top - index * ROW, columns[-1], top - index * ROW)
    for x in columns:
        canvas.line(x, top, x, bottom)


def draw_header(canvas, record, layout):
    canvas.centred(WIDTH / 2, 556, "国家移民管理局", 16)
    canvas.centred(WIDTH / 2, 532, "出入境记录查询结果（电子文件）", 14)
    for index, line in enumerate(header_lines(record, layout)):
        canvas.text(48, 508 - index * 14.4, line, 10)


def draw_table(canvas, rows, layout, first):
    """The heading stands on the first page only."""
    top = TABLE_TOP_FIRST if first else TABLE_TOP_OTHER
    placed = []
    if first:
        headings = HEADINGS if layout.flights else HEADINGS[:-1]
        canvas.shade(COLUMNS[0], top - ROW, COLUMNS[len(headings)] - COLUMNS[0], ROW)
        placed.append((top - ROW + 3.8, headings))
    base = len(placed)
    for index, (number, crossing) in enumerate(rows):
        placed.append((top - (base + index + 1) * ROW + 3.8, cells(number, crossing, layout)))
    if layout.shape == "row":
        draw_rows(canvas, placed, layout)
    else:
        draw_grid(canvas, top, len(placed), layout)
        draw_cells(canvas, placed, layout)
    return top - len(placed) * ROW


def draw_notes(canvas, record, layout, y):
    for index, line in enumerate(NOTES):
        canvas.text(48, y - 16 - index * 13, line, 9)
    made = f"制作日期{layout.colon}{chinese_day(record.made_at)}{record.made_at:%H时%M分}"
    canvas.text(600, y - 20 - len(NOTES) * 13, made, 10)


def paginate(rows):
    """-> rows of each page; the footnotes need room on the last one."""
    pages = [rows[:FIRST_ROWS]]
    rest = rows[FIRST_ROWS:]
    while rest:
        pages.append(rest[:OTHER_ROWS])
        rest = rest[OTHER_ROWS:]
    room = FIRST_ROWS if len(pages) == 1 else OTHER_ROWS
    if len(pages[-1]) > room - NOTE_ROWS:
        pages.append([])
    return pages


def draw_pages(record, layout, new_canvas):
    """-> a canvas for each page, made by `new_canvas()`"""
    pages = paginate(record.rows())
    out = []
    for index, rows in enumerate(pages):
        canvas = new_canvas()
        if index == 0:
            draw_header(canvas, record, layout)
        bottom = TABLE_TOP_OTHER
        if rows or index == 0:
            bottom = draw_table(canvas, rows, layout, index == 0)
        if index == len(pages) - 1:
            draw_notes(canvas, record, layout, bottom)
        if layout.footers:
            canvas.centred(WIDTH / 2, 24, f"第 {index + 1} 页 / 共 {len(pages)} 页", 9)
        out.append(canvas)
    return [canvas for index, canvas in enumerate(out) if index + 1 not in layout.skip_pages]


def characters(record, layout):
    """All characters that drawing the record needs."""
    text = "".join([*HEADINGS, *NOTES, *header_lines(record, layout)])
    text += "国家移民管理局出入境记录查询结果（电子文件）制作日期时分第页共年月日/ 0123456789：:"
    for number, crossing in record.rows():
        text += "".join(cells(number, crossing, layout))
    return text


@dataclass
class Document:
    """A drawn file with the references that signing and attacking need."""

    file: File
    pages: list
    contents: list
    fonts: FontSet
    font_refs: dict
    tree: Ref
    named: dict = field(default_factory=dict)  # further references, for those who prepare an attack


def lay_out(
    contents, fonts, file=None, encoding=("FlateDecode",), predictor=None, extra=None, size=(WIDTH, HEIGHT)
):
    """A document from page contents: catalogue, page tree, fonts; not yet written."""
    file = file or File()
    file.root = file.reserve()
    tree = file.reserve()
    font_refs = fonts.write(file)
    pages, streams = [], []
    for content in contents:
        streams.append(file.add(Stream(content, encoding=encoding, predictor=predictor)))
        page = {
            "Type": Name("Page"),
            "Parent": tree,
            "MediaBox": [0, 0, *size],
            "Resources": {"Font": font_refs, **(extra or {})},
            "Contents": streams[-1],
        }
        pages.append(file.add(page))
    file.put(tree, {"Type": Name("Pages"), "Kids": list(pages), "Count": len(pages)})
    file.put(file.root, {"Type": Name("Catalog"), "Pages": tree})
    file.info = file.add({"Title": "vouchd test sample: invented person, throw-away keys"})
    return Document(file, pages, streams, fonts, font_refs, tree)


def draw(record, layout=Layout(), fonts=None, file=None, predictor=None, canvas=Canvas):
    fonts = fonts or FontSet(EmbeddedFont(characters(record, layout)))
    contents = [page.content() for page in draw_pages(record, layout, lambda: canvas(fonts))]
    return lay_out(contents, fonts, file, layout.encoding, predictor)

