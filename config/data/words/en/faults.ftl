# Words of every fault: for the citizen, in short, for the technician, what to do next.

## Card reader

fault-reader-01 = The card reader is not working now. Please come later or use another machine
fault-reader-01-short = The card reader is not working
fault-reader-01-tech = No card reader is found
fault-reader-01-next = Check the USB cable, unplug the reader and plug it in again. If it stays away, replace it

fault-reader-02 = The card reader is not working now. Please come later or use another machine
fault-reader-02-short = The card reader is not working
fault-reader-02-tech = The reader service (pcscd) does not answer
fault-reader-02-next = Start the pcscd service again, then press “Test”

fault-reader-03 = The card reader stops now and then. It is working at this moment
fault-reader-03-short = The card reader stops now and then
fault-reader-03-tech = The card reader was lost repeatedly
fault-reader-03-next = Check its USB cable and socket, then restart the reader service. If it goes on, replace the reader

fault-reader-04 = The card reader is not working now. Please come later or use another machine
fault-reader-04-short = The card reader is not working
fault-reader-04-tech = The reader service (pcscd) does not let the kiosk in
fault-reader-04-next = Install the polkit rule of this program, as docs/deployment.md says, then press “Test”

fault-reader-05 = The card reader is not working now. Please come later or use another machine
fault-reader-05-short = The card reader is not working
fault-reader-05-tech = A reader is plugged in, but the reader service does not list it
fault-reader-05-next = Restart the reader service. If it stays away, the command kiosk card says whether its driver or its name in the settings is wrong

## Card

fault-card-01 = This is not a citizen ID card. Please insert your ID card
fault-card-01-short = Not an ID card
fault-card-01-tech = The card answers but has no application we know
fault-card-01-next = Try another ID card. If it happens again, report the card type to the centre

fault-card-02 = The card could not be read. Turn it round and push it all the way in
fault-card-02-short = The card could not be read
fault-card-02-tech = The card is mute: wrong way round, or its chip is damaged
fault-card-02-next = Clean the reader’s contacts and try another card

fault-card-03 = The card came out too early. Insert it again and leave it in
fault-card-03-short = The card came out too early
fault-card-03-tech = The card left before it was read
fault-card-03-next = If it happens often, check the slot of the reader

fault-card-04 = This card has expired. Please see the registrar to renew it
fault-card-04-short = The card has expired
fault-card-04-tech = The certificate of the card has expired
fault-card-04-next = Check the clock of the machine. If it is right, send the person to the registrar

fault-card-05 = This card was cancelled. Please see the registrar
fault-card-05-short = The card was cancelled
fault-card-05-tech = The certificate is on the revocation list
fault-card-05-next = Send the person to the registrar. Nothing is wrong with the machine

fault-card-06 = This card could not be verified. Please see the registrar
fault-card-06-short = The card could not be verified
fault-card-06-tech = The certificate leads to no trusted root, or its key does not fit
fault-card-06-next = Check the trust files. If they are right, report this case to the centre

fault-card-07 = The card stopped answering. Take it out and insert it again
fault-card-07-short = The card stopped answering
fault-card-07-tech = The card stopped answering during the log-in
fault-card-07-next = Try another card. If it happens again, replace the reader

fault-card-08 = The PIN is blocked. Please see the registrar
fault-card-08-short = The PIN is blocked
fault-card-08-tech = No PIN tries are left on the card
fault-card-08-next = Send the person to the registrar. The machine cannot unblock it

fault-card-09 = This service needs the ID card with its PIN. Please come again with your ID card
fault-card-09-short = Needs the ID card with its PIN
fault-card-09-tech = The person came with a document without a PIN, and the service asks for a higher assurance
fault-card-09-next = Nothing is wrong with the machine. Send the person to fetch the ID card

fault-card-10 = This document could not be verified. Please see the registrar
fault-card-10-short = The document could not be verified
fault-card-10-tech = What is in the chip is not what its issuer signed, or the chip is a copy
fault-card-10-next = Clean the reader and try once more. If it stays, report this case to the centre

fault-card-11 = This machine cannot check now whether the card is valid. Please come later or use another machine
fault-card-11-short = The validity cannot be checked now
fault-card-11-tech = The list of cancelled cards is too old
fault-card-11-next = Bring the link back, or bring the list on a stick

fault-card-12 = A PIN cannot be changed with this reader. Please see the registrar
fault-card-12-short = Cannot be done with this reader
fault-card-12-tech = The reader has keys of its own, and the change of a PIN needs those of the screen
fault-card-12-next = Nothing is wrong. Send the person to a machine without keys on its reader, or to the registrar

fault-role-01 = An officer cannot serve with their own card. Please ask a colleague
fault-role-01-short = The officer’s own card
fault-role-01-tech = An officer put in their own card as the citizen’s
fault-role-01-next = Nothing is wrong with the machine. A colleague serves the officer

fault-role-02 = This is a staff card. Please insert the citizen’s ID card
fault-role-02-short = A staff card
fault-role-02-tech = A staff card was put in as the citizen’s
fault-role-02-next = Nothing is wrong with the machine. Put the citizen’s own card in

fault-role-03 = The second reader takes officers’ cards only. Please insert your card in the other reader
fault-role-03-short = Not an officer’s card
fault-role-03-tech = The card in the second reader is not an officer’s
fault-role-03-next = Citizens and technicians use the first reader. If it is an officer’s card, have its certificate checked

## Printer

fault-printer-01 = The printer is not connected. Please write your number down
fault-printer-01-short = The printer is not connected
fault-printer-01-tech = The printer’s address cannot be reached
fault-printer-01-next = Check power, network cable and the address in the settings

fault-printer-02 = The printer does not answer. Please write your number down
fault-printer-02-short = The printer does not answer
fault-printer-02-tech = Connected, but the printer does not tell its state
fault-printer-02-next = Switch the printer off and on, then print a test page

fault-printer-03 = The printer is out of order. Please write your number down
fault-printer-03-short = The printer is out of order
fault-printer-03-tech = The printer reports a fatal fault or a jammed cutter
fault-printer-03-next = Clear the cutter, switch off and on. If it stays, replace the printer

fault-printer-04 = The printer has no paper. Please write your number down
fault-printer-04-short = No paper
fault-printer-04-tech = Paper is out
fault-printer-04-next = Put in a new roll of paper

fault-printer-05 = Paper is running low. Printing still works
fault-printer-05-short = Paper is running low
fault-printer-05-tech = Paper is near its end
fault-printer-05-next = Put in a new roll soon

fault-printer-06 = The cover of the printer is open. Please tell the staff
fault-printer-06-short = The printer cover is open
fault-printer-06-tech = The printer cover is open
fault-printer-06-next = Press the cover until it clicks shut

fault-printer-07 = It is not known whether the paper came out whole. Please look at it
    .say = It is not known whether the paper came out whole. Please feel for it
fault-printer-07-short = Not known whether the paper came out
fault-printer-07-tech = Bytes were sent, but the printer did not confirm the end
fault-printer-07-next = Print a test page. If it happens again, check cable and power

fault-printer-08 = The paper could not be prepared. Please write your number down
fault-printer-08-short = The paper could not be prepared
fault-printer-08-tech = The paper could not be drawn: its QR code is too large
fault-printer-08-next = Report the service and the request number to the centre

## Paper, by count

fault-paper-01 = The paper is nearly used up. Printing still works
fault-paper-01-short = Paper is nearly used up
fault-paper-01-tech = By count only a few papers are left on the roll
fault-paper-01-next = Put a new roll in, then press “New roll is in” on the diagnostics page

## E-barimt

fault-barimt-01 = The e-barimt was printed once and cannot be printed again. Please keep the first paper
fault-barimt-01-short = The e-barimt cannot be printed again
fault-barimt-01-tech = Somebody asked for a second print of an e-barimt; nothing keeps one
fault-barimt-01-next = Nothing to repair. The payer asks the agency that took the fee

## Fonts

fault-font-01 = The printer cannot write properly now. Please write your number down
fault-font-01-short = Printing is not possible now
fault-font-01-tech = Pillow runs without raqm: the vertical script would be wrong
fault-font-01-next = Install the package libfribidi0 and start the machine again

fault-font-02 = The printer cannot write properly now. Please write your number down
fault-font-02-short = Printing is not possible now
fault-font-02-tech = A font file is missing
fault-font-02-next = Install the package fonts-noto-core and start the machine again

fault-font-03 = One sign on the paper cannot be printed. Please write your number down
fault-font-03-short = One sign cannot be printed
fault-font-03-tech = The paper has a character no font has
fault-font-03-next = Take the code of the character from the log and report it to the centre

## Link

fault-link-01 = This service needs the link. Please come again when it is back
fault-link-01-short = No link for now
fault-link-01-tech = The central platform cannot be reached
fault-link-01-next = Check antenna, modem and cables. Requests are kept in the machine

fault-link-02 = This service needs the link. The platform’s answer could not be verified
fault-link-02-short = The answer could not be verified
fault-link-02-tech = The answer is garbled or its signature is wrong
fault-link-02-next = Check the platform’s address and keys. If it happens again, report it at once

fault-link-03 = This service needs the link. The platform does not accept this machine for now
fault-link-03-short = The platform does not accept this machine
fault-link-03-tech = The platform refuses the key of this machine
fault-link-03-next = Have the machine registered again at the centre. Do not erase the store

fault-link-04 = This service needs the link. This machine is not set up for it
fault-link-04-short = The link is not set up
fault-link-04-tech = The settings name no address of the platform
fault-link-04-next = Write the address into the table [link] of the settings

fault-link-05 = { fault-link-01 }
fault-link-05-short = { fault-link-01-short }
fault-link-05-tech = The platform’s name was not found
fault-link-05-next = Check the address in the settings and the name server of the modem

fault-link-06 = { fault-link-01 }
fault-link-06-short = { fault-link-01-short }
fault-link-06-tech = Nobody answers at the platform’s address
fault-link-06-next = Check the port in the address; ask the centre whether the platform runs

fault-link-07 = { fault-link-01 }
fault-link-07-short = { fault-link-01-short }
fault-link-07-tech = A login page of the network answers instead of the platform
fault-link-07-next = Have the operator of the network let this machine through

fault-link-08 = { fault-link-01 }
fault-link-08-short = { fault-link-01-short }
fault-link-08-tech = Small messages pass, large ones vanish on the way
fault-link-08-next = The machine tries smaller packets by itself. If it stays, lower the packet size (MTU) of the modem

fault-link-09 = { fault-link-01 }
fault-link-09-short = { fault-link-01-short }
fault-link-09-tech = The connection opens, and then nothing comes through
fault-link-09-next = Check the balance and the signal of the modem, and restart it

fault-link-10 = { fault-link-01 }
fault-link-10-short = { fault-link-01-short }
fault-link-10-tech = Answers break off on the way
fault-link-10-next = Check the signal and the cables. The machine goes on trying

fault-link-11 = { fault-link-01 }
fault-link-11-short = { fault-link-01-short }
fault-link-11-tech = The link is too slow to carry an answer
fault-link-11-next = Check the signal, and what else uses the link

fault-link-12 = { fault-link-01 }
fault-link-12-short = { fault-link-01-short }
fault-link-12-tech = By the time known here the platform’s certificate is not valid
fault-link-12-next = Set the clock right. If it is right, the platform’s certificate is over: tell the centre

fault-link-13 = { fault-link-01 }
fault-link-13-short = { fault-link-01-short }
fault-link-13-tech = Who answers cannot prove to be the platform
fault-link-13-next = Check the address and the file of the authority. If both are right, somebody may stand in between: report it at once

fault-link-14 = { fault-link-01 }
fault-link-14-short = { fault-link-01-short }
fault-link-14-tech = The platform is busy and asked to come later
fault-link-14-next = Nothing: the machine comes again by itself

fault-link-15 = { fault-link-01 }
fault-link-15-short = { fault-link-01-short }
fault-link-15-tech = The platform answers with an error of its own
fault-link-15-next = Tell the centre. Requests are kept in the machine

## Store

fault-store-01 = The memory of this machine is full. Please use another machine
fault-store-01-short = The memory is full
fault-store-01-tech = Free disk space is below the limit in the settings
fault-store-01-next = Export the queue to a stick, then make room on the disk

fault-store-02 = This machine takes no requests for now. Please use another machine
fault-store-02-short = No requests are taken for now
fault-store-02-tech = The store belongs to another key and was set aside
fault-store-02-next = Do not delete the file set aside. Tell the centre. With its old key enter kiosk queue salvage FILE --key KEY

fault-store-03 = This machine takes no requests for now. Please use another machine
fault-store-03-short = No requests are taken for now
fault-store-03-tech = The file of the store is damaged
fault-store-03-next = Start the machine again: what can be read is saved by itself. Then keep the file set aside and check the disk

fault-store-04 = This machine takes no requests for now. Please use another machine
fault-store-04-short = No requests are taken for now
fault-store-04-tech = The store was written by a newer version of the program
fault-store-04-next = Bring the program to that version or a newer one

fault-store-05 = The request could not be kept just now. Please wait and send again
fault-store-05-short = It could not be kept just now
fault-store-05-tech = The store was held too long by another program
fault-store-05-next = If it happens again, start the machine again

fault-store-06 = The request could not be kept. Nothing was sent, please try again
fault-store-06-short = It could not be kept
fault-store-06-tech = The store refused to write
fault-store-06-next = Check rights and state of the disk, then start the machine again

fault-store-07 = The book of numbers of this machine does not agree. Requests are taken as usual
fault-store-07-short = The book of numbers does not agree
fault-store-07-tech = Numbers were given that the store does not hold: an older copy was put in place, or its end was lost
fault-store-07-next = Tell the centre and compare with the papers. Then enter kiosk queue seen

fault-store-08 = The memory of this machine was restored. Requests are taken as usual
fault-store-08-short = The memory was restored
fault-store-08-tech = The store was damaged, and every row that could be read was taken into a new file
fault-store-08-next = Do not delete the file set aside. Check the disk and tell the centre. Then enter kiosk queue seen

fault-store-09 = This machine was not connected for long and takes nothing new. Please use another machine
fault-store-09-short = The centre was not reached for long
fault-store-09-tech = The oldest request has waited longer than the settings allow
fault-store-09-next = Repair the link, or carry the requests on a stick

fault-store-10 = The disk failed while your request was written. Just now the machine cannot tell whether it was kept
fault-store-10-short = It is not certain that it was kept
fault-store-10-tech = The disk failed while a request was committed, and failed again when the store was to say whether it counts
fault-store-10-next = Check the disk and start the machine again: where the request is there, it goes its way. Look for its number in the queue

## Request

fault-request-01 = One of the answers cannot be taken. Please check them again
fault-request-01-short = Please check your answers
fault-request-01-tech = The answers do not fit the form of the service
fault-request-01-next = Report the service to the centre: its form may be wrong

fault-request-02 = The machine cannot seal requests now. Nothing was sent
fault-request-02-short = It could not be sealed
fault-request-02-tech = The platform’s public key is missing or out of date
fault-request-02-next = Renew the file of keys (platform_keys)

fault-request-03 = One request has to be looked at by the centre
fault-request-03-short = A request has to be looked at
fault-request-03-tech = The platform holds other content under the number of a request that is kept here
fault-request-03-next = Write its evidence to a file (kiosk queue evidence) and report it at once

## Catalogue

fault-catalogue-01 = The list of services is missing. Please use another machine
fault-catalogue-01-short = The list of services is missing
fault-catalogue-01-tech = There is no catalogue
fault-catalogue-01-next = Connect the machine to the centre, or bring the catalogue on a stick

fault-catalogue-02 = The list of services is not verified. Please use another machine
fault-catalogue-02-short = The list is not verified
fault-catalogue-02-tech = The catalogue is not signed
fault-catalogue-02-next = Bring in a signed catalogue

fault-catalogue-03 = The list of services is not verified. Please use another machine
fault-catalogue-03-short = The list is not verified
fault-catalogue-03-tech = The catalogue is signed by a key we do not know
fault-catalogue-03-next = Compare trust_anchors in the settings with what the centre says

fault-catalogue-04 = The list of services is damaged. Please use another machine
fault-catalogue-04-short = The list is damaged
fault-catalogue-04-tech = The catalogue is damaged or was changed
fault-catalogue-04-next = Fetch the catalogue again from the centre, and check the disk

fault-catalogue-05 = The list of services is old. The one we have still works
fault-catalogue-05-short = The list is old
fault-catalogue-05-tech = The catalogue that came is older than the one in use and was not taken
fault-catalogue-05-next = Tell the centre that an old catalogue is being handed out

fault-catalogue-06 = The list of services contradicts itself. Please use another machine
fault-catalogue-06-short = The list contradicts itself
fault-catalogue-06-tech = The content of the catalogue does not hang together
fault-catalogue-06-next = Pass the contradictions in the log to the centre

fault-catalogue-07 = The list of services was not renewed for long. The one we have still works
fault-catalogue-07-short = The list was not renewed
fault-catalogue-07-tech = The platform has not confirmed for long that this catalogue is the newest
fault-catalogue-07-next = Connect to the centre, or bring the catalogue on a stick

fault-catalogue-08 = The list of services is too old for this service now. Please use another machine
fault-catalogue-08-short = The list is too old
fault-catalogue-08-tech = The catalogue is too old: services with forms are closed
fault-catalogue-08-next = Connect to the centre, or bring the catalogue on a stick

## Keys of the platform

fault-platform-01 = The keys of the centre were not confirmed for long. Requests are taken as usual
fault-platform-01-short = The centre’s keys are unconfirmed
fault-platform-01-tech = Nothing signed by the platform came for long: it may have new keys
fault-platform-01-next = Connect to the centre, or bring its keys on a stick

fault-platform-02 = This machine had no contact with the centre for too long. Please use another machine
fault-platform-02-short = No contact with the centre for too long
fault-platform-02-tech = The platform’s keys are too old: it may be unable to open what is sealed with them
fault-platform-02-next = Connect to the centre, or bring its keys on a stick

## Voice

fault-voice-01 = There is no sound. Unplug the headset and plug it in again
fault-voice-01-short = No sound
fault-voice-01-tech = No sound device is found
fault-voice-01-next = Check the sound card and run the sound test

fault-voice-02 = The Mongolian voice is missing. Please ask the staff for help
fault-voice-02-short = The Mongolian voice is missing
fault-voice-02-tech = The data of the Mongolian voice is missing
fault-voice-02-next = Check the package espeak-ng and the folder of the voice

fault-voice-03 = The voice stopped for a moment. Listen again in a few seconds
fault-voice-03-short = The voice stopped for a moment
fault-voice-03-tech = The speech process keeps failing
fault-voice-03-next = Look at the log and start the machine again

fault-voice-04 = The machine does not notice a headset. There is sound
fault-voice-04-short = A headset is not noticed
fault-voice-04-tech = The switch of the headset jack is not there, or the kiosk may not read it
fault-voice-04-next = Check the path under [voice] jack, and that the user of the kiosk is in the group input

fault-voice-05 = The loudspeaker may be too soft for this place. A headset is better
fault-voice-05-short = The loudspeaker may be too soft
fault-voice-05-tech = The loudspeaker cannot be turned up to 20 dB above the noise of this place
fault-voice-05-next = Measure again, or have a stronger loudspeaker fitted: voice.speaker_full_db, voice.ambient_db

fault-voice-06 = The usual voice speaks. There is sound
fault-voice-06-short = The usual voice speaks
fault-voice-06-tech = The neural voice of the settings cannot be used; espeak-ng speaks in its place
fault-voice-06-next = Check the folder under [voice] neural, and that the extra «neural» is installed

## Keypad

fault-keypad-01 = The keypad is not working now. The screen works
fault-keypad-01-short = The keypad is not working
fault-keypad-01-tech = The keypad named in the settings is not plugged in
fault-keypad-01-next = Check its USB cable, and the path under [keypad] device in the settings
fault-keypad-02 = The keypad cannot be used now. The screen works
fault-keypad-02-short = The keypad cannot be used
fault-keypad-02-tech = The kiosk may not read the keypad
fault-keypad-02-next = Put the user of the kiosk into the group input, then start the kiosk again
fault-keypad-03 = The keypad is held by something else. The screen works
fault-keypad-03-short = The keypad is held
fault-keypad-03-tech = Another program holds the keypad
fault-keypad-03-next = End the other program, or start the machine again

## Clock

fault-clock-01 = The clock of this machine is uncertain. Requests are taken as usual
fault-clock-01-short = The clock is uncertain
fault-clock-01-tech = No signed time for long, or the clock has jumped
fault-clock-01-next = Connect to the centre to set the clock, and check its battery

fault-clock-02 = The clock of this machine was not checked for long. Requests are taken as usual
fault-clock-02-short = The clock was not checked for long
fault-clock-02-tech = No signed time came for long
fault-clock-02-next = Connect to the centre to set the clock

fault-clock-03 = The clock was unchecked for too long to choose a day. Please use another machine
fault-clock-03-short = The clock was not checked for too long
fault-clock-03-tech = No signed time came for too long: services that ask for a day are closed
fault-clock-03-next = Connect to the centre to set the clock

## Trust

fault-trust-01 = Cards cannot be checked for now. Please come again later
fault-trust-01-short = Cards cannot be checked
fault-trust-01-tech = A trusted root certificate is missing or damaged
fault-trust-01-next = Check the files named by trust_anchors in the settings

fault-trust-02 = The list of cancelled cards is old. Service goes on
fault-trust-02-short = The list of cards is old
fault-trust-02-tech = The revocation list is out of date
fault-trust-02-next = Connect to the centre, or bring the list on a stick

fault-trust-03 = This machine cannot check now whether cards are valid. Please come later or use another machine
fault-trust-03-short = The validity of cards cannot be checked
fault-trust-03-tech = The revocation list is too old: its authority’s cards are refused
fault-trust-03-next = Connect to the centre, or bring the list on a stick

## Settings

fault-config-01 = This machine is not set up yet. Please use another machine
fault-config-01-short = Not set up
fault-config-01-tech = The settings file has mistakes
fault-config-01-next = Correct the lines that kiosk diagnose names

## Payment

fault-pay-01 = This machine takes no payments. Please pay at a bank or online
fault-pay-01-short = No payments here
fault-pay-01-tech = The machine has no payment device
fault-pay-01-next = Nothing to repair: this machine takes no payments

## Machine

fault-kiosk-01 = The machine could not finish this. Please try again from the start
fault-kiosk-01-short = It could not be finished
fault-kiosk-01-tech = The program met something it did not foresee
fault-kiosk-01-next = Keep the log and send it to the centre

## Keys

fault-key-01 = The keys of this machine are not well protected
fault-key-01-short = The keys are not well protected
fault-key-01-tech = The keys lie open in files: whoever takes the disk reads what is kept here
fault-key-01-next = Move them into the TPM: kiosk keys move --to tpm. See docs/deployment.md

fault-key-02 = This machine takes no requests for now. Please use another machine
fault-key-02-short = No requests are taken for now
fault-key-02-tech = The key of the store is refused: the start of the machine has changed, or the key was altered
fault-key-02-next = Delete nothing. Undo the change of firmware or start the machine as before; kiosk keys says more

fault-key-03 = This machine takes no requests for now. Please use another machine
fault-key-03-short = No requests are taken for now
fault-key-03-tech = The key of the store is out of reach: the TPM does not answer, or the credential is missing
fault-key-03-next = Delete nothing. Switch the TPM on in the firmware, or start the program by its unit; kiosk keys says more

fault-key-04 = This service needs the link. The platform does not accept this machine any more
fault-key-04-short = The platform does not accept this machine
fault-key-04-tech = The platform has revoked the key of this machine
fault-key-04-next = Ask the centre for a new code, then: kiosk enrol CODE. What waits here stays and is sent then

fault-key-05 = The certificate of this machine is old. It still works
fault-key-05-short = The certificate is old
fault-key-05-tech = The certificate of this machine is past its last day
fault-key-05-next = Renew it while the link is up: kiosk keys rotate device
