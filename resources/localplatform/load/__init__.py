# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the local platform live: a believable day of five tenants. `python -m load --help`."""
