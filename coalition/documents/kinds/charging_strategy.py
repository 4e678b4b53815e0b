"""Charging strategy: which offenses, which defenses to expect, which responses answer them."""

from coalition.documents.kinds.schema import Kind

KIND = Kind(
    code="charging-strategy",
    label="Charging strategy",
    plural="Charging strategies",
    purpose="Which offenses to charge, which defenses to expect, and what answers them.",
    template="documents/charging_strategy.html",
)
