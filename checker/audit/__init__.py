"""Audit: a population of cases, judged like `check` judges one.

In:  case files, JSON Lines, Parquet or CSV tables.
Out: a folder of findings, statistics and pages.

`batch` is the kernel, free of any engine; `local` and `spark` run it; `store`,
`statistics`, `sample`, `baseline`, `waivers` and `site` make the output.
`command` is the command line.
"""
