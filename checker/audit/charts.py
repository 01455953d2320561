"""Charts: bars as inline SVG, drawn from the rows of the table beside them.

In:  labelled counts.
Out: plain data, coordinates in pixels; the template draws it.

    >>> bars([("2026-09", 4), ("2026-10", 2)])["bars"][1]["width"]
    200.0
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_LABEL, _WIDTH, _VALUE = 220, 400, 80
_ROW = 26


def bars(rows: Iterable[tuple[str, float]], unit: str = "") -> dict[str, Any]:
    """Return horizontal bars, the longest as wide as the chart."""
    listed = list(rows)
    most = max((value for _, value in listed), default=0) or 1
    return {
        "width": _LABEL + _WIDTH + _VALUE,
        "height": _ROW * len(listed),
        "left": _LABEL,
        "label_end": _LABEL - 8,
        "bars": [
            {
                "label": label,
                "value": f"{value:g}{unit}",
                "top": number * _ROW + 4,
                "middle": number * _ROW + _ROW / 2,
                "thickness": _ROW - 8,
                "width": round(_WIDTH * value / most, 1),
                "end": round(_LABEL + _WIDTH * value / most + 6, 1),
            }
            for number, (label, value) in enumerate(listed)
        ],
    }


def interval(rate: float | None, low: float, high: float) -> dict[str, Any]:
    """Return a rate and its interval on a line of 120 pixels."""
    return {
        "rate": None if rate is None else round(120 * rate, 1),
        "from": round(120 * low, 1),
        "width": max(1.0, round(120 * (high - low), 1)),
    }
