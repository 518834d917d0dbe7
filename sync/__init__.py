"""The encrypted store, outbox, sealing, device identity and the agent that delivers. No Qt, no devices.

    wire/            the contract with the platform, as values
    store, schema    the encrypted file; doubt: when a commit failed; rescue/: when it is ill
    beside, tally    what stands next to it; ballast, alarms
    outbox, papers   what was handed in and printed; audit, evidence: what can be proved of it
    keys, tpm        where keys are; rotation, enrolment, identity: whose they are and how they change
    agent            one round: lanes, pace, dispatch, parcel, signing; couriers, link, transport, speed,
                     trickle, watch: on the road; answers: what came back
    documents        our papers; certificates/: those of others, and the one judge of all
    news/            what the platform has for this kiosk; stick: the other road
    gateway/         the reference platform at the other end

Nothing here imports the screen, the card or the printer; what they share is `config`.
"""
