/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules and what is done to the log, in words for people. */

#include "texts.h"

#include <glib/gi18n.h>

/**
 * ctg_text_for_rule:
 * @rule: see CtgLogEntry
 * @matched_message_id: (nullable): the logged message it answers
 *
 * Returns: (transfer full): why a message is on a contact, in a sentence
 */
char *
ctg_text_for_rule (const char *rule, const char *matched_message_id)
{
  static const struct { const char *rule, *text; } sentences[] = {
    { "core", N_("It answers a message that is already logged, and comes from somebody who takes part in it.") },
    { "contact", N_("One of its people is a contact, and you chose to log every message with a contact.") },
    { "folder", N_("It lies in the folder Carteggio of your mailbox.") },
    { "bcc", N_("You sent a copy of it to an address of your own made for this.") },
    { "forward", N_("You forwarded it to yourself as an attachment.") },
    { "sent", N_("It was sent from Carteggio.") },
    { "manual", N_("You logged it by hand.") },
    { "import", N_("It was logged when its file was imported.") },
    { "history", N_("It names a contact whose past correspondence you asked to log.") },
    { "confirmed", N_("It names a logged message, and you confirmed that it belongs to it.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (rule, sentences[i].rule))
      return g_strdup (_(sentences[i].text));
  return g_strdup (rule);
}

/**
 * ctg_text_for_rule_switch:
 * @rule: a rule that acts by itself
 *
 * Returns: (transfer none): what is logged while it is switched on
 */
const char *
ctg_text_for_rule_switch (const char *rule)
{
  static const struct { const char *rule, *text; } sentences[] = {
    { "core", N_("Answers to what is logged, by somebody who takes part in it") },
    { "contact", N_("Every message with a contact") },
    { "folder", N_("What you put into a folder or label named Carteggio") },
    { "bcc", N_("What you send with a copy to an address like name+carteggio@ of your own") },
    { "forward", N_("What you forward to yourself as an attachment") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (rule, sentences[i].rule))
      return _(sentences[i].text);
  return "";
}

/**
 * ctg_text_for_tray:
 * @rule: what spoke for a message
 *
 * Returns: (transfer none): why it waits for a decision
 */
const char *
ctg_text_for_tray (const char *rule)
{
  static const struct { const char *rule, *text; } sentences[] = {
    { "core", N_("It names a logged message, but comes from somebody who takes no part in it.") },
    { "folder", N_("It lies in the folder Carteggio, but none of its people is a contact.") },
    { "bcc", N_("It was sent to your own address for logging, but none of its people is a contact.") },
    { "forward", N_("You forwarded it to yourself, but none of its people is a contact.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (rule, sentences[i].rule))
      return _(sentences[i].text);
  return "";
}

/**
 * ctg_text_for_retention:
 * @what: a rule's name in the ledger, see crm/retention-rule.c
 *
 * Returns: (transfer none): what goes by it, and why
 */
const char *
ctg_text_for_retention (const char *what)
{
  static const struct { const char *what, *text; } sentences[] = {
    { "opened-body", N_("Texts of letters that were opened and are logged on nobody: kept for 7 days") },
    { "unreadable-bytes", N_("Bytes of what could not be read: kept for 7 days") },
    { "deleted-entry", N_("Entries that were deleted: to be had back for 90 days") },
    { "unlogged-metadata", N_("Who, when and what about of letters logged on nobody: kept for 60 days") },
    { "removed-mailbox", N_("Mailboxes that were removed, with what they brought: kept until the date that was told") },
    { "unreadable-note", N_("Notes of what could not be read: kept for 60 days") },
    { "request", N_("What one process asked of another: kept for 7 days") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (what, sentences[i].what))
      return _(sentences[i].text);
  return "";
}

/**
 * ctg_text_for_stage:
 * @stage: how far a deal is, see crm/deal-stage.h
 *
 * Returns: (transfer none): it in words
 */
const char *
ctg_text_for_stage (const char *stage)
{
  static const struct { const char *stage, *text; } words[] = {
    { "new", NC_("deal", "New") },
    { "qualified", NC_("deal", "Qualified") },
    { "proposal", NC_("deal", "Proposal sent") },
    { "negotiation", NC_("deal", "In negotiation") },
    { "won", NC_("deal", "Won") },
    { "lost", NC_("deal", "Lost") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (stage, words[i].stage))
      return g_dpgettext2 (GETTEXT_PACKAGE, "deal", words[i].text);
  return stage;
}

/**
 * ctg_text_for_duplicate:
 * @reason: what two contacts have in common, see crm/duplicate-rule.h
 *
 * Returns: (transfer none): it in words
 */
const char *
ctg_text_for_duplicate (const char *reason)
{
  static const struct { const char *reason, *text; } words[] = {
    { "address", N_("the same mailbox") },
    { "phone", N_("the same telephone") },
    { "name", N_("the same name") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (reason, words[i].reason))
      return _(words[i].text);
  return reason;
}

/**
 * ctg_text_for_undone:
 * @kind: of an action, see CtgAction
 *
 * Returns: (transfer none): what was taken back
 */
const char *
ctg_text_for_undone (const char *kind)
{
  static const struct { const char *kind, *text; } sentences[] = {
    { "log", N_("The message is not logged any more.") },
    { "unlog", N_("The message is logged again.") },
    { "accept", N_("The message waits for a decision again.") },
    { "refuse", N_("The message waits for a decision again.") },
    { "never-add", N_("The pattern is off the never-log list.") },
    { "never-remove", N_("The pattern is on the never-log list again.") },
    { "split", N_("The thread is whole again.") },
    { "merge", N_("The threads are apart again.") },
    { "contact-merge", N_("They are two contacts again.") },
    { "template-remove", N_("The template is there again.") },
    { "deal-remove", N_("The deal is there again.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (kind, sentences[i].kind))
      return _(sentences[i].text);
  return "";
}
