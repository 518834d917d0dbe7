# The words of whoever listens: the Listening menu, and where one stands.

## The Listening menu
listening-title = Listening
listening-page = Hear the whole page
listening-repeat = Hear the last thing again
listening-where = Where am I?
listening-spell = Hear it letter by letter
listening-move = Move on the page
listening-heading-next = Next part
listening-heading-back = Previous part
listening-first = Go to the beginning
listening-last = Go to the end
listening-voice = Voice
listening-louder = Louder
listening-softer = Softer
listening-faster = Speak faster
listening-slower = Speak slower
listening-more = More
listening-curtain = Black screen on or off
listening-explore = Reading by touch on or off
listening-patience = Letters on number keys wait for you, on or off
listening-stop = Turn the voice off

## Where one is
say-keys = Move with the up and down keys, choose with the middle key. The right key goes on, the left key goes back
say-switches = One key goes to the next item, the other chooses it
say-arrows = Move with the up and down arrows, choose with Enter. The right arrow goes on, the left arrow goes back
say-arrows-move = Move with the up and down arrows, choose with Enter
say-keys-move = Move with the up and down keys, choose with the middle key
say-key-next = Right key: { $words }
say-key-back = Left key: back
say-again = To hear it again, or to change speed and volume, choose the voice key at the end of the page
say-other-language = For English, press the down key until you hear English, then the middle key
say-other-language-switches = For English, press the key that moves until you hear English, then the other one
say-other-language-arrows = For English, press the down arrow until you hear English, then Enter
machine-part = { $first }. { $then }
say-part-buttons = Buttons
say-part-below = Keys below

## How it is
say-error = Error. { $field }
say-on = on
say-off = off
say-step = step { $n } of { $of }
say-code = There is a square code on the screen. It holds this number
