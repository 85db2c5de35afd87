"""Pictures of the documentation from a report of the demonstration.

    make demo; .venv/bin/python docs/pictures.py demo/exchanger/results

Writes docs/assets/report.png (its first page beside the one of the dearest exchanger) and
docs/assets/plan.png (the plan), drawn by the typesetter that made the report.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import pypdf
import typst

ASSETS = Path(__file__).parent / "assets"
PICTURES = {"report": ("Decisions", "Overall coefficient"), "plan": ("Cleaning plan",)}
"""Picture -> a heading of each page of the report that stands in it, side by side."""

SHEET = """
#set page(width: auto, height: auto, margin: 10pt, fill: rgb("#e9edf0"))
#let sheet(n) = box(
  stroke: 0.5pt + rgb("#c5ccd3"), fill: white, clip: true,
  image("report.pdf", page: n, width: 420pt),
)
#grid(columns: %d, column-gutter: 10pt, %s)
"""


def main(results: Path) -> None:
    """Draw every picture from the report in a folder of results."""
    texts = [page.extract_text() for page in pypdf.PdfReader(results / "report.pdf").pages]
    for name, headings in PICTURES.items():
        pages = [1 + next(i for i, t in enumerate(texts) if head in t) for head in headings]
        sheets = ", ".join(f"sheet({page})" for page in pages)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(results / "report.pdf", folder)
            source = Path(folder, "picture.typ")
            source.write_text(SHEET % (len(pages), sheets), encoding="utf-8")
            picture = typst.compile(str(source), root=folder, format="png", ppi=144)
        ASSETS.mkdir(exist_ok=True)
        (ASSETS / f"{name}.png").write_bytes(bytes(picture))
        print(ASSETS / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
