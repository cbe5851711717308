"""Papers and files: PDF for people, XLSX and CSV for offices.

    model.py   what a paper holds: Report, Page, Sheet, Cards
    pdf.py     render(paper, language) writes a tagged PDF (PDF/UA-1); only this module knows Typst
    xlsx.py    write_xlsx(workbook): tables as a workbook, every text cell forced to be text
    intake.py  read_xlsx and read_csv: what offices send in, with errors that name row and column
    tables.py  read_table: either of them, by what the file's bytes are
    errors.py  DocumentError

Import from the modules: each loads what it needs when it is called, and nothing before.
"""
