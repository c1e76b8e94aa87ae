"""What can be done with claims, one verb each."""

from apps.claims.services.asserting import record_assertions
from apps.claims.services.judging import (
    EvidenceNotOfClaim,
    RationaleMissing,
    SingleOriginNotAccepted,
    VerdictConflict,
    give_verdict,
)

__all__ = [
    "EvidenceNotOfClaim",
    "RationaleMissing",
    "SingleOriginNotAccepted",
    "VerdictConflict",
    "give_verdict",
    "record_assertions",
]
