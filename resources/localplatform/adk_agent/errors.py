# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on an agent platform. One text argument each, so that results keep it through JSON."""


class AgentError(Exception):
    """Base of the errors below."""


class ToolTimeout(AgentError):
    """A tool of the agent did not answer in time."""


class ModelOverloaded(AgentError):
    """The model's provider asks to come back later; worth a retry."""


class ContextWindowExceeded(AgentError):
    """The conversation no longer fits the model."""


class QuotaExceeded(AgentError):
    """The tenant has used up what it may."""


class TemplateMissing(AgentError):
    """No template of that name for an artifact."""
