"""The command `suyang`: everything that an operator does to an installation.

`main` is the entry point. It settles the language first, because help is written when the
commands are imported, and it is the one place where what went wrong becomes words and an exit
code: 0 done, 1 not done or something found, 2 not understood.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    given = list(sys.argv[1:] if arguments is None else arguments)
    from suyang.website.command import words

    given = words.choose(given)
    from suyang.website.command import boundary, root

    sys.exit(boundary.run(root.suyang, given))
