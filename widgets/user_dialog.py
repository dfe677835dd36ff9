"""Who works here is chosen at the start, and is kept in every edit."""

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.review import Role as PersonRole
from widgets.button import Button, Role
from widgets.i18n import tr
from widgets.labels import Label
from widgets.states import role_word

_ROLES = (PersonRole.ANNOTATOR, PersonRole.LEAD, PersonRole.ENGINEER)
_ICONS = {PersonRole.ANNOTATOR: "pencil", PersonRole.LEAD: "eye", PersonRole.ENGINEER: "activity"}


@dataclass(frozen=True, slots=True)
class Person:
    """A name, which is also that of the profile, and a role."""

    name: str
    role: PersonRole


class UserDialog(QDialog):
    """``person()`` after it was accepted. ``known`` are the profiles of this machine, the latest first."""

    def __init__(
        self,
        known: tuple[Person, ...] | list[Person] = (),
        *,
        refused: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Who works here?"))
        self.setFixedWidth(420)
        self._role = known[0].role if known else PersonRole.ANNOTATOR
        self.name = QLineEdit(known[0].name if known else "")
        self.name.setPlaceholderText(tr("Name, as it is to stand in every edit"))
        self.name.setMaxLength(64)
        self.refusal = Label(refused, role="critical", wrap=True)
        self.refusal.setVisible(bool(refused))
        self.roles = {role: self._role_button(role) for role in _ROLES}
        self.people = [self._person_button(person) for person in known[:5]]
        self.start = Button(tr("Start"), key="↵", role=Role.PRIMARY, height=32)
        self._lay_out()
        self.name.textChanged.connect(self._refresh)
        self.name.returnPressed.connect(self._accept)
        self.start.clicked.connect(self._accept)
        self._refresh()
        self.name.setFocus()
        self.name.selectAll()

    def person(self) -> Person:
        """What was chosen."""
        return Person(self.name.text().strip(), self._role)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(Label(tr("Who works here?"), px=16, weight=600))
        column.addWidget(Label(tr("Each person has their own file on this machine."), role="mid", wrap=True))
        column.addSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.refusal)
        if self.people:
            column.addWidget(Label(tr("Recent"), role="section"))
            for button in self.people:
                column.addWidget(button)
        column.addSpacing(4)
        column.addWidget(Label(tr("Works as"), role="section"))
        row = QHBoxLayout()
        row.setSpacing(6)
        for role in self.roles.values():
            row.addWidget(role, 1)
        column.addLayout(row)
        column.addSpacing(12)
        column.addWidget(self.start)

    def _role_button(self, role: PersonRole) -> Button:
        button = Button(role_word(role), icon=_ICONS[role], role=Role.SEGMENT, tone="accent", height=34)
        button.clicked.connect(lambda: self._choose_role(role))
        return button

    def _person_button(self, person: Person) -> Button:
        words = tr("{name}, {role}", name=person.name, role=role_word(person.role))
        button = Button(words, icon="user", height=28, left=True)
        button.clicked.connect(lambda: self._choose(person))
        return button

    def _choose(self, person: Person) -> None:
        self.name.setText(person.name)
        self._choose_role(person.role)

    def _choose_role(self, role: PersonRole) -> None:
        self._role = role
        self._refresh()

    def _refresh(self) -> None:
        for role, button in self.roles.items():
            button.setChecked(role is self._role)
        self.start.setEnabled(bool(self.name.text().strip()))

    def _accept(self) -> None:
        if self.start.isEnabled():
            self.accept()
