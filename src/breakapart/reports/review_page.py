"""
What the pages have in common on which a person reviews cells: one file that asks the network for nothing.

The page holds its data as JSON; the decisions are saved by the browser as a file that the next run reads
(`templates/review_page.html.j2`).
"""

import json
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, data: object, **shown: Any) -> str:
    """The page as text: `template` with `shown`, and `data` for its script."""
    return _environment().get_template(template).render(data=_in_script(data), **shown)


def _in_script(data: object) -> str:
    # "<" is written so that no name can end the script.
    return json.dumps(data, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("breakapart.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
