"""irmcheck: audits IRS Collection case histories against the Internal Revenue Manual.

The flow, one direction: read -> case -> facts -> solve -> findings -> trace ->
report. `checker.check.check_case` runs it for one case.
"""

__version__ = "0.1.0"
