"""The one compiled module; all else is in pyproject.toml. Without a C compiler the package installs all the same."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "breakapart.sequence._reads",
            ["src/breakapart/sequence/_reads.c"],
            extra_compile_args=["-O3"],
            optional=True,
        )
    ]
)
