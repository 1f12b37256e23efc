"""Writes the tables of the first migration anew from the code, for as long as nothing is released.

After that a migration in use never changes, and tools/next_migration.py adds another.
"""

import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import JSON, TypeEngine

from etude.core import migrations
from etude.core.database import UtcDateTime
from etude.testing.schema import complete_metadata

FIRST = migrations.FOLDER / "versions" / "0001_first.py"
BEGIN, END = "# --- tables\n", "# --- end of tables\n"


def draw_type(kind: TypeEngine) -> str:
    if isinstance(kind, UtcDateTime):
        return "Time"
    if isinstance(kind, JSON):
        return "Json"
    return f"sa.{kind!r}".removesuffix("()")


def draw_column(column: Column) -> str:
    words = [repr(column.name), draw_type(column.type)]
    words += [f"sa.ForeignKey({key.target_fullname!r})" for key in column.foreign_keys]
    if column.primary_key:
        words.append("primary_key=True")
    elif not column.nullable:
        words.append("nullable=False")
    if column.unique:
        words.append("unique=True")
    if column.server_default is not None:
        words.append(f"server_default={str(column.server_default.arg)!r}")
    return f"sa.Column({', '.join(words)}),"


def draw_table(table: Table) -> str:
    lines = [draw_column(column) for column in table.columns]
    for constraint in sorted(table.constraints, key=lambda it: str(it.name)):
        names = [column.name for column in constraint.columns]
        if type(constraint).__name__ == "UniqueConstraint" and not (len(names) == 1 and table.c[names[0]].unique):
            lines.append(f"sa.UniqueConstraint({', '.join(map(repr, names))}),")
        if type(constraint).__name__ == "CheckConstraint":
            lines.append(f"sa.CheckConstraint({str(constraint.sqltext)!r}, name={constraint.name!r}),")
    for index in sorted(table.indexes, key=lambda it: str(it.name)):
        lines.append(draw_index(index))
    return f"sa.Table({table.name!r}, metadata, {' '.join(lines)})"


def draw_index(index) -> str:
    words = [repr(index.name), *(repr(column.name) for column in index.columns)]
    if index.unique:
        words.append("unique=True")
    for store, options in index.dialect_options.items():
        where = options.get("where")
        if where is not None:
            sql = str(where.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
            words.append(f"{store}_where=sa.text({re.sub(rf'{index.table.name}[.]', '', sql)!r})")
    return f"sa.Index({', '.join(words)}),"


def main() -> None:
    tables = complete_metadata().tables
    drawn = "".join(draw_table(tables[name]) + "\n" for name in sorted(tables))
    before, rest = FIRST.read_text().split(BEGIN)
    FIRST.write_text(before + BEGIN + drawn + END + rest.split(END)[1])
    ruff = Path(sys.executable).parent / "ruff"
    subprocess.run([ruff, "format", "-q", FIRST], check=True)


main()
