"""The drawings as files, as a notebook shows them: whole and legible on any ground."""

from __future__ import annotations

import pytest

from vse_report import paths
from vse_report.make.plan import default_edition

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DRAWINGS = sorted(paths.FIGURES.glob("*.svg"))

# Texts that leave the drawing, and whether its own typeface is the one in use.
OUTSIDE = """
async () => {
  const svg = document.querySelector('svg');
  await Promise.all([...document.fonts].map(font => font.load()));
  const [left, top, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const matrix = svg.getScreenCTM().inverse();
  const out = [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    const corners = [[box.left, box.top], [box.right, box.bottom]].map(
      ([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
    return corners.some(p => p.x < left || p.y < top || p.x > left + width || p.y > top + height);
  });
  return [out.map(text => text.textContent), [...document.fonts].map(font => font.status)];
}
"""


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_no_text_is_cut_and_the_typeface_is_the_drawings_own(chromium, path):
    page = chromium.new_page(viewport={"width": 900, "height": 700})
    page.set_content(path.read_text(encoding="utf-8"))
    cut, fonts = page.evaluate(OUTSIDE)
    page.close()
    assert cut == []
    assert fonts == ["loaded"]


def test_every_report_has_drawings_to_look_at():
    drawn = {
        report
        for report in default_edition()
        for path in DRAWINGS
        if path.stem.startswith(f"{report}_")
    }
    assert drawn == set(default_edition())
