"""The method pages say what the code says."""

from docs import formula
from docs.generate import analyses, pages, topics
from docs.uses import reached
from greenlang.core.equations import REGISTRY
from greenlang.core.formulas import VOCABULARY


def test_products_and_quotients_become_one_fraction() -> None:
    assert formula.latex("a * b / c / d", {}) == r"\frac{a \, b}{c \, d}"


def test_brackets_stay_where_they_matter() -> None:
    assert formula.latex("a - (b + c)", {}) == r"a - \left(b + c\right)"
    assert formula.latex("a - (b - -c)", {}) == r"a - \left(b - \left(-c\right)\right)"
    assert formula.latex("(a + b) * c ** 2", {}) == r"\left(a + b\right) \, {c}^{2}"
    assert formula.latex("-(a + b) * c", {}) == r"-\left(a + b\right) \, c"
    assert formula.latex("(-a) ** 2", {}) == r"{\left(-a\right)}^{2}"
    assert formula.latex("(a * b) ** 2 / (a / b) ** 2", {}) == (
        r"\frac{{\left(a \, b\right)}^{2}}{{\left(\frac{a}{b}\right)}^{2}}"
    )


def test_literals_read_as_written() -> None:
    assert formula.latex("1.50e-3 * x", {}) == r"1.50 \cdot 10^{-3} \, x"
    assert formula.latex("1e5 + 0.0230", {}) == r"10^{5} + 0.0230"


def test_names_are_typeset_by_their_unit() -> None:
    assert formula.name_tex("t_hot_in", "K") == r"T_{\mathrm{hot, in}}"
    assert formula.name_tex("t_run", "s") == r"t_{\mathrm{run}}"
    assert formula.name_tex("dt_lm", "K") == r"\Delta T_{\mathrm{lm}}"


def test_nested_select_is_one_list_of_cases() -> None:
    text = "select(a < 1, lambda: b, lambda: select(a < 2, lambda: c, lambda: d))"
    assert formula.latex(text, {}).count(r"\begin{cases}") == 1


def test_every_registered_equation_has_its_place_on_a_page() -> None:
    written = "\n".join(pages().values())
    equations = [eq for eqs in topics().values() for eq in eqs]
    assert equations
    assert [eq.name for eq in equations if f"{{ #{eq.name} }}" not in written] == []


def test_the_whole_vocabulary_can_be_typeset() -> None:
    known = {"pi", "power_sum", "row_value", "select", "arcosh"}
    unset = [
        name
        for name in VOCABULARY - known
        if all(r"\operatorname" in formula.latex(f"{name}({given})", {}) for given in ("a", "a, b"))
    ]
    assert unset == []


def test_a_row_of_a_table_shows_the_table_and_what_it_is_chosen_by() -> None:
    found = formula.latex("row_value('heat/kumar_f_factor', beta, re)", {})
    assert found.startswith(r"n_{\text{heat/kumar\_f\_factor}}")
    assert r",\;" in found


def test_a_sum_over_a_table_shows_its_derivative() -> None:
    assert formula.latex("power_sum('if97/region1', p, t, 2, 0)", {}) == (
        r"\sum_{i \in \text{if97/region1}} n_{i} \, "
        r"I_{i} \, \left(I_{i} - 1\right) \, p^{I_{i} - 2} \, t^{J_{i}}"
    )


def test_every_analysis_leads_to_equations() -> None:
    found: dict[str, frozenset[str]] = {}
    for title, run in analyses():  # a history's steps are one
        found[title] = found.get(title, frozenset()) | reached(run)
    assert "exchanger performance" in found
    assert [title for title, names in found.items() if not names] == []
    assert set().union(*found.values()) <= set(REGISTRY)
