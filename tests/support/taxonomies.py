"""Random taxonomies that do not contradict themselves."""

from dataclasses import replace
from itertools import count

from hypothesis import strategies as st

from models.taxonomy import (
    ArmLabel,
    Criterion,
    GradeLabel,
    MarkLabel,
    MarkTier,
    PhaseLabel,
    Reason,
    ReasonGroup,
    Taxonomy,
)
from models.taxonomy.labels import SEVERITIES
from models.taxonomy.migrations import Kind, Merge, MigrationStep, Rename, Rule, Split
from models.taxonomy.taxonomy import BLOCKABLE, PHASE_REQUIRABLE, REQUIRABLE

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
CODE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
NAMES = st.dictionaries(st.sampled_from(["en", "zh_CN", "x y", ""]), TEXTS, max_size=2)
CODES = st.lists(CODE, min_size=1, max_size=3, unique=True)
SEVERITY = st.sampled_from(SEVERITIES)


@st.composite
def taxonomies(draw: st.DrawFn) -> Taxonomy:
    """Of a few labels of every kind, with steps to its version."""
    codes, marks = draw(CODES), draw(CODES)
    suffix = draw(TEXTS)
    keys = (f"{number}{suffix}" for number in count())
    colours = st.one_of(st.just(""), st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}"))
    few = st.lists(st.sampled_from(codes), max_size=4).map(tuple)
    phases = tuple(
        PhaseLabel(
            code=code,
            key=next(keys),
            slot=draw(st.integers(0, 20)),
            names=draw(NAMES),
            colour=draw(colours),
            successors=draw(few),
            required=draw(st.frozensets(st.sampled_from(PHASE_REQUIRABLE))),
        )
        for code in codes
    )
    groups = tuple(ReasonGroup(code, draw(NAMES)) for code in draw(CODES))

    def reasons() -> tuple[Reason, ...]:
        group = st.sampled_from(["", *(one.code for one in groups)])
        return tuple(
            Reason(code, next(keys), draw(NAMES), draw(SEVERITY), draw(group)) for code in draw(CODES)
        )

    tier = tuple(
        MarkLabel(code, next(keys), draw(st.integers(0, 9)), draw(NAMES), draw(st.booleans()), draw(SEVERITY))
        for code in marks
    )
    version = draw(st.integers(1, 9))
    taxonomy = Taxonomy(
        id=draw(CODE),
        version=version,
        phases=phases,
        grades=tuple(GradeLabel(code, next(keys), draw(NAMES), draw(st.booleans())) for code in draw(CODES)),
        failure_reasons=reasons(),
        return_reasons=reasons(),
        unusable_reasons=reasons(),
        idle=codes[0],
        template=draw(few),
        arms=tuple(ArmLabel(code, draw(NAMES)) for code in draw(CODES)),
        mark_tiers=(MarkTier("events", draw(NAMES), tier), MarkTier("none", {}, ())),
        criteria=tuple(Criterion(code, draw(NAMES), draw(st.integers(2, 10))) for code in draw(CODES)),
        reason_groups=groups,
        required=draw(st.frozensets(st.sampled_from(REQUIRABLE))),
        wanted=draw(st.frozensets(st.sampled_from(REQUIRABLE))),
        blocking=draw(st.frozensets(st.sampled_from(BLOCKABLE))),
    )
    if version == 1:
        return taxonomy
    return replace(taxonomy, migrations=tuple(draw(st.lists(_steps(codes, version), max_size=4))))


def _steps(codes: list[str], version: int) -> st.SearchStrategy[MigrationStep]:
    to, kind, into = st.integers(2, version), st.just(Kind.PHASE), st.sampled_from(codes)
    several = st.lists(into, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Rename, to, kind, CODE, into),
        st.builds(Merge, to, kind, CODES.map(tuple), into, st.booleans()),
        st.builds(Split, to, kind, CODE, several, st.sampled_from(Rule)),
    )
