"""A program of its own that reads a workbook from stdin and writes its rows as JSON to stdout.

The reader believes a file: one that says it has 10^13 texts, or a cell XFD1048576, makes it set aside all memory and
die. So it dies here, within limits, and not in the process that serves people.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20
MOST_SHEETS = 20
MOST_COLUMNS = 200


def main(most_rows: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(list(sheets(sys.stdin.buffer.read(), most_rows)), sys.stdout, default=as_json)


def sheets(content: bytes, most_rows: int) -> Iterator[tuple[object, ...]]:
    """(name, merged ranges as first and last row, rows that are not empty with their numbers) of each sheet."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415 -- within the limits

    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    found = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    for name in [sheet.name for sheet in found[:MOST_SHEETS]]:
        sheet = workbook.get_sheet_by_name(name)
        merged = [(first[0] + 1, last[0] + 1) for first, last in sheet.merged_cell_ranges or []]
        rows = []
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            if any(cell != "" for cell in row):
                rows.append((number, row[:MOST_COLUMNS]))
            if len(rows) > most_rows:
                break
        yield name, merged, rows


def as_json(value: object) -> object:
    return {"date": value.isoformat()} if isinstance(value, date) else str(value)


if __name__ == "__main__":
    main(int(sys.argv[1]))
