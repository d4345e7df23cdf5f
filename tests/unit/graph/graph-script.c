/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-script.h"

#include "http-server.h"
#include "loopback-resolver.h"

#include <string.h>

#define INBOX "{\"id\":\"INBOX\",\"displayName\":\"Posta in arrivo\"}"

static struct
{
  HttpServer *server;
  GMutex mutex;
  const GraphStep *steps;
  gboolean opens;           /* the inbox is asked for first, and is there */
  GPtrArray *requests;
  char *unexpected;
} script;

static char *
dup_request (const HttpServerRequest *request)
{
  const char *authorization = g_hash_table_lookup (request->headers, "authorization");
  const char *prefer = g_hash_table_lookup (request->headers, "prefer");
  const char *type = g_hash_table_lookup (request->headers, "content-type");

  return g_strdup_printf ("%u %s\n%s\n%s\n%s\n%s", request->connection, request->line,
                          authorization != NULL ? authorization : "", prefer != NULL ? prefer : "",
                          type != NULL ? type : "", request->body);
}

static char *
say (const GraphStep *step)
{
  g_autofree char *here = g_strdup_printf ("https://graph.microsoft.com:%u/v1.0", http_server_get_port (script.server));
  g_autoptr (GString) body = g_string_new (step->body);
  const char *headers = step->headers != NULL ? step->headers : "Content-Type: application/json\r\n";

  if (step->status == 0)
    return NULL;
  g_string_replace (body, "@HERE", here, 0);
  return http_server_answer (step->status, headers, body->str);
}

static char *
serve_locked (const HttpServerRequest *request)
{
  char *text = dup_request (request);
  const GraphStep *step = script.steps;

  g_ptr_array_add (script.requests, text);
  if (script.opens)
    {
      script.opens = FALSE;
      return http_server_answer (200, "Content-Type: application/json\r\n", INBOX);
    }
  if (step->request != NULL && strstr (text, step->request) != NULL)
    {
      script.steps++;
      return say (step);
    }
  if (script.unexpected == NULL)
    script.unexpected = g_strdup (text);
  return NULL;
}

static char *
serve (const HttpServerRequest *request, gpointer data)
{
  char *answer;

  g_mutex_lock (&script.mutex);
  answer = serve_locked (request);
  g_mutex_unlock (&script.mutex);
  return answer;
}

void
graph_script_start (void)
{
  loopback_resolver_install ();
  script.requests = g_ptr_array_new_with_free_func (g_free);
  script.server = http_server_new (TEST_CERTIFICATE_GOOD, serve, NULL);
}

CtgEndpoint *
graph_script_dup_endpoint (void)
{
  CtgEndpoint *endpoint = ctg_endpoint_new ("graph.microsoft.com", http_server_get_port (script.server),
                                            CTG_SECURITY_TLS, "anna@azienda.example");

  endpoint->path = g_strdup ("/v1.0");
  endpoint->token_kind = g_strdup ("microsoft365");
  endpoint->pin_sha256 = test_certificate_sha256 (TEST_CERTIFICATE_GOOD);
  return endpoint;
}

void
graph_script_play (const GraphStep *steps, gboolean opens)
{
  g_mutex_lock (&script.mutex);
  script.steps = steps;
  script.opens = opens;
  g_ptr_array_set_size (script.requests, 0);
  g_clear_pointer (&script.unexpected, g_free);
  g_mutex_unlock (&script.mutex);
}

void
graph_script_assert_played (const char *name)
{
  if (script.unexpected != NULL)
    g_error ("%s: not expected: %s", name, script.unexpected);
  if (script.steps->request != NULL)
    g_error ("%s: not asked: %s", name, script.steps->request);
}

char *
graph_script_dup_last (void)
{
  return g_strdup (g_ptr_array_index (script.requests, script.requests->len - 1));
}

guint
graph_script_count (const char *words)
{
  guint n = 0;

  for (guint i = 0; i < script.requests->len; i++)
    n += strstr (g_ptr_array_index (script.requests, i), words) != NULL;
  return n;
}
