"""The sample story that ships with the program, brought in as any other articles are."""

from __future__ import annotations

from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from apps.accounts.models import User
from apps.sources.documents import Document
from apps.sources.models import Channel, Import
from apps.sources.services.importing import accept_documents


class NoSample(Exception):
    """The sample's files are not there; says so in words."""


def import_sample(*, by: User | None) -> Import:
    """Take the sample's articles in; the workers read them. The second time: the first import.

    Raises NoSample.
    """
    documents = sample_documents()
    return accept_documents(
        by=by, channel=Channel.SAMPLE, documents=documents, submit_token=token_of(documents)
    )


def sample_documents() -> list[Document]:
    """The sample story's files, in order. Raises NoSample where there are none."""
    files = sorted(Path(settings.BASE_DIR, "seeds").glob("*.txt"))
    if not files:
        raise NoSample("The folder seeds/ holds no articles. Is this the project’s folder?")
    return [Document(file.read_bytes(), file_name=file.name) for file in files]


def token_of(documents: list[Document]) -> UUID:
    """The same token for the same files: a second run finds the first import."""
    return uuid5(NAMESPACE_URL, "storytracker-sample:" + ",".join(d.sha256 for d in documents))
