"""Buckets of readings against sums by hand and by a slow reading of their definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from greenlang.library.series.rollups import buckets


def test_a_value_stands_until_the_next_and_at_most_as_long_as_it_may() -> None:
    time = np.array([0, 30, 90, 500])
    found = buckets(
        np.zeros(4, np.int64), time, np.array([1.0, 2.0, 4.0, 8.0]), np.ones(4, bool), 60, 100
    )
    # 1 for 30 s, 2 for 30 s; 2 stands 30 s into the next bucket, 4 for its 30 s; 4 until 190 only
    assert found.start.tolist() == [0, 60, 480]
    assert found.covered.tolist() == [60, 60, 40]
    assert found.integral.tolist() == [1 * 30 + 2 * 30, 2 * 30 + 4 * 30, 8 * 40]
    assert found.n.tolist() == [2, 1, 1]
    assert (found.first[0], found.last[0], found.low[0], found.high[0]) == (1, 2, 1, 2)


def test_a_bad_reading_ends_what_stood_and_stands_for_nothing() -> None:
    found = buckets(
        np.zeros(3, np.int64), np.array([0, 20, 40]), np.array([1.0, np.nan, 3.0]),
        np.array([True, False, True]), 60, 600,
    )  # fmt: skip
    assert (found.n[0], found.bad[0]) == (2, 1)
    assert found.covered[0] == 20 + 20
    assert found.integral[0] == 1 * 20 + 3 * 20


def test_a_bucket_of_bad_readings_alone_has_no_value() -> None:
    found = buckets(
        np.zeros(1, np.int64), np.array([5]), np.array([7.0]), np.array([False]), 60, 600
    )
    assert (found.n[0], found.bad[0], found.covered[0]) == (0, 1, 0)
    assert np.isnan([found.low[0], found.high[0], found.first[0], found.last[0]]).all()


def test_nothing_in_gives_nothing() -> None:
    none = np.empty(0, np.int64)
    assert len(buckets(none, none, np.empty(0), np.empty(0, bool), 60, 600).start) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 400), st.integers(-9, 9), st.booleans()),
        min_size=1, max_size=40, unique_by=lambda row: row[:2],
    ),
    st.integers(1, 90), st.integers(1, 200),
)  # fmt: skip
def test_sums_are_those_of_every_second(
    rows: list[tuple[int, int, int, bool]], width: int, hold: int
) -> None:
    rows = sorted(rows)
    series, time, value, good = (np.array(column) for column in zip(*rows, strict=True))
    found = buckets(series, time, value.astype(float), good, width, hold)
    assert found.n.sum() == good.sum()
    assert found.n.sum() + found.bad.sum() == len(rows)
    read = {(int(s), int(t) // width) for s, t, _, _ in rows}
    assert [(int(s), int(b) // width) for s, b in zip(found.series, found.start, strict=True)] == (
        sorted(read)
    )
    for i, (s, bucket) in enumerate(sorted(read)):
        own = [row for row in rows if row[0] == s]
        last_in = max(t for _, t, _, _ in own if t // width == bucket)
        stands = []
        for second in range(bucket * width, (bucket + 1) * width):
            before = [row for row in own if row[1] <= second]
            if before and before[-1][3] and second < before[-1][1] + hold:
                begun_here = before[-1][1] // width == bucket
                if begun_here or second <= last_in:
                    stands.append(before[-1][2])
        assert found.covered[i] == len(stands)
        assert found.integral[i] == sum(stands)
