"""The numbers a bot must keep to, each with its place in the documentation.

Sizes can be made smaller for a test that does not want to upload 50 MB.
"""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What the server refuses beyond."""

    text: int = 4096
    """Characters after entities parsing, https://core.telegram.org/bots/api#sendmessage"""
    caption: int = 1024
    """Characters after entities parsing, https://core.telegram.org/bots/api#sendphoto"""
    callback_data: int = 64
    """Bytes, at least 1, https://core.telegram.org/bots/api#inlinekeyboardbutton"""
    callback_answer: int = 200
    """Characters, https://core.telegram.org/bots/api#answercallbackquery"""
    callback_seconds: float = 15.0
    """How long a tap may wait for its answer. Not documented; bots see "query is too old" after some time."""
    pre_checkout_seconds: float = 10.0
    """https://core.telegram.org/bots/api#answerprecheckoutquery"""
    inline_buttons: int = 100
    """Buttons of one inline keyboard. Not documented; beyond it bots see "reply markup is too long"."""
    album: tuple[int, int] = (2, 10)
    """Items, https://core.telegram.org/bots/api#sendmediagroup"""
    photo_bytes: int = 10 * MEGABYTE
    """https://core.telegram.org/bots/api#sending-files"""
    upload_bytes: int = 50 * MEGABYTE
    """https://core.telegram.org/bots/api#sending-files"""
    download_bytes: int = 20 * MEGABYTE
    """https://core.telegram.org/bots/api#getfile"""
    commands: int = 100
    """https://core.telegram.org/bots/api#setmycommands"""
    topic_name: int = 128
    """Characters, at least 1, https://core.telegram.org/bots/api#createforumtopic"""
    deletable_hours: int = 48
    """https://core.telegram.org/bots/api#deletemessage"""
    update_hours: int = 24
    """Updates are kept no longer, https://core.telegram.org/bots/api#getting-updates"""
