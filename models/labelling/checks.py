"""What is missing before labels can be handed over, each with the moment and the key that mends it."""

from collections.abc import Iterator

from models.labelling.document import UNUSABLE, Document
from models.labelling.migrating import is_newer, must_migrate
from models.labelling.missing import Missing
from models.labelling.phase_checks import phases_missing
from models.taxonomy import Taxonomy

__all__ = ["Missing", "missing"]


def missing(document: Document, taxonomy: Taxonomy) -> tuple[Missing, ...]:
    """Blocking ones first. Of what cannot be used nothing is asked but why."""
    if document.unusable:
        return (*_version(document, taxonomy), *_unusable(document, taxonomy))
    found = [
        *_version(document, taxonomy),
        *phases_missing(document, taxonomy),
        *_marks(document, taxonomy),
        *_grade(document, taxonomy),
        *_fields(document, taxonomy),
    ]
    return tuple(sorted(found, key=lambda item: not item.blocking))


def _version(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    versions = {"theirs": document.taxonomy_version, "ours": taxonomy.version}
    if is_newer(document, taxonomy):
        yield Missing(
            "newer_taxonomy",
            "These labels were made with version {theirs} of the taxonomy; only version {ours} is known here, so "
            "they can be looked at, not edited",
            versions,
        )
    elif must_migrate(document, taxonomy):
        yield Missing(
            "older_taxonomy",
            "These labels were made with version {theirs} of the taxonomy: bring them to version {ours} first",
            versions,
        )


def _unusable(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    if not document.reasons and not document.note:
        others = set(UNUSABLE) - {document.unusable}
        keys = " ".join(one.key for one in taxonomy.unusable_reasons if one.group not in others)
        yield Missing("no_unusable_reason", "What cannot be used needs a reason or a note", key=keys)


def _marks(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    for mark in document.marks:
        if taxonomy.mark_label(mark.tier, mark.label) is None:
            template = "The taxonomy has no mark {code}"
            yield Missing("unknown_mark", template, {"code": mark.label}, t_ns=mark.start_ns)


def _grade(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    grade = taxonomy.grade(document.grade)
    if grade is None:
        keys = " ".join(label.key for label in taxonomy.grades)
        yield Missing("no_grade", "No grade is given yet", key=keys)
    elif grade.needs_reason and not document.reasons:
        yield Missing("no_reason", "The grade {grade} needs a reason", {"grade": grade}, key=grade.key)
    elif "reason" in taxonomy.required | taxonomy.wanted and not document.reasons:
        yield Missing("no_reason", "A reason is missing", blocking="reason" in taxonomy.required)
    known = {reason.code for reason in (*taxonomy.failure_reasons, *taxonomy.unusable_reasons)}
    for code in document.reasons:
        if code not in known:
            yield Missing("unknown_reason", "The taxonomy has no reason {code}", {"code": code})


def _fields(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    """What the taxonomy asks of every episode; what it requires refuses the submission."""

    def asked_for(name: str) -> bool:
        return name in taxonomy.required or name in taxonomy.wanted

    if asked_for("instruction") and not document.instruction:
        yield Missing(
            "no_instruction", "The instruction is missing", blocking="instruction" in taxonomy.required
        )
    if asked_for("instruction_zh") and not document.instruction_zh:
        yield Missing(
            "no_instruction_zh",
            "The instruction in Chinese is missing",
            blocking="instruction_zh" in taxonomy.required,
        )
    if asked_for("score") and not document.score:
        yield Missing("no_score", "No score is given yet", blocking="score" in taxonomy.required)
    if asked_for("note") and not document.note:
        yield Missing("no_note", "A note is missing", key="N", blocking="note" in taxonomy.required)
    if asked_for("rubric"):
        yield from _rubric(document, taxonomy)


def _rubric(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    given = dict(document.rubric)
    for criterion in taxonomy.criteria:
        if criterion.code not in given:
            yield Missing(
                "no_rubric",
                "The criterion {criterion} has no level yet",
                {"criterion": criterion},
                blocking="rubric" in taxonomy.required,
            )
