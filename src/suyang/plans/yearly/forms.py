"""The form of a section that an office writes in its year's report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from suyang.plans.writing.forms import TextForm, lines


class SectionForm(TextForm):
    text_zh = lines("zh", _("Text in Chinese"), 10)
    text_en = lines("en", _("Text in English"), 10)

    def propose(self, found: dict[str, str]) -> None:
        """Put proposed sentences behind what is written, once; nothing is kept by that."""
        for name, language in (("text_zh", "zh-Hans"), ("text_en", "en")):
            there, more = self.data.get(name, "").rstrip(), found.get(language, "")
            if more and more not in there:
                self.put(name, f"{there}\n{more}" if there else more)
