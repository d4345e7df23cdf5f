/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A66, A68, A83: what answers as an Exchange, and what does not. */

#include "exchange-probe.h"

#include "errors.h"

#include <string.h>

typedef struct
{
  const char *name;
  guint status;
  const char *challenges;    /* with commas */
  const char *sign;          /* (nullable) exchange, iis, aspnet, version=VERSION, to=URL */
  const char *outcome;       /* yes, or the reason */
} Case;

static const Case cases[] = {
  { "exchange-2016", 401, "negotiate,ntlm,basic", "exchange", "yes" },
  { "exchange-2010-without-headers", 401, "negotiate,ntlm", NULL, "yes" },
  { "exchange-2010-with-basic-alone", 401, "basic", "iis", "yes" },
  { "exchange-behind-a-proxy", 401, "basic", "aspnet", "yes" },
  { "tickets-alone", 401, "negotiate", NULL, "yes" },
  { "hybrid-with-tokens-too", 401, "bearer,ntlm", "exchange", "yes" },
  { "a-web-host-that-asks-everybody", 401, "basic", NULL, "not-exchange" },
  { "digest", 401, "digest", "iis", "not-exchange" },
  { "a-page", 200, "", "exchange", "not-exchange" },
  { "nothing-there", 404, "", "iis", "not-exchange" },
  { "in-trouble", 503, "", NULL, "not-exchange" },
  { "forbidden", 403, "", "exchange", "not-exchange" },
  { "leads-on", 302, "", "to=https://mail.d.example/owa/", "not-exchange" },
  { "A66-leads-to-microsoft", 302, "", "to=https://outlook.office365.com/EWS/Exchange.asmx", "EXCHANGE_ONLINE" },
  { "A66-tokens-alone", 401, "bearer", "exchange", "EXCHANGE_ONLINE" },
  { "A68-2010-SP1", 401, "ntlm", "version=14.1.218.15", "exchange-too-old" },
  { "A68-2007", 401, "ntlm", "version=8.3.83.4", "exchange-too-old" },
  { "A68-2010-SP2", 401, "ntlm", "version=14.2.247.5", "yes" },
  { "A68-2019", 401, "ntlm", "version=15.2.1118.7", "yes" },
  { "A68-a-version-that-is-none", 401, "ntlm", "version=new", "yes" },
};

static CtgHttpAnswer *
make_answer (const Case *one)
{
  CtgHttpAnswer *answer = g_new0 (CtgHttpAnswer, 1);
  const char *sign = one->sign != NULL ? one->sign : "";

  answer->status = one->status;
  answer->body = g_bytes_new (NULL, 0);
  answer->challenges = g_strsplit (one->challenges, ",", -1);
  answer->has_exchange_headers = g_str_equal (sign, "exchange");
  answer->server = g_strdup (g_str_equal (sign, "iis") ? "Microsoft-IIS/7.5" : "Apache");
  answer->powered_by = g_strdup (g_str_equal (sign, "aspnet") ? "ASP.NET" : NULL);
  answer->exchange_version = g_str_has_prefix (sign, "version=") ? g_strdup (sign + 8) : NULL;
  answer->location = g_str_has_prefix (sign, "to=") ? g_strdup (sign + 3) : NULL;
  return answer;
}

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (CtgHttpAnswer) answer = make_answer (one);
  g_autoptr (GError) error = NULL;
  gboolean is_one = ctg_exchange_probe_judge (answer, "mail.d.example", &error);

  g_assert_cmpstr (is_one ? "yes" : ctg_error_get_details (error).reason, ==, one->outcome);
  if (is_one)
    return;
  g_assert_cmpstr (ctg_error_get_details (error).host, ==, "mail.d.example");
  if (ctg_error_has_reason (error, "exchange-too-old"))
    g_assert_cmpstr (ctg_error_get_details (error).server_text, ==, answer->exchange_version);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/exchange-probe/A83/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
