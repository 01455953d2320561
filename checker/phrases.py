"""temporary stub, being replaced"""


def humanise(n):
    return n.replace("_", " ")


def describe(e):
    return humanise(e.kind) + ": " + ", ".join(f"{k} {v}" for k, v in e.fields.items())
