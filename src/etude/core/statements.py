"""Statements that every turn makes: compiled once for each store, then handed to the driver as they are.

SQLAlchemy's way from a statement to the driver takes 30 to 150 µs each time, the driver's own 5.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    NestedTransaction,
    String,
    Table,
    bindparam,
    insert,
)
from sqlalchemy import (
    cast as cast_to,
)
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Bind:
    """A place in the statement: the value's name, where it stands in a list of values, and its way to the driver.

    `fixed` is what the statement itself says, such as a limit.
    """

    name: str
    place: int | None
    convert: Convert | None
    fixed: object
    given: bool

    def value(self, values: Mapping[str, Any]) -> object:
        value = self.fixed
        if self.given:
            value = values[self.name] if self.place is None else values[self.name][self.place]
        return value if self.convert is None else self.convert(value)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    binds: tuple[_Bind, ...]
    row: Callable[[Iterable[Any]], Any]
    converts: tuple[tuple[int, Convert], ...]

    def parameters(self, values: Mapping[str, Any]) -> tuple[object, ...]:
        return tuple([bind.value(values) for bind in self.binds])

    def read(self, raw: Sequence[Any]) -> Any:
        row = list(raw)
        for place, convert in self.converts:
            row[place] = convert(row[place])
        return self.row(row)


class Statement:
    """A statement with named places (`bindparam`), run many times; rows have their columns as attributes.

    It may be a function of the dialect's name, where the stores differ. Values that columns have by default are not
    filled in. Mistakes in it come as the driver's own errors on SQLite.
    """

    def __init__(self, made: Executable | Callable[[str], Executable]) -> None:
        self._made = made
        self._compiled: dict[tuple[object, ...], _Compiled] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def all(self, conn: Connection, **values: Any) -> list[Any]:
        """Every row."""
        compiled, cursor = self._run(conn, values)
        return [compiled.read(raw) for raw in cursor.fetchall()]

    def first(self, conn: Connection, **values: Any) -> Any | None:
        """The first row, None where there is none."""
        compiled, cursor = self._run(conn, values)
        raw = cursor.fetchone()
        return None if raw is None else compiled.read(raw)

    def scalar(self, conn: Connection, **values: Any) -> Any | None:
        """The first column of the first row."""
        row = self.first(conn, **values)
        return None if row is None else row[0]

    def run(self, conn: Connection, **values: Any) -> int:
        """Carry it out; says how many rows it touched."""
        _compiled, cursor = self._run(conn, values)
        return int(cursor.rowcount)

    def run_each(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry it out once for each of `rows`."""
        if not rows:
            return
        compiled = self._compile(conn.dialect, rows[0])
        parameters = [compiled.parameters(row) for row in rows]
        if conn.dialect.name == "sqlite":
            _raw(conn).executemany(compiled.sql, parameters)
        else:
            conn.exec_driver_sql(compiled.sql, parameters)

    def _run(self, conn: Connection, values: Mapping[str, Any]) -> tuple[_Compiled, Any]:
        compiled = self._compile(conn.dialect, values)
        parameters = compiled.parameters(values)
        if conn.dialect.name == "sqlite":
            return compiled, _raw(conn).execute(compiled.sql, parameters)
        return compiled, conn.exec_driver_sql(compiled.sql, parameters)

    def _compile(self, dialect: Dialect, values: Mapping[str, Any]) -> _Compiled:
        lists = self._lists.get(dialect.name)
        if lists is not None:
            known = self._compiled.get((dialect.name, *(len(values[name]) for name in lists)))
            if known is not None:
                return known
        statement = self._made(dialect.name) if callable(self._made) else self._made
        compiled = cast(SQLCompiler, cast(Any, statement).compile(dialect=dialect))
        lists = tuple(sorted(bind.key for bind in compiled.post_compile_params))
        self._lists[dialect.name] = lists
        made = _compile(compiled, dialect, values, lists)
        self._compiled[(dialect.name, *(len(values[name]) for name in lists))] = made
        return made


def places(*columns: Column[Any]) -> dict[str, BindParameter[Any]]:
    """For the `values` of a statement: a place for each of these columns, under its name."""
    return {column.name: bindparam(column.name, type_=column.type) for column in columns}


def insert_row(conn: Connection, table: Table, **values: Any) -> None:
    """Write one row; every column that has a value by default is named."""
    _insertion(table, tuple(values)).run(conn, **values)


@lru_cache(maxsize=256)
def _insertion(table: Table, names: tuple[str, ...]) -> Statement:
    return Statement(insert(table).values(places(*(table.c[name] for name in names))))


def written(column: Column[Any]) -> ColumnElement[Any]:
    """The column for a `select`, with its JSON left as the store has it, written out."""
    return cast_to(column, String).label(column.name) if isinstance(column.type, JSON) else column


def _compile(compiled: SQLCompiler, dialect: Dialect, values: Mapping[str, Any], lists: Sequence[str]) -> _Compiled:
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise TypeError("A statement names every column that has a value by default.")
    if any(bind.type._isnull for bind in compiled.binds.values()):
        raise TypeError("A place in a statement has the type of its column.")
    given = {name: value for name, value in values.items() if name in compiled.binds}
    state = compiled.construct_expanded_state(given)
    places = {part: (name, place) for name in lists for place, part in enumerate(state.parameter_expansion[name])}
    converters, binds = {**compiled._bind_processors, **state.processors}, []
    for each in state.positiontup or ():
        name, place = places.get(each, (each, None))
        fixed = state.parameters.get(each)
        convert = cast("Convert | None", converters.get(each))
        binds.append(_Bind(name, place, convert, fixed, given=compiled.binds[name].required))
    columns = [(each.keyname, each.type) for each in compiled._result_columns]
    made: Any = namedtuple("Row", [name for name, _type in columns], rename=True)  # type: ignore[misc]
    converts = [
        (place, cast(Convert, convert))
        for place, (_name, kind) in enumerate(columns)
        if (convert := kind.dialect_impl(dialect).result_processor(dialect, None)) is not None
    ]
    return _Compiled(state.statement, tuple(binds), made._make, tuple(converts))


def _raw(conn: Connection) -> Any:
    return conn.connection.dbapi_connection


class Savepoint:
    """What is written in this block after `begin` is taken back when the block raises; what came before stays.

    A block in which nothing is written needs no statement.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._begun = False
        self._nested: NestedTransaction | None = None

    def begin(self) -> None:
        """Something is about to be written; said again it does nothing."""
        if self._begun:
            return
        self._begun = True
        if self._conn.dialect.name == "sqlite":
            _raw(self._conn).execute("SAVEPOINT step")
        else:
            self._nested = self._conn.begin_nested()

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if not self._begun:
            return
        self._begun = False
        if self._nested is not None:
            self._nested.commit() if kind is None else self._nested.rollback()
            return
        if kind is not None:
            _raw(self._conn).execute("ROLLBACK TO step")
        _raw(self._conn).execute("RELEASE step")


def savepoint(conn: Connection) -> Savepoint:
    """The same for a block that begins by writing."""
    made = Savepoint(conn)
    made.begin()
    return made
