# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks by queue: agents, artifacts, llm, and maintenance on the default queue."""
