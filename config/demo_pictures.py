"""A picture for the demonstration: drawn, so that nobody takes it for a photo of a place."""

import io

from PIL import Image, ImageDraw, ImageFont

SKY, WALL, ROOF, WINDOW = "#cfe3ee", "#f0e2c8", "#8a4b3c", "#5b7f95"
GRASS, ROAD, WHITE, RED, POLE, INK = "#9fb98a", "#5c6367", "#ffffff", "#b3261e", "#7d8589", "#10181a"


def school_road() -> bytes:
    """A JPEG: a road with a crossing before a school, and the sign “30”."""
    picture = Image.new("RGB", (1600, 1200), SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 700, 1600, 860), GRASS)
    pen.rectangle((180, 330, 1020, 760), WALL)
    pen.polygon([(140, 340), (600, 150), (1060, 340)], ROOF)
    for left in range(250, 950, 180):
        pen.rectangle((left, 420, left + 100, 540), WINDOW)
    pen.rectangle((540, 600, 660, 760), ROOF)
    pen.rectangle((0, 850, 1600, 1200), ROAD)
    for left in range(420, 860, 90):
        pen.polygon([(left, 870), (left + 45, 870), (left + 5, 1180), (left - 50, 1180)], WHITE)
    pen.rectangle((1272, 480, 1296, 880), POLE)
    pen.ellipse((1144, 240, 1424, 520), RED)
    pen.ellipse((1180, 276, 1388, 484), WHITE)
    pen.text((1284, 380), "30", INK, font=ImageFont.load_default(130), anchor="mm")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
