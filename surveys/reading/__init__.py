"""Files from the field as columns: CSV, XLSX, SPSS. Nothing here knows Django or the questionnaire.

`open_file` is the way in. XLSX and SPSS files are read in a limited child process (`child`); `sav_file` and
`xlsx_file` are imported by what is started there only (`sav_child`, `xlsx_child`).
"""
