"""temporary stub, being replaced"""

from decimal import Decimal


def parse_money(t):
    return int(Decimal(t) * 100)


def plain(c):
    return f"{'-' if c < 0 else ''}{abs(c) // 100}.{abs(c) % 100:02d}"


def compare(a, b):
    x, y = Decimal(a), Decimal(b)
    return (x > y) - (x < y)
