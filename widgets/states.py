"""How a state, a grade and a severity look: icon, tone and word, always together."""

from models.episode import Severity
from models.review import Role, State, Step
from widgets.i18n import tr

_STATES = {
    State.NEW: ("circle-dashed", "low"),
    State.DRAFT: ("pencil", "mid"),
    State.SUBMITTED: ("send", "info"),
    State.APPROVED: ("check", "success"),
    State.RETURNED: ("undo-2", "failure"),
}
_GRADES = {
    "success": ("check", "success"),
    "partial": ("contrast", "partial"),
    "failure": ("x", "failure"),
}
_SEVERITIES = {
    Severity.INFO: ("activity", "info"),
    Severity.WARNING: ("triangle-alert", "warning"),
    Severity.CRITICAL: ("octagon-alert", "critical"),
}


def state_look(state: State) -> tuple[str, str]:
    """Icon and tone."""
    return _STATES[state]


def state_word(state: State) -> str:
    """In the window's language."""
    return {
        State.NEW: tr("New"),
        State.DRAFT: tr("Draft"),
        State.SUBMITTED: tr("Submitted"),
        State.APPROVED: tr("Approved"),
        State.RETURNED: tr("Sent back"),
    }[state]


def step_word(step: Step) -> str:
    """What a person does with the labels, in the window's language."""
    return {
        Step.SUBMIT: tr("Submit"),
        Step.WITHDRAW: tr("Take back"),
        Step.APPROVE: tr("Approve"),
        Step.SEND_BACK: tr("Send back"),
        Step.REOPEN: tr("Reopen"),
    }[step]


def grade_look(code: str) -> tuple[str, str]:
    """Icon and tone of a grade code; an unknown one is a plain circle."""
    return _GRADES.get(code, ("circle", "accent"))


def severity_look(severity: Severity) -> tuple[str, str]:
    """Icon and tone."""
    return _SEVERITIES[severity]


def reason_tone(severity: str) -> str:
    """Tone of a reason's severity word: minor, major or critical."""
    return {"minor": "warning", "major": "failure", "critical": "critical"}.get(severity, "mid")


def reason_word(severity: str) -> str:
    """In the window's language."""
    return {"minor": tr("minor"), "major": tr("major"), "critical": tr("critical")}.get(severity, severity)


def role_word(role: Role) -> str:
    """In the window's language."""
    return {
        Role.ANNOTATOR: tr("Annotator"),
        Role.LEAD: tr("QA lead"),
        Role.ENGINEER: tr("Engineer"),
        Role.ADMIN: tr("Administrator"),
    }[role]
