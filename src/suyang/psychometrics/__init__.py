"""Numbers only: from answers to what a person, or a group, can do.

Arrays in, arrays out: no Django, no files, no global state. Randomness comes in as a
`numpy.random.Generator` or a seed. docs/methods/measurement.md says the formulas and sources.

Read in this order:

- `scale`       levels, bands, and what may be reported of them
- `items`       the items' parameters as arrays
- `responses`   probability of an answer, its log-likelihood, the guessing assumed of a person
- `prior`       how competences hang together; how wrong an item's stated difficulty may be
- `propagation` moment matching, the engine under `posterior` and `groups`
- `posterior`   a person's competences after their answers
- `selection`   which items keep a check's minimums within reach
- `exposure`    the part of a pool that a check draws
- `tracking`    following a person from answer to answer; what the next item is worth
- `profile`     area and overall means; how much of a precision is borrowed
- `groups`      a group before and after a course; its model is in `group_model`
- `marginal`    marginal likelihood of answers when the ability is integrated out
"""
