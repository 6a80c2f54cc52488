"""The letters about reports: kind → builder, told to the outbox when the application starts."""

BUILDERS: dict[str, callable] = {}
