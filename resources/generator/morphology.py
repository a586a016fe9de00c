"""English endings for the words of the lexicons: verbs, plurals, comparatives and derived words."""

from __future__ import annotations

VOWELS = "aeiou"
# Base, third person, past, participle in -ing; only where the rules below would be wrong.
IRREGULAR = {
    "be": ("is", "was", "being"), "have": ("has", "had", "having"), "do": ("does", "did", "doing"),
    "go": ("goes", "went", "going"), "make": ("makes", "made", "making"), "take": ("takes", "took", "taking"),
    "give": ("gives", "gave", "giving"), "find": ("finds", "found", "finding"), "fall": ("falls", "fell", "falling"),
    "feel": ("feels", "felt", "feeling"), "keep": ("keeps", "kept", "keeping"), "hold": ("holds", "held", "holding"),
    "bring": ("brings", "brought", "bringing"), "catch": ("catches", "caught", "catching"),
    "sell": ("sells", "sold", "selling"), "lose": ("loses", "lost", "losing"), "win": ("wins", "won", "winning"),
    "steal": ("steals", "stole", "stealing"), "sink": ("sinks", "sank", "sinking"), "stink": ("stinks", "stank", "stinking"),
    "shine": ("shines", "shone", "shining"), "rise": ("rises", "rose", "rising"), "fly": ("flies", "flew", "flying"),
    "break": ("breaks", "broke", "breaking"), "wear": ("wears", "wore", "wearing"), "tear": ("tears", "tore", "tearing"),
    "tell": ("tells", "told", "telling"), "get": ("gets", "got", "getting"), "come": ("comes", "came", "coming"),
    "become": ("becomes", "became", "becoming"), "begin": ("begins", "began", "beginning"), "run": ("runs", "ran", "running"),
    "drown": ("drowns", "drowned", "drowning"), "sing": ("sings", "sang", "singing"), "build": ("builds", "built", "building"),
    "strike": ("strikes", "struck", "striking"), "spin": ("spins", "spun", "spinning"), "weave": ("weaves", "wove", "weaving"),
    "grow": ("grows", "grew", "growing"), "know": ("knows", "knew", "knowing"), "see": ("sees", "saw", "seeing"),
    "meet": ("meets", "met", "meeting"), "leave": ("leaves", "left", "leaving"), "lead": ("leads", "led", "leading"),
    "think": ("thinks", "thought", "thinking"), "speak": ("speaks", "spoke", "speaking"), "write": ("writes", "wrote", "writing"),
    "shoot": ("shoots", "shot", "shooting"), "set": ("sets", "set", "setting"), "cut": ("cuts", "cut", "cutting"),
    "hit": ("hits", "hit", "hitting"), "hurt": ("hurts", "hurt", "hurting"), "cast": ("casts", "cast", "casting"),
    "let": ("lets", "let", "letting"), "put": ("puts", "put", "putting"), "sit": ("sits", "sat", "sitting"),
    "bite": ("bites", "bit", "biting"), "draw": ("draws", "drew", "drawing"), "throw": ("throws", "threw", "throwing"),
    "undo": ("undoes", "undid", "undoing"), "overcome": ("overcomes", "overcame", "overcoming"),
    "outdo": ("outdoes", "outdid", "outdoing"), "sweep": ("sweeps", "swept", "sweeping"), "weep": ("weeps", "wept", "weeping"),
    "creep": ("creeps", "crept", "creeping"), "sleep": ("sleeps", "slept", "sleeping"), "stick": ("sticks", "stuck", "sticking"),
    "sag": ("sags", "sagged", "sagging"), "limp": ("limps", "limped", "limping"), "understand": ("understands", "understood", "understanding"),
    "stand": ("stands", "stood", "standing"), "lie": ("lies", "lay", "lying"), "die": ("dies", "died", "dying"),
    "ring": ("rings", "rang", "ringing"), "swim": ("swims", "swam", "swimming"), "fight": ("fights", "fought", "fighting"),
    "teach": ("teaches", "taught", "teaching"), "buy": ("buys", "bought", "buying"), "seek": ("seeks", "sought", "seeking"),
    "hide": ("hides", "hid", "hiding"), "ride": ("rides", "rode", "riding"), "drive": ("drives", "drove", "driving"),
    "shake": ("shakes", "shook", "shaking"), "forget": ("forgets", "forgot", "forgetting"), "choose": ("chooses", "chose", "choosing"),
    "overdo": ("overdoes", "overdid", "overdoing"), "wring": ("wrings", "wrung", "wringing"), "cling": ("clings", "clung", "clinging"),
    "bleed": ("bleeds", "bled", "bleeding"), "breed": ("breeds", "bred", "breeding"), "feed": ("feeds", "fed", "feeding"),
    "spend": ("spends", "spent", "spending"), "lend": ("lends", "lent", "lending"), "bend": ("bends", "bent", "bending"),
    "wind": ("winds", "wound", "winding"), "grind": ("grinds", "ground", "grinding"), "bind": ("binds", "bound", "binding"),
    "stumble": ("stumbles", "stumbled", "stumbling"), "show": ("shows", "showed", "showing"), "mean": ("means", "meant", "meaning"),
    "deal": ("deals", "dealt", "dealing"), "burst": ("bursts", "burst", "bursting"), "split": ("splits", "split", "splitting"),
    "slide": ("slides", "slid", "sliding"), "swing": ("swings", "swung", "swinging"), "sting": ("stings", "stung", "stinging"),
    "mislead": ("misleads", "misled", "misleading"), "withhold": ("withholds", "withheld", "withholding"),
    "pay": ("pays", "paid", "paying"), "say": ("says", "said", "saying"), "lay": ("lays", "laid", "laying"),
    "freeze": ("freezes", "froze", "freezing"), "blow": ("blows", "blew", "blowing"), "drag": ("drags", "dragged", "dragging"),
    "send": ("sends", "sent", "sending"), "read": ("reads", "read", "reading"), "fit": ("fits", "fit", "fitting"),
}  # fmt: skip
PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "wife": "wives", "life": "lives",
    "cliché": "clichés", "hero": "heroes", "thief": "thieves", "knife": "knives", "foot": "feet", "tooth": "teeth",
    "series": "series", "half": "halves", "self": "selves", "leaf": "leaves", "crisis": "crises", "echo": "echoes",
    "wolf": "wolves", "policeman": "policemen", "fisherman": "fishermen", "salesman": "salesmen",
    "cameraman": "cameramen", "stuntman": "stuntmen", "everyman": "everymen", "craftsman": "craftsmen",
}  # fmt: skip
# Two-syllable verbs whose last syllable is stressed double their consonant, the others do not.
DOUBLING = frozenset(
    "compel propel repel excel regret commit permit admit occur prefer control rebut abet".split()
)


def third_person(verb: str) -> str:
    """ "drag" becomes "drags"; the particle of "fall flat" stays."""
    head, space, rest = verb.partition(" ")
    return (IRREGULAR[head][0] if head in IRREGULAR else plural(head)) + space + rest


def past(verb: str) -> str:
    """ "drag" becomes "dragged"."""
    head, space, rest = verb.partition(" ")
    if head in IRREGULAR:
        return IRREGULAR[head][1] + space + rest
    if head.endswith("e"):
        return head + "d" + space + rest
    if head.endswith("y") and head[-2] not in VOWELS:
        return head[:-1] + "ied" + space + rest
    return _doubled(head) + "ed" + space + rest


def gerund(verb: str) -> str:
    """ "drag" becomes "dragging"."""
    head, space, rest = verb.partition(" ")
    if head in IRREGULAR:
        return IRREGULAR[head][2] + space + rest
    stem = head[:-1] if head.endswith("e") and not head.endswith(("ee", "oe", "ye")) else _doubled(head)
    return stem + "ing" + space + rest


def plural(noun: str) -> str:
    """ "story" becomes "stories"; of several words the last one changes."""
    start, space, head = noun.rpartition(" ")
    return start + space + PLURALS.get(head, head + "s" if head in PLURALS else _with_s(head))


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubled(verb: str) -> str:
    """The stem before a vowel ending: "plod" doubles its d, "falter" does not double its r."""
    short = (
        len(verb) > 2 and verb[-1] not in VOWELS + "wxyh" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    )
    groups = sum(
        a in VOWELS + "y" and (i == 0 or verb[i - 1] not in VOWELS + "y") for i, a in enumerate(verb)
    )
    return verb + verb[-1] if short and (groups == 1 or verb in DOUBLING) else verb


def comparative(adjective: str) -> str:
    """ "funny" becomes "funnier"."""
    return _graded(adjective) + "er"


def superlative(adjective: str) -> str:
    """ "funny" becomes "funniest"."""
    return _graded(adjective) + "est"


def _graded(adjective: str) -> str:
    if adjective.endswith("y"):
        return adjective[:-1] + "i"
    return adjective[:-1] if adjective.endswith("e") else _doubled(adjective)


def adverb(adjective: str) -> str:
    """ "brilliant" becomes "brilliantly"."""
    if adjective.endswith("y") and len(adjective) > 3:
        return adjective[:-1] + "ily"
    if adjective.endswith("ic"):
        return adjective + "ally"
    if adjective.endswith("le") and adjective[-3] not in VOWELS:
        return adjective[:-1] + "y"
    return adjective + ("y" if adjective.endswith("ll") else "ly")


def quality(adjective: str) -> str:
    """ "shallow" becomes "shallowness"."""
    return (adjective[:-1] + "i" if adjective.endswith("y") and len(adjective) > 3 else adjective) + "ness"


def article(following: str) -> str:
    """ "a" or "an", by the sound of the next word."""
    word = following.lower()
    if word.startswith(("hour", "honest", "heir", "honor")):
        return "an"
    if word.startswith(
        ("one", "once", "uni", "use", "usual", "usef", "eu", "ubi", "uto")
    ) and not word.startswith("unin"):
        return "a"
    return "an" if word[:1] in tuple(VOWELS) else "a"


FORMS = {
    "s": third_person, "ed": past, "ing": gerund, "pl": plural, "er": comparative, "est": superlative,
    "ly": adverb, "ness": quality,
}  # fmt: skip
