"""Builds the app from the environment; nothing else."""

import os

from coalition.app import create_app
from coalition.settings import Settings

app = create_app(Settings.from_environment(os.environ))
