"""How pages are looked over for barriers.

Colours do not depend on the language, nor the order of headings on the width: each language, width and scheme of colours
is looked at once, not each with each. Ukrainian words are longer, so they get the narrow screen.
"""

LOOKS = (("", 320, "light"), ("/en", 1280, "dark"))  # the language's part of addresses, pixels, colours
