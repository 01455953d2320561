"""Reports: a `CaseResult` as text, JSON, SARIF, HTML and a calendar."""
