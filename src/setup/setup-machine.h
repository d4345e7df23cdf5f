/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  CTG_SETUP_AUTOMATION,      /* what it is for, and the inbox automation choice */
  CTG_SETUP_ADDRESS,         /* the address is being typed */
  CTG_SETUP_DETECTING,       /* the sources are being asked */
  CTG_SETUP_OFFLINE,         /* there is no network, or a gate before it: nothing was believed */
  CTG_SETUP_RECOMMENDED,     /* the card with what was found */
  CTG_SETUP_PROVIDERS,       /* choosing by hand */
  CTG_SETUP_REFUSED,         /* not yet, or not at all, and what will do */
  CTG_SETUP_EXPECTATIONS,    /* what is read, kept, never done */
  CTG_SETUP_CREDENTIALS,     /* name, password, servers */
  CTG_SETUP_SIGN_IN,         /* the browser is open, its answer is waited for */
  CTG_SETUP_SIGN_IN_FAILED,
  CTG_SETUP_CHECKING,
  CTG_SETUP_CHECK_FAILED,    /* the steps stay, with the repair beside them */
  CTG_SETUP_DETECTING_AGAIN, /* the sources are being asked anew, after a failure */
  CTG_SETUP_CHANGED,         /* they say something else than what failed: what was and what is now */
  CTG_SETUP_CERTIFICATE,     /* the question whether to trust exactly this one */
  CTG_SETUP_SAVING,
  CTG_SETUP_SAVE_FAILED,
  CTG_SETUP_DONE,
  CTG_SETUP_CANCELLED,
  CTG_N_SETUP_STATES
} CtgSetupState;

typedef enum
{
  CTG_SETUP_EVENT_NEXT,            /* the page's suggested step */
  CTG_SETUP_EVENT_BACK,
  CTG_SETUP_EVENT_CANCEL,          /* the window is closed */
  CTG_SETUP_EVENT_EDIT_ADDRESS,    /* the address changed under an answer */
  CTG_SETUP_EVENT_CHOOSE,          /* "Choose another provider" */
  CTG_SETUP_EVENT_OTHER_ADDRESS,   /* "Use another address" */
  CTG_SETUP_EVENT_ASK_AGAIN,       /* what was refused may have been mended meanwhile */
  CTG_SETUP_EVENT_DETECT_AGAIN,    /* what failed may have moved */
  CTG_SETUP_EVENT_FOUND,           /* detection recommends something that can be started */
  CTG_SETUP_EVENT_FOUND_REFUSED,   /* detection recommends something that cannot */
  CTG_SETUP_EVENT_FOUND_NOTHING,
  CTG_SETUP_EVENT_OFFLINE,         /* detection found no network */
  CTG_SETUP_EVENT_DETECT_FAILED,
  CTG_SETUP_EVENT_PICK,            /* a provider that can be started was chosen */
  CTG_SETUP_EVENT_PICK_REFUSED,    /* one that cannot */
  CTG_SETUP_EVENT_PICK_DOUBTFUL,   /* one that was found and that has to be confirmed first */
  CTG_SETUP_EVENT_TRY_PLAINLY,     /* nothing was found: also ask by http */
  CTG_SETUP_EVENT_LOOK_IN_PROGRAMS, /* other mail programs of this computer may know */
  CTG_SETUP_EVENT_OPEN_FILE,       /* a file with the provider's settings was chosen */
  CTG_SETUP_EVENT_SIGN_IN,         /* a mailbox without a password: with the system browser */
  CTG_SETUP_EVENT_SIGNED_IN,
  CTG_SETUP_EVENT_SIGN_IN_FAILED,
  CTG_SETUP_EVENT_TAKE_OTHER,      /* another account signed in: connect that one */
  CTG_SETUP_EVENT_TAKE_SHARED,     /* the typed mailbox is shared: open it with the account that signed in */
  CTG_SETUP_EVENT_VERIFIED,
  CTG_SETUP_EVENT_VERIFY_FAILED,
  CTG_SETUP_EVENT_REJECTED,        /* the password was not accepted: a failure that uses it up */
  CTG_SETUP_EVENT_QUESTION,        /* show the certificate that does not verify */
  CTG_SETUP_EVENT_TRUST,
  CTG_SETUP_EVENT_EDIT_FORM,       /* repair: back to the form, on the field at fault */
  CTG_SETUP_EVENT_SAVED,
  CTG_SETUP_EVENT_SAVE_FAILED,
  CTG_N_SETUP_EVENTS
} CtgSetupEvent;

typedef enum
{
  CTG_SETUP_EFFECT_DETECT       = 1 << 0,   /* ask the sources */
  CTG_SETUP_EFFECT_VERIFY       = 1 << 1,   /* log in to both servers */
  CTG_SETUP_EFFECT_SAVE         = 1 << 2,
  CTG_SETUP_EFFECT_ABANDON      = 1 << 3,   /* stop what runs and refuse its late answer */
  CTG_SETUP_EFFECT_STOP         = 1 << 4,   /* ask what runs to stop; its answer still counts */
  CTG_SETUP_EFFECT_FORGET       = 1 << 5,   /* wipe the passwords */
  CTG_SETUP_EFFECT_PIN          = 1 << 6,   /* trust the certificate in question for its host and port */
  CTG_SETUP_EFFECT_FORGIVE      = 1 << 7,   /* the problem shown is over */
  CTG_SETUP_EFFECT_SIGN_IN      = 1 << 8,   /* open the browser and wait for its answer */
  CTG_SETUP_EFFECT_DETECT_PLAINLY = 1 << 10, /* ask the sources, and by http too */
  CTG_SETUP_EFFECT_DETECT_AGAIN = 1 << 11,  /* ask the sources, whatever worked before */
  CTG_SETUP_EFFECT_USE_FOUND    = 1 << 12,  /* what they say goes into the form */
  CTG_SETUP_EFFECT_LOOK_IN_PROGRAMS = 1 << 13,  /* look what other mail programs are set up with, asking nobody */
  CTG_SETUP_EFFECT_FORGET_REFUSED = 1 << 14,  /* wipe the password that was refused, and no other */
  CTG_SETUP_EFFECT_TAKE_OTHER   = 1 << 15,  /* the account that signed in becomes the mailbox */
  CTG_SETUP_EFFECT_TAKE_SHARED  = 1 << 16,  /* the account that signed in opens the mailbox */
  CTG_SETUP_EFFECT_READ_FILE    = 1 << 9,   /* read what a file says of the address, asking nobody */
} CtgSetupEffects;

/* Where the wizard is and how it came there: all there is to know for the next step. */
typedef struct
{
  CtgSetupState state;
  guint n_trail;
  CtgSetupState trail[CTG_N_SETUP_STATES];   /* pages to go back to, the last one last; no page twice */
} CtgSetupPosition;

CtgSetupPosition ctg_setup_machine_begin (CtgSetupState state);
CtgSetupPosition ctg_setup_machine_step  (const CtgSetupPosition *position, CtgSetupEvent event,
                                          CtgSetupEffects *effects);
gboolean         ctg_setup_machine_takes (CtgSetupState state, CtgSetupEvent event);
gboolean         ctg_setup_machine_is_final (CtgSetupState state);
const char      *ctg_setup_state_to_string (CtgSetupState state);

G_END_DECLS
