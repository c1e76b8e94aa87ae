"""What callers type into parameters."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

Typed = Annotated[str, AfterValidator(lambda text: text.replace("\x00", ""))]
"""Text without the one character that PostgreSQL can't hold, as the pages read it."""
