"""Simulated people through the real engine and bank: does a check say what is true?

What is true of them is known, so what the check says of them can be held against it. Nothing
here touches the database; docs/methods/simulation.md says what is drawn and how to read it.

Read in this order:

- `truth`     the items as they truly are, for one person, and that person's answers
- `people`    who is drawn: their competences, what they say of themselves
- `plan`      the parts of a simulation: one way to draw people each
- `sitting`   one person through a check, and what it said of them
- `running`   many of them, in several processes
- `measures`  what follows from many sittings, each with its Monte Carlo error
- `summary`   all measures of a simulation, held against the targets
"""
