"""Sphinx settings: MyST Markdown, Furo without outside fonts or requests."""

import importlib.metadata

project = "breakapart"
author = "The breakapart authors"
release = importlib.metadata.version("breakapart")
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"breakapart {release}"
html_static_path = ["_static"]
html_theme_options = {
    "light_css_variables": {
        "font-stack": "system-ui, -apple-system, 'Segoe UI', sans-serif",
        "color-brand-primary": "#0072b2",
        "color-brand-content": "#0072b2",
    },
}
