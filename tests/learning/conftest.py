from __future__ import annotations

import pytest

from tests.learning import afternoon


@pytest.fixture
def group(bank, trainer, village):
    """A group of the farmers' programme in the village, led by the trainer."""
    return afternoon.start(trainer, village)
