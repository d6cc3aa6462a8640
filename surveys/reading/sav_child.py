"""`python -m surveys.reading.sav_child FROM TO`: reads an SPSS file in a limited process (`child`)."""

from surveys.reading import child, sav_file

if __name__ == "__main__":
    child.run(sav_file.read)
