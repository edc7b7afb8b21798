from pathlib import Path

from scalr_app_server import start_app

start_app(Path(__file__).parent)
