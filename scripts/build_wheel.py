"""A wheel brings the content and the compiled catalogues; a checkout has its own beside it."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ContentAndCatalogues(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        # Git does not keep .mo files: they are made here, and asked for by name.
        runpy.run_path(str(Path(self.root) / "scripts" / "texts.py"))["compile_all"]()
        build_data["artifacts"].append("*.mo")
        build_data["force_include"]["content"] = "suyang/_content"
