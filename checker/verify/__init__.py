"""Verify: the rulebook itself is examined, and every fault shows its witness.

In:  a rulebook folder. Out: `Verification`: faults with their place, what was
searched, within which bounds, and what the time cut off.
"""
