"""Suyang's adaptive engine beside its peers, and beside its floor.

- `bank`            500 items, the people, and the answers that are common to all engines
- `sittings`        what an engine made of the people
- `suyang_engine`   Suyang; its batch is `suyang.psychometrics.unidimensional`
- `peers_mirt`, `peers_catsim`, `pix`   the peers
- `compare`         figures, and differences with their errors
- `engine_cost`     an answer to a check of 21 competences, beside one update and one pass
- `written`         the figures as a person reads them

The peers are no part of Suyang: requirements/bench.txt, in an environment of their own.
"""
