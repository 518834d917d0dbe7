/* A maker's PKCS#11 module as bad as one can be: what its calls answer is written in the PIN.

   A PIN is a decimal number: the CK_RV that C_Login (or C_SetPIN, in the old PIN) returns.
   9991 crashes, 9992 hangs, 9993 prints and reads; 9994 and 9995 are right, and the next signature crashes or hangs.
   The slots are called after what their tokens tell; CERTIFICATE is a file. Only what a log-in calls is there. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_t;
typedef struct { ulong_t type; void *value; ulong_t length; } attribute_t;
typedef struct { unsigned char major, minor; } version_t;
typedef struct { version_t api; char maker[32]; ulong_t flags; char about[32]; version_t version; } info_t;
typedef struct { char description[64], maker[32]; ulong_t flags; version_t hardware, firmware; } slot_t;
typedef struct {
    char label[32], maker[32], model[16], serial[16];
    ulong_t flags, counts[10];
    version_t hardware, firmware;
    char time[16];
} token_t;

enum { OK = 0, BAD_ATTRIBUTE = 0x12, NOT_SUPPORTED = 0x54, ENCODING_EC = 3 };
enum { CERTIFICATE_OBJECT = 1, PUBLIC_OBJECT, PRIVATE_OBJECT };
enum { CRASH = 9991, HANG, TALK, CRASH_LATER, HANG_LATER };

static const struct { const char *name; ulong_t flags; } slots[] = {
    {"Plain", 0}, {"Pad", 0x100}, {"Low", 0x10000}, {"Final", 0x30000}, {"Locked", 0x70000}, {"Empty", 0},
};
static unsigned char certificate[16384];
static ulong_t certificate_length, sought, given, later;
static int logged_in;

static ulong_t act(ulong_t deed)
{
    char line[8];
    switch (deed) {
    case CRASH: abort();
    case HANG: for (;;) pause();
    case TALK: puts("r\1 I am the answer"); fflush(stdout); return fgets(line, 8, stdin) ? OK : 0xA0;
    case CRASH_LATER: later = CRASH; return OK;
    case HANG_LATER: later = HANG; return OK;
    default: return deed;
    }
}

static ulong_t number(const char *pin, ulong_t length)
{
    char digits[16] = "";
    memcpy(digits, pin, length < 15 ? length : 15);
    return strtoul(digits, NULL, 10);
}

static ulong_t initialize(void *arguments)
{
    FILE *file = fopen(CERTIFICATE, "rb");
    if (!file) return 5;
    certificate_length = fread(certificate, 1, sizeof certificate, file);
    fclose(file);
    return OK;
}

static ulong_t fine(void) { return OK; }
static ulong_t none(void) { return NOT_SUPPORTED; }

static ulong_t get_info(info_t *info)
{
    memset(info, ' ', sizeof *info);
    info->api = (version_t){2, 40};
    return OK;
}

static ulong_t get_slots(unsigned char present, ulong_t *list, ulong_t *count)
{
    ulong_t number = sizeof slots / sizeof *slots - (present ? 1 : 0);
    for (ulong_t at = 0; list && at < number; at++) list[at] = at;
    *count = number;
    return OK;
}

static ulong_t get_slot(ulong_t slot, slot_t *info)
{
    memset(info, ' ', sizeof *info);
    memcpy(info->description, slots[slot].name, strlen(slots[slot].name));
    info->flags = 7;
    return OK;
}

static ulong_t get_token(ulong_t slot, token_t *info)
{
    memset(info, ' ', sizeof *info);
    info->flags = 0x40C | slots[slot].flags;
    return OK;
}

static ulong_t open_session(ulong_t slot, ulong_t flags, void *who, void *call, ulong_t *session)
{
    *session = slot + 1;
    return OK;
}

static ulong_t log_in(ulong_t session, ulong_t user, const char *pin, ulong_t length)
{
    ulong_t answer = act(pin ? number(pin, length) : OK);
    logged_in = answer == OK;
    return answer;
}

static ulong_t log_out(ulong_t session)
{
    logged_in = 0;
    return OK;
}

static ulong_t set_pin(ulong_t session, const char *old, ulong_t length, const char *new, ulong_t new_length)
{
    return act(number(old, length));
}

static ulong_t find_begin(ulong_t session, attribute_t *wanted, ulong_t count)
{
    sought = 0;
    for (ulong_t at = 0; at < count; at++)
        if (wanted[at].type == 0) sought = *(ulong_t *)wanted[at].value;
    given = sought == PRIVATE_OBJECT && !logged_in;
    return OK;
}

static ulong_t find(ulong_t session, ulong_t *objects, ulong_t room, ulong_t *count)
{
    *count = given || !room ? 0 : 1;
    if (*count) objects[0] = sought;
    given = 1;
    return OK;
}

static ulong_t tell(attribute_t *asked, const void *value, ulong_t length)
{
    if (asked->value && asked->length >= length) memcpy(asked->value, value, length);
    asked->length = length;
    return OK;
}

static ulong_t get_attributes(ulong_t session, ulong_t object, attribute_t *asked, ulong_t count)
{
    ulong_t kind = object, ec = ENCODING_EC, result = OK;
    unsigned char yes = 1, no = 0;
    for (ulong_t at = 0; at < count; at++) {
        ulong_t type = asked[at].type;
        if (type == 0) tell(asked + at, &kind, sizeof kind);
        else if (type == 0x102) tell(asked + at, "\7", 1);
        else if (type == 0x11 && object == CERTIFICATE_OBJECT) tell(asked + at, certificate, certificate_length);
        else if (type == 0x100 && object != CERTIFICATE_OBJECT) tell(asked + at, &ec, sizeof ec);
        else if (type == 0x108 && object == PRIVATE_OBJECT) tell(asked + at, &yes, 1);
        else if (type > 0x103 && type < 0x10D && object != CERTIFICATE_OBJECT) tell(asked + at, &no, 1);
        else { asked[at].length = (ulong_t)-1; result = BAD_ATTRIBUTE; }
    }
    return result;
}

static ulong_t sign(ulong_t session, const void *data, ulong_t length, void *signature, ulong_t *room)
{
    act(later);
    if (signature) memset(signature, 1, 64);
    *room = 64;
    return OK;
}

typedef struct { version_t version; void *calls[68]; } calls_t;
static calls_t calls;

ulong_t C_GetFunctionList(calls_t **list)
{
    calls.version = (version_t){2, 40};
    for (int at = 0; at < 68; at++) calls.calls[at] = none;
    void *own[][2] = {{(void *)0, initialize}, {(void *)1, fine}, {(void *)2, get_info}, {(void *)3, C_GetFunctionList},
        {(void *)4, get_slots}, {(void *)5, get_slot}, {(void *)6, get_token}, {(void *)11, set_pin},
        {(void *)12, open_session}, {(void *)13, fine}, {(void *)14, fine}, {(void *)18, log_in}, {(void *)19, log_out},
        {(void *)24, get_attributes}, {(void *)26, find_begin}, {(void *)27, find}, {(void *)28, fine},
        {(void *)42, fine}, {(void *)43, sign}};
    for (unsigned at = 0; at < sizeof own / sizeof *own; at++) calls.calls[(unsigned long)own[at][0]] = own[at][1];
    *list = &calls;
    return OK;
}
