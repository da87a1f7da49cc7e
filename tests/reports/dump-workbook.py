"""Prints a workbook as JSON, read by openpyxl: every cell with its value, its formula, its type and its format.

With --values as second argument formulas are left out, which halves the time."""
import gc
import json
import sys
import openpyxl
from openpyxl.utils.escape import unescape

# Nothing is thrown away before the end, so looking for rubbish in millions of cells only takes time.
gc.disable()
path = sys.argv[1]
values_alone = sys.argv[2:] == ['--values']
book = openpyxl.load_workbook(path, data_only=values_alone)
# The values of the formulas, streamed, which takes half as long as a second whole workbook.
values = None if values_alone else openpyxl.load_workbook(path, data_only=True, read_only=True)


looks = {}


def look_of(cell):
    """Number format and font of a cell; looking them up takes longer than everything else, and there are few styles."""
    style = cell.style_id
    if style not in looks:
        looks[style] = (cell.number_format, cell.font.name)
    return looks[style]


def values_of_formulas(sheet):
    """{coordinate: value} of the cells with a formula; nothing when there is none."""
    wanted = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == 'f'}
    if not wanted:
        return {}
    return {cell.coordinate: cell.value for row in values[sheet.title].iter_rows() for cell in row if cell.value is not None and cell.coordinate in wanted}


sheets = []
for sheet in book:
    cached = values_of_formulas(sheet)
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            is_formula = cell.data_type == 'f'
            value = cached.get(cell.coordinate) if is_formula else cell.value
            if hasattr(value, 'isoformat'):
                value = value.isoformat()[:10]
            if isinstance(value, str):
                # openpyxl leaves Excel's _x005F_ in inline strings as it is.
                value = unescape(value)
            number_format, font = look_of(cell)
            cells[cell.coordinate] = {'v': value, 'f': cell.value if is_formula else None, 't': cell.data_type, 'n': number_format, 'font': font}
    sheets.append({
        'name': sheet.title,
        'cells': cells,
        'merges': [str(part) for part in sheet.merged_cells.ranges],
        'freeze': sheet.freeze_panes,
        'filter': sheet.auto_filter.ref,
        'printArea': str(sheet.print_area[0]) if sheet.print_area else None,
        'printTitles': sheet.print_title_rows,
        'printTitleColumns': sheet.print_title_cols,
        'columnBreaks': [part.id for part in sheet.col_breaks.brk],
        'scale': sheet.page_setup.scale,
        'paper': sheet.page_setup.paperSize,
        'orientation': sheet.page_setup.orientation,
        'fit': [bool(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage), sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight],
        'footer': sheet.oddFooter.center.text,
        'rows': sheet.max_row,
        'columns': sheet.max_column,
    })
# Written at once: json.dump makes a system call for each of millions of pieces.
sys.stdout.write(json.dumps(sheets, ensure_ascii=False))
