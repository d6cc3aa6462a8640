"""Make the third-party files that pages load, in var/assets: `python -m config.assets`.

From node_modules come Bootstrap's two stylesheets, as they are but for the pointer to a map we do not serve.
The web fonts are cut out of the full Noto Sans: Ukrainian, Russian and English letters, one file a weight,
a little over half of what the four ready-made files weigh (docs/decisions/ says what was measured).
"""

import re
import sys
from pathlib import Path

from fontTools import subset

BASE_DIR = Path(__file__).resolve().parent.parent
NODE_MODULES = BASE_DIR / "node_modules"
ASSETS = BASE_DIR / "var" / "assets"

STYLESHEETS = ("bootstrap.min.css", "bootstrap-reboot.min.css")
FULL_FONTS = {
    "400": "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
    "700": "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
}
RARE_LETTERS = ("noto-sans-cyrillic-400-normal.woff2", "noto-sans-latin-ext-400-normal.woff2")

# Everything Ukrainian and English text needs, and Russian letters, which people here write too.
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0x410, 0x450)))
    + "ЁёЄєІіЇїҐґ"
    + "\u00a0\u2009\u202f\u2011\u0301«»„“”‘’ʼ‹›–—…•№€₴°±×·§©½²³−→←↑↓≤≥≈"
)


def cut_font(full: Path, *, into: Path) -> None:
    """Write a woff2 with only our letters and their kerning."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "mark", "ccmp"]
    options.hinting = False
    font = subset.load_font(str(full), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    subset.save_font(font, str(into), options)


def build(into: Path = ASSETS) -> list[Path]:
    """Write every file under `into`, return them; FileNotFoundError when node_modules lacks one."""
    made: list[Path] = []
    for name in STYLESHEETS:
        css = (NODE_MODULES / "bootstrap/dist/css" / name).read_text(encoding="utf-8")
        path = _place(into / "vendor" / "bootstrap" / name)
        path.write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css), encoding="utf-8")
        made.append(path)
    for name in RARE_LETTERS:
        path = _place(into / "vendor" / "noto-sans" / name)
        path.write_bytes((NODE_MODULES / "@fontsource/noto-sans/files" / name).read_bytes())
        made.append(path)
    for weight, full in FULL_FONTS.items():
        path = _place(into / "fonts" / f"noto-sans-{weight}.woff2")
        cut_font(NODE_MODULES / full, into=path)
        made.append(path)
    return made


def _place(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"{path.relative_to(BASE_DIR)}: {path.stat().st_size} bytes\n")
