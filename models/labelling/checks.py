"""What is missing before labels can be handed over, each with the moment and the key that mends it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.labelling.document import Document
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
    """Blocking ones first. Of what cannot be used nothing is asked but why."""
    if document.unusable:
        return tuple(_unusable(document, taxonomy))
    found = [*_phases(document, taxonomy), *_grade(document, taxonomy), *_template(document, taxonomy)]
    return tuple(sorted(found, key=lambda item: not item.blocking))


def _unusable(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    if not document.reasons and not document.note:
        keys = " ".join(reason.key for reason in taxonomy.unusable_reasons)
        yield Missing("no_unusable_reason", "What cannot be used needs a reason or a note", key=keys)


def _phases(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    if not document.track.phases:
        first = taxonomy.phase(taxonomy.template[0] if taxonomy.template else taxonomy.idle)
        yield Missing(
            "no_phases", "No phase is cut yet", t_ns=document.range.start_ns, key=first.key if first else ""
        )
    for phase in document.track.phases:
        if taxonomy.phase(phase.label) is None:
            yield Missing(
                "unknown_phase",
                "The taxonomy has no phase {code}",
                {"code": phase.label},
                t_ns=phase.start_ns,
            )


def _grade(document: Document, taxonomy: Taxonomy) -> Iterator[Missing]:
    grade = taxonomy.grade(document.grade)
    if grade is None:
        keys = " ".join(label.key for label in taxonomy.grades)
        yield Missing("no_grade", "No grade is given yet", key=keys)
    elif grade.needs_reason and not document.reasons:
        yield Missing("no_reason", "The grade {grade} needs a reason", {"grade": grade}, key=grade.key)


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
            "template_phase_missing", "The phase {phase} is missing", {"phase": named}, None, key, False
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
                blocking=False,
            )
            return


def _trimmed(template: tuple[str, ...], idle: str) -> tuple[str, ...]:
    start = 1 if template[0] == idle else 0
    stop = len(template) - 1 if len(template) > 1 and template[-1] == idle else len(template)
    return template[start:stop]
