"""The tables of the whole of Etude, whichever package they belong to."""

import importlib
import pkgutil

from sqlalchemy import MetaData

import etude
from etude.core.database import metadata


def complete_metadata() -> MetaData:
    """Every table there is: each package that keeps some has them in a module called `tables`."""
    for found in pkgutil.walk_packages(etude.__path__, "etude."):
        if found.name.endswith(".tables"):
            importlib.import_module(found.name)
    return metadata
