"""Why, why not, what would have complied, what is missing, what depends on what.

In:  a case, a rulebook and what checking found out.
Out: records of the reasoning, told by `checker.explain.command` and the report.
"""
