"""Function words: too common to say what a text is about.

They are indexed all the same, so that a quoted phrase can hold them; the query side drops
them when other words are left. The lists hold closed classes only (pronouns, prepositions,
conjunctions, auxiliaries, question words), written for this project.
"""

from __future__ import annotations

_SWEDISH = """
alla allt allting alltså annan annat andra att av bara bli blir blivit blev både båda där dina
dig din ditt dit dock du då eller en er era ert ett efter eftersom enligt för från får få fick fått
göra gör gjort gjorde genom ha har hade haft han hans hon hennes honom henne hen här hit hos hur i
icke in inget ingen inga inte ja jag ju kan kunna kunde kunnat kring kommer med mellan men mer mera
mest mig min mina mitt mot mycket många måste ni nej nog nu något någon några när nära och ock
också oss om på samma sådan sådana sådant sedan sen sig sin sina sitt ska skall skulle som så
såväl själv själva samt sina till trots tills under ur ut utan upp ned vad vem vems vilka vilken
vilket var vara varit vart varje varför vi vid vill vilja ville våra vår vårt är bland hos innan inom inuti mot utan utanför utom framför bakom bakåt före genom längs emot runt
fortfarande hela ibland ofta redan än ännu även åt
över de dem den denna detta det deras dess dessa bör borde behöver behöva finns finnas fanns
"""
_ENGLISH = """
a about above after again all also although am an and any are as at be because been before being
below between both but by can could did do does doing down during each either for from further
had has have having he her here hers him his how i if in into is it its itself just may me might
more most must my no nor not of off on once only or other our out over own same shall she should
so some such than that the their them then there these they this those through to too under until
up upon very was we were what when where which while who whom whose why will with would you your
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "sv": frozenset(_SWEDISH.split()),
    "en": frozenset(_ENGLISH.split()),
}
