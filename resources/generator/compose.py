"""How the value of a phrase follows from its two parts: negation, intensity, contrast, agreement."""

from __future__ import annotations

from .trees import Tree

NEGATORS = frozenset(
    "not n't no never nothing neither nor without hardly barely scarcely cannot none nobody "
    "nowhere lacks lack lacking lacked rarely seldom less least few little devoid minus fails "
    "failed failing fail".split()
)
BOOSTERS = frozenset(
    "very really so extremely incredibly deeply truly utterly absolutely completely thoroughly "
    "totally highly remarkably exceptionally extraordinarily insanely genuinely wholly entirely "
    "enormously hugely immensely intensely profoundly particularly especially quite downright "
    "positively decidedly most such all simply consistently endlessly relentlessly unfailingly "
    "terrifically unusually uncommonly wildly purely exceedingly supremely stunningly "
    "astonishingly amazingly seriously unspeakably unbearably".split()
)
DAMPERS = frozenset(
    "somewhat slightly fairly rather mildly moderately pretty sometimes occasionally "
    "intermittently relatively reasonably vaguely partly semi marginally sporadically sort kind "
    "almost nearly mostly".split()
)
EXCESS = frozenset({"too", "overly", "excessively"})
CONTRAST = frozenset({"but", "yet"})
CONCESSION = frozenset("although though while despite whereas notwithstanding even".split())
MODIFIERS = NEGATORS | BOOSTERS | DAMPERS


def clip(value: float) -> float:
    """The value kept between -2 and 2."""
    return max(-2.0, min(2.0, value))


def negated(value: float) -> float:
    """What is left of a value under "not": praise turns to blame, blame to faint praise."""
    if value >= 0.5:
        return -0.9
    if value <= -0.5:
        return 0.7
    return -0.2


def blended(left: float, right: float) -> float:
    """Two parts side by side: agreement strengthens, disagreement cancels."""
    if left * right >= 0:
        strong, weak = (left, right) if abs(left) >= abs(right) else (right, left)
        return clip(strong + 0.3 * weak)
    return clip(0.8 * (left + right))


def weighed(minor: float, main: float) -> float:
    """Contrast: the main clause decides, the other one softens it."""
    return clip(0.25 * minor + 0.95 * main) if minor * main < 0 else blended(minor, main)


def modified(word: str, value: float) -> float:
    """The value of a phrase that begins with a modifying word."""
    if word in NEGATORS:
        return negated(value)
    if word in BOOSTERS:
        return clip(1.6 * value)
    if word in DAMPERS:
        return 0.75 * value if abs(value) > 0.7 else value
    return value


def join(left: Tree, right: Tree) -> Tree:
    """Put two parts together and reckon the value of the whole."""
    return Tree(joint_value(left, right), left=left, right=right, opening=left.opening or right.opening)


def joint_value(left: Tree, right: Tree) -> float:
    """The value of two parts side by side."""
    word = left.opening
    if left.word and not left.fixed:
        if word in EXCESS:
            return min(-0.7, 0.8 * right.value)
        if word in MODIFIERS:
            return modified(word, right.value)
    if left.value == 0.0 or right.value == 0.0:
        return left.value + right.value
    if right.opening in CONTRAST or (not left.word and word in CONCESSION):
        return weighed(left.value, right.value)
    if not right.word and right.opening in CONCESSION:
        return weighed(right.value, left.value)
    return blended(left.value, right.value)
