### What is said where others hear it too.

say-private = Personal data is not said by the loudspeaker. Plug in a headset, or choose in the listening menu to have it said aloud
say-private-card = What stands on your card is not said by the loudspeaker
say-private-word = personal data
home-greeting-unsaid = Hello
assist-lead-unsaid = An officer assists you
assist-banner-unsaid = Assisted by an officer
form-suggest-unsaid = Take the suggested answer
form-text-letter-unsaid = A letter cannot be used here. Erase it and continue
done-title-unsaid = An answer to your request has come. What it says is personal
print-later-unsaid = If you finish without paper, you can get one here again later
headset-gone-title = The headset is unplugged
headset-gone-warn = Plug it in again, and it goes on. In { $s } seconds the visit ends and what you wrote is erased
headset-gone-kept = Plug it in again, and it goes on. In { $s } seconds the visit ends. Your request is kept
headset-gone-speaker-note = The loudspeaker does not say your personal data
headset-gone-speaker = Go on with the loudspeaker
headset-gone-silent = Go on without voice
headset-gone-end = Finish
listening-aloud = Whether personal data is said aloud
aloud-title = Say personal data aloud?
aloud-warn = People near you will hear what you wrote and what you receive
aloud-never = What stands on your card and your PIN are never said aloud
aloud-alone = You have a headset. Now only you are listening
aloud-no = No, not aloud
aloud-yes = Yes, say it aloud
say-aloud-on = Personal data is said aloud
say-aloud-off = Personal data is not said aloud
