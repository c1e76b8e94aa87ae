"""What can be done with claims, one verb each."""

from apps.claims.services.asserting import record_assertions
from apps.claims.services.correcting import (
    AlreadyThere,
    AssertionConflict,
    Said,
    add_assertion,
    bring_back,
    correct_assertion,
    forget_words,
    revision_of,
    strike_assertion,
)
from apps.claims.services.judging import (
    EvidenceNotOfClaim,
    RationaleMissing,
    SingleOriginNotAccepted,
    VerdictConflict,
    give_verdict,
)
from apps.claims.services.merging import (
    SpeakerConflict,
    merge_speakers,
    speaker_ids_of,
    speaker_revision,
    split_speaker,
)

__all__ = [
    "AlreadyThere",
    "AssertionConflict",
    "EvidenceNotOfClaim",
    "RationaleMissing",
    "Said",
    "SingleOriginNotAccepted",
    "SpeakerConflict",
    "VerdictConflict",
    "add_assertion",
    "bring_back",
    "correct_assertion",
    "forget_words",
    "give_verdict",
    "merge_speakers",
    "record_assertions",
    "revision_of",
    "speaker_ids_of",
    "speaker_revision",
    "split_speaker",
    "strike_assertion",
]
