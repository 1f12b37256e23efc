"""What goes wrong is logged; what people said, and their secrets, are not."""

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from etude.core.database import Database
from etude.core.tables import people


async def test_a_failed_statement_does_not_tell_what_it_was_about(database: Database) -> None:
    def add_twice(conn: Connection) -> None:
        for _time in range(2):
            conn.execute(insert(people).values(id="per_1", name="a secret of Carla's"))

    with pytest.raises(IntegrityError) as told:
        await database.write(add_twice)
    assert "a secret of Carla's" not in str(told.value)
