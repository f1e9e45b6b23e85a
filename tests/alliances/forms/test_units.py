"""What a unit is called can't become part of the page's code."""

import pytest

from alliances.forms.units import Units, UnitSelect, UnitSelectMultiple
from members.models import Organization

HOSTILE = "\"></option><script>alert('示例')</script>"
ESCAPED = "&quot;&gt;&lt;/option&gt;&lt;script&gt;alert(&#x27;示例&#x27;)&lt;/script&gt;"


@pytest.mark.parametrize(("widget", "value"), [(UnitSelect, 7), (UnitSelectMultiple, [7, HOSTILE])])
def test_names_and_choices_are_escaped(widget, value):
    select = widget()
    select.units = Units([Organization(pk=7, name=HOSTILE)])

    html = select.render(HOSTILE, value, {"id": HOSTILE})

    assert "<script" not in html
    assert f'<option value="7" selected>{ESCAPED}</option>' in html
