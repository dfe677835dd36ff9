"""What is missing before labels can be handed over, each with the moment and the key that mends it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from models.labelling.document import Document
from models.labelling.migrating import asked, is_newer, must_migrate
from models.phases import Phase
from models.taxonomy import PhaseLabel, Taxonomy


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of the list under the submit button.

    ``template`` with ``values`` is the English sentence, as in ``KnownError``; a phase or grade among the values is
    its label, so that a window can name it in another language. ``t_ns`` is where to look, None for the whole
    episode; ``key`` mends it, "" where no single key does; a blocking one refuses the submission.
    """

    code: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    t_ns: int | None = None
    key: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        return self.template.format(**self.values)


def missing(document: Document, taxonomy: Taxonomy) -> tuple[Missing, ...]:
    """Blocking ones first."""
    found = [
        *_version(document, taxonomy),
        *_phases(document, taxonomy),
        *_successors(document, taxonomy),
        *_grade(document, taxonomy),
        *_fields(document, taxonomy),
        *_template(document, taxonomy),
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


def _phases(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    if not document.track.phases:
        first = taxonomy.phase(taxonomy.template[0] if taxonomy.template else taxonomy.idle)
        yield Missing(
            "no_phases", "No phase is cut yet", t_ns=document.range.start_ns, key=first.key if first else ""
        )
    for phase in document.track.phases:
        if taxonomy.phase(phase.label) is None:
            yield _unknown(phase, taxonomy)


def _unknown(phase: Phase, taxonomy: Taxonomy) -> Missing:
    choices = asked(phase.label, taxonomy)
    if len(choices) < 2:
        template = "The taxonomy has no phase {code}"
        return Missing("unknown_phase", template, {"code": phase.label}, t_ns=phase.start_ns)
    return Missing(
        "split_phase",
        "Phase {code} was split: choose {one} or {other}",
        {"code": phase.label, "one": choices[0], "other": choices[-1]},
        t_ns=phase.start_ns,
        key=" ".join(label.key for label in choices),
    )


def _successors(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    for left, right in pairwise(document.track.phases):
        label = taxonomy.phase(left.label)
        if label is None or not label.successors or right.label in label.successors:
            continue
        allowed = (taxonomy.phase(code) for code in label.successors)
        yield Missing(
            "successor",
            "{phase} cannot follow {before}",
            {"phase": taxonomy.phase(right.label) or right.label, "before": label},
            t_ns=right.start_ns,
            key=" ".join(one.key for one in allowed if one is not None),
            blocking="successor" in taxonomy.blocking,
        )


def _grade(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    grade = taxonomy.grade(document.grade)
    if grade is None:
        keys = " ".join(label.key for label in taxonomy.grades)
        yield Missing("no_grade", "No grade is given yet", key=keys)
    elif grade.needs_reason and not document.reasons:
        yield Missing("no_reason", "The grade {grade} needs a reason", {"grade": grade}, key=grade.key)


def _fields(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    """What the taxonomy asks of every episode; what it requires refuses the submission."""
    asked_for = taxonomy.required | taxonomy.wanted
    if "reason" in asked_for and document.grade and not document.reasons:
        yield Missing("no_reason", "A reason is missing", blocking="reason" in taxonomy.required)
    if "note" in asked_for and not document.note:
        yield Missing("no_note", "A note is missing", key="N", blocking="note" in taxonomy.required)


def _template(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    labels = [phase.label for phase in document.track.phases]
    if not labels or not taxonomy.template:
        return
    absent = [code for code in dict.fromkeys(taxonomy.template) if code not in labels]
    for code in absent:
        label = taxonomy.phase(code)
        named: PhaseLabel | str = label or code
        key = label.key if label else ""
        yield Missing(
            "template_phase_missing",
            "The phase {phase} is missing",
            {"phase": named},
            key=key,
            blocking="template_phase_missing" in taxonomy.blocking,
        )
    if not absent:
        yield from _order(document, taxonomy)


def _order(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    """One line for the first phase that the template does not expect there; idle at either end may be absent."""
    last = len(document.track.phases) - 1
    expected = _trimmed(taxonomy.template, taxonomy.idle)
    actual = [
        phase
        for index, phase in enumerate(document.track.phases)
        if phase.label != taxonomy.idle or 0 < index < last
    ]
    for place, phase in enumerate(actual):
        if place >= len(expected) or phase.label != expected[place]:
            yield Missing(
                "template_order",
                "The phase {phase} does not follow the order of the template",
                {"phase": taxonomy.phase(phase.label) or phase.label},
                phase.start_ns,
                blocking="template_order" in taxonomy.blocking,
            )
            return


def _trimmed(template: tuple[str, ...], idle: str) -> tuple[str, ...]:
    start = 1 if template[0] == idle else 0
    stop = len(template) - 1 if len(template) > 1 and template[-1] == idle else len(template)
    return template[start:stop]
