"""What people fill in: to bring articles in, to mend one that failed, to look after feeds."""

from apps.sources.forms.feeds import AddFeedForm, FeedForm
from apps.sources.forms.importing import (
    ImportForm,
    PasteForm,
    PasteInsteadForm,
    UploadForm,
    UrlForm,
)

__all__ = [
    "AddFeedForm",
    "FeedForm",
    "ImportForm",
    "PasteForm",
    "PasteInsteadForm",
    "UploadForm",
    "UrlForm",
]
