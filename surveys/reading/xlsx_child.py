"""`python -m surveys.reading.xlsx_child FROM TO`: reads a workbook in a limited process (`child`)."""

from surveys.reading import child, xlsx_file

if __name__ == "__main__":
    child.run(xlsx_file.read)
