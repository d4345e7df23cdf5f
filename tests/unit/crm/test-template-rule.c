/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "template-rule.h"

#include <string.h>

static const CtgTemplateFacts ada = { "Ada Maria Rossi", "Studio Rossi", "ada@studio.it", "", "Anna", "anna@me.it" };

static void
check (const char *text, const CtgTemplateFacts *facts, const char *expected)
{
  g_autofree char *filled = ctg_template_rule_fill (text, facts);

  g_assert_cmpstr (filled, ==, expected);
}

static void
test_tokens (void)
{
  static const struct { const char *text, *expected; } cases[] = {
    { "Ciao {{contact.first_name}},", "Ciao Ada," },
    { "Ciao {{ Contatto.Nome }} {{contatto.cognome}}", "Ciao Ada Maria Rossi" },
    { "{{contact.name}} di {{contact.company}} <{{contact.address}}>",
      "Ada Maria Rossi di Studio Rossi <ada@studio.it>" },
    { "{{sender.name}} {{mittente.indirizzo}}", "Anna anna@me.it" },
    { "tel. {{contact.phone}}", "tel. {{contact.phone}}" },
    { "{{contact.nickname}} {{}} {{ }}", "{{contact.nickname}} {{}} {{ }}" },
    { "{{contact.first_name", "{{contact.first_name" },
    { "{{ {{contact.first_name}} }}", "{{ Ada }}" },
    { "a }} b {{\ncontact.name}}", "a }} b Ada Maria Rossi" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (cases[i].text, &ada, cases[i].expected);
}

/* B32: of the company and the deal the letter is written from. */
static void
test_records (void)
{
  CtgTemplateFacts deal = { .company_name = "Verdi Srl", .deal_name = "Cucina", .deal_stage = "Proposal",
                            .deal_amount = "1,200 EUR" };
  CtgTemplateFacts company = { .company_name = "Verdi {{deal.name}}" };

  check ("{{company.name}}: {{deal.name}}, {{deal.stage}}, {{deal.amount}}", &deal,
         "Verdi Srl: Cucina, Proposal, 1,200 EUR");
  check ("{{azienda.nome}}: {{trattativa.nome}}, {{Trattativa.Fase}}, {{trattativa.importo}}", &deal,
         "Verdi Srl: Cucina, Proposal, 1,200 EUR");
  check ("{{company.name}} {{deal.amount}}", &company, "Verdi {{deal.name}} {{deal.amount}}");
}

/* Q4: what a contact is called is put in as it is, once, and shortened. */
static void
test_hostile_values (void)
{
  g_autofree char *long_name = g_strnfill (1000 * 1000, 'x');
  CtgTemplateFacts recursive = { .contact_name = "{{sender.name}}", .sender_name = "Anna" };
  CtgTemplateFacts lines = { .contact_name = "Ada\r\nBcc: evil@x.it" };
  CtgTemplateFacts turned = { .contact_name = "Rossi, Ada" };
  CtgTemplateFacts huge = { .contact_company = long_name };
  CtgTemplateFacts nobody = { NULL };
  CtgTemplateFacts form = { .contact_name = "<b>Ada</b> & \"co\"", .is_html = TRUE };
  g_autofree char *filled = ctg_template_rule_fill ("{{contact.company}}", &huge);

  check ("{{contact.name}}", &recursive, "{{sender.name}}");
  check ("{{contact.name}}", &lines, "Ada Bcc: evil@x.it");
  check ("{{contact.first_name}}", &turned, "Ada");
  check ("<p>{{contact.name}}</p>", &form, "<p>&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;co&quot;</p>");
  check ("{{contact.name}}{{contact.last_name}}", &nobody, "{{contact.name}}{{contact.last_name}}");
  g_assert_cmpuint (strlen (filled), <=, 210);
}

static void
test_open_tokens (void)
{
  g_autofree char *open = ctg_template_rule_find_open ("Ciao {{contact.name}} {{x}}");
  g_autofree char *none = ctg_template_rule_find_open ("Ciao {Ada} }} {{ {{x}} {{a b.c}}");

  g_assert_cmpstr (open, ==, "{{contact.name}}");
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template-rule/tokens", test_tokens);
  g_test_add_func ("/template-rule/B32-records", test_records);
  g_test_add_func ("/template-rule/Q4-hostile-values", test_hostile_values);
  g_test_add_func ("/template-rule/open-tokens", test_open_tokens);
  return g_test_run ();
}
