"""The Mongolian voice of this house: our own rules on a stock espeak-ng.

`mn` is the voice, `mn_rules` the spelling rules, `mn_list` the exceptions;
`compile` lays them over the installed data, `library` speaks through
libespeak-ng in process. No native listener has judged the sound yet.
"""
