"""Parts of a robot in the language of the window."""

from models.limbs import Limb
from widgets.i18n import tr


def limb_words(limb: Limb) -> str:
    """Its name as a heading."""
    words = {
        Limb.LEFT_ARM: tr("Left arm"),
        Limb.RIGHT_ARM: tr("Right arm"),
        Limb.ARM: tr("Arm"),
        Limb.LEFT_HAND: tr("Left hand"),
        Limb.RIGHT_HAND: tr("Right hand"),
        Limb.HAND: tr("Hand"),
        Limb.TORSO: tr("Torso"),
        Limb.HEAD: tr("Head"),
        Limb.LEFT_LEG: tr("Left leg"),
        Limb.RIGHT_LEG: tr("Right leg"),
        Limb.BASE: tr("Base"),
        Limb.OTHER: tr("Other"),
    }
    return words[limb]
