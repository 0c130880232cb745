"""Parameters that several calls have in their query."""

from app.api.route import Parameter

LIMIT = Parameter(
    name="limit", schema={"type": "integer", "minimum": 1}, meaning="How many items; 50 unless said, at most 500."
)
CURSOR = Parameter(name="cursor", schema={"type": "string"}, meaning="The `next_cursor` of the answer before.")
