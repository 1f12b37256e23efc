"""`python -m etude.payments.sandbox --port 4242 --data ./data` runs the payment sandbox alone, on this machine only."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from etude.payments.sandbox import SandboxSettings, create_app


def run(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")],
    data: Annotated[Path, typer.Option(help="Folder for the sandbox's own file.")],
    webhook_url: Annotated[str | None, typer.Option(help="Where events are delivered.")] = None,
    webhook_secret: Annotated[str | None, typer.Option(help="What signs them.")] = None,
    secret_key: Annotated[str, typer.Option(help="The API key that opens it.")] = "sk_test_etude",  # noqa: S107
    public_url: Annotated[str | None, typer.Option(help="The address browsers use, if another.")] = None,
) -> None:
    """Serve until interrupted."""
    settings = SandboxSettings(
        database=data / "payments-sandbox.sqlite3",
        public_url=public_url or f"http://127.0.0.1:{port}",
        secret_key=secret_key,
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
    )
    uvicorn.run(create_app(settings), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    typer.run(run)
