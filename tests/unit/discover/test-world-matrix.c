/* SPDX-License-Identifier: GPL-3.0-or-later */

/* More worlds for detection, made of tables: every way a document can fail, at every place it may lie (V6); every pair
 * of sources, of which one must come first (V4); every way an address is pasted; and the invariants by their names. */

#include "errors.h"
#include "fake-world.h"

#include <string.h>

#define DOC(in, in_port, in_socket, out, out_port, out_socket) \
  "<clientConfig><emailProvider><incomingServer type=\"imap\"><hostname>" in "</hostname><port>" in_port "</port>" \
  "<socketType>" in_socket "</socketType></incomingServer><outgoingServer><hostname>" out "</hostname><port>" out_port \
  "</port><socketType>" out_socket "</socketType></outgoingServer></emailProvider></clientConfig>"
#define SAFE(name) DOC ("i." name ".d.example", "993", "SSL", "o." name ".d.example", "465", "SSL")
#define OWN "https://autoconfig.d.example/mail/config-v1.1.xml"
#define KNOWN "https://d.example/.well-known/autoconfig/mail/config-v1.1.xml"
#define ISPDB "https://autoconfig.thunderbird.net/v1.1/d.example"
#define HOSTER "https://autoconfig.hoster.example/mail/config-v1.1.xml"
#define MX_HOSTER "mx d.example 10 mx.hoster.example\n"
#define GOOGLE "mx d.example 1 aspmx.l.google.com\n"
#define PORTS "port imap.d.example:993 ok\nport smtp.d.example:465 ok\n"
#define SRVS "srv imaps d.example 0 1 993 i.srv.d.example\nsrv submissions d.example 0 1 465 o.srv.d.example\n"
#define EXCHANGE "http https://autodiscover.d.example/autodiscover/autodiscover.xml 401 ntlm exchange\n"

static CtgDetection *
detect (const char *script, const char *address, GError **error)
{
  return ctg_detector_detect_in (fake_world_set (script), address, NULL, NULL, NULL, NULL, error);
}

static const CtgCandidate *
best_of (const CtgDetection *detection)
{
  return detection->candidates->len > 0 ? g_ptr_array_index (detection->candidates, 0) : NULL;
}

static void
assert_only_the_domain_left (void)
{
  g_autofree char *asked = fake_world_asked ();

  g_assert_cmpstr (asked, !=, "");
  g_assert_null (strstr (asked, "zsecretz"));
}

/* V6: what a place answers, and the word for it. */
static const struct
{
  const char *how;
  const char *word;
} failures[] = {
  { "404", "http-404" }, { "403", "http-403" }, { "500", "http-500" }, { "401 basic", "http-401" },
  { "tls", "tls-failure" }, { "late", "timed-out" }, { "mute", "timed-out" }, { "refused", "refused" },
  { "loop", "redirect-refused" }, { "insecure", "redirect-refused" }, { "large", "too-large" },
  { "gone", "not-found" }, { "200", "parse-error" }, { "200 <html><body>Hello</body></html>", "parse-error" },
  { "200 <clientConfig><emailProvider>", "parse-error" }, { "200 <!DOCTYPE c><clientConfig/>", "parse-error" },
  { "200 <clientConfig><emailProvider/></clientConfig>", "not-found" },
};

static const struct
{
  const char *name;
  const char *url;
  const char *more;
} places[] = {
  { "own", OWN, "" }, { "well-known", KNOWN, "" }, { "shared", ISPDB, "" }, { "hoster", HOSTER, MX_HOSTER },
};

static void
test_failure (gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  const char *how = failures[which % G_N_ELEMENTS (failures)].how;
  const char *word = failures[which % G_N_ELEMENTS (failures)].word;
  const char *url = places[which / G_N_ELEMENTS (failures)].url;
  g_autofree char *script = g_strdup_printf ("%shttp %s %s\n" PORTS, places[which / G_N_ELEMENTS (failures)].more, url,
                                             how);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = detect (script, "zsecretz@d.example", &error);
  const char *said = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < detection->evidence->len; i++)
    {
      const CtgEvidence *row = g_ptr_array_index (detection->evidence, i);

      if (strstr (url, row->asked) != NULL && strlen (row->asked) > 20)
        said = row->answer;
    }
  g_assert_cmpstr (said, ==, word);
  g_assert_cmpstr (best_of (detection)->trust, ==, "probe");
  g_assert_cmpint (detection->recommended, ==, 0);
  assert_only_the_domain_left ();
}

/* V4: the order among sources, the best first; which is told by the trust and the host. */
static const struct
{
  const char *name;
  const char *script;
  const char *trust;
  const char *host;      /* (nullable) no server of this kind */
} sources[] = {
  { "Google by MX", GOOGLE, "mx", "imap.gmail.com" },
  { "own document", "http " OWN " 200 " SAFE ("own") "\n", "isp", "i.own.d.example" },
  { "well-known document", "http " KNOWN " 200 " SAFE ("known") "\n", "isp", "i.known.d.example" },
  { "shared database", "http " ISPDB " 200 " SAFE ("shared") "\n", "ispdb", "i.shared.d.example" },
  { "hoster's document", MX_HOSTER "http " HOSTER " 200 " SAFE ("hoster") "\n", "mx", "i.hoster.d.example" },
  { "SRV", SRVS, "srv", "i.srv.d.example" },
  { "Exchange", EXCHANGE, "probe", NULL },
  { "usual names", PORTS, "probe", "imap.d.example" },
};

static void
test_pair (gconstpointer data)
{
  guint first = GPOINTER_TO_UINT (data) / G_N_ELEMENTS (sources);
  guint second = GPOINTER_TO_UINT (data) % G_N_ELEMENTS (sources);
  g_autofree char *script = g_strconcat (sources[second].script, sources[first].script, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = detect (script, "zsecretz@d.example", &error);
  const CtgCandidate *best;

  g_assert_no_error (error);
  best = best_of (detection);
  g_assert_cmpstr (best->trust, ==, sources[first].trust);
  /* Of two documents of the domain's own, the one that came first counts. */
  if (g_str_equal (sources[first].trust, "isp") && g_str_equal (sources[second].trust, "isp"))
    g_assert_true (g_str_equal (best->incoming->host, sources[first].host) ||
                   g_str_equal (best->incoming->host, sources[second].host));
  else
    g_assert_cmpstr (best->incoming != NULL ? best->incoming->host : NULL, ==, sources[first].host);
  g_assert_cmpint (detection->recommended, ==, 0);
  assert_only_the_domain_left ();
}

/* However it is pasted, the same is asked: the domain, in its ASCII form. */
static const struct
{
  const char *typed;
  const char *address;
  const char *domain;
} pasted[] = {
  { "Anna Rossi <zsecretz@d.example>", "zsecretz@d.example", "d.example" },
  { "\"Rossi, Anna\" <zsecretz@d.example>", "zsecretz@d.example", "d.example" },
  { "mailto:zsecretz@d.example", "zsecretz@d.example", "d.example" },
  { "MAILTO:zsecretz@d.example?subject=zsecretz", "zsecretz@d.example", "d.example" },
  { "  zsecretz@d.example \t\r\n", "zsecretz@d.example", "d.example" },
  { "“zsecretz@d.example”", "zsecretz@d.example", "d.example" },
  { "‘zsecretz@d.example’", "zsecretz@d.example", "d.example" },
  { "«zsecretz@d.example»", "zsecretz@d.example", "d.example" },
  { "<zsecretz@D.EXAMPLE>", "zsecretz@d.example", "d.example" },
  { "zsecretz@d.example.", "zsecretz@d.example", "d.example" },
  { "\xef\xbb\xbfzsecretz@d.example", "zsecretz@d.example", "d.example" },
  { "zsecretz@M\xc3\xbcller.example", "zsecretz@xn--mller-kva.example", "xn--mller-kva.example" },
  { "zsecretz@p\xd0\xb0ypal.example", "zsecretz@xn--pypal-4ve.example", "xn--pypal-4ve.example" },
};

static void
test_pasted (gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  const char *domain = pasted[which].domain;
  g_autofree char *script = g_strdup_printf ("http https://autoconfig.%s/mail/config-v1.1.xml 200 " SAFE ("own") "\n",
                                             domain);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) detection = detect (script, pasted[which].typed, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (detection->address, ==, pasted[which].address);
  g_assert_cmpstr (best_of (detection)->trust, ==, "isp");
  assert_only_the_domain_left ();
}

/* V3: of everything that offers a way in clear only, nothing comes out as servers; whatever else is offered is
 * encrypted. */
static void
test_never_in_clear (void)
{
  static const char *const scripts[] = {
    "http " OWN " 200 " DOC ("i.d.example", "143", "plain", "o.d.example", "25", "plain") "\n",
    "http " ISPDB " 200 " DOC ("i.d.example", "143", "none", "o.d.example", "587", "none") "\n",
    "http " OWN " 200 " DOC ("i.d.example", "993", "SSL", "o.d.example", "25", "plain") "\n",
    "port imap.d.example:143 plain\nport smtp.d.example:587 plain\n",
    "port imap.d.example:993 ok\nport smtp.d.example:587 plain\n",
    "srv imap d.example 0 1 143 i.d.example\nsrv submission d.example 0 1 25 o.d.example\n",
    "http " OWN " 200 " DOC ("127.0.0.1", "143", "plain", "localhost", "25", "plain") "\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autoptr (CtgDetection) detection = detect (scripts[i], "anna@d.example", NULL);

      g_assert_nonnull (detection);
      for (guint k = 0; k < detection->candidates->len; k++)
        {
          const CtgCandidate *one = g_ptr_array_index (detection->candidates, k);

          g_assert_true (one->incoming == NULL || one->incoming->security != CTG_SECURITY_NONE);
          g_assert_true (one->outgoing == NULL || one->outgoing->security != CTG_SECURITY_NONE);
        }
    }
}

/* V4: half a document of the domain's own stands before a whole one of the database, and is no more complete for it. */
static void
test_trust_and_fit_are_two (void)
{
  g_autoptr (CtgDetection) detection = detect (
    "http " OWN " 200 <clientConfig><emailProvider><incomingServer type=\"imap\"><hostname>i.d.example</hostname>"
    "</incomingServer></emailProvider></clientConfig>\nhttp " ISPDB " 200 " SAFE ("shared") "\n", "anna@d.example",
    NULL);
  const CtgCandidate *own = g_ptr_array_index (detection->candidates, 0);
  const CtgCandidate *shared = g_ptr_array_index (detection->candidates, 1);

  g_assert_cmpstr (own->trust, ==, "isp");
  g_assert_cmpstr (shared->trust, ==, "ispdb");
  g_assert_cmpint (own->fit, <, shared->fit);
  g_assert_cmpint (detection->recommended, ==, 1);
}

/* V5: the limits that are promised are those of the world that is really asked. */
static void
test_limits (void)
{
  const CtgDetectorWorld *world = ctg_detector_real_world ();

  g_assert_cmpuint (world->total_timeout_ms, <=, 12000);
  g_assert_cmpuint (world->source_timeout_ms, <=, 4000);
  g_assert_cmpuint (world->dns_timeout_ms, <=, 2000);
  g_assert_cmpuint (world->probe_timeout_ms, <=, 4000);
  g_assert_cmpuint (world->stagger_ms, <=, 150);
}

/* V7 */
static void
test_offline_invents_nothing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtgDetection) unknown = detect ("net offline\n", "anna@d.example", &error);
  g_autoptr (CtgDetection) known = detect ("net offline\n", "anna@gmail.com", NULL);

  g_assert_null (unknown);
  g_assert_error (error, CTG_ERROR, CTG_ERROR_OFFLINE);
  for (guint i = 0; i < known->candidates->len; i++)
    g_assert_cmpstr (((CtgCandidate *) g_ptr_array_index (known->candidates, i))->trust, ==, "builtin");
}

static void
add_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (places) * G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *how = g_strdup (failures[i % G_N_ELEMENTS (failures)].how);
      g_autofree char *path = NULL;

      path = g_strdup_printf ("/discover/matrix/V6/%s/%s", places[i / G_N_ELEMENTS (failures)].name,
                              g_strdelimit (how, "</>", '_'));
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_failure);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sources) * G_N_ELEMENTS (sources); i++)
    {
      guint first = i / G_N_ELEMENTS (sources), second = i % G_N_ELEMENTS (sources);
      g_autofree char *path = g_strdup_printf ("/discover/matrix/V4/%s before %s", sources[first].name,
                                               sources[second].name);

      if (first < second)
        g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pair);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pasted); i++)
    {
      g_autofree char *path = g_strdup_printf ("/discover/matrix/V1-V2-A93/pasted-%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pasted);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_tables ();
  g_test_add_func ("/discover/invariants/V3-never-in-clear", test_never_in_clear);
  g_test_add_func ("/discover/invariants/V4-trust-and-fit-are-two", test_trust_and_fit_are_two);
  g_test_add_func ("/discover/invariants/V5-limits", test_limits);
  g_test_add_func ("/discover/invariants/V7-offline-invents-nothing", test_offline_invents_nothing);
  return g_test_run ();
}
