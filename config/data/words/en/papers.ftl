# What papers say. They are read by eye, and aloud on request.

paper-house = e-Mongolia
paper-machine = Kiosk { $number }
paper-slip-title = Request slip
paper-number = Request number
paper-service = Service
paper-created = Date
paper-due = Answer due by
paper-decision = The agency’s number
paper-assisted = Assisted by
paper-when = { $date }, { $hour }:{ $minute }
paper-phone = Questions: { $phone }
paper-copy = COPY { $n }
paper-copy-same = Same number as the first paper

## How the request stood when this paper was printed.

paper-is-waiting = Received by this machine. The agency has not received it yet
paper-is-sending = Received by this machine. The agency has not received it yet
paper-is-unknown = Received by this machine. Not known yet whether the agency has received it
paper-is-accepted = Received by the agency. It has not decided yet
paper-is-in_work = An official of the agency is looking at it
paper-is-overdue = The agency has not answered in time
paper-is-answered = The agency has answered
paper-is-rejected = Returned by the agency. Reason: { $reason }

## What happens next.

paper-keep = Keep this paper
paper-then-waiting = The machine sends it when the link is back
paper-then-sending = The machine is sending the request
paper-then-unknown = The machine checks again by itself. Do not send it again
paper-then-accepted = The agency will look at your request
paper-then-in_work = Please wait for the answer
paper-then-overdue = You may complain to the body above the agency, or to the Government’s 11-11 centre
paper-look = See how it goes at this machine, with your card
paper-slip-code = Code to follow the request
paper-slip-proof = Code that proves this machine received it
paper-reference-code = Code to check that this is genuine
paper-reference-until = Valid until
paper-reference-where = Any e-Mongolia machine can check it

## The receipt of a fee. Its lottery number and its code may be kept nowhere, so no copy has them.

paper-barimt = E-barimt
paper-barimt-number = Receipt number
paper-barimt-amount = Paid
paper-barimt-lottery = Lottery number
paper-barimt-code = E-barimt code
paper-barimt-once = The lottery number and the code of the e-barimt stood on the first paper only. The law lets nobody keep them

## The receipt of the agency, once it has received the request.

paper-acceptance-title = Receipt from the agency
paper-agency = Agency
paper-acceptance-signed = Confirmed by the signed answer of the centre

## The slip of an opinion or a complaint.

paper-feedback-title = Feedback slip
paper-feedback-number = Case number
paper-feedback-to = Who has to answer
paper-feedback-term = Answer takes up to
paper-feedback-hidden = What you wrote is not printed on this paper
paper-feedback-ask = No answer in time? Tell the Government’s 11-11 centre this number
paper-feedback-nameless = You gave no name. Ask for the answer with this number only

## The slip of a practice.

paper-practice-mark = PRACTICE
paper-practice-title = Practice paper
paper-practice-nothing = Nothing was sent. This paper is not valid
paper-practice-number = A real slip has the number of the request in large letters
paper-practice-code = Below it stands a square code to check it with
paper-practice-real = For a real request, put your ID card in

## Hearing what a paper says.

paper-say-code = A square code. { $what }
paper-say-secret = { $what }. It stands on the paper only
paper-say-none = This paper cannot be read aloud now

## The papers of technicians and officers.

paper-version = Version of the program
paper-services-open = Services open
paper-oldest = Longest wait
paper-services-closed = { $code } closes { $n ->
    [one] 1 service
   *[other] { $n } services
}
paper-diagnostics-well = Every part is well
paper-diagnostics-ill = Parts to see to: { $n }
paper-ready-title = Readiness report
paper-ready-yes = This machine is ready for citizens
paper-ready-no = This machine is not ready yet
paper-ready-to-do = To do now
paper-ready-name = Technician: { $line }
paper-ready-signed = Signature: { $line }
paper-day-title = Summary of the day
paper-day-until = Printed at
paper-day-visits = Visits
paper-day-requests = Requests received
paper-day-services = By service
paper-day-papers = Papers
paper-day-printed = Came out
paper-day-not_printed = Did not come out
paper-day-unconfirmed = Not confirmed by the printer
paper-day-unknown = Not known whether they came out
paper-day-now = Requests to send now
paper-day-nobody = There is no personal data in this summary
paper-day-is-waiting = Waiting for the link
paper-day-is-sending = Being sent
paper-day-is-unknown = Not known whether received
paper-day-is-accepted = Received by the agency
paper-day-is-in_work = Being looked at
paper-day-is-overdue = Overdue
paper-day-is-answered = Answered
paper-day-is-rejected = Returned
