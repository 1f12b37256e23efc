"""Where the sandbox may run, and that it runs alone."""

import asyncio
import socket
import sys

import httpx
import pytest
import stripe

from etude.payments.sandbox import LiveKeyRefusedError, ProductionRefusedError, SandboxSettings, create_app


def test_it_refuses_production(tmp_path):
    settings = SandboxSettings(database=tmp_path / "a.sqlite3", public_url="https://pay.example", production=True)
    with pytest.raises(ProductionRefusedError, match="moves no money"):
        create_app(settings)


def test_it_refuses_a_live_key(tmp_path):
    settings = SandboxSettings(
        database=tmp_path / "a.sqlite3", public_url="https://pay.example", secret_key="sk_live_1"
    )
    with pytest.raises(LiveKeyRefusedError, match="sk_test_"):
        create_app(settings)


async def test_it_runs_as_a_process_of_its_own(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "etude.payments.sandbox", "--port", str(port), "--data", str(tmp_path / "data"))
    process = await asyncio.create_subprocess_exec(*command)
    try:
        url = f"http://127.0.0.1:{port}"
        await wait_for(url)
        http = stripe.HTTPXClient(verify_ssl_certs=False)
        client = stripe.StripeClient("sk_test_etude", base_addresses={"api": url}, http_client=http)
        daniel = await client.v1.customers.create_async({"name": "Daniel"})
        assert daniel.id.startswith("cus_")
        assert list((tmp_path / "data").glob("*.sqlite3"))
        await http._client_async.aclose()
    finally:
        process.terminate()
        await process.wait()


async def wait_for(url):
    async with asyncio.timeout(30), httpx.AsyncClient() as browser:
        while True:
            try:
                return await browser.get(f"{url}/sandbox/faults")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
