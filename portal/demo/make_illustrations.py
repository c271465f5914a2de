"""Draw the portal's own illustrations.

    python portal/demo/make_illustrations.py            # all of them
    python portal/demo/make_illustrations.py img-lock   # one or a few

Each scene is composed by hand from a small vocabulary of drawn parts (sky, hills, water, granite,
spruce, houses, boats, lock gates, people) and one palette, so that the pictures belong together.
The steps of a sluice recur in every picture. Needs chromium and Pillow; the portal needs neither,
since the finished pictures are committed beside this script.
"""

# One line for a thing drawn reads better than one line for a number, so the formatter stays out.
# fmt: off
# Short names and long lists of parts are the point here; nothing is computed that could go wrong.
# ruff: noqa: C408, N802, PERF401, B007

import io
import itertools
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

W, H = 1600, 1000
OUT = Path(__file__).resolve().parent / "images"
MAX_BYTES = 148_000

# --- palette: granite, fjord, spruce, snow and slate, with lichen yellow as the only accent ---------
SNOW, MIST, PAPER = "#F7F4EE", "#E3EAE6", "#EDE5DB"
ROSE0, ROSE1, ROSE2, ROSE3, ROSE4 = "#EAD9D1", "#D3B6AC", "#B8958C", "#94706A", "#6B4E4C"
FJ0, FJ1, FJ2, FJ3, FJ4, FJ5 = "#CFE2DF", "#93BEBE", "#4F9296", "#236770", "#134650", "#0C2F38"
SPR0, SPR1, SPR2, SPR3 = "#8FA994", "#557C69", "#2F5748", "#1D3A32"
SLATE0, SLATE1, SLATE2, SLATE3 = "#B4BFC1", "#7A898D", "#4A5A60", "#28353B"
LICHEN, LICHEN_D = "#E9BE3A", "#C79A22"
RUST = "#9A574C"
WOOD0, WOOD1, WOOD2 = "#DDC3A5", "#B98F6C", "#80604B"
SKIN = ("#F0CFB6", "#D9A583", "#A87152", "#744A38")
HAIR = ("#3B2A26", "#7A5238", "#C99D62", "#D9D5CF", "#1F1C1F", "#9C5A3C")

MOODS = {
    "dawn": dict(sky=("#F4E3D7", "#F1D8CA", "#EDCBBC", "#F6E7DC"), sun="#FBF3E6", hills=("#C3A9A6", "#94969A", "#4F7C82", "#2B5A60"),
                 water="#6FA0A4", streak="#B9D3D0", rock=(ROSE1, ROSE2, ROSE3)),
    "day": dict(sky=("#C9E0DF", "#D6E8E5", "#E3EFEA", "#F1F4EC"), sun=None, hills=("#A9C6C6", "#78A6A8", "#457F80", "#2C5F57"),
                water="#2E7981", streak="#7FB5B6", rock=(ROSE0, ROSE1, ROSE2)),
    "dusk": dict(sky=("#0E2C36", "#16414C", "#2C5F67", "#8B8784"), sun="#F3D9C6", hills=("#3D6469", "#27505A", "#173D47", "#0F2E36"),
                 water="#164550", streak="#4A7F85", rock=("#7C6A69", "#5D5052", "#43393D")),
    "winter": dict(sky=("#D9E3E6", "#E4EBEB", "#EEF1EE", "#F8F5F0"), sun="#FFFDF6", hills=("#D3DEE0", "#B4C5C9", "#8BA4AA", "#5F7E84"),
                   water="#5B7F88", streak="#A9C2C7", rock=(SNOW, ROSE0, ROSE2)),
    "overcast": dict(sky=("#AFC3C5", "#BFCFCE", "#D0DAD6", "#E1E4DC"), sun=None, hills=("#9CB2B3", "#6F9093", "#42696D", "#27494A"),
                     water="#3F727A", streak="#88ADAF", rock=(ROSE1, ROSE2, ROSE3)),
}

DEFS = {}


# --- small tools -----------------------------------------------------------------------------------
def f(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def mix(a, b, t):
    return "#" + "".join(f"{round(x + (y - x) * t):02X}" for x, y in zip(rgb(a), rgb(b), strict=True))


def dark(colour, t=0.15):
    return mix(colour, SLATE3, t)


def light(colour, t=0.25):
    return mix(colour, SNOW, t)


def shade_of(colour):
    """The shade side of a colour; light colours get a bluish shade, so that white does not turn dirty."""
    return mix(colour, FJ2, 0.38) if sum(rgb(colour)) > 600 else dark(colour, 0.6)


def attrs(kw):
    return "".join(f' {k.replace("_", "-")}="{v}"' for k, v in kw.items())


def P(d, fill="none", **kw):
    return f'<path d="{d}" fill="{fill}"{attrs(kw)}/>'


def R(x, y, w, h, fill, r=0, **kw):
    return f'<rect x="{f(x)}" y="{f(y)}" width="{f(w)}" height="{f(h)}" rx="{f(r)}" fill="{fill}"{attrs(kw)}/>'


def C(x, y, r, fill, **kw):
    return f'<circle cx="{f(x)}" cy="{f(y)}" r="{f(r)}" fill="{fill}"{attrs(kw)}/>'


def E(x, y, rx, ry, fill, **kw):
    return f'<ellipse cx="{f(x)}" cy="{f(y)}" rx="{f(rx)}" ry="{f(ry)}" fill="{fill}"{attrs(kw)}/>'


def L(points, colour, w, **kw):
    d = "M" + "L".join(f"{f(x)} {f(y)}" for x, y in points)
    return P(d, "none", stroke=colour, stroke_width=f(w), stroke_linecap="round", stroke_linejoin="round", **kw)


def PG(points, fill, **kw):
    return P("M" + "L".join(f"{f(x)} {f(y)}" for x, y in points) + "Z", fill, **kw)


def G(*parts, **kw):
    return f"<g{attrs(kw)}>{''.join(parts)}</g>"


def at(x, y, *parts, s=1, sx=None, rot=0):
    return G(*parts, transform=f"translate({f(x)} {f(y)}) rotate({f(rot)}) scale({sx if sx is not None else s} {s})")


def curve(points):
    """A smooth line through the points (Catmull-Rom as Bézier), without the first move."""
    out = []
    for i in range(len(points) - 1):
        p0, p1, p2 = points[max(i - 1, 0)], points[i], points[i + 1]
        p3 = points[min(i + 2, len(points) - 1)]
        c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        out.append(f"C{f(c1[0])} {f(c1[1])} {f(c2[0])} {f(c2[1])} {f(p2[0])} {f(p2[1])}")
    return "".join(out)


def blob(points, fill, base=None, **kw):
    """A smooth outline; with base it is closed straight down to that height."""
    d = f"M{f(points[0][0])} {f(points[0][1])}" + curve(points)
    if base is not None:
        d += f"L{f(points[-1][0])} {f(base)}L{f(points[0][0])} {f(base)}"
    return P(d + "Z", fill, **kw)


def fade(colour, way="up", strength=0.6):
    """A grainy shade: a gradient, strongest at the side it comes from."""
    ident = f"g{colour[1:]}{way}{round(strength * 100)}"
    x1, y1, x2, y2 = {"up": (0, 1, 0, 0), "down": (0, 0, 0, 1), "left": (1, 0, 0, 0), "right": (0, 0, 1, 0)}[way]
    DEFS[ident] = (
        f'<linearGradient id="{ident}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}">'
        f'<stop offset="0" stop-color="{colour}" stop-opacity="{strength}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></linearGradient>'
    )
    return dict(fill=f"url(#{ident})", filter="url(#grain)")


def glow(x, y, r, colour=LICHEN, strength=0.5):
    ident = f"r{colour[1:]}{round(strength * 100)}"
    DEFS[ident] = (
        f'<radialGradient id="{ident}"><stop offset="0" stop-color="{colour}" stop-opacity="{strength}"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
    )
    return C(x, y, r, f"url(#{ident})", filter="url(#grain)")


def shaded(make, colour, shade, way="up", strength=0.6):
    """The shape, and the same shape again as a grainy shade. `make` takes fill and keywords."""
    kw = fade(shade, way, strength)
    return make(colour) + make(kw.pop("fill"), **kw)


# --- landscape -------------------------------------------------------------------------------------
def ridge(y, amp, seed, step=130, x0=-80, x1=W + 160):
    rnd = random.Random(seed)
    pts, x = [], x0
    while x < x1:
        pts.append((x, y + rnd.uniform(-amp, amp)))
        x += step * rnd.uniform(0.6, 1.4)
    pts.append((x1, y + rnd.uniform(-amp, amp)))
    return pts


def hill(y, amp, colour, seed, shade=None, base=H, step=170, strength=0.55):
    pts = ridge(y, amp, seed, step)
    return shaded(lambda c, **kw: blob(pts, c, base, **kw), colour, shade or light(colour, 0.5), "up", strength)


def height_at(pts, x):
    for a, b in itertools.pairwise(pts):
        if a[0] <= x <= b[0]:
            return a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])
    return pts[-1][1]


def forest(y, amp, colour, seed, h=70, base=H, shade=None, gap=16, strength=0.5):
    """A ridge covered with spruce in silhouette."""
    rnd = random.Random(seed)
    pts = ridge(y, amp, seed, 190)
    d, x = [], -60.0
    while x < W + 60:
        ty, th = height_at(pts, x) + 14, h * rnd.uniform(0.45, 1.1)
        w = th * rnd.uniform(0.2, 0.27)
        d.append(
            f"M{f(x)} {f(ty - th)}L{f(x + w * 0.55)} {f(ty - th * 0.48)}L{f(x + w * 0.36)} {f(ty - th * 0.46)}"
            f"L{f(x + w)} {f(ty + 8)}L{f(x - w)} {f(ty + 8)}L{f(x - w * 0.36)} {f(ty - th * 0.46)}L{f(x - w * 0.55)} {f(ty - th * 0.48)}Z"
        )
        x += gap * rnd.uniform(0.5, 1.7)
    body = shaded(lambda c, **kw: blob(pts, c, base, **kw), colour, shade or light(colour, 0.4), "up", strength)
    return P("".join(d), colour) + body


def sky(mood, seed=1, horizon=560, sun=None):
    m = MOODS[mood]
    out = [R(0, 0, W, H, m["sky"][0])]
    for i, colour in enumerate(m["sky"][1:]):
        y = horizon * (0.3 + 0.24 * i)
        out.append(blob(ridge(y, 26, seed * 7 + i, 330), colour, H))
    if m["sun"] and sun:
        out.append(glow(sun[0], sun[1], sun[2] * 3.2, m["sun"], 0.75))
        out.append(C(*sun, m["sun"]))
    return "".join(out)


def water(y, mood="day", seed=1, base=H, colour=None, streak=None, count=70, x0=0, x1=W, deep=None):
    m = MOODS[mood]
    colour, streak = colour or m["water"], streak or m["streak"]
    rnd = random.Random(seed)
    rect = shaded(lambda c, **kw: R(x0, y, x1 - x0, base - y, c, **kw), colour, deep or dark(colour, 0.55), "up", 0.6)
    out = [rect]
    for _ in range(count):
        t = rnd.random() ** 1.5
        yy = y + 6 + (base - y - 10) * t
        ln = (18 + 120 * t) * rnd.uniform(0.4, 1.2)
        xx = rnd.uniform(x0 + 6, max(x1 - ln - 6, x0 + 8))
        out.append(L([(xx, yy), (min(xx + ln, x1 - 6), yy)], streak, 1.6 + 3.2 * t, opacity=f(0.3 + 0.4 * rnd.random())))
    return "".join(out)


def granite(x, y, w, h, seed, tones=(ROSE0, ROSE1, ROSE2), base=None, lichen=True):
    """A smooth hump of bare rock: lit top, shaded side, a few cracks and a spot of lichen."""
    rnd = random.Random(seed)
    base = base if base is not None else y + 6
    n = 7
    top = []
    for i in range(n + 1):
        t = i / n
        top.append((x + w * t, y - h * (math.sin(math.pi * t) ** 0.7) * rnd.uniform(0.82, 1.08)))
    top[0], top[-1] = (x, y), (x + w, y)
    out = [shaded(lambda c, **kw: blob(top, c, base, **kw), tones[1], tones[2], "up", 0.85)]
    lit = [(px - w * 0.0, py) for px, py in top[1:-2]]
    under = [(px + w * 0.03, py + h * rnd.uniform(0.12, 0.24)) for px, py in reversed(top[1:-2])]
    d = f"M{f(lit[0][0])} {f(lit[0][1])}" + curve(lit) + f"L{f(under[0][0])} {f(under[0][1])}" + curve(under) + "Z"
    out.append(P(d, tones[0], opacity=0.85))
    for _ in range(3):
        cx = x + w * rnd.uniform(0.25, 0.8)
        cy = y - h * rnd.uniform(0.15, 0.6)
        out.append(L([(cx, cy), (cx + w * 0.03, cy + h * 0.14), (cx + w * 0.02, cy + h * 0.3)], tones[2], 2.4, opacity=0.7))
    if lichen:
        for _ in range(4):
            out.append(E(x + w * rnd.uniform(0.3, 0.62), y - h * rnd.uniform(0.45, 0.7), rnd.uniform(4, 11), rnd.uniform(2, 5), LICHEN, opacity=0.85))
    return "".join(out)


def spruce(x, y, h, colour=SPR2, snow=False):
    w = h * 0.21
    left, right = [], []
    tiers = 5
    for i in range(tiers):
        t = (i + 1) / tiers
        yy = y - h + h * 0.93 * t
        ww = w * (0.22 + 0.78 * t)
        left += [(x - ww, yy + h * 0.02), (x - ww * 0.5, yy - h * 0.012)]
        right += [(x + ww, yy + h * 0.02), (x + ww * 0.5, yy - h * 0.012)]
    out = R(x - h * 0.018, y - h * 0.1, h * 0.036, h * 0.1, WOOD2)
    out += PG([(x, y - h), *right[:-1], (x, y - h * 0.06)], dark(colour, 0.28))
    out += PG([(x, y - h), *left[:-1], (x, y - h * 0.06)], colour)
    if snow:
        out += PG([(x, y - h), (x - w * 0.38, y - h * 0.8), (x - w * 0.12, y - h * 0.84), (x + w * 0.16, y - h * 0.79)], SNOW)
    return out


def pine(x, y, h, colour=SPR1):
    trunk = P(f"M{f(x - h * 0.03)} {f(y)}C{f(x + h * 0.03)} {f(y - h * 0.3)} {f(x - h * 0.05)} {f(y - h * 0.5)} {f(x + h * 0.01)} {f(y - h * 0.85)}", stroke=RUST, stroke_width=f(h * 0.035), stroke_linecap="round")
    out = trunk + L([(x - h * 0.01, y - h * 0.55), (x + h * 0.15, y - h * 0.68)], RUST, h * 0.02)
    for dx, dy, rx, ry in ((0.17, -0.7, 0.15, 0.06), (-0.09, -0.78, 0.19, 0.075), (0.05, -0.9, 0.17, 0.075)):
        out += E(x + dx * h, y + dy * h, rx * h, ry * h, dark(colour, 0.25)) + E(x + dx * h - 0.02 * h, y + (dy - 0.018) * h, rx * h * 0.86, ry * h * 0.72, colour)
    return out


def birch(x, y, h, leaf=SPR0):
    out = L([(x, y), (x + h * 0.015, y - h * 0.8)], SNOW, h * 0.034)
    for t in (0.12, 0.26, 0.37, 0.5):
        out += L([(x - h * 0.012, y - h * t), (x + h * 0.008, y - h * t - 2)], SLATE3, h * 0.011)
    for dx, dy, r in ((0, -0.78, 0.17), (-0.11, -0.62, 0.13), (0.12, -0.64, 0.14)):
        out += E(x + dx * h, y + dy * h, r * h, r * h * 1.18, leaf if dx <= 0 else dark(leaf, 0.12))
    return out


def house(x, y, w, h, wall=SNOW, roof=SLATE2, door=None, windows=2, lit=None, storey=1, chimney=True):
    """A gabled house seen from its long side; y is the ground."""
    rh = h * 0.62
    out = [R(x + w * 0.68, y - h - rh * 0.98, w * 0.09, rh * 0.6, dark(roof, 0.2))] if chimney else []
    out.append(shaded(lambda c, **kw: R(x, y - h, w, h, c, **kw), wall, shade_of(wall), "left", 0.5))
    out.append(PG([(x - w * 0.06, y - h + 4), (x + w * 0.07, y - h - rh * 0.72), (x + w * 0.93, y - h - rh * 0.72), (x + w * 1.06, y - h + 4)], roof))
    out.append(R(x - w * 0.02, y - h * 0.08, w * 1.04, h * 0.08, ROSE2))
    glass = lit or mix(FJ3, SLATE2, 0.3)
    for s in range(storey):
        wy = y - h + h * (0.18 + 0.45 * s) if storey > 1 else y - h * 0.78
        wh = h * (0.28 if storey > 1 else 0.36)
        slots = windows + (1 if door else 0)
        for i in range(slots):
            wx = x + w * (i + 0.5) / slots - w * 0.07
            if door and i == slots // 2 and s == storey - 1:
                out.append(R(wx - w * 0.01, y - h * 0.56 if storey == 1 else y - h * 0.4, w * 0.16, h * 0.5 if storey == 1 else h * 0.34, door, 2))
                continue
            out.append(R(wx - 4, wy - 4, w * 0.14 + 8, wh + 8, light(wall, 0.8)))
            out.append(R(wx, wy, w * 0.14, wh, glass))
            out.append(R(wx + w * 0.07 - 2, wy, 4, wh, light(wall, 0.8)) + R(wx, wy + wh * 0.4, w * 0.14, 4, light(wall, 0.8)))
    return "".join(out)


def shed(x, y, w, h, wall=RUST, roof=SLATE3, door=None, lit=None):
    """A boathouse seen from its gable."""
    top = y - h * 1.55
    shape = [(x, y), (x, y - h), (x + w / 2, top), (x + w, y - h), (x + w, y)]
    out = shaded(lambda c, **kw: PG(shape, c, **kw), wall, dark(wall, 0.6), "left", 0.5)
    out += L([(x - w * 0.07, y - h + h * 0.06), (x + w / 2, top), (x + w * 1.07, y - h + h * 0.06)], roof, w * 0.07)
    for i in range(1, 6):
        out += L([(x + w * i / 6, y - 3), (x + w * i / 6, y - h * 0.96)], dark(wall, 0.22), 1.8, opacity=0.7)
    out += R(x + w * 0.36, y - h * 0.78, w * 0.28, h * 0.78, door or SNOW)
    out += R(x + w * 0.42, y - h * 1.22, w * 0.16, w * 0.16, lit or SNOW)
    return out


def snipa(x, y, s=1.0, hull=SNOW, cabin=True, accent=RUST, flip=1):
    """The double-ended wooden boat of the coast; y is the waterline."""
    p = P("M-120 -34C-80 -22 80 -22 128 -44C120 -8 96 14 60 18L-70 18C-102 14 -116 -6 -120 -34Z", hull)
    p += P("M-120 -34C-80 -22 80 -22 128 -44L125 -32C80 -10 -80 -10 -118 -22Z", accent)
    kw = fade(shade_of(hull), "up", 0.6)
    p += P("M-118 -22C-80 -10 80 -10 125 -32C118 -4 96 14 60 18L-70 18C-102 14 -114 -4 -118 -22Z", kw.pop("fill"), **kw)
    if cabin:
        p = P("M-34 -26L-28 -74L34 -74L46 -28Z", light(hull, 0.5)) + R(-20, -66, 20, 22, FJ4, 3) + R(8, -66, 22, 22, FJ4, 3) + R(-38, -82, 82, 10, accent, 4) + L([(-50, -28), (-50, -120)], WOOD2, 4) + PG([(-52, -118), (-84, -108), (-52, -98)], LICHEN) + p
    p += L([(-150, 20), (-90, 20)], SNOW, 3, opacity=0.6) + L([(60, 24), (150, 24)], SNOW, 3, opacity=0.6)
    return at(x, y - 14 * s, p, s=s, sx=s * flip)


def sail(x, y, s=1.0, hull=RUST, cloth=SNOW):
    p = P("M-70 -16L80 -20C70 6 50 14 30 14L-40 14C-58 10 -66 0 -70 -16Z", hull) + L([(6, -18), (6, -210)], WOOD2, 4)
    p += PG([(0, -206), (0, -34), (-78, -34)], cloth) + P("M12 -200C40 -140 62 -80 70 -32L12 -32Z", dark(cloth, 0.1))
    return at(x, y, p, s=s)


def gull(x, y, s=1.0, colour=SNOW):
    return at(x, y, P("M-26 -6C-18 -16 -6 -12 0 0C6 -12 18 -16 26 -6C16 -8 6 -2 0 6C-6 -2 -16 -8 -26 -6Z", colour), s=s)


def blocks(x, y, w, h, colour=ROSE2, rows=4, seed=1, tone=0.16):
    """A wall of hewn granite."""
    rnd = random.Random(seed)
    out, rh = [R(x, y, w, h, dark(colour, 0.3))], h / rows
    for r in range(rows):
        xx = x - (rnd.uniform(20, 60) if r % 2 else 0)
        while xx < x + w:
            bw = rnd.uniform(70, 130)
            a, b = max(xx, x), min(xx + bw, x + w)
            if b - a > 6:
                out.append(R(a + 2, y + r * rh + 2, b - a - 4, rh - 4, mix(colour, rnd.choice((ROSE0, ROSE3, colour)), rnd.uniform(0, tone * 2)), 3))
            xx += bw
    return "".join(out)


def gate(x, top, bottom, w=34, colour=SPR3, beam=1, accent=SNOW):
    """A lock gate with its balance beam; beam gives the side it points to."""
    out = R(x - w / 2, top, w, bottom - top, colour, 3)
    for i in range(1, int((bottom - top) / 46) + 1):
        out += R(x - w / 2, top + i * 46 - 8, w, 7, dark(colour, 0.5))
    out += R(x - w / 2 - 4, top - 8, w + 8, 12, accent, 3)
    if beam:
        out += PG([(x, top - 34), (x + beam * 190, top - 44), (x + beam * 190, top - 20), (x, top - 14)], colour)
        out += PG([(x + beam * 150, top - 42), (x + beam * 190, top - 44), (x + beam * 190, top - 20), (x + beam * 150, top - 22)], accent)
        out += R(x - 7, top - 40, 14, 40, colour)
    return out


def stairs(x, y, w, step_w, step_h, n, colour=ROSE2, way=1, base=H, top=None):
    """Steps seen from the side, rising towards `way`; the recurring motif."""
    out = []
    for i in range(n):
        sx = x + way * i * step_w
        x0, x1 = (sx, x + w) if way > 0 else (x - w, sx)
        out.append(R(min(x0, x1), y - (i + 1) * step_h, abs(x1 - x0), base - y + (i + 1) * step_h, mix(colour, dark(colour), i / max(n, 1) * 0.5)))
        out.append(R(min(x0, x1), y - (i + 1) * step_h, abs(x1 - x0), 9, top or light(colour, 0.45)))
    return "".join(out)


def ripples(x, y, w, colour=SNOW, opacity=0.7):
    return L([(x - w, y), (x + w, y)], colour, 3.4, opacity=opacity) + L([(x - w * 0.6, y + 11), (x + w * 0.7, y + 11)], colour, 3, opacity=opacity * 0.7)


def land(mood="day", seed=1, horizon=520, sun=(1180, 300, 64), woods=True, islands=True, count=70):
    """Sky, far ridges and a fjord: the ground most pictures stand on, and the view from every window."""
    m = MOODS[mood]
    out = [sky(mood, seed, horizon, sun)]
    out.append(hill(horizon - 110, 46, m["hills"][0], seed + 11, step=240))
    out.append(hill(horizon - 62, 36, m["hills"][1], seed + 12, step=210))
    if woods:
        out.append(forest(horizon - 26, 20, m["hills"][2], seed + 13, h=44, gap=13, shade=m["hills"][1]))
    out.append(water(horizon, mood, seed, count=count))
    if islands:
        rnd = random.Random(seed + 5)
        for _ in range(3):
            w = rnd.uniform(150, 330)
            x, y = rnd.uniform(60, W - 300), horizon + rnd.uniform(14, 90)
            out.append(granite(x, y, w, w * rnd.uniform(0.14, 0.24), rnd.randint(1, 999), m["rock"], lichen=False))
            out.append(L([(x - 10, y + 8), (x + w + 14, y + 8)], m["streak"], 3.5, opacity=0.7))
    return "".join(out)


# --- rooms -----------------------------------------------------------------------------------------
def window(x, y, w, h, view, frame=SNOW, cols=2, rows=1, sill=True):
    inner = f'<svg x="{f(x)}" y="{f(y)}" width="{f(w)}" height="{f(h)}" viewBox="0 0 {W} {H}" preserveAspectRatio="xMidYMid slice">{view}</svg>'
    out = R(x - 14, y - 14, w + 28, h + 28, frame, 4) + inner
    for i in range(1, cols):
        out += R(x + w * i / cols - 6, y, 12, h, frame)
    for i in range(1, rows):
        out += R(x, y + h * i / rows - 6, w, 12, frame)
    if sill:
        out += R(x - 34, y + h + 10, w + 68, 20, light(frame, 0.6), 4) + R(x - 34, y + h + 26, w + 68, 8, dark(frame, 0.25), 3)
    return out


def room(wall=ROSE0, floor=WOOD1, floor_y=780, skirting=SNOW, shade=None):
    out = shaded(lambda c, **kw: R(0, 0, W, floor_y, c, **kw), wall, shade or mix(wall, ROSE2, 0.6), "left", 0.6)
    out += shaded(lambda c, **kw: R(0, floor_y, W, H - floor_y, c, **kw), floor, dark(floor, 0.5), "up", 0.6)
    out += R(0, floor_y - 16, W, 16, skirting)
    for i in range(-3, 12):
        x = i * 190
        out += L([(x + 260, floor_y + 2), (x - 60, H)], dark(floor, 0.22), 2, opacity=0.55)
    return out


def lamp(x, y0, y, s=1.0, shade=LICHEN, lit=True):
    out = L([(x, y0), (x, y - 60 * s)], SLATE2, 4)
    if lit:
        out += glow(x, y + 20 * s, 260 * s, "#F6E3A8", 0.55)
    return out + P(f"M{f(x - 22 * s)} {f(y - 62 * s)}C{f(x - 60 * s)} {f(y - 50 * s)} {f(x - 82 * s)} {f(y - 20 * s)} {f(x - 86 * s)} {f(y)}L{f(x + 86 * s)} {f(y)}C{f(x + 82 * s)} {f(y - 20 * s)} {f(x + 60 * s)} {f(y - 50 * s)} {f(x + 22 * s)} {f(y - 62 * s)}Z", shade) + E(x, y, 86 * s, 9 * s, light(shade, 0.5))


def plant(x, y, s=1.0, pot=ROSE3, leaf=SPR1):
    out = ""
    for a, ln in ((-62, 120), (-30, 170), (0, 195), (28, 165), (58, 125)):
        out += G(P(f"M0 0C{f(-26)} {f(-ln * 0.45)} -12 {f(-ln * 0.85)} 0 {f(-ln)}C12 {f(-ln * 0.85)} 26 {f(-ln * 0.45)} 0 0Z", leaf if a <= 0 else dark(leaf, 0.22)), transform=f"rotate({a})")
    return at(x, y - 74 * s, out, s=s) + PG([(x - 50 * s, y - 88 * s), (x + 50 * s, y - 88 * s), (x + 38 * s, y), (x - 38 * s, y)], pot) + R(x - 56 * s, y - 96 * s, 112 * s, 20 * s, light(pot, 0.25), 4)


def table(x, y, w, h, top=WOOD0, leg=WOOD2, thick=24):
    out = PG([(x + 40, y + thick), (x + 70, y + thick), (x + 58, y + h), (x + 38, y + h)], leg) + PG([(x + w - 40, y + thick), (x + w - 70, y + thick), (x + w - 58, y + h), (x + w - 38, y + h)], leg)
    return out + R(x, y, w, thick, top, 8) + R(x, y + thick - 7, w, 7, dark(top, 0.22), 3)


def cup(x, y, s=1.0, colour=SNOW):
    return P(f"M{f(x - 20 * s)} {f(y - 34 * s)}L{f(x + 20 * s)} {f(y - 34 * s)}L{f(x + 15 * s)} {f(y)}L{f(x - 15 * s)} {f(y)}Z", colour) + P(f"M{f(x + 18 * s)} {f(y - 28 * s)}c{f(18 * s)} 0 {f(16 * s)} {f(20 * s)} {f(-3 * s)} {f(18 * s)}", stroke=colour, stroke_width=f(5 * s))


def chair(x, y, s=1.0, colour=FJ3, flip=1):
    """A wooden chair from the side; y is the floor, the back is away from flip."""
    p = R(-64, -150, 128, 16, colour, 6) + R(-66, -310, 16, 176, colour, 6) + L([(-56, -140), (-66, 0)], dark(colour, 0.2), 13) + L([(54, -140), (64, 0)], dark(colour, 0.2), 13) + R(-66, -300, 16, 76, light(colour, 0.1), 6)
    return at(x, y, p, s=s, sx=s * flip)


def armchair(x, y, s=1.0, colour=FJ3, flip=1):
    p = P("M-120 -300C-124 -330 -60 -330 -54 -300L-40 -120L-120 -70Z", dark(colour, 0.12)) + R(-120, -150, 230, 96, colour, 34) + R(-110, -190, 210, 60, light(colour, 0.14), 24) + R(-40, -206, 150, 44, dark(colour, 0.08), 22)
    p += L([(-92, -56), (-104, 0)], WOOD2, 14) + L([(84, -56), (96, 0)], WOOD2, 14)
    return at(x, y, p, s=s, sx=s * flip)


def books(x, y, w, h, seed=1, palette=(FJ3, FJ2, ROSE2, ROSE3, SPR2, SPR1, SLATE2, PAPER, RUST)):
    rnd = random.Random(seed)
    out, xx = "", x
    while xx < x + w - 20:
        bw, bh = rnd.uniform(15, 34), h * rnd.uniform(0.68, 0.97)
        if xx + bw > x + w:
            break
        c = rnd.choice(palette)
        out += R(xx, y - bh, bw - 2, bh, c, 2) + R(xx, y - bh + bh * 0.16, bw - 2, 6, light(c, 0.45))
        xx += bw
        if rnd.random() < 0.08:
            xx += 30
    return out


def sheet(x, y, w, h, rot=0, colour=SNOW, lines=4, accent=None):
    """A paper with drawn lines instead of words."""
    p = R(0, 0, w, h, colour, 3)
    for i in range(lines):
        p += R(w * 0.14, h * (0.2 + 0.66 * i / max(lines, 1)), w * (0.72 if i % 3 else 0.5), max(h * 0.035, 3), accent or SLATE0, 2)
    return at(x, y, p, rot=rot)


# --- people ----------------------------------------------------------------------------------------
def joint(sx, sy, hx, hy, a, b, side):
    """Where the elbow is, for a hand at (hx, hy); the hand is pulled in if it is out of reach."""
    dx, dy = hx - sx, hy - sy
    d = math.hypot(dx, dy) or 1
    if d > (a + b) * 0.995:
        k = (a + b) * 0.995 / d
        hx, hy, d = sx + dx * k, sy + dy * k, (a + b) * 0.995
        dx, dy = hx - sx, hy - sy
    t = (a * a - b * b + d * d) / (2 * d)
    o = math.sqrt(max(a * a - t * t, 0))
    mx, my = sx + dx * t / d, sy + dy * t / d
    one, two = (mx - dy * o / d, my + dx * o / d), (mx + dy * o / d, my - dx * o / d)
    low, high = (one, two) if one[1] + side * one[0] * 0.3 > two[1] + side * two[0] * 0.3 else (two, one)
    return low if side != 9 else high, (hx, hy)


def head(x, y, r, skin, hair, style, turn, hat=None):
    out = ""
    t = turn
    if style == "long":  # down the back; in a full face on both sides
        for k in (-1, 1) if not t else (-t,):
            out += P(f"M{f(x + k * r * 1.16)} {f(y - r * 0.3)}C{f(x + k * r * 1.3)} {f(y + r * 0.6)} {f(x + k * r * 1.25)} {f(y + r * 1.2)} {f(x + k * r * 1.35)} {f(y + r * 1.9)}C{f(x + k * r)} {f(y + r * 2.1)} {f(x + k * r * 0.5)} {f(y + r * 2)} {f(x + k * r * 0.25)} {f(y + r * 1.8)}L{f(x)} {f(y - r * 0.3)}Z", hair)
    if style == "hijab":
        out += P(f"M{f(x - r * 1.2)} {f(y + r * 0.1)}C{f(x - r * 1.3)} {f(y - r * 1.6)} {f(x + r * 1.3)} {f(y - r * 1.6)} {f(x + r * 1.2)} {f(y + r * 0.1)}C{f(x + r * 1.3)} {f(y + r)} {f(x + r * 1.7)} {f(y + r * 1.6)} {f(x + r * 1.4)} {f(y + r * 2.1)}L{f(x - r * 1.4)} {f(y + r * 2.1)}C{f(x - r * 1.7)} {f(y + r * 1.6)} {f(x - r * 1.3)} {f(y + r)} {f(x - r * 1.2)} {f(y + r * 0.1)}Z", hair)
        return out + E(x + t * r * 0.3, y + r * 0.05, r * 0.68, r * 0.84, skin)
    if style == "back":
        return out + C(x, y, r * 1.06, hair)
    if style == "bun":
        out += C(x - t * r * 0.95, y - r * 0.85, r * 0.5, hair)
    if style == "tail":
        out += P(f"M{f(x - t * r * 0.7)} {f(y - r * 0.7)}C{f(x - t * r * 2)} {f(y - r * 0.6)} {f(x - t * r * 1.9)} {f(y + r * 0.6)} {f(x - t * r * 1.5)} {f(y + r * 1.4)}C{f(x - t * r * 1.3)} {f(y + r * 0.5)} {f(x - t * r * 1.1)} {f(y + r * 0.2)} {f(x - t * r * 0.6)} {f(y)}Z", hair)
    if style != "bald":
        out += C(x - t * r * 0.18, y - r * 0.16, r * 1.06, hair)
    if style == "curly":
        for a in range(0, 360, 40):
            out += C(x - t * r * 0.25 + math.cos(math.radians(a)) * r * 0.85, y - r * 0.4 + math.sin(math.radians(a)) * r * 0.65, r * 0.46, hair)
    out += E(x + t * r * 0.2, y + r * 0.1, r * 0.84, r * 0.92, skin)
    if t:
        out += C(x + t * r * 1.0, y + r * 0.16, r * 0.17, skin)
    if style != "bald":
        out += P(f"M{f(x - r * 0.98)} {f(y - r * 0.15)}C{f(x - r * 0.8)} {f(y - r * 1.3)} {f(x + r * 0.8)} {f(y - r * 1.3)} {f(x + r * 0.98)} {f(y - r * 0.15)}C{f(x + r * 0.6)} {f(y - r * 0.6)} {f(x - r * 0.2)} {f(y - r * 0.72)} {f(x - r * 0.98)} {f(y - r * 0.15)}Z", hair)
    if style == "beard":
        bx = x + t * r * 0.2
        out += P(f"M{f(bx - r * 0.84)} {f(y + r * 0.3)}C{f(bx - r * 0.8)} {f(y + r * 1.4)} {f(bx + r * 0.8)} {f(y + r * 1.4)} {f(bx + r * 0.84)} {f(y + r * 0.3)}C{f(bx + r * 0.5)} {f(y + r * 0.62)} {f(bx - r * 0.4)} {f(y + r * 0.62)} {f(bx - r * 0.84)} {f(y + r * 0.3)}Z", hair)
    if hat == "helmet":
        out += P(f"M{f(x - r * 1.15)} {f(y - r * 0.2)}C{f(x - r * 1.1)} {f(y - r * 1.75)} {f(x + r * 1.1)} {f(y - r * 1.75)} {f(x + r * 1.15)} {f(y - r * 0.2)}Z", LICHEN) + R(x - r * 1.3 + t * r * 0.2, y - r * 0.34, r * 2.6, r * 0.26, LICHEN_D, 3)
    elif hat == "chef":
        out += R(x - r * 0.85, y - r * 1.5, r * 1.7, r * 1.1, SNOW, 4) + C(x - r * 0.55, y - r * 1.7, r * 0.62, SNOW) + C(x + r * 0.55, y - r * 1.7, r * 0.62, SNOW) + C(x, y - r * 1.9, r * 0.66, SNOW)
    elif hat:
        out += P(f"M{f(x - r * 1.08)} {f(y - r * 0.3)}C{f(x - r * 1.05)} {f(y - r * 1.6)} {f(x + r * 1.05)} {f(y - r * 1.6)} {f(x + r * 1.08)} {f(y - r * 0.3)}Z", hat) + R(x - r * 1.12, y - r * 0.55, r * 2.24, r * 0.36, light(hat, 0.25), 4)
    return out


def person(x, y, h, top=FJ3, legs=SLATE3, skin=0, hair=0, style="short", turn=1, lh=None, rh=None, pose="stand", hat=None,
           skirt=False, apron=None, vest=False, stride=0.0, lean=0.0, boots=None, bend=(-1, 1), coat=False, shadow=True):
    """A figure of simple shapes. y: floor (stand), seat (sit, front) or the edge it is seen above (bust)."""
    skin = SKIN[skin] if isinstance(skin, int) else skin
    hair = HAIR[hair] if isinstance(hair, int) else hair
    boots = boots or dark(legs, 0.5)
    hip = {"stand": y - 0.47 * h, "sit": y - 0.03 * h, "front": y - 0.03 * h, "bust": y + 0.06 * h}[pose]
    sh = hip - 0.335 * h
    sx = x + lean * h
    hy, hx = sh - 0.105 * h, sx + lean * h * 0.35
    r = 0.077 * h
    out = ""
    if pose == "stand":
        if shadow:
            out += E(x, y + 2, h * 0.17, h * 0.018, SLATE3, opacity=0.22)
        for s in (-1, 1):
            fx = x + s * (0.055 + stride) * h
            out += L([(x + s * 0.045 * h, hip), ((x + fx) / 2 + turn * stride * 0.25 * h + s * 0.02 * h, (hip + y) / 2), (fx, y - 0.052 * h)], legs if s > 0 else dark(legs, 0.15), 0.088 * h)
            out += P(f"M{f(fx - 0.045 * h)} {f(y - 0.05 * h)}L{f(fx + 0.045 * h)} {f(y - 0.05 * h)}L{f(fx + (0.045 + max(turn, 0) * 0.05) * h)} {f(y)}L{f(fx - (0.045 + max(-turn, 0) * 0.05) * h)} {f(y)}Z", boots, stroke=boots, stroke_width=6, stroke_linejoin="round")
    elif pose == "sit":
        d = turn or 1
        for k, s in ((0.03, dark(legs, 0.18)), (0, legs)):
            out += L([(x, hip), (x + d * (0.24 + k) * h, hip + 0.02 * h), (x + d * (0.25 + k) * h, y + 0.25 * h)], s, 0.09 * h)
            fx = x + d * (0.26 + k) * h
            out += L([(fx, y + 0.272 * h), (fx + d * 0.055 * h, y + 0.272 * h)], boots, 0.05 * h)
    elif pose == "front":
        for s in (-1, 1):
            out += L([(x + s * 0.05 * h, hip), (x + s * 0.075 * h, hip + 0.09 * h), (x + s * 0.07 * h, y + 0.26 * h)], legs, 0.09 * h)
            out += E(x + s * 0.075 * h, y + 0.28 * h, 0.045 * h, 0.026 * h, boots)
    sw, hw = 0.118 * h, 0.098 * h
    hem = hip + (0.22 * h if skirt or coat else 0.035 * h)
    hemw = hw * (1.5 if skirt else 1.2 if coat else 1.04)
    d = (f"M{f(sx - sw)} {f(sh + 0.055 * h)}C{f(sx - sw)} {f(sh)} {f(sx - 0.07 * h)} {f(sh - 0.022 * h)} {f(sx)} {f(sh - 0.022 * h)}"
         f"C{f(sx + 0.07 * h)} {f(sh - 0.022 * h)} {f(sx + sw)} {f(sh)} {f(sx + sw)} {f(sh + 0.055 * h)}"
         f"L{f(x + hw)} {f(hip)}L{f(x + hemw)} {f(hem)}Q{f(x)} {f(hem + 0.02 * h)} {f(x - hemw)} {f(hem)}L{f(x - hw)} {f(hip)}Z")
    out += R(hx - 0.032 * h, hy + 0.04 * h, 0.064 * h, 0.075 * h, dark(skin, 0.12))
    out += shaded(lambda c, **kw: P(d, c, **kw), top, shade_of(top), "left" if turn >= 0 else "right", 0.42)
    if vest:
        out += R(sx - 0.105 * h, sh + 0.16 * h, 0.21 * h, 0.03 * h, SNOW) + R(sx - 0.105 * h, sh + 0.22 * h, 0.21 * h, 0.03 * h, SNOW)
    if apron:
        out += P(f"M{f(sx - 0.065 * h)} {f(sh + 0.07 * h)}L{f(sx + 0.065 * h)} {f(sh + 0.07 * h)}L{f(x + 0.1 * h)} {f(hip)}L{f(x + 0.095 * h)} {f(hip + 0.19 * h)}L{f(x - 0.095 * h)} {f(hip + 0.19 * h)}L{f(x - 0.1 * h)} {f(hip)}Z", apron)
        out += L([(sx - 0.055 * h, sh + 0.08 * h), (sx - 0.03 * h, sh - 0.02 * h)], apron, 5) + L([(sx + 0.055 * h, sh + 0.08 * h), (sx + 0.03 * h, sh - 0.02 * h)], apron, 5)
    out += head(hx, hy, r, skin, hair, style, turn, hat)
    sleeve = dark(top, 0.14)
    for s, hand, b in ((-1, lh, bend[0]), (1, rh, bend[1])):
        ax, ay = sx + s * 0.096 * h, sh + 0.032 * h
        goal = hand or (ax + s * 0.035 * h, hip + 0.05 * h)
        el, hd = joint(ax, ay, *goal, (0.14 if pose == "bust" else 0.172) * h, (0.13 if pose == "bust" else 0.172) * h, b)
        out += L([(ax, ay), el], sleeve, 0.066 * h) + L([el, (el[0] + (hd[0] - el[0]) * 0.86, el[1] + (hd[1] - el[1]) * 0.86)], sleeve, 0.06 * h)
        out += C(hd[0], hd[1], 0.029 * h, skin)
    return out


def wheelchair(x, y, s=1.0, flip=1, colour=SLATE3):
    p = L([(-60, -250), (-48, -120), (70, -120), (92, -40)], colour, 10) + L([(-60, -248), (-96, -256)], colour, 10) + L([(84, -30), (130, -26)], colour, 10)
    p += C(-20, -86, 84, "none", stroke=colour, stroke_width=9) + C(-20, -86, 66, "none", stroke=LICHEN, stroke_width=5) + C(-20, -86, 9, colour) + C(98, -22, 20, "none", stroke=colour, stroke_width=8)
    for a in range(0, 180, 30):
        c, n = math.cos(math.radians(a)) * 76, math.sin(math.radians(a)) * 76
        p += L([(-20 - c, -86 - n), (-20 + c, -86 + n)], SLATE1, 1.6)
    return at(x, y, p, s=s, sx=s * flip)


def bicycle(x, y, s=1.0, flip=1, frame=FJ4, basket=True):
    p = ""
    for cx in (-95, 95):
        p += C(cx, -62, 60, "none", stroke=SLATE3, stroke_width=7) + C(cx, -62, 7, SLATE3)
        for a in range(0, 180, 36):
            c, n = math.cos(math.radians(a)) * 56, math.sin(math.radians(a)) * 56
            p += L([(cx - c, -62 - n), (cx + c, -62 + n)], SLATE1, 1.4)
    p += L([(-95, -62), (-8, -62), (70, -150), (-40, -150), (-95, -62)], frame, 8) + L([(-8, -62), (-46, -168)], frame, 8) + L([(95, -62), (64, -182)], frame, 8)
    p += L([(64, -182), (38, -192)], SLATE3, 8) + L([(-70, -172), (-24, -172)], SLATE3, 12) + C(-8, -62, 14, SLATE3)
    if basket:
        p += PG([(76, -182), (146, -182), (134, -128), (88, -128)], WOOD1) + R(74, -188, 74, 10, WOOD2, 3)
    return at(x, y, p, s=s, sx=s * flip)


def wrap(body):
    defs = (
        '<filter id="grain" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">'
        '<feTurbulence type="fractalNoise" baseFrequency="0.62" numOctaves="2" seed="4" result="n"/>'
        '<feColorMatrix in="n" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 3.4 0 0 0 -1.05" result="a"/>'
        '<feComposite in="SourceGraphic" in2="a" operator="in"/></filter>' + "".join(DEFS.values())
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{W}" height="{H}" viewBox="0 0 {W} {H}"><defs>{defs}</defs>{body}</svg>'


SCENES = {}


def scene(key):
    def keep(func):
        SCENES[key] = func
        return func
    return keep



@scene("img-fjord")
def fjord():
    out = [sky("dawn", 3, 560, None), glow(1090, 330, 330, "#FBF3E6", 0.8), C(1090, 330, 78, "#FCF5EA")]
    out += [hill(430, 60, "#D2B7B0", 31, step=260), hill(486, 44, "#A99B9D", 32, step=220), forest(540, 24, "#6C8A90", 33, h=40, gap=12, shade="#A99B9D")]
    out += [water(584, "dawn", 5, count=90), *(L([(1090 - w + d, y), (1090 + w + d, y)], "#F6E4D6", 5 + i * 0.5, opacity=0.75) for i, (y, w, d) in enumerate(((596, 84, 0), (610, 60, 14), (626, 70, -18), (646, 46, 20), (668, 58, -8), (694, 34, 16), (722, 44, -20), (756, 26, 8), (794, 30, -10))))]
    out += [granite(120, 640, 420, 70, 5, (ROSE0, ROSE1, ROSE2)), spruce(250, 588, 92, SPR2), spruce(300, 584, 120, SPR2), spruce(352, 582, 84, SPR1), L([(96, 650), (580, 650)], FJ0, 4, opacity=0.8)]
    out += [granite(1240, 664, 300, 60, 9, (ROSE0, ROSE1, ROSE2)), house(1330, 616, 92, 44, RUST, SLATE3, windows=2), L([(1220, 674), (1570, 674)], FJ0, 4, opacity=0.8)]
    out += [sail(800, 690, 0.82, RUST, SNOW), ripples(806, 706, 90, "#E8EFEA", 0.8), gull(620, 300, 1.1), gull(700, 250, 0.8), gull(540, 236, 0.6)]
    # the near shore steps down to the water, like the chambers of a lock
    for i, (x, y) in enumerate(((-60, 760), (-60, 836), (-60, 912))):
        w = 520 + i * 250
        out.append(shaded(lambda c, w=w, y=y, x=x, **kw: blob([(x, y), (x + w * 0.4, y - 14), (x + w * 0.78, y + 2), (x + w, y + 34), (x + w + 34, y + 84)], c, H + 20, **kw), (ROSE1, ROSE2, ROSE3)[i], (ROSE2, ROSE3, ROSE4)[i], "up", 0.8))
        out.append(L([(x + 10, y + 3), (x + w * 0.4, y - 9), (x + w * 0.76, y + 6), (x + w - 8, y + 34)], (ROSE0, ROSE0, ROSE1)[i], 7, opacity=0.9))
    for x, y in ((120, 764), (330, 762), (470, 850), (250, 838), (700, 930)):
        out.append(E(x, y, 17, 6, LICHEN) + E(x + 22, y + 9, 9, 4, LICHEN_D))
    out += [pine(150, 752, 380, SPR2), spruce(292, 756, 130, SPR3)]
    return "".join(out)


@scene("img-lock")
def lock():
    out = [land("day", 8, 430, woods=True, islands=False, count=25)]
    out.append(forest(440, 34, SPR2, 81, h=130, gap=24, shade=SPR1))
    out += [house(1290, 376, 200, 92, SNOW, SLATE2, door=RUST, windows=2), birch(1546, 380, 170, SPR0)]
    # three chambers, the highest to the right
    levels, xs = (770, 620, 470), (-20, 520, 1060)
    out.append(PG([(0, 640), (520, 640), (520, 490), (1060, 490), (1060, 404), (1600, 396), (1600, 1000), (0, 1000)], SPR1))
    for i, (lv, x) in enumerate(zip(levels, xs, strict=True)):
        top = lv - 96
        out.append(blocks(x, top, 580, H - top, (ROSE2, ROSE2, ROSE2)[i], rows=max(int((H - top) / 58), 3), seed=i + 3))
        out.append(R(x, top - 12, 580, 20, ROSE0))
        out.append(water(lv, "day", 20 + i, base=H, colour=(FJ3, FJ2, mix(FJ2, FJ1, 0.4))[i], streak=FJ1, x0=x, x1=x + 580, count=26))
    # the water that runs through the gates
    for x, y0, y1 in ((520, 620, 770), (1060, 470, 620)):
        out.append(R(x - 30, y0 - 4, 62, H - y0, ROSE3))
        out.append(gate(x, y0 - 106, H, 44, SPR3, -1))
        out.append(P(f"M{x - 22} {y1 - 60}C{x - 60} {y1 - 40} {x - 74} {y1 - 10} {x - 80} {y1 + 10}L{x - 22} {y1 + 10}Z", SNOW, opacity=0.85))
        for k in range(4):
            out.append(E(x - 60 - k * 26, y1 + 8 + (k % 2) * 8, 26 - k * 4, 7, SNOW, opacity=0.8))
    for i, x in enumerate(xs):  # the stone floors rise with the chambers
        out.append(blocks(x, 928 - i * 74, 600, H - 928 + i * 74, ROSE3, rows=1 + i * 2, seed=40 + i, tone=0.1) + R(x, 928 - i * 74, 600, 9, ROSE2))
    for x, y0 in ((520, 620), (1060, 470)):
        out.append(gate(x, y0 - 106, H, 44, SPR3, -1))
    out.append(person(722, 634, 200, FJ4, skin=0, hair=3, style="short", turn=1, rh=(764, 560), hat=RUST, shadow=False))
    out.append(snipa(810, 626, 1.5, SNOW, True, RUST) + snipa(230, 786, 1.0, WOOD1, False, SPR3))
    out.append(person(1186, 374, 200, LICHEN, SLATE3, 1, 0, "bun", -1, lh=(1128, 300), rh=(1140, 290)))
    out.append(person(296, 664, 200, RUST, FJ5, 2, 4, "short", 1, lh=(336, 562), rh=(352, 556), lean=0.05, stride=0.05) )
    out += [spruce(60, 662, 210, SPR3), spruce(138, 664, 150, SPR2), gull(520, 190, 1.1), gull(600, 150, 0.8), gull(980, 120, 0.9)]
    return "".join(out)


@scene("img-people-table")
def people_table():
    out = [room(mix(ROSE0, SNOW, 0.35), WOOD1, 800)]
    out.append(window(190, 90, 1220, 400, land("day", 12, 560, count=50) + at(1000, 640, sail(0, 0, 1.2)), cols=4))
    out.append(lamp(800, 0, 190, 1.1))
    out.append(plant(1500, 800, 1.25))
    people = [
        (290, FJ3, 0, 1, "long", 1, (262, 684), (352, 684)), (540, RUST, 3, 4, "short", 1, (505, 686), (640, 596)),
        (800, SNOW, 1, FJ4, "hijab", 0, (765, 684), (836, 684)), (1060, SPR1, 0, 3, "short", -1, (1000, 684), (1090, 684)),
        (1310, ROSE3, 2, 0, "curly", -1, (1200, 610), (1340, 684)),
    ]
    for x, top, skin, hr, st, tn, lh, rh in people:
        out.append(person(x, 690, 560, top, skin=skin, hair=hr, style=st, turn=tn, lh=lh, rh=rh, pose="bust"))
    out.append(PG([(90, 690), (1510, 690), (1640, 820), (-40, 820)], WOOD0) + R(-40, 820, 1680, 34, dark(WOOD0, 0.25)))
    out.append(R(60, 854, 60, 200, WOOD2) + R(1480, 854, 60, 200, WOOD2))
    # a model of lock steps in the middle of the table, papers and cups around it
    for i in range(4):
        out.append(PG([(650 + i * 75, 770 - i * 26), (725 + i * 75, 770 - i * 26), (725 + i * 75, 800), (650 + i * 75, 800)], (FJ1, FJ2, FJ3, LICHEN)[i]))
        out.append(PG([(650 + i * 75, 770 - i * 26), (668 + i * 75, 756 - i * 26), (743 + i * 75, 756 - i * 26), (725 + i * 75, 770 - i * 26)], light((FJ1, FJ2, FJ3, LICHEN)[i], 0.5)))
    out.append(PG([(950, 800), (968, 786), (968, 680), (950, 694)], dark(LICHEN_D, 0.1)))
    out.append(PG([(210, 720), (390, 720), (370, 790), (160, 790)], SNOW) + PG([(1160, 720), (1330, 720), (1400, 790), (1200, 790)], SNOW) + PG([(440, 712), (560, 712), (550, 750), (420, 750)], FJ0))
    out += [cup(600, 760, 1.25, FJ3), cup(1060, 752, 1.25, ROSE3), cup(1440, 790, 1.3, FJ3), cup(110, 790, 1.3, RUST)]
    for x0, y0, w0 in ((235, 738, 110), (228, 754, 120), (220, 770, 90), (1200, 738, 110), (1215, 754, 120), (1230, 770, 90)):
        out.append(L([(x0, y0), (x0 + w0, y0)], SLATE0, 4))
    return "".join(out)


@scene("img-home-care")
def home_care():
    out = [land("dawn", 15, 470, (380, 250, 60), count=60)]
    out.append(shaded(lambda c, **kw: blob([(-40, 700), (240, 640), (560, 612), (900, 600), (1250, 590), (1660, 600)], c, H + 10, **kw), SPR0, SPR2, "up", 0.9))
    out += [spruce(1500, 640, 380, SPR2), spruce(1590, 660, 300, SPR3), birch(700, 640, 330, SPR0)]
    out.append(house(860, 690, 520, 230, SNOW, SLATE2, windows=2, lit=None) + R(1058, 500, 124, 190, LICHEN, 4) + R(1050, 492, 140, 10, SNOW) + R(1080, 524, 80, 60, FJ4, 3) + C(1166, 610, 6, SLATE3))
    # granite steps to the door
    for i in range(4):
        out.append(R(1030 - i * 26, 690 + i * 26, 180 + i * 52, 26, (ROSE1, ROSE1, ROSE2, ROSE2)[i]) + R(1030 - i * 26, 690 + i * 26, 180 + i * 52, 8, ROSE0))
    out.append(P("M960 794L1300 794C1240 860 1010 900 760 1010L300 1010C620 900 900 860 960 794Z", ROSE0) )
    out.append(L([(1216, 688), (1216, 600)], SLATE2, 8) + L([(1300, 786), (1300, 690)], SLATE2, 8) + L([(1216, 600), (1300, 690)], SLATE2, 8))
    out.append(person(1120, 694, 270, ROSE3, FJ5, 0, 3, "bun", -1, lh=(1030, 500), skirt=True))
    out.append(bicycle(470, 930, 1.5, 1))
    out.append(person(700, 900, 450, FJ3, SLATE3, 2, 0, "tail", 1, lh=(610, 640), rh=(860, 560), stride=0.03))
    out.append(L([(660, 570), (744, 700)], RUST, 10) + R(718, 690, 96, 84, RUST, 12) + R(718, 690, 96, 26, dark(RUST, 0.2), 10) + R(756, 728, 20, 6, SNOW) + R(763, 721, 6, 20, SNOW))
    out += [granite(-80, 1030, 360, 200, 7, base=H + 40), gull(560, 200, 1), gull(640, 170, 0.7)]
    return "".join(out)


@scene("img-preschool")
def preschool():
    out = [land("overcast", 21, 360, woods=True, islands=False, count=20)]
    out.append(shaded(lambda c, **kw: blob([(-40, 430), (300, 400), (800, 418), (1200, 390), (1660, 420)], c, H + 10, **kw), SPR1, SPR2, "up", 0.8))
    out += [house(980, 450, 460, 170, RUST, SLATE3, windows=3, lit="#F2DDA6"), spruce(90, 470, 300, SPR2), spruce(190, 480, 220, SPR3), birch(1530, 480, 330, SPR0)]
    out.append(person(900, 760, 500, SPR3, SLATE3, 1, 1, "bun", 1, lh=(850, 560), rh=(1010, 590), lean=0.02))
    # a stream in wooden steps, where toy boats are locked down
    for i, (x, y, w) in enumerate(((360, 560, 330), (640, 650, 340), (930, 740, 360))):
        out.append(PG([(x, y), (x + w, y), (x + w + 60, y + 150), (x + 30, y + 150)], dark(ROSE3, 0.1 * i)) + R(x - 10, y - 14, w + 20, 22, WOOD0, 6))
        out.append(water(y + 8, "day", 40 + i, base=y + 88, colour=FJ2, streak=FJ0, x0=x + 4, x1=x + w - 4, count=12))
        out.append(R(x - 10, y + 84, w + 20, 26, WOOD1, 6) + R(x - 10, y - 14, 22, 124, WOOD2, 4) + R(x + w - 12, y - 14, 22, 124, WOOD2, 4))
        if i < 2:
            out.append(P(f"M{x + w + 6} {y + 22}C{x + w + 40} {y + 30} {x + w + 46} {y + 60} {x + w + 46} {y + 104}L{x + w + 8} {y + 104}Z", FJ1))
    out.append(P("M-40 1010C200 860 700 900 1100 950C1300 975 1500 900 1660 920L1660 1010Z", SPR2))
    out.append(at(500, 562, snipa(0, 0, 0.7, SNOW, False, RUST)) + at(800, 652, sail(0, 6, 0.5, FJ4, SNOW)) + at(1120, 744, snipa(0, 0, 0.8, WOOD0, True, FJ4)))
    out.append(person(330, 800, 330, LICHEN, LICHEN_D, 0, 2, "tail", 1, lh=(400, 610), rh=(440, 560), hat=LICHEN, boots=FJ4))
    out.append(person(680, 900, 320, FJ3, FJ3, 3, 4, "curly", 1, rh=(770, 655), lh=(600, 690), boots=RUST))
    out.append(person(1370, 880, 320, ROSE3, ROSE3, 1, 0, "short", -1, lh=(1270, 720), rh=(1390, 760), hat=SNOW, boots=SPR3))
    for x, y in ((120, 930), (240, 960), (1480, 960), (1560, 940), (900, 965)):
        out.append(L([(x, y), (x - 8, y - 34)], SPR0, 4) + L([(x, y), (x + 10, y - 28)], SPR0, 4))
    out += [gull(520, 130, 0.9), gull(600, 170, 0.7)]
    return "".join(out)


@scene("img-school")
def school():
    out = [room(mix(FJ0, SNOW, 0.45), WOOD0, 760, SNOW, mix(FJ1, SNOW, 0.3))]
    out.append(window(900, 110, 600, 370, land("day", 31, 560, count=40), cols=3))
    # the board: a drawn lock instead of words
    out.append(R(90, 90, 660, 410, WOOD2, 6) + R(106, 106, 628, 378, SPR3))
    out.append(L([(160, 420), (300, 420), (300, 340), (440, 340), (440, 260), (580, 260), (580, 180), (690, 180)], SNOW, 7))
    for x, y in ((170, 380), (310, 300), (450, 220)):
        out.append(L([(x + 6, y + 14), (x + 120, y + 14)], FJ1, 5) + L([(x + 20, y + 28), (x + 100, y + 28)], FJ1, 4))
    out.append(P("M200 372q40 26 80 0l-10 22h-60z", LICHEN) + L([(240, 368), (240, 318)], SNOW, 4) + PG([(246, 318), (246, 358), (280, 358)], SNOW))
    out.append(person(700, 800, 560, RUST, SLATE3, 1, 0, "long", -1, lh=(540, 330), rh=(740, 560), skirt=False))
    for x, s in ((1430, 1),):
        out.append(C(x, 690, 74, FJ2) + P(f"M{x - 60} 660c30 -40 60 -30 70 0c6 30 -30 30 -30 60c-20 10 -50 -20 -40 -60zM{x + 20} 700c20 -20 46 -10 44 10c-6 30 -34 30 -44 -10z", SPR0) + P(f"M{x - 86} 690a86 86 0 0 0 172 0", stroke=WOOD2, stroke_width=9) + R(x - 8, 774, 16, 30, WOOD2) + R(x - 60, 800, 120, 16, WOOD2, 6))
    out.append(R(1240, 812, 380, 24, WOOD1, 4) + R(1260, 836, 340, 170, WOOD2) + books(1270, 812, 90, 110, 3))
    # pupils from behind, on benches that step down
    for i, (x, y, c, hr, st, sk) in enumerate(((200, 900, FJ3, 2, "long", 0), (520, 930, SLATE2, 4, "curly", 3), (860, 930, LICHEN, 1, "short", 0), (1130, 900, ROSE2, 0, "tail", 1))):
        out.append(person(x, y, 470, c, skin=sk, hair=hr, style=st, turn=0 if st != "tail" else 1, pose="bust", lh=(x - 90, y - 40), rh=(x + (70 if i != 2 else 130), y - (40 if i != 2 else 330)), bend=(-1, 1)))
        out.append(C(x, 0, 0, c))
        hx, hy, r = x, y + 0.06 * 470 - 0.44 * 470, 0.077 * 470
        out.append(C(hx, hy - 3, r * 1.06, HAIR[hr]) if st != "curly" else "".join(C(hx + math.cos(a) * r * 0.7, hy - 6 + math.sin(a) * r * 0.6, r * 0.6, HAIR[hr]) for a in (0, 1, 2, 3, 4, 5, 6)))
    for x, y, w in ((-20, 906, 700), (720, 906, 640)):
        out.append(R(x, y, w, 28, WOOD1, 6) + R(x, y + 20, w, 90, WOOD2))
    for x, c in ((110, SNOW), (300, FJ0), (470, SNOW), (800, SNOW), (960, FJ1), (1090, SNOW)):
        out.append(PG([(x, 898), (x + 100, 898), (x + 112, 914), (x - 8, 914)], c))
    return "".join(out)


@scene("img-elderly-care")
def elderly():
    out = [room(mix(SPR0, SNOW, 0.62), WOOD1, 790, SNOW, mix(SPR0, SNOW, 0.2))]
    out.append(window(120, 100, 760, 460, land("winter", 44, 560, (400, 300, 60), count=30) + spruce(1290, 900, 600, SPR2, True) + spruce(240, 960, 480, SPR3, True), cols=2))
    # bird table outside
    out.append(R(1010, 120, 150, 200, SNOW, 4) + R(1024, 134, 122, 172, FJ0) + PG([(1024, 306), (1060, 230), (1090, 270), (1120, 210), (1146, 250), (1146, 306)], FJ2) + C(1110, 175, 14, LICHEN))
    out.append(R(1220, 180, 120, 140, ROSE3, 4) + R(1232, 192, 96, 116, PAPER) + C(1280, 240, 26, ROSE2) + P("M1244 308c6 -40 66 -40 72 0z", FJ3))
    out.append(L([(1500, 790), (1500, 420)], SLATE3, 8) + R(1450, 780, 100, 14, SLATE3, 6) + glow(1500, 400, 280, "#F6E3A8", 0.6) + PG([(1440, 420), (1560, 420), (1530, 310), (1470, 310)], LICHEN))
    out.append(E(800, 900, 640, 78, mix(ROSE2, SNOW, 0.3)) + E(800, 900, 560, 62, ROSE1))
    out.append(armchair(520, 880, 1.25, FJ3, 1))
    out.append(person(520, 712, 560, ROSE3, FJ5, 0, 3, "bun", 1, pose="sit", lh=(640, 560), rh=(690, 590)))
    out.append(R(420, 640, 190, 60, FJ3, 26))
    out.append(armchair(1180, 880, 1.2, RUST, -1))
    out.append(person(1160, 716, 560, SNOW, SLATE2, 2, 4, "short", -1, pose="sit", lh=(1010, 590), rh=(1040, 600)))
    out.append(R(1070, 642, 180, 60, RUST, 26))
    out.append(table(720, 730, 260, 170, WOOD0, WOOD2, 20) + cup(780, 730, 1.2) + cup(930, 730, 1.2) + P("M824 730L836 666Q854 648 872 666L884 730Z", SLATE2) + L([(884, 690), (904, 672)], SLATE2, 8) + C(854, 652, 7, SLATE2))
    # an album that steps: photos
    out.append(PG([(650, 576), (700, 560), (716, 604), (662, 622)], SNOW) + PG([(704, 560), (752, 560), (756, 606), (718, 606)], PAPER) + R(720, 572, 28, 22, FJ2))
    out.append(plant(80, 800, 1.3, ROSE3, SPR2))
    out.append(C(270, 812, 34, ROSE2) + L([(240, 800), (300, 826)], ROSE0, 3) + L([(250, 834), (290, 790)], ROSE0, 3) + L([(300, 828), (380, 850), (440, 836)], ROSE2, 4))
    return "".join(out)


@scene("img-disability")
def disability():
    out = [land("day", 52, 480, count=60)]
    out.append(granite(-120, 640, 560, 160, 12, (ROSE0, ROSE1, ROSE2), base=H) + granite(1240, 620, 460, 120, 15, (ROSE0, ROSE1, ROSE2)))
    out.append(shed(1330, 560, 170, 110, RUST, SLATE3))
    out.append(shaded(lambda c, **kw: PG([(-20, 640), (430, 640), (430, 1010), (-20, 1010)], c, **kw), ROSE1, ROSE3, "up", 0.8))
    # a level ramp beside the steps, out to a broad jetty
    out.append(PG([(430, 640), (1020, 800), (1640, 800), (1640, 836), (1010, 836), (430, 684)], WOOD0) + PG([(430, 684), (1010, 836), (1640, 836), (1640, 850), (1000, 850), (430, 700)], WOOD2))
    for i in range(4):
        out.append(R(430 + i * 56, 668 + i * 56, 70, H, (ROSE2, ROSE2, ROSE3, ROSE3)[i]) + R(430 + i * 56, 668 + i * 56, 62, 9, ROSE0))
    for x, y in ((700, 740), (900, 800), (1160, 850), (1400, 850), (1580, 850)):
        out.append(R(x, y, 22, H - y, WOOD2) + ripples(x + 11, H - 60 + (x % 40), 46, FJ1, 0.7))
    for x in (470, 640, 810, 980):
        y = 640 + (x - 430) * 0.271
        out.append(L([(x, y + 10), (x, y - 120)], SLATE2, 8))
    out.append(L([(440, 520), (1010, 674)], SLATE2, 10))
    out.append(person(1010, 815, 480, SPR1, SLATE3, 1, 0, "short", 1, rh=(1120, 610), lh=(930, 640)))
    out.append(wheelchair(1230, 800, 1.22, 1, SLATE3))
    out.append(person(1214, 640, 500, LICHEN, FJ4, 0, 5, "long", 1, pose="sit", lh=(1180, 600), rh=(1400, 470)))
    out.append(C(1205, 695, 98, "none", stroke=SLATE3, stroke_width=11) + C(1205, 695, 78, "none", stroke=SNOW, stroke_width=5, opacity=0.8))
    out.append(snipa(1480, 930, 1.1, SNOW, False, FJ4))
    out += [pine(120, 560, 330, SPR2), gull(700, 180, 1.1), gull(790, 140, 0.8), sail(560, 560, 0.5)]
    return "".join(out)


@scene("img-social-services")
def social():
    out = [room(mix(ROSE1, SNOW, 0.35), mix(WOOD1, ROSE2, 0.3), 800, SNOW)]
    out.append(window(620, 110, 460, 430, land("overcast", 61, 560, count=30) + birch(1150, 860, 620, SPR0), cols=2))
    # a door ajar, with light and three steps behind
    out.append(R(1230, 170, 270, 630, SNOW, 4) + R(1250, 190, 230, 610, "#F4E5B8"))
    for i in range(3):
        out.append(R(1250, 744 - i * 46, 230, 60 + i * 46, mix(WOOD0, LICHEN, 0.15 + 0.1 * i)) + R(1250, 744 - i * 46, 230, 8, SNOW))
    out.append(PG([(1250, 190), (1370, 214), (1370, 836), (1250, 800)], FJ3) + PG([(1270, 240), (1350, 256), (1350, 480), (1270, 468)], FJ4) + C(1352, 530, 8, LICHEN))
    out.append(E(720, 905, 560, 72, FJ1) + E(720, 905, 480, 56, mix(FJ1, SNOW, 0.35)))
    out.append(armchair(350, 890, 1.2, RUST, 1) + person(350, 726, 570, FJ4, SLATE3, 0, 1, "short", 1, pose="sit", lh=(470, 650), rh=(500, 640), lean=0.05) + R(262, 652, 170, 58, RUST, 26))
    out.append(armchair(1090, 890, 1.2, SPR1, -1) + person(1080, 726, 570, ROSE2, FJ5, 2, 4, "bun", -1, pose="sit", lh=(930, 600), rh=(960, 650)) + R(1000, 652, 170, 58, SPR1, 26))
    # a child between them draws steps on a paper
    out.append(person(720, 880, 380, LICHEN, SPR3, 1, 0, "curly", 1, pose="front", lh=(680, 900), rh=(800, 905)))
    out.append(PG([(620, 910), (880, 910), (930, 990), (570, 990)], SNOW) + L([(640, 972), (690, 972), (694, 958), (744, 958), (748, 944), (798, 944), (802, 930), (850, 930)], FJ2, 7) + L([(800, 905), (824, 934)], RUST, 9))
    out.append(plant(140, 820, 1.35, FJ3, SPR1) + R(130, 180, 260, 190, SNOW, 4) + R(146, 196, 228, 158, FJ0) + PG([(146, 354), (200, 280), (250, 320), (310, 250), (374, 310), (374, 354)], ROSE2) + R(146, 330, 228, 24, FJ2))
    return "".join(out)


@scene("img-public-health")
def health():
    out = [land("winter", 71, 430, (1250, 220, 62), count=70)]
    out.append(shaded(lambda c, **kw: blob([(-40, 760), (200, 640), (420, 620), (540, 700), (640, 820), (800, 920), (1000, 990), (1300, 1030)], c, H + 10, **kw), SNOW, FJ1, "up", 0.75))
    out += [spruce(70, 690, 420, SPR2, True), spruce(190, 670, 320, SPR3, True), spruce(280, 650, 200, SPR2, True)]
    # bathing jetty with steps down into the cold water
    out.append(R(880, 640, 760, 24, WOOD0, 4) + R(880, 660, 760, 10, WOOD2))
    for x in (930, 1110, 1290, 1470, 1580):
        out.append(R(x, 664, 20, 130, WOOD2) + ripples(x + 10, 790, 40, FJ0, 0.7))
    out.append(shed(1400, 640, 200, 130, FJ3, SLATE3, door=LICHEN))
    for i in range(4):
        out.append(R(830 - i * 44, 664 + i * 30, 60, 14, WOOD1, 3))
    out.append(L([(884, 560), (884, 650)], SLATE2, 7) + L([(884, 566), (700, 700)], SLATE2, 7) + L([(704, 700), (704, 770)], SLATE2, 7))
    out.append(person(1080, 642, 330, RUST, SKIN[0], 0, 3, "short", -1, boots=SKIN[0], hat=SNOW, lh=(1010, 480), rh=(1150, 470)))
    out.append(person(1230, 642, 320, SLATE3, SKIN[2], 2, 4, "bun", -1, boots=SKIN[2], hat=RUST))
    out.append(C(770, 846, 30, SKIN[1]) + P("M737 840C739 798 801 798 803 840Z", RUST) + ripples(770, 878, 84, SNOW, 0.9))
    # two walkers with poles on the snowy path
    out.append(P("M-40 960C160 890 330 870 480 900C600 930 700 970 780 1010L-40 1010Z", FJ0))
    for x, y, h, c, sk, hr, st, hat in ((340, 920, 430, LICHEN, 1, 0, "tail", FJ3), (130, 940, 430, SPR2, 0, 3, "short", RUST)):
        out.append(L([(x + 110, y - 210), (x + 50, y + 4)], SLATE3, 6) + L([(x - 92, y - 190), (x - 150, y + 6)], SLATE3, 6))
        out.append(person(x, y, h, c, SLATE3, sk, hr, st, 1, lh=(x - 92, y - 196), rh=(x + 108, y - 216), hat=hat, stride=0.06, lean=0.03))
    out += [gull(620, 180, 1, SLATE1), gull(700, 150, 0.7, SLATE1)]
    return "".join(out)


@scene("img-culture")
def culture():
    out = [sky("dusk", 81, 520, None)]
    rnd = random.Random(4)
    out += [C(rnd.uniform(0, W), rnd.uniform(0, 260), rnd.choice((1.6, 2.2, 3)), SNOW, opacity=0.8) for _ in range(50)]
    out.append(C(1320, 150, 54, "#F3E7D2") + C(1344, 138, 50, MOODS["dusk"]["sky"][0]))
    out.append(hill(400, 40, FJ4, 82, FJ3) + forest(430, 20, FJ5, 83, h=70, gap=15, shade=FJ4))
    # a quarry as a theatre: granite in steps on both sides
    for i in range(5):
        y = 330 + i * 74
        x = 110 + i * 56
        out.append(blocks(-10, y, x + 10, 700, mix(ROSE3, SLATE3, 0.5 - i * 0.07), rows=9, seed=i) + R(-10, y, x + 10, 9, ROSE2))
        out.append(blocks(W - x, y, x + 10, 700, mix(ROSE3, SLATE3, 0.5 - i * 0.07), rows=9, seed=i + 20) + R(W - x, y, x + 10, 9, ROSE2))
    out.append(glow(800, 540, 480, "#F6DFA0", 0.42))
    out.append(P("M440 660C440 380 1160 380 1160 660", stroke=SLATE3, stroke_width=16))
    for t in range(13):
        a = math.pi * (1 - t / 12)
        out.append(C(800 + 352 * math.cos(a), 660 - 204 * math.sin(a), 9, LICHEN))
    out.append(PG([(380, 690), (1220, 690), (1290, 760), (310, 760)], WOOD0) + R(310, 760, 980, 40, WOOD2))
    # cello, accordion, voice
    out.append(person(590, 650, 330, RUST, SLATE3, 1, 0, "bun", 1, pose="front", lh=(560, 560), rh=(670, 590)))
    out.append(E(596, 650, 36, 32, WOOD2) + E(596, 690, 46, 42, WOOD2) + E(590, 668, 30, 40, WOOD1) + L([(596, 630), (580, 520)], SLATE3, 10) + L([(520, 640), (690, 600)], SNOW, 5))
    out.append(person(800, 730, 340, SNOW, FJ5, 3, 4, "long", 1, lh=(740, 560), rh=(880, 520), skirt=True) + L([(846, 728), (846, 530)], SLATE3, 5) + E(844, 522, 9, 13, SLATE3))
    out.append(person(1000, 725, 340, FJ3, SLATE3, 0, 3, "beard", -1, lh=(930, 585), rh=(1072, 585)))
    out.append(R(944, 550, 24, 78, RUST, 4) + "".join(R(968 + i * 11, 554, 8, 70, (ROSE0, ROSE2)[i % 2]) for i in range(6)) + R(1034, 550, 24, 78, RUST, 4))
    # the audience
    for row, (y, col) in enumerate(((870, FJ4), (980, FJ5))):
        for i in range(10 + row):
            x = (40 if row == 0 else -30) + i * 172 + (row * 6)
            rr = 44 + row * 12
            c = mix(col, (ROSE3, FJ3, SPR2, SLATE2)[(i * 3 + row) % 4], 0.35)
            out.append(P(f"M{x - rr * 1.7} {y + 160}C{x - rr * 1.7} {y + 30} {x - rr} {y + 34} {x} {y + 34}C{x + rr} {y + 34} {x + rr * 1.7} {y + 30} {x + rr * 1.7} {y + 160}Z", c) + C(x, y, rr, dark(HAIR[(i * 2 + row) % 6], 0.35)))
            if (i + row) % 4 == 1:
                out.append(C(x, y - rr * 0.9, rr * 0.4, dark(HAIR[(i * 2 + row) % 6], 0.35)))
    return "".join(out)


@scene("img-library")
def library():
    out = [room(FJ4, mix(WOOD1, ROSE3, 0.3), 800, FJ3, FJ5)]
    # shelves that step up to the right
    for i in range(4):
        x, top = 60 + i * 250, 430 - i * 100
        out.append(R(x, top - 12, 258, 800 - top + 12, WOOD2))
        y = top
        while y < 790:
            out.append(R(x + 12, y, 234, 88, dark(WOOD2, 0.45)) + books(x + 16, y + 88, 226, 84, i * 31 + y))
            y += 100
        out.append(R(x - 4, top - 20, 266, 14, WOOD1, 3))
    out.append(window(1160, 130, 340, 420, land("dusk", 91, 560, (900, 260, 70), count=40), WOOD0, cols=2, rows=2))
    # a reader sits on the second step, a child on the first
    out.append(person(205, 404, 300, RUST, FJ1, 0, 5, "tail", 1, pose="sit", lh=(285, 345), rh=(300, 345)) + PG([(262, 316), (300, 330), (338, 310), (338, 352), (300, 372), (262, 358)], SNOW) + L([(300, 330), (300, 370)], SLATE0, 3))
    out.append(L([(1170, 800), (1170, 470)], SLATE1, 8) + R(1110, 792, 120, 14, SLATE1, 6) + glow(1170, 480, 330, "#F6DFA0", 0.7) + PG([(1100, 490), (1240, 490), (1205, 380), (1135, 380)], LICHEN))
    out.append(E(1230, 905, 380, 56, ROSE3) + E(1230, 905, 320, 44, ROSE2))
    out.append(armchair(1330, 880, 1.2, SPR1, -1) + person(1320, 716, 560, PAPER, SLATE3, 2, 3, "short", -1, pose="sit", lh=(1180, 600), rh=(1210, 620)) + R(1240, 642, 170, 58, SPR1, 26))
    out.append(PG([(1130, 560), (1180, 580), (1230, 556), (1230, 626), (1180, 650), (1130, 630)], SNOW) + L([(1180, 580), (1180, 648)], SLATE0, 4))
    out.append(person(780, 880, 500, ROSE2, SLATE3, 1, FJ2, "hijab", -1, lh=(680, 560), rh=(830, 640)))
    out.append(R(655, 520, 22, 76, LICHEN, 3))
    out.append(person(470, 900, 330, LICHEN, FJ3, 3, 4, "curly", 1, lh=(410, 760), rh=(540, 740)) + PG([(500, 716), (550, 730), (600, 714), (600, 764), (550, 782), (500, 766)], SNOW) + L([(550, 732), (550, 780)], SLATE0, 3))
    out.append(R(120, 868, 170, 24, FJ2, 3) + R(132, 844, 150, 24, RUST, 3) + R(122, 822, 140, 22, PAPER, 3))
    return "".join(out)


def block_house(x, y, w, h, d, colour, roof=None):
    """A small house of the town model, in simple perspective."""
    out = R(x, y - h, w, h, colour) + PG([(x + w, y - h), (x + w + d, y - h - d * 0.6), (x + w + d, y - d * 0.6), (x + w, y)], dark(colour, 0.2))
    roof = roof or light(colour, 0.4)
    return out + PG([(x, y - h), (x + w, y - h), (x + w + d, y - h - d * 0.6), (x + d, y - h - d * 0.6)], roof)


@scene("img-planning")
def planning():
    out = [room(mix(SLATE0, SNOW, 0.55), WOOD0, 800, SNOW, SLATE0)]
    out.append(window(90, 80, 1420, 430, land("day", 101, 600, count=40, islands=True) + house(240, 640, 200, 90, SNOW, SLATE2) + house(1180, 640, 170, 80, RUST, SLATE3) + spruce(480, 640, 220, SPR2) + spruce(1120, 640, 180, SPR3), cols=5))
    out.append(person(300, 800, 620, FJ3, SLATE3, 0, 3, "bun", 1, lh=(380, 560), rh=(520, 560)))
    out.append(person(830, 780, 600, RUST, SLATE3, 3, 4, "short", 1, lh=(740, 620), rh=(930, 560)))
    out.append(person(1330, 800, 620, SPR1, FJ5, 1, 0, "long", -1, lh=(1130, 560), rh=(1400, 570)))
    # the model: land in layers, water, and one yellow house that is being placed
    out.append(PG([(110, 720), (1490, 720), (1600, 900), (0, 900)], SNOW) + R(0, 900, 1600, 44, SLATE0) + R(70, 944, 60, 80, SLATE2) + R(1470, 944, 60, 80, SLATE2))
    out.append(P("M640 722L900 722C860 780 980 810 940 898L520 898C600 830 700 790 640 722Z", FJ2) + L([(690, 770), (790, 770)], FJ0, 4) + L([(640, 840), (820, 840)], FJ0, 4))
    for i, (x0, x1, y) in enumerate(((80, 560, 850), (130, 600, 800), (190, 560, 756))):
        out.append(PG([(x0, y), (x1 - i * 60, y), (x1 - 30 - i * 60, y + 30), (x0 - 18, y + 30)], (SPR0, light(SPR0, 0.25), light(SPR0, 0.5))[i]))
    for i, (x0, x1, y) in enumerate(((1010, 1540, 850), (1040, 1490, 800), (1090, 1440, 756))):
        out.append(PG([(x0 + i * 20, y), (x1, y), (x1 + 18, y + 30), (x0 + i * 20 - 10, y + 30)], (ROSE1, light(ROSE1, 0.3), light(ROSE1, 0.55))[i]))
    for x, y, w, h in ((220, 764, 56, 50), (300, 766, 44, 76), (180, 812, 60, 44), (290, 816, 70, 60), (420, 810, 50, 90), (160, 866, 70, 50), (330, 868, 60, 66)):
        out.append(block_house(x, y, w, h, 22, PAPER, SNOW))
    for x, y, w, h in ((1140, 766, 60, 46), (1260, 764, 50, 70), (1360, 768, 60, 44), (1100, 816, 60, 56), (1220, 818, 70, 40), (1400, 816, 50, 70), (1130, 868, 60, 44), (1340, 866, 80, 60)):
        out.append(block_house(x, y, w, h, 22, mix(ROSE0, SNOW, 0.4), SNOW))
    for x, y in ((500, 860), (470, 770), (250, 850), (1500, 860), (1320, 770), (1060, 866)):
        out.append(L([(x, y), (x, y - 22)], WOOD2, 4) + C(x, y - 34, 18, SPR2))
    out.append(block_house(930, 640, 64, 70, 26, LICHEN, light(LICHEN, 0.4)))
    out.append(C(930, 562, 18, SKIN[3]))
    return "".join(out)


@scene("img-streets-parks")
def streets():
    out = [sky("day", 111, 520)]
    out.append(hill(400, 30, MOODS["day"]["hills"][0], 112) + forest(450, 20, MOODS["day"]["hills"][1], 113, h=50, gap=14, shade=FJ0))
    for x, w, h, c, r in ((-20, 250, 250, ROSE1, SLATE2), (260, 210, 320, SNOW, SLATE2), (500, 260, 230, ROSE2, SLATE3), (1180, 240, 280, SNOW, SLATE2), (1440, 240, 220, ROSE1, SLATE3)):
        out.append(house(x, 620, w, h, c, r, windows=3, storey=2, door=None))
    out.append(shaded(lambda c, **kw: blob([(-40, 640), (400, 610), (900, 620), (1660, 606)], c, H + 10, **kw), SPR0, SPR1, "up", 0.9))
    out.append(PG([(620, 612), (760, 612), (1180, 1010), (300, 1010)], ROSE0))
    for i in range(9):
        y = 640 + i * i * 5.2
        out.append(L([(606 - (y - 612) * 0.75 + 16, y), (766 + (y - 612) * 1.02, y)], ROSE1, 2.5 + i * 0.3))
    # three low steps lead down to the path
    for i in range(3):
        out.append(R(1150 + i * 40, 720 + i * 34, 460, 34, (ROSE1, ROSE2, ROSE3)[i]) + R(1150 + i * 40, 720 + i * 34, 460, 8, ROSE0))
    out += [birch(180, 720, 440, SPR1), birch(1330, 726, 500, SPR1), birch(1500, 730, 420, SPR0)]
    for x, y, s in ((520, 700, 0.8), (960, 760, 1.0)):
        out.append(L([(x, y), (x, y - 330 * s)], SLATE3, 9 * s) + glow(x, y - 340 * s, 90 * s, "#F6E3A8", 0.6) + R(x - 22 * s, y - 370 * s, 44 * s, 46 * s, LICHEN, 8) + PG([(x - 34 * s, y - 368 * s), (x + 34 * s, y - 368 * s), (x, y - 396 * s)], SLATE3))
    out.append(R(120, 800, 260, 18, WOOD1, 5) + R(120, 740, 260, 16, WOOD1, 5) + R(120, 764, 260, 16, WOOD1, 5) + R(140, 740, 14, 130, SLATE3) + R(346, 740, 14, 130, SLATE3))
    out.append(person(220, 804, 400, ROSE3, SLATE3, 0, 3, "bald", 1, pose="sit", hat=FJ4, rh=(340, 700)))
    # a gardener plants a tree
    out.append(E(1090, 902, 120, 24, WOOD2) + L([(1090, 896), (1094, 560)], WOOD1, 12) + L([(1126, 900), (1126, 660)], WOOD0, 9) + L([(1092, 700), (1126, 704)], RUST, 8))
    for dx, dy, r in ((0, 520, 74), (-56, 580, 54), (60, 584, 58)):
        out.append(C(1094 + dx, dy, r, SPR2 if dx <= 0 else dark(SPR2, 0.2)))
    out.append(person(900, 930, 460, SPR3, SPR3, 2, 4, "short", 1, lh=(960, 720), rh=(1010, 760), vest=True, hat=LICHEN, boots=SLATE3, lean=0.06))
    out.append(L([(950, 690), (1060, 880)], WOOD1, 11) + PG([(1044, 862), (1082, 846), (1098, 896), (1076, 910)], SLATE1))
    out.append(at(1330, 930, PG([(-120, -120), (110, -120), (70, -40), (-70, -40)], FJ3) + P("M-110 -122C-60 -170 50 -170 100 -122Z", WOOD2) + L([(60, -50), (190, -110)], SLATE3, 10) + C(-70, -26, 28, SLATE3) + C(-70, -26, 10, SLATE0) + L([(70, -40), (90, 0)], SLATE3, 10)))
    return "".join(out)


@scene("img-environment")
def environment():
    out = [sky("day", 121, 300), hill(240, 36, MOODS["day"]["hills"][0], 122), forest(330, 20, MOODS["day"]["hills"][2], 123, h=44, gap=13, shade=FJ1, base=460)]
    for x, y, s, a in ((1130, 320, 1.0, 10), (1300, 300, 0.85, 50), (1450, 318, 0.95, 85)):
        out.append(PG([(x - 6, y), (x + 6, y), (x + 3, y - 230 * s), (x - 3, y - 230 * s)], SNOW))
        for k in range(3):
            out.append(at(x, y - 230 * s, P("M0 0C10 -30 8 -90 0 -112C-6 -80 -6 -30 0 0Z", SNOW), s=s, rot=a + k * 120))
        out.append(C(x, y - 230 * s, 8, SLATE0))
    # below the surface the sea is drawn in steps of deepening colour
    for i, (y, c) in enumerate(((430, FJ2), (560, mix(FJ2, FJ3, 0.55)), (690, FJ3), (830, FJ4))):
        out.append(shaded(lambda col, y=y, i=i, **kw: blob([(-60, y + 8), (300, y - 8 + i * 4), (800, y + 10), (1250, y - 8), (1660, y + 6)], col, H + 10, **kw), c, dark(c, 0.5), "up", 0.45))
    out.append(L([(0, 434), (300, 424), (800, 440), (1250, 424), (1600, 434)], SNOW, 5, opacity=0.8))
    out.append(granite(-140, 440, 460, 130, 6, (ROSE0, ROSE1, ROSE2)))
    out.append(blob([(-60, 440), (330, 440), (360, 520), (300, 600), (220, 650), (180, 780), (80, 850), (-60, 900)], mix(ROSE3, FJ3, 0.5), None))
    out += [pine(120, 340, 220, SPR2)]
    # mussels on lines, eelgrass, cod
    for x in (930, 1050, 1170, 1290):
        out.append(C(x, 430, 20, ROSE1) + L([(x, 448), (x + 4, 760)], SLATE3, 4))
        rnd = random.Random(x)
        for k in range(20):
            yy = 480 + k * 13
            out.append(at(x + 2, yy, E(0, 0, 17, 8, (FJ5, SLATE3, FJ4)[k % 3]), rot=rnd.uniform(-70, 70)))
    rnd = random.Random(9)
    for i in range(64):
        x = -20 + i * 26 + rnd.uniform(-8, 8)
        hgt = rnd.uniform(90, 210)
        y = 985 - 26 * math.sin(i / 9)
        d = rnd.choice((-1, 1)) * rnd.uniform(16, 44)
        out.append(P(f"M{f(x - 5)} {f(y)}C{f(x - 4)} {f(y - hgt * 0.5)} {f(x + d)} {f(y - hgt * 0.6)} {f(x + d * 0.8)} {f(y - hgt)}C{f(x + d + 8)} {f(y - hgt * 0.5)} {f(x + 6)} {f(y - hgt * 0.4)} {f(x + 6)} {f(y)}Z", (SPR1, SPR0, SPR2)[i % 3]))
    out.append(blob([(-60, 966), (300, 950), (700, 972), (1100, 950), (1660, 966)], mix(ROSE2, FJ4, 0.35), H + 10))
    for x, y, s, fl in ((560, 640, 1.2, 1), (760, 740, 0.9, 1), (420, 780, 0.8, 1), (1440, 660, 1.1, -1), (680, 560, 0.55, 1), (620, 530, 0.5, 1)):
        out.append(at(x, y, P("M-70 0C-40 -34 30 -34 74 -4C40 26 -30 28 -70 0Z", ROSE0) + PG([(-60, 0), (-104, -26), (-96, 0), (-104, 28)], ROSE1) + P("M-50 4C-20 22 40 18 70 -2C40 26 -30 28 -50 4Z", SNOW) + C(50, -8, 5, SLATE3) + P("M-10 -26C0 -44 20 -42 26 -24Z", ROSE1), s=s, sx=s * fl))
    # taking a water sample
    out.append(person(560, 436, 250, LICHEN, FJ5, 1, 0, "tail", 1, rh=(650, 320), lh=(600, 330), vest=True, shadow=False))
    out.append(snipa(520, 440, 1.5, SNOW, False, SPR2) + L([(650, 320), (650, 560)], SNOW, 3) + R(636, 556, 28, 54, SNOW, 6) + R(640, 578, 20, 28, FJ1, 4))
    out += [gull(760, 120, 1), gull(840, 160, 0.7)]
    return "".join(out)


@scene("img-water")
def waterworks():
    out = [sky("dawn", 131, 420, (270, 190, 54)), hill(330, 40, MOODS["dawn"]["hills"][0], 132), forest(390, 20, MOODS["dawn"]["hills"][2], 133, h=46, gap=13, shade=ROSE1)]
    # the ground in section, stepping down from the water tower to the sea
    steps = ((-20, 400), (420, 470), (820, 540), (1180, 610))
    out.append(water(560, "dawn", 6, base=H, colour=FJ3, streak=FJ1, x0=1380, x1=1620, count=20))
    for i, (x, y) in enumerate(steps):
        end = steps[i + 1][0] + 2 if i < 3 else 1410
        out.append(shaded(lambda c, x=x, y=y, end=end, **kw: R(x, y, end - x, H - y, c, **kw), mix(ROSE2, ROSE3, (y - 400) / 260), ROSE4, "up", 0.8))
        out.append(R(x, y, end - x, 26, SPR1) + R(x, y, end - x, 8, SPR0))
    rnd = random.Random(5)
    for _ in range(46):
        x = rnd.uniform(0, 1380)
        g = 400 + 70 * sum(x > s for s in (420, 820, 1180))
        y = rnd.uniform(g + 60, 980)
        out.append(E(x, y, rnd.uniform(10, 30), rnd.uniform(7, 16), rnd.choice((ROSE1, ROSE2, ROSE4)), opacity=0.6))
    # pipes
    def pipe(pts, w, c):
        return L(pts, SLATE3, w + 16) + L(pts, SLATE1, w + 8) + L(pts, c, w)
    out.append(pipe([(180, 400), (180, 560), (560, 560), (560, 630), (960, 630), (960, 700), (1290, 700)], 22, FJ1))
    out.append(pipe([(560, 630), (560, 500)], 12, FJ1) + pipe([(960, 690), (960, 570)], 12, FJ1) + pipe([(700, 500), (700, 800)], 12, ROSE1) + pipe([(1100, 570), (1100, 800)], 12, ROSE1))
    out.append(pipe([(500, 800), (1130, 800), (1130, 860), (1290, 860)], 22, WOOD1))
    out.append(R(1230, 800, 130, 130, SLATE2, 6) + R(1246, 816, 98, 98, FJ2, 4) + L([(1246, 850), (1344, 850)], FJ0, 6) + L([(1246, 880), (1344, 880)], FJ0, 4))
    out.append(pipe([(1360, 870), (1460, 870)], 18, FJ1) + ripples(1510, 870, 40, FJ0))
    # tower
    out.append(PG([(150, 400), (210, 400), (204, 210), (156, 210)], PAPER) + P("M60 130L300 130L214 220L146 220Z", SNOW) + P("M60 130C70 70 290 70 300 130Z", ROSE2) + PG([(180, 220), (214, 220), (300, 130), (240, 130)], ROSE0) + "".join(R(156, 250 + i * 46, 14, 22, FJ4, 3) for i in range(3)))
    out.append(house(500, 470, 230, 110, SNOW, SLATE2, windows=2, door=RUST) + house(880, 540, 220, 110, RUST, SLATE3, windows=2, door=SNOW))
    out += [birch(790, 470, 150, SPR0), spruce(380, 402, 170, SPR2), spruce(330, 402, 120, SPR3), birch(1150, 540, 150, SPR0)]
    # a technician at an open hatch reads the flow
    out.append(R(1230, 596, 120, 18, SLATE3, 4) + pipe([(1290, 700), (1290, 614)], 14, FJ1))
    out.append(person(1360, 612, 250, LICHEN, FJ5, 1, 0, "short", -1, hat="helmet", vest=True, lh=(1290, 490), rh=(1340, 490)) + R(1270, 470, 46, 34, SLATE3, 4) + R(1276, 476, 34, 22, FJ0, 3))
    out.append(R(1380, 610, 30, H, ROSE4))
    out.append(gull(800, 160, 1) + gull(900, 120, 0.7) + sail(1510, 680, 0.42))
    return "".join(out)


@scene("img-rescue")
def rescue():
    out = [sky("dusk", 141, 480, None)]
    for i in range(4):
        out.append(blob(ridge(120 + i * 80, 40, 142 + i, 240), mix(SLATE3, FJ3, 0.2 + i * 0.14), H, opacity=0.75))
    out.append(hill(470, 36, FJ5, 150, FJ4))
    out.append(granite(1090, 590, 560, 150, 8, MOODS["dusk"]["rock"], base=700, lichen=False))
    # the lighthouse and its beam
    DEFS["beam"] = '<linearGradient id="beam" x1="1" y1="0" x2="0" y2="0"><stop offset="0" stop-color="#F6DFA0" stop-opacity=".85"/><stop offset="1" stop-color="#F6DFA0" stop-opacity="0"/></linearGradient>'
    out.append(PG([(1360, 216), (120, 330), (120, 560), (1360, 244)], "url(#beam)", filter="url(#grain)"))
    out.append(PG([(1326, 460), (1424, 460), (1406, 260), (1344, 260)], SNOW) + PG([(1333, 390), (1417, 390), (1411, 330), (1339, 330)], RUST) + R(1332, 248, 86, 14, SLATE3) + R(1350, 200, 50, 50, LICHEN) + PG([(1340, 204), (1410, 204), (1375, 160)], RUST) + glow(1375, 224, 130, "#F6DFA0", 0.8))
    # waves in rows
    for i in range(5):
        y = 590 + i * 84
        c = mix(FJ3, FJ5, 0.15 + i * 0.2)
        d = f"M-80 {y + 30}"
        x = -80 - i * 40
        while x < W + 160:
            d += f"C{x + 60} {y + 30} {x + 110} {y - 24} {x + 170} {y - 26}C{x + 160} {y + 4} {x + 190} {y + 30} {x + 230} {y + 30}"
            x += 230
        if i == 2:
            # the rescue boat, bow lifted
            boat = P("M-250 -70L250 -96C236 -30 190 20 140 30L-200 30C-230 20 -246 -20 -250 -70Z", RUST) + P("M-250 -70L250 -96L246 -76L-249 -50Z", SNOW)
            kw = fade(dark(RUST, 0.7), "up", 0.6)
            boat += P("M-249 -50L246 -76C230 -26 190 20 140 30L-200 30C-230 20 -246 -10 -249 -50Z", kw.pop("fill"), **kw)
            boat += P("M-130 -76L-104 -196L70 -200L118 -86Z", SNOW) + PG([(-92, -120), (-78, -180), (-20, -182), (-20, -122)], "#F4DE9F") + PG([(-4, -122), (-4, -182), (60, -184), (84, -126)], "#F4DE9F") + R(-112, -210, 196, 16, FJ4, 5)
            boat += L([(-40, -210), (-40, -300)], SLATE0, 7) + L([(-76, -262), (-4, -262)], SLATE0, 5) + C(-40, -306, 9, LICHEN) + L([(130, -86), (130, -140), (240, -146), (240, -98)], SLATE0, 5) + L([(-240, -74), (-240, -120), (-140, -124)], SLATE0, 5)
            crew = person(186, -60, 230, LICHEN, LICHEN_D, 1, 0, "short", 1, rh=(262, -190), lh=(140, -150), hat="helmet", shadow=False) + person(-190, -50, 225, LICHEN, LICHEN_D, 0, 1, "short", 1, rh=(-110, -140), hat="helmet", shadow=False)
            out.append(at(640, y + 24, crew + boat, s=1.15, rot=-7))
        out.append(shaded(lambda col, d=d, **kw: P(d + f"L{W + 200} {H + 20}L-200 {H + 20}Z", col, **kw), c, dark(c, 0.4), "up", 0.5))
        x = -80 - i * 40
        while x < W + 160:
            out.append(P(f"M{x + 78} {y + 18}C{x + 110} {y - 16} {x + 140} {y - 24} {x + 170} {y - 26}C{x + 166} {y - 8} {x + 170} {y} {x + 176} {y + 8}C{x + 160} {y - 10} {x + 130} {y - 12} {x + 78} {y + 18}Z", FJ0, opacity=0.85))
            x += 230
    rnd = random.Random(2)
    for _ in range(80):
        x, y = rnd.uniform(0, W), rnd.uniform(0, H)
        out.append(L([(x, y), (x - 12, y + 34)], FJ0, 2, opacity=0.3))
    return "".join(out)


@scene("img-business")
def business():
    out = [land("dawn", 151, 430, (260, 220, 58), count=40)]
    out.append(shed(980, 640, 620, 330, RUST, SLATE3, door=SLATE3))
    out.append(R(1090, 330, 400, 310, "#3A2B2A") + glow(1290, 470, 260, "#F6DFA0", 0.75))
    out.append(PG([(1090, 330), (1000, 350), (1000, 664), (1090, 640)], dark(RUST, 0.25)) + PG([(1490, 330), (1580, 350), (1580, 664), (1490, 640)], dark(RUST, 0.25)))
    out.append(L([(1110, 380), (1470, 380)], WOOD1, 10) + "".join(L([(1130 + i * 34, 384), (1130 + i * 34, 420 + (i % 3) * 14)], (SLATE0, WOOD0, SLATE1)[i % 3], 8) for i in range(10)))
    out.append(shaded(lambda c, **kw: R(340, 640, W, H - 640, c, **kw), ROSE1, ROSE3, "up", 0.7) + R(340, 640, W, 10, ROSE0))
    for y in (690, 760, 850, 960):
        out.append(L([(410, y), (W, y)], ROSE2, 3, opacity=0.6))
    # the quay goes down to the water in steps
    for i in range(4):
        out.append(R(160 + i * 60, 790 - i * 48, 70, H, (ROSE3, ROSE3, ROSE2, ROSE2)[i]) + R(160 + i * 60, 790 - i * 48, 62, 9, ROSE0))
    out.append(snipa(70, 700, 1.0, SNOW, True, FJ4, -1))
    # a small shop with a striped awning
    out.append(R(420, 330, 420, 320, SNOW) + PG([(400, 334), (440, 230), (820, 230), (860, 334)], SLATE2) + R(450, 430, 220, 150, FJ4, 4) + R(462, 442, 196, 126, "#F4E3B4", 2) + R(710, 420, 100, 230, FJ3, 4) + R(726, 440, 68, 100, FJ1, 3))
    for i in range(8):
        out.append(PG([(430 + i * 50, 340), (480 + i * 50, 340), (486 + i * 52, 400), (432 + i * 52, 400)], (LICHEN, SNOW)[i % 2]) + C(459 + i * 52, 400, 26, (LICHEN, SNOW)[i % 2]))
    out.append(R(420, 336, 420, 12, SLATE3))
    for i in range(5):
        out.append(R(474 + i * 38, 520 - (i % 2) * 14, 28, 48 + (i % 2) * 14, (RUST, SPR1, ROSE2, FJ2, WOOD1)[i], 4))
    # the boatbuilder and the boat in the making
    out.append(at(1210, 800, P("M-290 -120C-200 -86 190 -86 300 -146C286 -50 220 10 150 20L-170 20C-240 10 -280 -50 -290 -120Z", WOOD0) + "".join(P(f"M{-284 + i * 8} {-104 + i * 30}C-190 {-68 + i * 24} 180 {-68 + i * 24} {292 - i * 14} {-124 + i * 32}", stroke=WOOD1, stroke_width=5) for i in range(4)) + P("M-290 -120C-200 -86 190 -86 300 -146", stroke=WOOD2, stroke_width=12) + R(-190, 20, 26, 60, WOOD2) + R(130, 20, 26, 60, WOOD2) + PG([(-230, 80), (-124, 80), (-150, 30), (-200, 30)], WOOD1) + PG([(90, 80), (200, 80), (170, 30), (120, 30)], WOOD1)))
    out.append(person(880, 910, 500, FJ3, SLATE3, 0, 5, "beard", 1, lh=(930, 680), rh=(1010, 690), apron=WOOD1))
    out.append(R(960, 672, 96, 26, WOOD2, 6) + R(1000, 656, 20, 20, SLATE3, 4))
    out.append(person(590, 900, 470, ROSE3, FJ5, 2, 4, "bun", -1, lh=(500, 640), rh=(650, 690)) + R(440, 606, 90, 60, WOOD1, 4) + E(485, 606, 40, 16, SPR1))
    out += [gull(330, 140, 1), gull(420, 110, 0.7)]
    return "".join(out)


@scene("img-labour")
def labour():
    out = [room(mix(WOOD0, SNOW, 0.45), mix(WOOD1, ROSE3, 0.25), 780, WOOD1, WOOD0)]
    out.append(window(560, 90, 480, 380, land("overcast", 161, 560, count=30), WOOD0, cols=3, rows=2))
    # tools on the wall
    out.append(R(90, 110, 380, 330, WOOD1, 6))
    out.append(L([(150, 160), (150, 320)], WOOD0, 16) + R(112, 140, 76, 34, SLATE2, 5))
    out.append(PG([(220, 150), (360, 150), (430, 260), (410, 268), (226, 200)], SLATE0) + R(200, 150, 40, 56, WOOD2, 10))
    out.append(L([(250, 300), (250, 400)], LICHEN, 20) + L([(250, 250), (250, 300)], SLATE1, 9) + L([(310, 300), (310, 400)], RUST, 20) + L([(310, 260), (310, 300)], SLATE1, 9))
    out.append(PG([(360, 300), (440, 300), (440, 390)], "none", stroke=SLATE1, stroke_width=14))
    # planks in steps
    for i in range(5):
        out.append(R(1160 + i * 70, 620 - i * 110, 62, 170 + i * 110, (WOOD0, WOOD1, WOOD0, WOOD1, WOOD0)[i]) + R(1160 + i * 70, 620 - i * 110, 62, 10, SNOW))
    out.append(lamp(800, 0, 150, 1.0))
    out.append(person(560, 880, 640, SPR2, SLATE3, 0, 3, "short", 1, lh=(600, 620), rh=(770, 600), apron=WOOD2))
    out.append(person(1050, 880, 620, ROSE2, FJ5, 2, FJ3, "hijab", -1, lh=(850, 626), rh=(960, 630), apron=FJ4))
    out.append(R(240, 680, 1120, 46, WOOD0, 6) + R(240, 716, 1120, 12, WOOD2) + R(300, 726, 60, 300, WOOD2) + R(1240, 726, 60, 300, WOOD2) + R(300, 860, 1000, 40, WOOD1))
    out.append(R(560, 652, 560, 28, light(WOOD0, 0.4), 3))
    # a plane and its shavings
    out.append(PG([(770, 650), (950, 650), (940, 612), (800, 616)], WOOD2) + L([(820, 616), (806, 580)], WOOD2, 18) + C(920, 600, 16, WOOD2) + PG([(866, 614), (884, 614), (870, 570), (856, 574)], SLATE0))
    for x, y in ((700, 640), (672, 630), (640, 646)):
        out.append(P(f"M{x} {y}c-22 -30 -50 -4 -30 12c14 8 26 -8 14 -16", stroke=light(WOOD0, 0.5), stroke_width=6))
    for x, y in ((480, 940), (620, 960), (760, 930), (900, 960)):
        out.append(P(f"M{x} {y}c22 -26 50 -2 30 14c-14 8 -26 -8 -14 -16", stroke=WOOD0, stroke_width=6))
    out.append(R(330, 620, 90, 60, RUST, 6) + L([(350, 620), (350, 596), (400, 596), (400, 620)], SLATE3, 8) + cup(1220, 680, 1.2, SNOW))
    return "".join(out)


@scene("img-food")
def food():
    out = [R(0, 0, W, H, mix(FJ0, SNOW, 0.5))]
    for r in range(9):
        for c in range(15):
            out.append(R(c * 110 + 4, r * 66 + 4, 102, 58, mix(FJ0, SNOW, 0.62 + 0.12 * ((r * 7 + c * 3) % 3)), 3))
    out.append(R(0, 560, W, H - 560, WOOD1))
    out.append(window(90, 90, 380, 320, land("day", 171, 560, count=30), cols=2))
    # hanging ladles and a hood
    out.append(PG([(640, 0), (1180, 0), (1260, 170), (560, 170)], SLATE1) + R(550, 160, 720, 30, SLATE0, 4))
    out.append(L([(1330, 130), (1560, 130)], SLATE2, 9))
    for i, x in enumerate((1360, 1420, 1480, 1540)):
        out.append(L([(x, 132), (x, 260 + i * 12)], SLATE1, 8) + (E(x, 276 + i * 12, 24, 18, SLATE1) if i % 2 else R(x - 18, 250 + i * 12, 36, 46, SLATE1, 8)))
    out.append(person(830, 900, 640, SNOW, SLATE2, 1, 0, "beard", 1, hat="chef", lh=(720, 520), rh=(1000, 500), apron=FJ3))
    # the stove and pots; steam
    for x, w, h, c in ((560, 190, 130, SLATE1), (930, 230, 170, RUST)):
        out.append(R(x, 640 - h, w, h, c, 12) + R(x - 10, 640 - h - 8, w + 20, 22, light(c, 0.3), 8) + R(x - 30, 640 - h + 40, 34, 16, SLATE3, 6) + R(x + w - 4, 640 - h + 40, 34, 16, SLATE3, 6))
        for k in range(3):
            sx = x + w * (0.25 + 0.25 * k)
            out.append(P(f"M{sx} {612 - h}c-26 -40 26 -60 0 -110", stroke=SNOW, stroke_width=9, stroke_linecap="round", opacity=0.8))
    out.append(L([(1000, 500), (1030, 470)], WOOD2, 12))
    out.append(R(0, 636, W, 34, SNOW, 4) + shaded(lambda c, **kw: R(0, 670, W, H - 670, c, **kw), FJ3, FJ4, "up", 0.8))
    # food: bread, root vegetables, fish
    out.append(E(220, 606, 110, 46, WOOD1) + "".join(L([(150 + i * 44, 586), (170 + i * 44, 618)], WOOD0, 8) for i in range(4)))
    for i, x in enumerate((360, 400, 440)):
        out.append(at(x, 630, P("M-16 -64C-20 -20 -6 0 0 6C6 0 20 -20 16 -64C8 -74 -8 -74 -16 -64Z", ("#C9794A", "#C9794A", ROSE3)[i]) + L([(0, -70), (-10, -104)], SPR1, 7) + L([(0, -70), (10, -110)], SPR2, 7) + L([(0, -70), (0, -116)], SPR1, 7)))
    out.append(at(1340, 600, P("M-120 0C-60 -50 60 -50 110 -4C60 40 -60 40 -120 0Z", SLATE0) + PG([(-104, 0), (-166, -40), (-150, 0), (-166, 40)], SLATE1) + C(78, -8, 8, SLATE3) + P("M-60 -6C-20 -20 20 -20 50 -12", stroke=SNOW, stroke_width=5)) + E(1340, 636, 190, 16, SNOW))
    out.append(C(1500, 596, 38, LICHEN) + C(1548, 606, 32, LICHEN_D) + L([(1500, 560), (1508, 544)], SPR2, 6))
    # children come with their trays
    for x, y, h, c, sk, hr, st in ((300, 1000, 420, RUST, 3, 4, "curly"), (560, 1010, 440, PAPER, 0, 2, "tail"), (1180, 1000, 420, ROSE2, 1, 0, "long")):
        t = 1 if x < 800 else -1
        out.append(person(x, y + 120, h, c, SLATE3, sk, hr, st, t, lh=(x + t * 70 - 40, y - 110), rh=(x + t * 70 + 50, y - 110)))
        out.append(R(x + t * 76 - 100, y - 118, 200, 16, WOOD0, 6) + E(x + t * 76 - 20, y - 124, 56, 12, SNOW) + C(x + t * 76 - 30, y - 134, 16, SPR1) + C(x + t * 76, y - 134, 16, "#C9794A") + R(x + t * 76 + 50, y - 160, 28, 42, FJ1, 4))
    return "".join(out)


@scene("img-property")
def prop():
    out = [sky("dusk", 181, 520, None), C(220, 160, 46, "#F3E7D2"), hill(420, 40, FJ4, 182, FJ3), forest(560, 26, FJ5, 183, h=130, gap=26, shade=FJ4)]
    out.append(shaded(lambda c, **kw: R(-10, 840, W + 20, 170, c, **kw), SPR3, FJ5, "up", 0.8))
    # the house in section: floors that step up like chambers
    out.append(PG([(250, 860), (250, 560), (650, 560), (650, 320), (1060, 320), (1060, 150), (1430, 150), (1430, 860)], SNOW))
    rooms = ((272, 580, 366, 260, "#F1DFAE"), (272 + 400, 580, 376, 260, FJ1), (672, 340, 376, 220, mix(ROSE1, SNOW, 0.3)), (1080, 170, 330, 160, "#F1DFAE"), (1080, 350, 330, 210, FJ0), (1080, 580, 330, 260, SLATE1))
    for i, (x, y, w, h, c) in enumerate(rooms):
        out.append(shaded(lambda col, x=x, y=y, w=w, h=h, **kw: R(x, y, w, h, col, **kw), c, dark(c, 0.5), "left", 0.35))
        out.append(R(x, y + h - 10, w, 10, WOOD1))
    for x0, x1, y in ((236, 664, 556), (640, 1074, 316), (1046, 1446, 146)):
        out.append(R(x0, y, x1 - x0, 14, SLATE3))
    # solar panels and a technician on the roofs
    for i in range(4):
        out.append(PG([(690 + i * 56, 314), (738 + i * 56, 314), (754 + i * 56, 272), (706 + i * 56, 272)], FJ2) + L([(714 + i * 56, 293), (746 + i * 56, 293)], FJ0, 2))
    out.append(person(960, 318, 190, SPR1, SLATE3, 1, 0, "short", -1, lh=(910, 240), rh=(935, 262), hat="helmet", vest=True))
    # a cleaner in the lit corridor
    out.append(person(430, 832, 230, FJ3, SLATE3, 2, 4, "bun", 1, lh=(470, 720), rh=(500, 700)) + L([(450, 690), (560, 824)], WOOD2, 7) + R(536, 816, 70, 14, SNOW, 6))
    out.append(R(300, 770, 70, 50, RUST, 5) + L([(300, 770), (290, 716)], SLATE3, 6) + C(312, 826, 8, SLATE3) + C(358, 826, 8, SLATE3) + R(310, 746, 20, 26, LICHEN, 3) + R(338, 740, 18, 32, SNOW, 3))
    # desks, a class, a bed, the boiler room
    out.append(table(720, 750, 200, 80, WOOD0, WOOD2, 12) + person(860, 752, 190, RUST, SLATE3, 0, 1, "short", -1, pose="bust", lh=(800, 744)) + R(760, 706, 62, 42, SLATE3, 4) + plant(1000, 830, 0.62))
    out.append(table(730, 480, 240, 70, WOOD0, WOOD2, 12) + person(790, 486, 150, LICHEN, skin=3, hair=4, style="curly", pose="bust") + person(900, 486, 150, PAPER, skin=0, hair=2, style="long", pose="bust", turn=-1))
    out.append(R(1120, 270, 220, 40, SNOW, 8) + R(1120, 250, 60, 30, SNOW, 10) + R(1180, 262, 160, 40, ROSE2, 8) + R(1110, 240, 12, 80, WOOD2) + R(1336, 260, 12, 60, WOOD2))
    out.append(books(1110, 550, 130, 90, 4) + R(1100, 548, 290, 6, WOOD2) + plant(1350, 552, 0.6, RUST) + lamp(1250, 350, 430, 0.4))
    out.append(R(1130, 660, 100, 170, FJ3, 10) + C(1180, 710, 24, SNOW) + L([(1180, 710), (1194, 696)], RUST, 5) + L([(1230, 690), (1300, 690), (1300, 590)], LICHEN, 12) + L([(1230, 760), (1360, 760), (1360, 590)], FJ1, 12))
    out.append(spruce(120, 880, 330, SPR3) + spruce(1530, 890, 420, SPR2))
    for x in (500, 560):
        out.append(C(x, 900, 30, SPR2) + C(x + 30, 906, 24, SPR1))
    return "".join(out)


@scene("img-digital")
def digital():
    out = [land("dusk", 191, 500, None, islands=False, count=50)]
    spots = []
    for x, y, w, h, seed in ((120, 590, 380, 70, 3), (620, 560, 260, 46, 4), (980, 620, 420, 80, 5), (1360, 560, 320, 50, 6), (440, 700, 330, 60, 7)):
        out.append(granite(x, y, w, h, seed, MOODS["dusk"]["rock"], lichen=False) + L([(x - 12, y + 8), (x + w + 12, y + 8)], FJ1, 3, opacity=0.6))
        hx, hy = x + w * 0.5, y - h * 0.82
        out.append(house(hx - 46, hy + 14, 92, 46, FJ4, FJ5, windows=2, lit="#F4DE9F", chimney=False))
        out.append(glow(hx, hy, 90, "#F6DFA0", 0.5))
        spots.append((hx, hy - 36))
    # threads of light between the houses and down to the one who sits on the shore
    spots.append((1130, 660))
    for a, b in ((0, 1), (1, 2), (2, 3), (0, 4), (4, 2), (1, 3), (4, 5), (2, 5)):
        (x0, y0), (x1, y1) = spots[a], spots[b]
        lift = 90 + abs(x1 - x0) * 0.22
        out.append(P(f"M{x0} {y0}C{x0 + (x1 - x0) * 0.25} {y0 - lift} {x1 - (x1 - x0) * 0.25} {y1 - lift} {x1} {y1}", stroke=LICHEN, stroke_width=3.5, opacity="0.85", stroke_dasharray="1 11", stroke_linecap="round"))
    for x, y in spots[:-1]:
        out.append(C(x, y, 9, LICHEN))
    rnd = random.Random(1)
    out += [C(rnd.uniform(0, W), rnd.uniform(0, 240), rnd.choice((1.5, 2, 3)), SNOW, opacity=0.8) for _ in range(60)]
    for i, (x, y) in enumerate(((760, 930), (860, 870), (980, 816))):
        out.append(shaded(lambda c, x=x, y=y, **kw: blob([(x, H + 30), (x + 20, y + 14), (x + 120, y), (1300, y - 6), (1660, y + 6)], c, H + 30, **kw), ("#6B5A5B", "#7C6A69", "#8E7A77")[i], "#43393D", "up", 0.7))
    out.append(glow(1110, 690, 260, "#F6DFA0", 0.6))
    out.append(person(1230, 814, 560, FJ2, SLATE3, 1, 0, "bun", -1, pose="sit", lh=(1110, 690), rh=(1140, 716)))
    out.append(PG([(1040, 740), (1150, 740), (1130, 754), (1020, 754)], SLATE0) + PG([(1040, 740), (1010, 640), (1020, 638), (1052, 740)], SNOW))
    out.append(spruce(1500, 830, 420, FJ5) + spruce(1410, 824, 280, "#0A2730"))
    return "".join(out)


@scene("img-staff")
def staff():
    out = [room(mix(FJ1, SNOW, 0.45), WOOD0, 790, SNOW, mix(FJ1, SNOW, 0.1))]
    out.append(window(1080, 110, 400, 400, land("dawn", 201, 560, (800, 260, 80), count=30), cols=2))
    # a row of hooks with jackets, boots below on a stepped bench
    out.append(R(90, 150, 760, 22, WOOD1, 5))
    for i, c in enumerate((FJ4, LICHEN, RUST, SPR2, SLATE2, ROSE2)):
        x = 150 + i * 122
        out.append(C(x, 162, 8, SLATE3) + shaded(lambda col, x=x, **kw: P(f"M{x} 172C{x + 20} 176 {x + 44} 196 {x + 50} 220L{x + 58} 380L{x + 36} 384L{x + 36} 430L{x - 36} 430L{x - 36} 384L{x - 58} 380L{x - 50} 220C{x - 44} 196 {x - 20} 176 {x} 172Z", col, **kw), c, dark(c, 0.6), "left", 0.4) + L([(x, 200), (x, 426)], dark(c, 0.3), 3))
        if i == 1:
            out.append(R(x - 52, 290, 104, 14, SNOW) + R(x - 52, 330, 104, 14, SNOW))
    for i in range(3):
        out.append(R(60 + i * 270, 700 - i * 44, 270, 100 + i * 44, mix(WOOD1, WOOD2, i * 0.25)) + R(60 + i * 270, 700 - i * 44, 270, 12, WOOD0))
    for i, (x, y, c) in enumerate(((110, 700, SLATE3), (220, 700, RUST), (390, 656, SPR3), (500, 656, FJ4), (660, 612, SLATE3), (770, 612, ROSE3))):
        for d in (0, 40):
            out.append(P(f"M{x + d - 14} {y}L{x + d - 14} {y - 64}L{x + d + 12} {y - 64}L{x + d + 12} {y - 22}L{x + d + 30} {y - 12}L{x + d + 30} {y}Z", dark(c, d / 400)))
    # the morning meeting
    people = (
        (210, 920, 560, FJ3, SLATE3, 2, 4, "bun", 1, (300, 640), (330, 640)), (500, 900, 580, SNOW, SLATE2, 0, 3, "short", 1, (470, 640), (620, 600)),
        (800, 890, 570, RUST, SLATE3, 1, FJ4, "hijab", 0, (760, 640), (860, 640)), (1110, 905, 600, SPR1, FJ5, 3, 4, "beard", -1, (1020, 580), (1150, 640)), (1400, 930, 560, LICHEN, SLATE3, 0, 5, "tail", -1, (1290, 640), (1330, 640)),
    )
    for x, y, h, c, lg, sk, hr, st, tn, lh, rh in people:
        out.append(person(x, y, h, c, lg, sk, hr, st, tn, lh=lh, rh=rh, vest=c == LICHEN))
    out += [cup(318, 640, 1.1, ROSE3), cup(455, 640, 1.1, FJ3), cup(866, 640, 1.1, SNOW), cup(1308, 640, 1.1, FJ3), sheet(740, 590, 50, 64, -8, SNOW, 4)]
    return "".join(out)


@scene("img-procurement")
def procurement():
    out = [land("day", 211, 430, count=70, islands=False)]
    out.append(granite(1180, 470, 500, 90, 4, (ROSE0, ROSE1, ROSE2)) + house(1330, 400, 150, 70, SNOW, SLATE2, windows=2))
    # three boats with different loads lie at a quay in steps
    for x, y, hull, acc, load in ((300, 560, SNOW, RUST, (FJ3, FJ2)), (760, 610, RUST, SNOW, (LICHEN,)), (1230, 660, FJ4, SNOW, (SPR1, ROSE2, SPR0))):
        lx = x - 70
        for i, c in enumerate(load):
            w = 130 if len(load) == 1 else 86
            out.append(R(lx + i * 92 - (40 if len(load) == 3 else 0), y - 120 - (len(load) == 1) * 30, w, 90 + (len(load) == 1) * 30, c, 4) + R(lx + i * 92 - (40 if len(load) == 3 else 0), y - 80, w, 9, dark(c, 0.25)) + L([(lx + i * 92 - (40 if len(load) == 3 else 0) + 8, y - 34), (lx + i * 92 - (40 if len(load) == 3 else 0) + w - 8, y - 110)], dark(c, 0.25), 6))
        out.append(snipa(x, y, 1.75, hull, False, acc))
    for i, (x, y) in enumerate(((-20, 700), (520, 752), (1010, 804))):
        out.append(blocks(x, y, 560 if i < 2 else 640, H - y + 10, ROSE2, rows=5 - i, seed=i + 2) + R(x, y - 12, 560 if i < 2 else 640, 24, ROSE0))
        for bx in (x + 120, x + 430):
            out.append(R(bx, y - 50, 34, 44, SLATE3, 6) + R(bx - 8, y - 58, 50, 14, SLATE3, 6))
    # the crane takes the yellow crate; two people compare
    out.append(L([(1000, 800), (1000, 120)], SPR3, 26) + L([(1010, 140), (690, 190)], SPR3, 18) + L([(1000, 300), (820, 172)], SPR3, 10) + R(960, 780, 80, 30, SLATE3, 4))
    out.append(L([(716, 190), (716, 330)], SLATE3, 4) + L([(716, 330), (664, 390)], SLATE3, 4) + L([(716, 330), (768, 390)], SLATE3, 4) + R(650, 388, 132, 110, LICHEN, 4) + R(650, 432, 132, 10, LICHEN_D) + L([(660, 490), (772, 398)], LICHEN_D, 7) + C(716, 334, 9, SLATE3))
    out.append(person(230, 900, 520, FJ3, SLATE3, 1, 0, "long", 1, lh=(270, 660), rh=(310, 650)) + at(262, 590, R(0, 0, 84, 104, WOOD1, 5) + R(8, 12, 68, 84, SNOW, 2) + R(24, -8, 36, 18, SLATE2, 4) + "".join(R(16, 26 + i * 22, 14, 14, FJ1 if i != 1 else LICHEN, 2) + R(36, 30 + i * 22, 34, 6, SLATE0, 2) for i in range(3)), rot=-8))
    out.append(person(430, 920, 530, ROSE3, FJ5, 3, 3, "short", 1, rh=(560, 560), lh=(400, 680)))
    out.append(person(1330, 930, 500, SPR2, SLATE3, 0, 5, "beard", -1, lh=(1230, 690), rh=(1390, 720), hat=FJ4))
    out += [gull(420, 150, 1), gull(500, 190, 0.7)]
    return "".join(out)


@scene("img-quality")
def quality():
    out = [sky("day", 221, 480), hill(330, 40, MOODS["day"]["hills"][0], 222), forest(420, 30, SPR1, 223, h=90, gap=19, shade=SPR0), forest(560, 30, SPR2, 224, h=140, gap=28, shade=SPR1)]
    # a mill stream in steps drives the wheel: plan, do, study, act
    for i, (x, y) in enumerate(((-20, 380), (250, 450), (520, 520))):
        out.append(blocks(x, y, 272 if i < 2 else 440, H - y, mix(ROSE2, ROSE3, i * 0.3), rows=9 - i, seed=i + 4))
        out.append(R(x, y - 6, 280, 40, FJ2) + R(x, y - 6, 280, 9, FJ0))
        out.append(P(f"M{x + 262} {y - 6}C{x + 300} {y} {x + 306} {y + 30} {x + 304} {y + 70}L{x + 262} {y + 70}Z", FJ1) + L([(x + 276, y + 6), (x + 284, y + 60)], SNOW, 4, opacity=0.8))
    out.append(house(1080, 640, 440, 290, RUST, SLATE3, windows=3, storey=2))
    out.append(R(960, 640, 680, 400, ROSE2) + blocks(960, 640, 680, 370, ROSE2, rows=6, seed=12) + R(960, 632, 680, 16, ROSE0))
    out.append(water(850, "day", 7, colour=FJ3, streak=FJ1, count=50))
    cx, cy, r = 880, 650, 290
    wheel = C(cx, cy, r, "none", stroke=WOOD2, stroke_width=30) + C(cx, cy, r - 60, "none", stroke=WOOD1, stroke_width=14)
    for k in range(16):
        a = math.radians(k * 22.5 + 8)
        c = (LICHEN, WOOD0, WOOD0, WOOD0)[k % 4]
        x0, y0, x1, y1 = cx + math.cos(a) * (r - 62), cy + math.sin(a) * (r - 62), cx + math.cos(a) * (r + 44), cy + math.sin(a) * (r + 44)
        wheel += L([(x0, y0), (x1, y1)], c, 20)
    for k in range(4):
        a = math.radians(k * 45 + 19)
        wheel += L([(cx - math.cos(a) * r, cy - math.sin(a) * r), (cx + math.cos(a) * r, cy + math.sin(a) * r)], WOOD1, 16)
    wheel += C(cx, cy, 46, WOOD2) + C(cx, cy, 18, SLATE3)
    out.append(wheel)
    out.append(water(880, "day", 9, colour=mix(FJ3, FJ4, 0.3), streak=FJ1, count=40))
    for k in range(7):
        out.append(E(660 + k * 64, 884 + (k % 2) * 12, 44, 10, SNOW, opacity=0.75))
    out.append(R(1120, 850, 520, 30, WOOD0, 4) + R(1120, 874, 520, 10, WOOD2) + R(1180, 880, 24, 130, WOOD2) + R(1480, 880, 24, 130, WOOD2))
    out.append(person(1330, 852, 480, FJ4, SLATE3, 1, 0, "tail", -1, lh=(1240, 640), rh=(1270, 640)) + at(1196, 590, R(0, 0, 84, 100, WOOD1, 5) + R(8, 10, 68, 82, SNOW, 2) + L([(16, 76), (32, 60), (48, 64), (68, 28)], FJ3, 6), rot=8))
    out.append(person(1520, 852, 470, LICHEN, FJ5, 3, 4, "short", -1, lh=(1420, 560), vest=True, hat="helmet"))
    for i in range(9):
        out.append(R(1130, 690 + i * 34, 40 if i % 2 == 0 else 26, 7, SNOW))
    out.append(R(1118, 670, 12, 320, SNOW))
    return "".join(out)


@scene("img-contact-centre")
def contact():
    out = [room(mix(ROSE0, SNOW, 0.3), mix(SLATE0, WOOD0, 0.6), 800, SNOW)]
    out.append(window(90, 100, 420, 380, land("day", 231, 560, count=30) + at(700, 680, sail(0, 0, 1.3)), cols=2))
    # questions come in as drawn bubbles that step down to the desk
    for i, (x, y, w, c) in enumerate(((640, 90, 250, FJ3), (860, 200, 230, LICHEN), (1070, 310, 220, FJ2))):
        out.append(R(x, y, w, 96, c, 26) + PG([(x + 40, y + 88), (x + 92, y + 88), (x + 40, y + 128)], c))
    out.append(PG([(690, 160), (690, 130), (716, 108), (742, 130), (742, 160)], SNOW) + R(708, 140, 16, 20, FJ3) + R(766, 120, 90, 10, FJ0, 4) + R(766, 144, 60, 10, FJ0, 4))
    out.append(R(888, 218, 96, 46, SLATE3, 8) + "".join(R(896 + i * 22, 226, 16, 14, LICHEN, 2) for i in range(4)) + C(910, 266, 11, SLATE3) + C(910, 266, 4, LICHEN) + C(960, 266, 11, SLATE3) + C(960, 266, 4, LICHEN) + R(1004, 230, 60, 10, SLATE3, 4) + R(1004, 252, 40, 10, SLATE3, 4))
    out.append(C(1130, 348, 15, SNOW) + P("M1104 388C1106 356 1154 356 1156 388Z", SNOW) + R(1176, 340, 84, 10, FJ0, 4) + R(1176, 364, 60, 10, FJ0, 4))
    out.append(person(1010, 720, 600, FJ4, skin=2, hair=4, style="curly", turn=-1, pose="bust", lh=(910, 690), rh=(1080, 690)))
    hx, hy, r = 1010, 720 + 36 - 0.44 * 600, 46
    out.append(P(f"M{hx - r} {hy}A{r + 6} {r + 10} 0 0 1 {hx + r + 4} {hy}", stroke=SLATE3, stroke_width=9) + R(hx + r - 16, hy - 10, 26, 44, SLATE3, 10) + L([(hx + r - 4, hy + 30), (hx - 20, hy + 44)], SLATE3, 6) + C(hx - 24, hy + 42, 8, LICHEN))
    out.append(person(1370, 720, 580, RUST, skin=1, hair=0, style="bun", turn=-1, pose="bust", lh=(1280, 690), rh=(1420, 690)))
    out.append(shaded(lambda c, **kw: R(560, 720, 1060, 300, c, **kw), FJ3, FJ5, "up", 0.6) + R(540, 700, 1080, 30, WOOD0, 6))
    # the low part of the counter, where a person can sit
    out.append(R(380, 800, 240, 220, FJ4) + R(350, 786, 280, 24, WOOD0, 6))
    for x, w in ((820, 170), (1190, 170)):
        out.append(R(x, 590, w, 106, SLATE3, 6) + R(x + w / 2 - 10, 690, 20, 14, SLATE2))
    for i in range(4):
        out.append(R(640 + i * 230, 780, 190, 190, mix(FJ3, FJ2, 0.25), 6))
    out.append(person(270, 960, 600, LICHEN, SLATE3, 1, 1, "long", 1, lh=(330, 700), rh=(410, 760)))
    out.append(person(120, 1000, 360, RUST, SPR3, 1, 1, "tail", 1, rh=(200, 800), lh=(100, 840)))
    out.append(sheet(400, 750, 80, 30, 0, SNOW, 2) + plant(1530, 700, 0.9, ROSE3))
    return "".join(out)


@scene("img-mobility")
def mobility():
    out = [land("dawn", 241, 560, (330, 260, 66), count=70)]
    # the cable-stayed bridge over the fjord
    deck = 400
    for x in (560, 1040):
        out.append(PG([(x - 26, 640), (x - 8, 90), (x + 8, 90), (x + 26, 640)], PAPER) + R(x - 22, deck - 40, 44, 14, ROSE1))
        for k in range(1, 8):
            for s in (-1, 1):
                if 0 < x + s * k * 34 < W:
                    out.append(L([(x, 100 + k * 16), (x + s * k * 33, deck)], SNOW, 2.6))
    out.append(PG([(-20, deck + 24), (560, deck), (1040, deck), (1640, deck + 30), (1640, deck + 56), (1040, deck + 22), (560, deck + 22), (-20, deck + 48)], SLATE2) + L([(-20, deck + 22), (560, deck - 2), (1040, deck - 2), (1640, deck + 28)], SNOW, 4))
    for x in (120, 330, 1280, 1470):
        out.append(R(x, deck + 30, 22, 220, ROSE1))
    out.append(at(800, deck - 2, R(-50, -34, 100, 30, RUST, 8) + "".join(R(-42 + i * 22, -28, 17, 12, FJ0, 2) for i in range(4)) + C(-28, -3, 8, SLATE3) + C(28, -3, 8, SLATE3)))
    # the ferry
    out.append(at(1180, 690, P("M-230 -50L230 -50L206 16L-206 16Z", SNOW) + P("M-222 -28L222 -28L218 -14L-218 -14Z", FJ3) + R(-70, -130, 140, 80, SNOW, 5) + R(-58, -118, 116, 26, FJ4, 3) + R(-34, -168, 68, 40, SNOW, 4) + R(-26, -160, 52, 16, FJ4, 2) + R(-200, -76, 70, 28, FJ2, 6) + R(110, -78, 76, 30, LICHEN, 6) + L([(0, -168), (0, -210)], SLATE2, 5), ripples(0, 24, 260, SNOW, 0.7)))
    # the road in front, in steps: walk, cycle, bus
    out.append(R(-10, 800, W + 20, 210, SLATE2) + R(-10, 790, W + 20, 16, ROSE0) + R(-10, 770, W + 20, 24, ROSE1))
    for x in range(-40, W, 180):
        out.append(R(x, 950, 100, 10, SNOW, opacity=0.8))
    bus = R(-330, -270, 660, 230, FJ3, 26) + R(-330, -130, 660, 30, SNOW) + R(-300, -244, 600, 100, FJ5, 10)
    for i in range(4):
        bus += R(-296 + i * 126, -240, 118, 92, FJ0, 6)
    bus += R(212, -240, 84, 190, FJ0, 6) + L([(254, -240), (254, -50)], FJ4, 6) + R(300, -110, 30, 22, LICHEN, 5)
    for i, (c, hr) in enumerate(((RUST, HAIR[0]), (ROSE2, HAIR[3]), (SPR1, HAIR[2]))):
        bus += P(f"M{-270 + i * 126} -148C{-268 + i * 126} -192 {-204 + i * 126} -192 {-202 + i * 126} -148Z", c) + C(-236 + i * 126, -200, 22, SKIN[i]) + P(f"M{-259 + i * 126} -204C{-256 + i * 126} -232 {-216 + i * 126} -232 {-213 + i * 126} -204Z", hr)
    for x in (-200, 190):
        bus += C(x, -40, 50, SLATE3) + C(x, -40, 24, SLATE0) + C(x, -40, 9, SLATE3)
    out.append(at(1080, 926, bus, s=1.08))
    out.append(bicycle(330, 964, 1.35, 1, RUST))
    out.append(L([(296, 728), (330, 850), (318, 920)], SLATE3, 34) + person(262, 735, 420, LICHEN, SLATE3, 0, 5, "tail", 1, pose="bust", rh=(384, 706), lh=(372, 712), hat="helmet", lean=0.06))
    out.append(gull(700, 180, 0.9, SLATE0) + gull(770, 150, 0.6, SLATE0))
    return "".join(out)


@scene("img-tourism")
def tourism():
    out = [land("day", 251, 430, (400, 200, 50), count=80)]
    out.append(granite(640, 470, 1100, 190, 17, (ROSE0, ROSE1, ROSE2), base=560))
    for x, y, w, h, c in ((760, 420, 110, 70, SNOW), (880, 360, 120, 74, SNOW), (1010, 330, 110, 70, PAPER), (1130, 350, 120, 74, SNOW), (1280, 340, 110, 70, SNOW), (1400, 390, 130, 74, PAPER)):
        out.append(house(x, y, w, h, c, SLATE2, windows=2))
    # boathouses in steps along the jetty
    for i, (x, c, d) in enumerate(((640, RUST, SNOW), (800, FJ3, SNOW), (960, RUST, SNOW), (1120, LICHEN, SLATE3), (1280, RUST, SNOW), (1440, SPR2, SNOW))):
        out.append(shed(x, 540, 140, 92 + (i % 3) * 12, c, SLATE3, door=d))
    out.append(R(610, 540, 1040, 16, WOOD0, 3) + R(610, 554, 1040, 8, WOOD2) + "".join(R(640 + i * 110, 560, 14, 60, WOOD2) for i in range(9)))
    out.append(snipa(720, 610, 0.9, SNOW, True, RUST) + snipa(1180, 620, 0.85, WOOD1, False, FJ4) + sail(1460, 660, 0.9, FJ4))
    # two kayaks
    for x, y, s, c, top, sk, hr, st in ((640, 800, 1.25, LICHEN, FJ4, 1, 0, "tail"), (1120, 900, 1.45, RUST, SPR3, 0, 3, "beard")):
        out.append(at(x, y, L([(-150, -40), (170, -170)], WOOD1, 9) + E(-164, -34, 34, 13, SNOW, transform="rotate(-22 -164 -34)") + E(184, -176, 34, 13, SNOW, transform="rotate(-22 184 -176)"), person(0, -26, 250, top, skin=sk, hair=hr, style=st, turn=1, pose="bust", lh=(-66, -76), rh=(84, -134), hat=LICHEN if c == RUST else None), P("M-250 -26C-120 -46 120 -46 260 -34C160 4 -160 12 -250 -26Z", c) + P("M-250 -26C-160 12 160 4 260 -34C160 -14 -150 -8 -250 -26Z", dark(c, 0.25)) + ripples(0, 10, 240, SNOW, 0.7), s=s))
    # the tent on the smooth rock steps
    for i, (x1, y) in enumerate(((420, 700), (500, 790), (590, 890))):
        out.append(shaded(lambda c, x1=x1, y=y, **kw: blob([(-60, y), (x1 * 0.5, y - 12), (x1 - 60, y + 4), (x1, y + 40), (x1 + 20, y + 120)], c, H + 20, **kw), (ROSE1, ROSE2, ROSE3)[i], (ROSE2, ROSE3, ROSE4)[i], "up", 0.8) + L([(0, y + 1), (x1 * 0.5, y - 8), (x1 - 66, y + 8)], ROSE0, 6, opacity=0.8))
        if i == 0:
            out.append(PG([(40, 704), (180, 540), (330, 700)], LICHEN) + PG([(180, 540), (330, 700), (250, 704)], LICHEN_D) + PG([(180, 540), (150, 704), (220, 704)], SLATE3) + pine(20, 700, 320, SPR2))
    out += [gull(560, 150, 1), gull(640, 120, 0.7), gull(300, 320, 0.8)]
    return "".join(out)


@scene("img-workshop")
def workshop():
    out = [room(mix(SPR0, SNOW, 0.5), WOOD0, 800, SNOW, mix(SPR0, SNOW, 0.15))]
    out.append(R(90, 70, 1040, 540, SNOW, 8) + R(90, 70, 1040, 540, "none", 8, stroke=WOOD1, stroke_width=12))
    # notes climb the board in steps
    rnd = random.Random(6)
    colours = (FJ1, ROSE1, SPR0, FJ0, ROSE0)
    for c in range(7):
        for r in range(5):
            if r + c * 0.62 < 1.2 or (r < 4 - c * 0.62 - 0.6):
                continue
            x, y = 140 + c * 138, 110 + r * 92
            col = LICHEN if (c, r) in ((6, 0), (5, 1)) else rnd.choice(colours)
            out.append(at(x, y, R(0, 0, 98, 76, col, 2) + R(14, 18, rnd.uniform(40, 70), 6, mix(col, SLATE3, 0.45), 3) + R(14, 34, rnd.uniform(30, 66), 6, mix(col, SLATE3, 0.45), 3), rot=rnd.uniform(-4, 4)))
    out.append(P("M150 330C260 300 330 260 420 236", stroke=SLATE2, stroke_width=5, stroke_dasharray="14 12") + PG([(420, 220), (448, 230), (424, 252)], SLATE2))
    out.append(window(1220, 90, 320, 420, land("day", 261, 560, count=30), cols=2))
    out.append(person(330, 870, 620, FJ3, SLATE3, 0, 1, "bun", 1, lh=(260, 640), rh=(480, 350)))
    out.append(R(462, 300, 80, 64, LICHEN, 2))
    out.append(person(640, 890, 600, RUST, SLATE3, 3, 4, "short", -1, lh=(560, 560), rh=(700, 680)))
    out.append(person(1000, 880, 610, PAPER, FJ4, 1, 0, "long", -1, lh=(890, 380), rh=(1060, 660)))
    out.append(R(1330, 660, 140, 190, ROSE3, 10) + person(1400, 850, 580, SPR2, SLATE3, 2, 3, "beard", -1, pose="front", lh=(1300, 750), rh=(1420, 752)))
    out.append(table(1110, 760, 520, 240, WOOD0, WOOD2))
    for i, c in enumerate((FJ1, LICHEN, ROSE1)):
        out.append(R(1170 + i * 84, 748 - i * 4, 70, 14 + i * 4, c, 2))
    out += [cup(1560, 760, 1.1, FJ3), L([(1450, 754), (1500, 748)], RUST, 9)]
    return "".join(out)


@scene("img-prototype")
def prototype():
    # seen from above: a cutting mat, hands, and a lock made of paper and card
    out = [shaded(lambda c, **kw: R(0, 0, W, H, c, **kw), WOOD0, WOOD1, "left", 0.6)]
    for y in (150, 390, 640, 880):
        out.append(L([(0, y), (W, y + 8)], WOOD1, 3, opacity=0.6))
    out.append(R(200, 110, 1200, 780, SPR2, 18))
    for i in range(1, 12):
        out.append(L([(200 + i * 100, 116), (200 + i * 100, 884)], SPR1, 2, opacity=0.7))
    for i in range(1, 8):
        out.append(L([(206, 110 + i * 98), (1394, 110 + i * 98)], SPR1, 2, opacity=0.7))
    # the model: four trays, each a level higher, with card gates; shadows fall to the lower right
    for i in range(4):
        x, y, w, h = 400 + i * 200, 560 - i * 84, 196, 210
        out.append(R(x + 14 + i * 6, y + 16 + i * 8, w, h, SLATE3, 6, opacity=0.35))
        out.append(R(x, y, w, h, PAPER, 6) + R(x + 14, y + 14, w - 28, h - 28, (FJ3, FJ2, mix(FJ2, FJ1, 0.5), FJ1)[i], 3))
        for k in range(3):
            out.append(L([(x + 34 + k * 20, y + 56 + k * 44), (x + 104 + k * 20, y + 56 + k * 44)], FJ0, 4, opacity=0.8))
        if i:
            out.append(R(x - 13, y + 4, 24, h + 60, LICHEN if i == 2 else WOOD1, 4) + R(x - 13, y + 4, 24, 10, SNOW, 3))
    out.append(at(720, 585, P("M-64 0C-30 -34 30 -34 70 0C30 34 -30 34 -64 0Z", SNOW) + P("M-44 0C-20 -20 24 -20 50 0C24 20 -20 20 -44 0Z", ROSE1) + PG([(-6, -4), (20, -46), (24, 0)], SNOW), rot=-8))
    # paper, pencil, scissors, tape, cup
    out.append(sheet(250, 160, 240, 300, -7, SNOW, 0) + at(250, 160, L([(40, 240), (90, 240), (90, 190), (140, 190), (140, 140), (190, 140), (190, 90)], FJ3, 6) + L([(40, 60), (120, 60)], SLATE0, 5) + L([(40, 84), (100, 84)], SLATE0, 5), rot=-7))
    out.append(at(1230, 200, C(0, 0, 74, ROSE2) + C(0, 0, 44, SPR2)) + at(1250, 770, C(0, 0, 66, SNOW) + C(0, 0, 52, WOOD2) + P("M58 -20c40 -6 40 50 -2 44", stroke=SNOW, stroke_width=14)))
    out.append(at(560, 200, L([(0, 0), (210, 30)], RUST, 16) + PG([(206, 20), (244, 36), (204, 40)], WOOD0) + PG([(232, 31), (246, 36), (230, 38)], SLATE3)))
    out.append(at(980, 790, L([(0, 0), (150, -60)], SLATE0, 15) + L([(0, -50), (152, -14)], SLATE0, 15) + C(-30, 18, 30, "none", stroke=RUST, stroke_width=14) + C(-30, -66, 30, "none", stroke=RUST, stroke_width=14) + C(66, -28, 8, SLATE3)))
    for x, y, r, c in ((300, 620, 12, FJ0), (336, 700, -20, ROSE0), (270, 760, 40, SNOW), (1180, 480, 16, SNOW), (1290, 540, -30, FJ0)):
        out.append(at(x, y, PG([(0, 0), (60, 8), (44, 48)], c), rot=r))
    # hands: a person at each side of the table
    def arm(x0, y0, x1, y1, sleeve, skin, thumb=1):
        a = math.degrees(math.atan2(y1 - y0, x1 - x0))
        hand = R(-44, -42, 84, 84, skin, 36) + "".join(R(22, -42 + k * 22, 74 - abs(k - 1.4) * 11, 20, skin if k % 2 else light(skin, 0.06), 10) for k in range(4)) + at(-4, 40 * thumb, R(-10, -13, 78, 26, dark(skin, 0.06), 13), rot=24 * thumb)
        return L([(x0, y0), (x1, y1)], sleeve, 128) + L([(x1 - (x1 - x0) * 0.08, y1 - (y1 - y0) * 0.08), (x1, y1)], light(sleeve, 0.18), 132) + at(x1 + math.cos(math.radians(a)) * 96, y1 + math.sin(math.radians(a)) * 96, hand, rot=a)
    out.append(arm(300, 1080, 480, 880, FJ3, SKIN[1], -1) + arm(900, 1090, 800, 900, FJ3, SKIN[1], 1))
    out.append(arm(1700, 330, 1330, 350, ROSE3, SKIN[3], -1) + arm(1240, -110, 1130, 60, ROSE3, SKIN[3], 1))
    return "".join(out)


@scene("img-measure")
def measure():
    out = [land("overcast", 281, 470, count=60)]
    out += [forest(450, 30, SPR2, 282, h=110, gap=24, base=520, shade=SPR1), water(510, "overcast", 3, count=50)]
    # piles in the water form a rising chart; the last one carries the accent
    for i in range(7):
        x, hgt = 560 + i * 112, 90 + i * 52 + (-26 if i == 3 else 0)
        c = LICHEN if i == 6 else WOOD1
        y = 800 - i * 4
        out.append(shaded(lambda col, x=x, y=y, hgt=hgt, **kw: R(x, y - hgt, 66, hgt + 60, col, 8, **kw), c, dark(c, 0.6), "left", 0.55) + E(x + 33, y - hgt, 33, 12, light(c, 0.4)))
        out.append(R(x, y - 6, 66, 70, MOODS["overcast"]["water"], opacity=0.55) + ripples(x + 33, y + 2, 56, FJ0, 0.8))
    out.append(L([(593, 700), (705, 650), (817, 596), (929, 570), (1041, 492), (1153, 440), (1265, 386)], SNOW, 5, stroke_dasharray="4 16", transform="translate(0 -40)"))
    out.append(gull(1268, 372, 1.2, SNOW))
    # the quay with its level gauge, in steps
    for i in range(4):
        out.append(blocks(-20, 620 + i * 92, 300 + i * 62, 100, mix(ROSE2, ROSE3, i * 0.2), rows=1, seed=i) + R(-20, 616 + i * 92, 300 + i * 62, 12, ROSE0))
    out.append(R(430, 480, 54, 460, SNOW, 4))
    for k in range(15):
        out.append(R(430, 500 + k * 29, 54 if k % 5 == 0 else 30, 8, RUST if k % 5 == 0 else SLATE3))
    out.append(R(422, 800, 70, 150, MOODS["overcast"]["water"], opacity=0.7) + ripples(457, 804, 60, FJ0))
    out.append(person(130, 620, 480, FJ4, SLATE3, 1, 0, "short", 1, lh=(180, 420), rh=(230, 410), hat=LICHEN) + at(190, 360, R(0, 0, 80, 98, WOOD1, 5) + R(8, 10, 64, 80, SNOW, 2) + "".join(R(14 + k * 15, 76 - k * 14, 10, 8 + k * 14, FJ2) for k in range(4)), rot=8))
    out.append(person(300, 714, 470, ROSE3, FJ5, 3, 4, "tail", 1, rh=(420, 530), lh=(280, 540)))
    out.append(snipa(1400, 880, 1.3, SNOW, True, SPR2, -1))
    return "".join(out)


@scene("img-conference")
def conference():
    out = [shaded(lambda c, **kw: R(0, 0, W, H, c, **kw), FJ4, FJ5, "up", 0.8)]
    for i in range(9):
        out.append(R(i * 190 - 30, 0, 90, 640, mix(FJ4, FJ3, 0.35)))
    out.append(window(60, 150, 250, 380, land("dusk", 291, 560, None, count=20), WOOD1, cols=1, sill=False) + window(1290, 150, 250, 380, land("dusk", 295, 560, (800, 250, 70), count=20), WOOD1, cols=1, sill=False))
    # on the screen: the lock
    out.append(R(430, 80, 740, 430, SLATE3, 8))
    mini = land("day", 8, 300, None, islands=False, count=0)
    for i in range(4):
        mini += R(i * 400, 760 - i * 130, 420, 400 + i * 130, (FJ3, FJ2, mix(FJ2, FJ1, 0.4), FJ1)[i]) + (R(i * 400 - 22, 660 - i * 130, 44, 500 + i * 130, SPR3) if i else "")
    mini += snipa(1000, 500, 1.9, SNOW, True, RUST)
    out.append(f'<svg x="446" y="96" width="708" height="398" viewBox="0 0 {W} {H}" preserveAspectRatio="xMidYMid slice">{mini}</svg>')
    out.append(glow(800, 320, 620, "#DCEFEA", 0.3))
    for x in (260, 800, 1340):
        out.append(R(x - 20, 0, 40, 46, SLATE3, 6) + E(x, 48, 26, 8, LICHEN))
    # the stage has three steps
    for i in range(3):
        out.append(R(240 - i * 50, 640 + i * 30, 1120 + i * 100, 30, (WOOD0, WOOD1, mix(WOOD1, WOOD2, 0.5))[i]) + R(240 - i * 50, 640 + i * 30, 1120 + i * 100, 7, light(WOOD0, 0.3)))
    out.append(person(350, 646, 400, LICHEN, SLATE3, 2, 4, "bun", 1, rh=(490, 400), lh=(310, 470)))
    out.append(PG([(1000, 646), (1020, 500), (1120, 500), (1140, 646)], WOOD1) + R(1006, 486, 128, 20, WOOD0, 4) + L([(1070, 486), (1060, 440)], SLATE0, 5))
    out.append(person(1230, 646, 390, ROSE2, FJ5, 0, 3, "short", -1, lh=(1150, 500), rh=(1270, 500)))
    rnd = random.Random(8)
    for row, (y, rr, n) in enumerate(((760, 36, 13), (850, 46, 11), (960, 58, 9))):
        for i in range(n):
            x = (i + 0.5 + (0.25 if row == 1 else 0)) * W / n + rnd.uniform(-14, 14)
            c = mix((ROSE3, FJ3, SPR2, SLATE2, RUST, FJ2)[rnd.randrange(6)], FJ5, 0.5 - row * 0.08)
            hc = dark(HAIR[rnd.randrange(6)], 0.35)
            yy = y + rnd.uniform(-8, 8)
            out.append(P(f"M{f(x - rr * 1.8)} {H + 10}L{f(x - rr * 1.8)} {f(yy + rr * 1.8)}C{f(x - rr * 1.7)} {f(yy + rr)} {f(x - rr)} {f(yy + rr * 0.9)} {f(x)} {f(yy + rr * 0.9)}C{f(x + rr)} {f(yy + rr * 0.9)} {f(x + rr * 1.7)} {f(yy + rr)} {f(x + rr * 1.8)} {f(yy + rr * 1.8)}L{f(x + rr * 1.8)} {H + 10}Z", c) + C(x, yy, rr, hc))
            if rnd.random() < 0.25:
                out.append(C(x, yy - rr * 0.95, rr * 0.42, hc))
            elif rnd.random() < 0.2:
                out.append(R(x - rr, yy, rr * 2, rr * 1.6, hc, rr * 0.5))
    return "".join(out)


# --- rendering -------------------------------------------------------------------------------------
def draw(key, folder):
    DEFS.clear()
    (folder / f"{key}.svg").write_text(wrap(SCENES[key]()), encoding="utf-8")


def render(key, folder):
    from PIL import Image

    svg, png = folder / f"{key}.svg", folder / f"{key}.png"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={W},{H}",
         f"--user-data-dir={folder / ('profile-' + key)}", f"--screenshot={png}", svg.as_uri()],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120,
    )
    image = Image.open(png).convert("RGB")
    for quality in range(88, 40, -4):
        data = io.BytesIO()
        image.save(data, "WEBP", quality=quality, method=6)
        if data.tell() <= MAX_BYTES:
            break
    OUT.mkdir(exist_ok=True)
    (OUT / f"{key}.webp").write_bytes(data.getvalue())
    return f"{key}: quality {quality}, {data.tell() // 1000} kB"


def main(keys):
    from concurrent.futures import ThreadPoolExecutor

    keep = os.environ.get("KEEP")  # a folder that keeps the SVG and PNG files, to look at them
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(keep or tmp)
        for key in keys or SCENES:
            draw(key, folder)
        with ThreadPoolExecutor(2) as pool:
            for line in pool.map(lambda k: render(k, folder), keys or SCENES):
                print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
