"""Conversations written down: each is a test, a piece of documentation and a demo, on every channel.

S> piano, please            a student says it (T a tutor, G a guardian, U another student)
S> (Agree)                  … or taps it
S> [a photo]                … or sends one; [a place 51.5 -0.1], [open PAYLOAD] and [code] likewise
B: When suits you?          exactly this is answered to whoever spoke last
B~ suits                    something that contains this is answered, perhaps after other messages
B@T~ New request            … to the tutor
[17:00|More times]          the choices under the message just matched; [..|More times] for some of them
!pay 4242424242424242       at the test-card page of the last pay link
!later 24h                  time passes (m, h, d)
!channel telegram           the student goes on there (or on the widget), by a link that works once (T widget: Ada)
!restart                    the server is stopped and started again
!dup                        every delivery after this comes twice
= lessons 1 confirmed       what the database says

@G Carla Reyes              a role is played by somebody who is there already (T is Ada Byrne unless said)
@only widget: why           it can be played on these channels alone, and why
"""

from etude.testing.transcripts.play import play
from etude.testing.transcripts.script import Script, read_script

__all__ = ["Script", "play", "read_script"]
