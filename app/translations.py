"""Loads the window's language from a Qt ``.ts`` file, which is text and can be read, merged and reviewed."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from models.errors import KnownError


class TsTranslator(QTranslator):
    """Answers from the messages of one ``.ts`` file; contexts are not told apart."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = read_ts(path)

    def isEmpty(self) -> bool:
        """Whether there is anything to translate with."""
        return not self._texts

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        """The translation, or None where there is none: Qt asks the next translator, then shows the source."""
        return self._texts.get(source)


def read_ts(path: Path) -> dict[str, str]:
    """Translations by source text.

    Raises:
        KnownError: missing or no XML.
    """
    import xml.etree.ElementTree as ET  # noqa: PLC0415 - the window in English needs none

    try:
        root = ET.parse(path).getroot()
    except (OSError, ET.ParseError) as error:
        raise KnownError("The translation {path} cannot be read: {why}", path=path, why=error) from error
    pairs = ((m.findtext("source", ""), m.findtext("translation", "")) for m in root.iter("message"))
    return {source: text for source, text in pairs if source and text}


class Language:
    """Which language the window speaks; ``switch`` makes every widget retranslate itself."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._translators: tuple[QTranslator, ...] = ()
        self.name = "en"

    def available(self) -> tuple[str, ...]:
        """English and every language with a file."""
        return ("en", *sorted(path.stem for path in self._directory.glob("*.ts") if path.stem != "en"))

    def switch(self, name: str) -> None:
        """Speak ``name`` from now on; every widget gets a LanguageChange event."""
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self.name = name if name in self.available() else "en"
        self._translators = () if self.name == "en" else self._load()
        for translator in self._translators:
            QCoreApplication.installTranslator(translator)

    def _load(self) -> tuple[QTranslator, ...]:
        """Qt's own words, where it ships them, below ours."""
        of_qt = QTranslator()
        of_qt.load(f"qtbase_{self.name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        return of_qt, TsTranslator(self._directory / f"{self.name}.ts")
