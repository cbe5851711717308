"""Plans and what stands behind them: texts, indicators, figures, targets, reports, follow-ups."""

from suyang.plans.models.contributing import Contribution
from suyang.plans.models.evidence import Evidence, LevelFigure
from suyang.plans.models.figures import MonthCounted, Recount, Series
from suyang.plans.models.indicators import Indicator, IndicatorMethod, TaskIndicator
from suyang.plans.models.maps import Borders
from suyang.plans.models.plan import (
    Aspect,
    Goal,
    KeyTask,
    Milestone,
    Plan,
    PlanEdition,
    Risk,
    TaskDocument,
)
from suyang.plans.models.public import PublicOffice
from suyang.plans.models.reporting import (
    ExternalForm,
    FollowUp,
    Report,
    ReportDue,
    ReportFile,
    ReportForm,
    ReportStep,
)
from suyang.plans.models.seeing import Visit
from suyang.plans.models.targets import Target
from suyang.plans.models.yearly import YearFile, YearText

__all__ = [
    "Aspect",
    "Borders",
    "Contribution",
    "Evidence",
    "ExternalForm",
    "FollowUp",
    "Goal",
    "Indicator",
    "IndicatorMethod",
    "KeyTask",
    "LevelFigure",
    "Milestone",
    "MonthCounted",
    "Plan",
    "PlanEdition",
    "PublicOffice",
    "Recount",
    "Report",
    "ReportDue",
    "ReportFile",
    "ReportForm",
    "ReportStep",
    "Risk",
    "Series",
    "Target",
    "TaskDocument",
    "TaskIndicator",
    "Visit",
    "YearFile",
    "YearText",
]
