"""Samples are put into a folder and read back, whole or in the pieces that a player asks for."""

import pytest

from etude.core.files import FileStore


@pytest.fixture
def files(tmp_path):
    return FileStore("", tmp_path / "made" / "at need")


async def test_what_is_put_can_be_read_whole_or_in_part(files):
    await files.put("samples/piano.mp3", b"0123456789")
    assert await files.read("samples/piano.mp3") == b"0123456789"
    assert await files.read("samples/piano.mp3", 2, 5) == b"234"
    assert await files.read("samples/piano.mp3", 7) == b"789"
    assert await files.read("samples/piano.mp3", 0, 1) == b"0"


async def test_its_size_and_version_are_known_without_reading_it(files):
    await files.put("ada.webp", b"first")
    before = await files.facts("ada.webp")
    await files.put("ada.webp", b"another")
    after = await files.facts("ada.webp")
    assert (before.size, after.size) == (5, 7)
    assert before.etag != after.etag
    assert after.changed.tzinfo is not None


async def test_an_empty_file_is_a_file(files):
    await files.put("empty", b"")
    assert await files.read("empty") == b""


@pytest.mark.parametrize("part", [(), (0, 3), (2,)])
async def test_what_was_never_put_is_not_found(files, part):
    with pytest.raises(FileNotFoundError):
        await files.read("nobody.mp3", *part)
    with pytest.raises(FileNotFoundError):
        await files.facts("nobody.mp3")


@pytest.mark.parametrize("path", ["../outside", "samples/../../outside"])
async def test_a_name_does_not_lead_out_of_the_folder(files, tmp_path, path):
    (tmp_path / "made" / "outside").write_bytes(b"a key")
    (tmp_path / "outside").write_bytes(b"a key")
    with pytest.raises(Exception):  # noqa: B017 - whatever it is called, nothing is handed out
        await files.read(path)
