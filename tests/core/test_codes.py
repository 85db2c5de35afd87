"""Numbers that leave the program: quality codes in stored results, status of errors over HTTP."""

import numpy as np

from greenlang.core import errors
from greenlang.core.quality import Quality, usable


def test_quality_codes_are_those_of_stored_results() -> None:
    names = (
        "GOOD", "HELD", "MISSING", "BAD_TEXT", "OFF", "UNSTEADY", "SPIKE", "STUCK", "FAULT",
        "OUT_OF_RANGE", "INFEASIBLE", "CONFLICT", "UNRECONCILED", "EVENT",
    )  # fmt: skip
    stored = {name: Quality[name].value for name in names}
    assert stored == {name: code for code, name in enumerate(names)}
    codes = np.array([code.value for code in Quality], np.uint8)
    assert codes[usable(codes)].tolist() == [Quality.GOOD, Quality.HELD]


def test_an_error_says_whose_it_is() -> None:
    assert errors.InputError.status == errors.DataError.status == 422
    assert errors.CalculationError.status == 500
    assert errors.NotFound.status == 404
