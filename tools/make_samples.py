# /// script
# requires-python = ">=3.11"
# dependencies = ["av>=14", "numpy>=2", "pillow>=11", "scipy>=1.14"]
# ///
"""Makes the media of the seeds: portraits, recordings and films, all drawn, composed and synthesised here.

Run it with ``uv run tools/make_samples.py``, or with any Python that has the libraries named above. It writes
``src/etude/testing/seeds/samples/``, whose files are committed so that nobody else needs those libraries.
"""

from pathlib import Path

from samples import encoding, films, performing, portraits, tunes

TARGET = Path(__file__).parent.parent / "src" / "etude" / "testing" / "seeds" / "samples"


def main() -> None:
    """Make every file anew and print how large each became."""
    TARGET.mkdir(exist_ok=True)
    for name, picture in portraits.draw_all():
        picture.save(TARGET / f"portrait-{name}.png", optimize=True)
    for tune in tunes.TUNES:
        encoding.write_mp3(TARGET / f"{tune.name}.mp3", performing.perform(tune), tune.title)
    for tune, frames in films.film_all():
        encoding.write_mp4(TARGET / f"{tune.name}.mp4", performing.perform(tune), frames, films.RATE)
    made = sorted(TARGET.iterdir())
    for path in made:
        print(f"{path.stat().st_size:8}  {path.name}")
    print(f"{sum(path.stat().st_size for path in made):8}  in all")


if __name__ == "__main__":
    main()
