# The words of every page.

when = { $date }, { $hour }:{ $minute }

## Header, footer
header-below = { $aimag } · Kiosk { $number }
    .say = { $aimag }, kiosk { $number }
header-link-up = Link is up
header-link-down = No link for now
header-paper-ok = Paper is in
header-paper-low = Paper is running low
header-paper-out = No paper
header-cover-open = Printer cover is open
header-printer-lost = Printer not connected
header-no-sound = No sound
footer-help = Help
footer-to-english = English
footer-to-mongolian = Монгол
    .say = Mongolian
footer-letters = Letters
    .say = Size of letters
footer-colours = Colours
    .say = Colours of the screen
footer-voice = Voice
footer-lower = Lower
    .say = Bring the buttons lower
footer-no-back = You cannot go back from here
footer-no-help = No help is needed here

## Buttons
button-next = Continue
button-back = Back
button-edit = Change
button-cancel = Cancel
button-send = Send
button-finish = Finish
button-home = Start page
button-more = Another service
button-try-again = Try again
button-page-next = Next
button-page-prev = Previous
key-find = Find

## First page
attract-welcome = Welcome
attract-below = Public services, close to you
attract-insert = Insert your ID card to begin
attract-insert-other = Үнэмлэхээ уншигчид хийнэ үү
    .say = { "" }
attract-browse = Browse services
attract-browse-other = Үйлчилгээ үзэх
    .say = { "" }
attract-practise = Practise first
attract-practise-other = Дасгал хийх
    .say = { "" }
attract-check = Check a paper
attract-check-other = Цаас шалгах
    .say = { "" }
attract-speech = Speak to me (Дуугаар үйлчлүүлэх)
    .say = Speak to me
attract-headset = Press any key of the keypad, or hold a finger on the screen for three seconds, and the machine speaks to you
attract-headset-other = Дуугаар үйлчлүүлэх бол товчлуурын дурын товчийг дарах эсвэл дэлгэц дээр хуруугаа гурван секунд тавина уу
    .say = { "" }

## Card
card-insert = Insert your ID card
card-here = The reader is here
card-way = Picture side up, chip first
card-keep = Leave the card in until you finish
card-passport = A passport opens a few services, without a PIN
card-pin-ready = Then you enter your PIN
    .say = Then you enter your pin
card-take = Take your card
assist-title-out = Take your card out, then insert the citizen’s card
assist-title = Insert the citizen’s ID card
assist-lead = Officer: { $name }
assist-then = Then the citizen’s card, picture side up and chip first
assist-pin = The citizen enters the PIN. Please look away
    .say = The citizen enters the pin. Please look away
assist-end = The service ends once the citizen takes the card
assist-end-stays = You can serve the next citizen while your card stays in
assist-summary = Print the day’s summary
assist-leave = Stop assisting
assist-banner = Assisted by { $name }
assist-pin-citizen-title = Citizen, please enter your PIN
    .say = Citizen, please enter your pin
assist-pin-citizen = The officer does not enter the code, and looks away
assist-pin-officer-title = Officer, please enter your PIN
    .say = Officer, please enter your pin
assist-pin-officer = The code of the officer’s card in the second reader
assist-take-beside = Please take the card out of the second reader
card-trouble-title = The card could not be used
take-card-title = Take your card
take-card-forgotten = Your details have been wiped from this machine
take-card-paper = Take your paper too
take-paper-title = Take your paper
take-paper-here = The paper comes out here
take-paper-back = The machine draws a paper back that nobody takes

## PIN
pin-title = Enter your PIN
    .say = Enter your pin
pin-lead = { $n ->
    [one] The secret code of your card. You can try once
   *[other] The secret code of your card. You can try { $n } times
}
pin-lead-uncounted = The secret code of your card
pin-cover = Cover the keys with your other hand
pin-secret = Tell the code to nobody
pin-wrong = { $n ->
    [one] That code did not match. You can try once more
   *[other] That code did not match. You can try { $n } more times
}
pin-wrong-uncounted = That code did not match. Please try again
pin-checking = The card is checking the code
pin-staff-only = The machine is out of service. Only a technician can log in
pin-key-hidden = The keys of the code are not named on the loudspeaker. Plug in a headset, or use the number keys if there are any. You can also count: one to nine, then erase all, zero, erase one
pin-key-first = You are on one
pin-key-last = You are on erase one
pin-not-ready = First enter the whole code
pin-last-title = One try is left
pin-last-wrong = That code did not match
pin-last-if-wrong = Are you sure of the code?
pin-last-warn = If it is wrong again, the PIN is blocked. Only the registrar can unblock it
    .say = If it is wrong again, the pin is blocked. Only the registrar can unblock it
pin-last-try = I am sure, try
pin-last-take = Take the card out
pin-last-leave = Do not change it now
pin-wait-title = Please wait a little
pin-wait-left = { $n ->
    [one] One second is left
   *[other] { $n } seconds are left
}
pin-wait-safe = Many wrong codes were entered on this machine
pin-wait-why = It waits so that nobody can guess a code. Then you can enter yours
pin-wait-reason = The code cannot be entered before the time is over
pin-reader-title = Enter your PIN on the reader
    .say = Enter your pin on the reader
pin-reader-where = The keys are on the reader
pin-reader-start = Begin on the reader
pin-reader-started = The reader is waiting for your code
pin-reader-now = Enter the code on the keys of the reader now
pin-reader-time-out = No code was entered in time. No try was used
pin-reader-cancelled = It was cancelled on the reader. No try was used
pin-reader-length = That code was too short or too long. No try was used
pin-count = { $n ->
    [one] 1 digit entered
   *[other] { $n } digits entered
}
    .say = { $n ->
        [1] star, first
        [2] star, second
        [3] star, third
        [4] star, fourth
        [5] star, fifth
        [6] star, sixth
        [7] star, seventh
        [8] star, eighth
       *[other] { $n } digits entered
    }

## Changing the PIN
pin-change-current = Enter the PIN you have now
    .say = Enter the pin you have now
pin-change-current-lead = The one you logged in with
pin-change-new = Choose a new PIN
    .say = Choose a new pin
pin-change-new-lead = 6 to 8 digits. No birthday, no row of digits
pin-change-again = Enter the new PIN again
    .say = Enter the new pin again
pin-change-again-lead = So that no digit was pressed by mistake
pin-change-not-ready = First enter 6 to 8 digits
pin-change-busy = The card is changing its PIN. Leave it in
    .say = The card is changing its pin. Leave it in
pin-change-alike = That is one digit over and over. Choose another code
pin-change-run = Those digits stand in a row. Choose another code
pin-change-known = That is in your register number or birthday. Choose another code
pin-change-same = That is the code you have now. Choose another one
pin-change-mismatch = The two codes were not the same. Choose a new code once more
pin-changed-title = Your PIN is changed
    .say = Your pin is changed
pin-changed-note = From now on only the new code opens your card
pin-changed-write = Do not write it on the card
pin-not-changed-title = Your PIN is not changed
    .say = Your pin is not changed
pin-not-changed-note = The card did not take the new code
pin-not-changed-old = The old code still holds. Try another new one, or see the registrar
pin-change-unsure-title = It is not certain that your PIN is changed
    .say = It is not certain that your pin is changed
pin-change-unsure = Next time enter the new code first, then the old one

## A document without a PIN.

document-way = How shall the document be opened?
document-way-label = What you enter
document-way-why = What is printed in it opens its chip
document-by-dates = With its number and two dates
document-by-access = With the 6-digit access number
document-number = Enter the number of the document
document-number-label = Document number
document-number-where = It is at the top right of the page with your photo
    .say = It is printed at the top right of the page with your photo
document-born = Enter the date of birth in the document
document-born-label = Date of birth
document-born-where = It is on the page with your photo, below your name
document-born-later = This day is still to come. Please check the date of birth
document-expires = Enter the date of expiry of the document
document-expires-label = Date of expiry
document-expires-where = It is the last date on the page with your photo
document-expired = This day has passed. Please check it. An expired document cannot be used
document-access = Enter the 6-digit access number
document-access-label = Access number
document-access-where = Six digits at the bottom right, on the side with the photo
document-misread = The document reader could not read it. Put the page with the photo on it again
document-wrong = The document did not open. Compare the number and both dates with what is printed
document-compare = Compare with the document
document-opening-title = Opening the document
document-opening = Please wait and leave the document where it is
home-document = Your document has no PIN, so most services are closed

## Home
home-greeting = Hello, { $name }
home-browse = Browse services
home-search = Find a service
home-for-you = For you
home-by-area = Choose by area
home-answered = { $n ->
    [one] One request has an answer
   *[other] { $n } requests have an answer
}
home-answered-second = See my requests
home-mine-second = { $n ->
    [0] No requests on this machine
    [one] One request on this machine
   *[other] { $n } requests on this machine
}
home-mine-unread = They cannot be read just now
home-taken = Most asked for here
home-card = Log in with your ID card
home-card-second = A card is needed to use a service
area-count = { $n ->
    [one] One service
   *[other] { $n } services
}

## Search
search-title = Find a service
search-hint = Type a few letters of its name
search-found = { $n ->
    [one] One service found
   *[other] { $n } services found
}
search-found-more = The first { $n } services. Type more letters to find fewer
search-none = Nothing found. Try another word, or choose an area
search-clear = Clear

## Service
kind-reference = Reference
kind-application = Application
kind-appointment = Appointment
kind-feedback = Feedback
kind-payment = Payment
kind-device = At this machine
kind-information = Information
kind-and-agency = { $kind } · { $agency }
    .say = { $kind }, { $agency }
service-time = Time needed
service-fee = Fee
service-free = Free
service-fee-unknown = The agency will say
service-fee-old = { $amount } (old figure)
    .say = { $amount }, an old figure
service-agency = Agency
service-gives = What you get
service-unknown = Not known
service-need = What do you need?
service-start = Start
service-unverified = The terms were not confirmed by the agency
service-no-link = No link for now. Leave your request now and get the answer later
time-minute = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
time-hour = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
time-day = { $n ->
    [one] 1 day
   *[other] { $n } days
}
time-workday = { $n ->
    [one] 1 working day
   *[other] { $n } working days
}

## Form
form-step = Step { $n } of { $of }
review-title = Please check your details
review-lead = If they are right, agree at the end and press “Send”
review-service = Service
review-who = Requested by
review-assisted = Assisted by
review-nobody = Without a name
review-fee = Fee
review-left-out = Left out
review-consent = I agree to send these details to { $agency }
review-consent-first = First press the box to agree
cancel-title = Cancel this request?
cancel-note = What you wrote will be erased. Nothing is sent
cancel-no = No, continue
cancel-yes = Yes, cancel

## Sending, done
busy-keeping = Keeping your request. Please wait
busy-keeping-step = Sealing and keeping
busy-sending = Sending. Please wait
busy-sending-step = Waiting for the agency
busy-printing = Printing
busy-printing-step = Printing the paper
busy-kept = Your request is safely kept here
busy-next = If no answer comes, a paper with the number is printed
send-trouble-title = Your request was not received
send-trouble-kept = What you wrote is still here
send-unknown-title = It is not certain that your request was received
send-unknown-number = Its number, if it was
send-unknown-next = Try again: it stays one request. If that does not help, note the number and look under “My requests” once this machine is repaired
done-title-waiting = This machine has received your request
done-title-sending = This machine has received your request
done-title-unknown = This machine has received your request
done-title-accepted = The agency has received your request
done-title-answered = Your reference is ready
done-title-rejected = The request was returned
done-number = Request number
done-paper = Take your paper
done-paper-copy = Take your copy
done-taken = Thank you. You have your paper
done-card = Take your card
done-wait = Wait for the answer
done-wait-second = Follow it on this machine
done-next-waiting = It is kept here for now. The machine will send it when the link is back
done-next-sending = The machine is sending it now
done-next-unknown = The agency’s answer is being checked
done-next-accepted = The agency will now look at your request
done-next-answered = The square code on the paper proves that it is genuine
done-rejected = Reason: { $reason }
print-failed = The paper did not print
print-safe = Your request is received. Nothing is lost
print-ask = Did the paper come out whole?
print-unknown-lead = The printer did not report that it finished. Please look at the paper
print-unconfirmed-lead = Sent to the printer. Please look whether the whole paper came out
    .say = Sent to the printer. Please feel whether the whole paper came out
print-again = Try to print again
print-finish = Finish without paper
print-keep-write = Write the number down
print-keep-photo = Photograph it with your phone
print-keep-listen = Hear what the paper says
print-later = Once there is paper, print it from “My requests”
print-later-reference = If you finish without paper, you can order the reference again later
print-later-nameless = Please note the number. A request without a name cannot be printed later
print-whole = Yes, it is whole
print-not-whole = No, it is not
print-copy-note = A second print is a copy with the same number
print-barimt-once = The e-barimt is on the first paper only; the law lets nobody print it again
drawn-back-title = The paper was drawn back
drawn-back-lead = It was not taken in time
drawn-back-again = Print a copy
drawn-back-later = You can also print it later from “My requests”
practise-banner = Practice. Nothing is sent
practised-title = That was practice
practised-note = Nothing was sent. You can now do it for real
practised-again = Practise again
practised-print = Print a practice paper
practised-printed = One paper for each practice
hear-paper = Hear what the paper says
hear-aloud = Yes, read it aloud
hear-warning = Read aloud, it can be heard by people near you. If you do not want that, do not press

## My requests
mine-print = Print the slip
mine-title = My requests
mine-lead = { $n ->
    [one] One request. Press it to see more
   *[other] { $n } requests. Press one to see more
}
mine-looking = Looking for your requests
mine-none = No request was made on this machine
mine-unreadable = Your requests cannot be read just now. That does not mean that there are none
mine-unreadable-next = Try again. If it stays so, tell the staff this code, or ask with the number on your slip
mine-other-service = Another service
mine-second = { $number } · { $date }
    .say = { $number }, { $date }
state-waiting = Waiting for the link
state-sending = Sending
state-accepted = Received by the agency
state-rejected = Returned. See the reason
state-rejected-here = Returned
state-unknown = Not known. Being checked
state-answered = Answered
state-waiting-next = It is kept here. The machine will send it when the link is back
state-sending-next = It is being sent now
state-rejected-next = You may correct the details and send a new request
state-unknown-next = The answer is not clear. The machine will check again by itself
state-answered-next = The answer is ready. Please get it from the agency
state-in_work = An official is looking at it
state-in_work-next = An official of the agency is looking at your request
state-overdue = Late
state-overdue-next = The agency has not answered in time
mine-due = The agency must answer by { $date }
mine-was-due = The agency had to answer by { $date }
mine-overdue-may-title = What you may do
mine-overdue-may = You may complain to the body above this agency. You can also send a complaint to the Government’s 11-11 centre from this machine
    .say = You may complain to the body above this agency. You can also send a complaint to the Government’s eleven eleven centre from this machine
mine-reference = The agency’s number: { $number }
next-appeal = If you do not agree with the decision, you may complain to the body above the agency
next-ask = If you have a question, please ask the agency

## How an open request goes on
goes-on-received = The agency has received your request. Nobody has looked at it yet
goes-on-register-later = The register does not answer now. It will be asked again automatically
goes-on-by-hand = The register could not answer at once. An official of the agency will answer
goes-on-next-worker = Your request waits for the next official
goes-on-extended = The agency has made the term longer, as it may once

## How a request was decided
outcome-ready = Your reference is ready. If you did not get it on paper, ask for it here once more
outcome-granted = Your request was granted
outcome-document = Your document is ready. Please take your ID card and fetch it from the agency
outcome-delivered = Your document has been sent to you
outcome-answered = The agency has written its answer. Please get it from the agency
outcome-test = The test request has arrived

## Idle, out of service
idle-title = Do you want to continue?
idle-yes = Yes, continue
idle-no = No, finish
idle-warn = The page closes in { $s } seconds. What you wrote will be erased
idle-warn-kept = The page closes in { $s } seconds. Your request is kept
out-title = This machine is out of service for now
out-nearest = Nearest other place: { $place }
out-phone = Telephone: { $phone }
out-since = Since { $time }
fault-code = Code: { $code }

## Help
help-title = Help
help-back = Back to the page
help-card = Card and PIN
    .say = Card and pin
help-card-body = Insert the card with the chip first. Leave it in until you finish. If you forgot the code, please see the registrar.
help-keys = Keys and voice
help-keys-body = On the first page any key makes the machine speak
help-machine = Parts of the machine
help-machine-body = Words that help to find each part by hand. The voice says them on the help page, too.
help-privacy = Your details
help-privacy-body = Your request is kept sealed. Only the agency can read it. Once you take your card, nothing else stays here.
help-on-attract = Insert your card to begin
help-on-insert-card = Insert your card into the reader
help-on-check-paper = Hold the square code under the reader. You can check several papers one after another
help-on-paper-checked = You can hold the next paper under the reader right away
help-on-document = Everything that is asked is printed on the page with your photo
help-on-document-check = Hold your document beside the screen. Press “Change” where they differ
help-on-pin = Enter the secret code of your card in digits
help-on-pin-wait = When the time is over, the keys come back
help-on-pin-last = If you are not sure, take the card out and ask the registrar
help-on-pin-change = Enter the old code once, then the new one twice
help-on-pin-changed = Remember the new code and take your card
help-on-pin-not-changed = Your card works as before. The registrar can help
help-on-pin-reader = Press “Begin on the reader”, then enter the code on the keys of the reader
help-on-card-trouble = Take the card out and insert it again
help-on-card-blocked = The registrar can unblock the code
help-on-assist = Insert the citizen’s card into the reader
help-on-home = Find a service by name, or choose an area
help-on-browse = Find a service by name, or choose an area
help-on-search = Type the first letters of the service
help-on-area = Choose one service from the list
help-on-service = Read the terms and press “Start”
help-on-form = Answer the question and press “Continue”
help-on-review = Check what you wrote, agree and send
help-on-cancel = Choose whether to continue or cancel
help-on-waiting = Wait for the answer. Your request is already kept
help-on-send-trouble = Choose whether to try again or cancel
help-on-send-unknown = Note the number, then choose whether to try again or finish
help-on-printing = Wait for the paper
help-on-done = Take the paper and the card, then press “Finish”
help-on-printing-trouble = Note the number, then print again or finish
help-on-printing-unknown = Say whether the paper came out whole
help-on-drawn-back = Print a copy, or finish
help-on-practised = Practise again or finish
help-on-my-requests = Press a request to see how far it is
help-on-one-request = This is how far your request is
help-on-out-of-service = Please go to the nearest other place

## Technician
staff-title = Diagnostics
staff-now = { $when } · v{ $version }
staff-open = services open
staff-outbox = in the outbox
staff-oldest = oldest waiting
staff-returned = returned
staff-fault = { $code } · { $words }
    .say = { $code }, { $words }
staff-test = Test
staff-test-all = Test all
staff-test-page = Test page
staff-sound = Sound test
staff-reader-restart = Restart reader
staff-reader-restarted = The reader service was restarted. The card is read again, so type the PIN again
staff-reader-not-restarted = The reader service was not restarted
staff-reader-no-systemd = This machine has no service manager that could do it
staff-reader-not-allowed = The kiosk may not do it. Install the polkit rule, as docs/deployment.md says
staff-reader-failed = The service did not start. Read its log: journalctl -u pcscd
staff-reader-too-slow = It takes too long. Wait a minute, then press “Test”
staff-roll-left =
    Paper: about { $n } more papers, { $metres } m. { $used } printed on this roll
staff-roll-new = New roll is in
staff-reports = Print a report
staff-reports-back = Back to diagnostics
report-diagnostics = Diagnostics
report-diagnostics-about = Every part, fault codes, what to do
report-readiness = Readiness report
report-readiness-about = After set-up, to be signed and kept
report-day = Summary of the day
report-day-about = Services, requests and papers in numbers
staff-leave = Leave
staff-testing = Testing
staff-not-measured = Not measured
staff-touch = Touch test
staff-touch-count = Press every key. { $n } / { $of }
    .say = Press every key. { $n } of { $of } pressed
staff-touch-done = Done
health-well = Well
health-warning = Attention
health-untested = Not tested
health-not-reachable = Not reachable
health-not-responding = Not responding
health-faulty = Faulty
part-screen = Screen
part-card = Card reader
part-printer = Printer
part-headset = Headset
part-keypad = Keypad
part-link = Link
part-clock = Clock
part-trust = Trust list
part-store = Store
part-catalogue = Catalogue
part-keys = Keys of the centre

## Only spoken
say-count = There are { $n } buttons on this page
say-chosen = chosen
say-not-chosen = not chosen
say-closed = cannot be pressed now
say-empty = empty
say-place = { $n } of { $of }
say-role-button = button
say-role-option = option
say-role-tick = consent
say-role-tile = area
say-role-row = row
say-role-key = key
say-role-pin = code key
say-role-footer = lower key
say-rate = Speed { $n }. This is how I speak now
say-volume = Volume { $n }. This is how it sounds now
say-curtain-down = The screen is dark. Nobody sees what you do. To light it, tap three times with three fingers, or choose it in the listening menu
say-curtain-up = The screen is lit
say-explore-off = The screen works as usual. One touch presses a button
say-list-page = list page { $n } of { $of }
curtain-line = The screen is dark. Somebody is being served by voice. To light it, tap three times with three fingers
explore-banner = A touch reads aloud. Two quick taps press

## Why a request was returned
reason-service = This service cannot be given for now
reason-answers = Some answers do not meet the terms
reason-not-representative = The registry does not say that you may act for this child or organisation
reason-unreadable = The agency could not open the request. Please hand it in again
reason-login-missing = This service needs your ID card. Please put it in and hand the request in again
reason-login-untrusted = The platform does not recognise this card. Please ask at the ID card office
reason-login-expired = The card was past its date. Please renew it and hand the request in again
reason-login-revoked = This card was reported lost or invalid. Please ask at the ID card office
reason-login-forged = Your card could not be verified again. Please put it in again and hand the request in once more
reason-login-too-weak = This service needs a surer way of logging in. Please use your ID card with its PIN
reason-login-other-person = The card and the name in the request do not agree. Please put in your own card and hand the request in again
reason-not-entitled = The terms of the law for this are not met
reason-papers-missing = Some papers are missing. Please get them and hand the request in again
reason-fee-unpaid = The fee was not paid. Please pay it and hand the request in again
reason-come-in-person = You need to go to the agency yourself
reason-other-agency = Another agency decides on this. Please choose its service
reason-asked-twice = The same request came before. Please wait for the answer to that one
reason-declined = The agency has decided against it
reason-no-record = The register holds no such record. Please ask at the agency
reason-fingerprint = The fingerprint was not recognised. Please go to the agency yourself
reason-not-owner = The register names somebody else as the owner. Please ask at the agency
reason-signature = The digital signature was not recognised. Please ask at the ID card office
reason-other = Code { $code }
