"""The list that `greenlang verify` holds records against is that of the installed formulas."""

from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from greenlang.services.records import published
from tests.golden.published import registered


def test_every_installed_formula_is_published_as_it_is() -> None:
    now, listed = registered(), published()
    differing = [name for name in now.keys() | listed.keys() if now.get(name) != listed.get(name)]
    assert not differing, "keep the list: python -m tests.golden.published --keep"


def test_a_record_of_this_release_cites_published_formulas_alone() -> None:
    performance = agent("exchanger").analysis("performance")
    record = audit(performance.run, case_from(performance.case, performance.example)).record
    assert verify(record, published()).unpublished == ()
