"""Rules of what is measured: chemistry, gauges, tags, and whether there are answers."""

from greenlang.agents.condenser.rules.sources import OURS, USUAL
from greenlang.library.alerts import Level, Rule

CHEMISTRY = (
    Rule(
        name="tube_leak",
        title="tube leak",
        metric="cooling water in the condensate, kg/h",
        comparison="above",
        levels=(Level("high", 0.0),),
        what="{value} kg/h of cooling water leak into the condensate of {asset}",
        advice="isolate the waterbox that leaks; watch the polishers",
        source="two standard uncertainties are ours; 10 min",
        unit="kg/h",
        probability=0.977,
    ),
    Rule(
        name="scaling_puckorius",
        title="scaling",
        metric="practical scaling index at the warm wall",
        comparison="below",
        levels=(Level("medium", 6.0),),
        what="the cooling water of {asset} scales: its practical index is {value}",
        advice="fewer cycles, or acid or inhibitor",
        source="Puckorius & Brooke, Corrosion 47 (1991) 280: it scales below 6; at each analysis",
    ),
    Rule(
        name="scaling_langelier",
        title="scale without inhibitor",
        metric="Langelier's index at the warm wall",
        comparison="above",
        levels=(Level("medium", 2.5),),
        what="Langelier's index of {asset} is {value}",
        advice="beyond what inhibitors hold: fewer cycles or acid",
        source=f"{OURS}: what inhibitors are said to hold; at each analysis",
    ),
)
"""Condensate and circulating water."""


TRUST = (
    Rule(
        name="gauge_off",
        title="gauge off",
        metric="bias of the pressure gauge over the standard uncertainties of both",
        comparison="above",
        levels=(Level("low", 3.0),),
        what="the pressure gauge of {asset} is {value} standard uncertainties off{about}",
        advice="calibrate it; results use the corrected pressure meanwhile",
        source=f"{OURS}; 24 h",
        hold=3,
        clear=1.0,
        clear_hold=3,
    ),
    Rule(
        name="tag_fault",
        title="tag fault",
        metric="a tag is stuck, drifts, is wild or has no values",
        comparison="above",
        levels=(Level("low", 0.5),),
        what="{asset}: {about}",
        advice="have the instrument and its way to the historian checked",
        source=f"{USUAL}; 5 min",
        style="flag",
    ),
    Rule(
        name="no_result",
        title="no result",
        metric="days on line without a result",
        comparison="above",
        levels=(Level("low", 7.0),),
        what="{asset} has run for {value} without a result",
        advice="see under data quality which hours were refused and why",
        source=f"{OURS}: seven days without an answer",
        style="days",
    ),
    Rule(
        name="runs_failed",
        title="runs failed",
        metric="runs of the live service that failed, of all runs of the day",
        comparison="above",
        levels=(Level("medium", 0.05),),
        what="{value} of the runs of {asset} failed",
        advice="see the log of the service",
        source=f"{OURS}; 5 min",
        style="percent",
    ),
    Rule(
        name="advice_off",
        title="advice switched off",
        metric="days for which advice on the cold end has been switched off",
        comparison="above",
        levels=(Level("low", 7.0),),
        what="advice on the cold end of {asset} has been off for {value}",
        advice="switch it on again, or say why not",
        source=f"{USUAL}; 5 min",
        style="days",
    ),
)
"""Whether the answers can be trusted; the last two are of a live service alone."""
