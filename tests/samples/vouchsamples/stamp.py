"""The picture of a visible signature: a round stamp that plainly says specimen."""

import math

from .draw import Canvas

SIZE = 108
CURVE = 0.5523


def circle(x, y, radius):
    k = radius * CURVE
    return (
        f"{x + radius:.2f} {y:.2f} m "
        f"{x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c "
        f"{x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c "
        f"{x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c "
        f"{x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c"
    )


def star(x, y, radius):
    points = []
    for index in range(10):
        angle = math.pi / 2 + index * math.pi / 5
        reach = radius if index % 2 == 0 else radius * 0.38
        points.append(f"{x + reach * math.cos(angle):.2f} {y + reach * math.sin(angle):.2f}")
    return f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]) + " h"


TEXT = "样本"


def specimen(fonts):
    """-> content of the appearance stream, SIZE by SIZE"""
    middle = SIZE / 2
    canvas = Canvas(fonts)
    canvas.raw(f"0.8 0.1 0.1 RG 0.8 0.1 0.1 rg 2.5 w {circle(middle, middle, 50)} S")
    canvas.raw(f"0.8 w {circle(middle, middle, 45)} S {star(middle, middle + 12, 15)} f")
    canvas.centred(middle, 26, TEXT, 20)
    return ("q\n" + "\n".join(canvas.out) + "\nQ\n").encode()
