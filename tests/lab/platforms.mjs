// SPDX-License-Identifier: GPL-3.0-or-later
// platforms.mjs PKI-FOLDER : oidc-provider, a certified OpenID provider, as Google and as Microsoft, each at its own
// names with the lab's certificates. Plain HTTP on 127.0.0.1:8099 tells the mail servers whom a token is for
// (/introspect), and lets a test say what the platforms shall do next (/do). Tokens last TOKEN_TTL seconds.
//
// As the real ones do, Google's refresh token stays and Microsoft's is a new one each time, the old one still being taken;
// Google wants a client secret, which it calls so. /secrets lists all that was issued or told.
import { Provider, interactionPolicy } from 'oidc-provider';
import express from 'express';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const pki = process.argv[2];
const password = 'segreta';
const clientSecret = 'canarino-del-client';
const flavours = {
  gmail: {
    address: '10.77.0.70', issuer: 'https://accounts.google.com', client: 'carteggio-google',
    redirect: 'http://127.0.0.1/',
    routes: { authorization: '/o/oauth2/v2/auth', token: '/token', revocation: '/revoke', jwks: '/certs' },
    scopes: ['openid', 'email', 'https://mail.google.com/'],
  },
  microsoft365: {
    address: '10.77.0.71', issuer: 'https://login.microsoftonline.com/common/v2.0', client: 'carteggio-microsoft',
    redirect: 'http://localhost/',
    routes: { authorization: '/common/oauth2/v2.0/authorize', token: '/common/oauth2/v2.0/token',
              revocation: '/common/oauth2/v2.0/revoke', jwks: '/common/discovery/v2.0/keys' },
    scopes: ['openid', 'email', 'offline_access', 'https://outlook.office.com/IMAP.AccessAsUser.All',
             'https://outlook.office.com/SMTP.Send', 'https://graph.microsoft.com/Mail.Read',
             'https://graph.microsoft.com/Mail.Send'],
  },
};
// What /do changed: error: how the token endpoint refuses; less: a scope that the person does not grant.
const orders = { gmail: {}, microsoft365: {} };
const counts = { gmail: 0, microsoft365: 0, senders: 0 };
const providers = {};
const secrets = new Set();

function page(title, body) {
  return `<!doctype html><meta charset=utf-8><title>${title}</title><h1>${title}</h1>${body}`;
}

function makePolicy() {
  const policy = interactionPolicy.base();

  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

function authentication(kind) {
  return kind === 'gmail' ? { token_endpoint_auth_method: 'client_secret_post', client_secret: clientSecret }
    : { token_endpoint_auth_method: 'none' };
}

function makeProvider(kind) {
  const flavour = flavours[kind];
  const provider = new Provider(flavour.issuer, {
    routes: flavour.routes, scopes: flavour.scopes, claims: { email: ['email'] }, conformIdTokenClaims: false,
    clients: [{ client_id: flavour.client, application_type: 'native', ...authentication(kind),
                redirect_uris: [flavour.redirect], grant_types: ['authorization_code', 'refresh_token'],
                response_types: ['code'] }],
    pkce: { required: () => true }, rotateRefreshToken: kind !== 'gmail', issueRefreshToken: async () => true,
    ttl: { AccessToken: +(process.env.TOKEN_TTL || 3600), AuthorizationCode: 60, RefreshToken: 86400, Session: 86400,
           Grant: 86400, Interaction: 3600, IdToken: 3600 },
    extraParams: ['access_type'],
    features: { devInteractions: { enabled: false }, revocation: { enabled: true, allowedPolicy: () => true } },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id, email: id }) }),
    interactions: { policy: makePolicy(), url: (_, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['lab'] },
  });
  for (const model of ['access_token', 'refresh_token', 'authorization_code'])
    provider.on(`${model}.saved`, (token) => secrets.add(token.jti));
  provider.on('server_error', (_, error) => console.log(kind, error));
  return provider;
}

async function consent(provider, request, kind) {
  const details = await provider.interactionDetails(request.req, request.res);
  const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id });
  const less = orders[kind].less;

  grant.addOIDCScope(details.params.scope.split(' ').filter((scope) => scope !== less).join(' '));
  grant.addOIDCClaims(['email']);
  if (less)
    grant.rejectOIDCScope(less);
  return { consent: { grantId: await grant.save() } };
}

// A refresh token that was used serves once more: an answer may have been lost on its way.
async function forgetUse(provider, value) {
  const token = await provider.RefreshToken.find(value ?? '');

  if (!token?.consumed)
    return;
  delete token.consumed;
  await token.save(token.remainingTTL);
}

// What oidc-provider does not know of Microsoft: tokens are for one resource at a time, offline_access may be asked for
// again, and what nobody consented to is an invalid_grant.
// MORE: scopes that an administrator has consented to for everybody.
async function addConsent(provider, token, more) {
  const grant = await provider.Grant.find(token.grantId);

  grant.addOIDCScope(more);
  await grant.save(86400);
  token.scope = [...new Set([...token.scope.split(' '), ...more.split(' ')])].join(' ');
  await token.save(token.remainingTTL);
}

async function refuseAsMicrosoft(provider, body, more) {
  const scopes = (body.scope ?? '').split(' ').filter((scope) => scope && scope !== 'offline_access');
  const resources = new Set(scopes.filter((scope) => scope.includes('://')).map((scope) => new URL(scope).host));
  const token = await provider.RefreshToken.find(body.refresh_token ?? '');

  if (token && more)
    await addConsent(provider, token, more);
  if (body.scope)
    body.scope = scopes.join(' ');
  if (resources.size > 1)
    return { error: 'invalid_request', error_description: 'AADSTS28000: scopes of more than one resource' };
  if (token && scopes.some((scope) => !token.scope.split(' ').includes(scope)))
    return { error: 'invalid_grant', error_description: 'AADSTS65001: the user has not consented' };
  return null;
}

function makeApplication(kind) {
  const provider = providers[kind];
  const application = express();

  if (kind === 'gmail')
    application.use(makeGmailService());
  application.use('/interaction', express.urlencoded({ extended: false }));
  application.get('/interaction/:uid', async (req, res) => {
    const { prompt, params, uid } = await provider.interactionDetails(req, res);

    if (prompt.name === 'select_account')
      res.send(page('Choose an account', `<form method=post action=/interaction/${uid}/choose><button id=choose autofocus>${
        params.login_hint ?? 'another'}</button></form>`));
    else if (prompt.name === 'login')
      res.send(page('Sign in', `<form method=post action=/interaction/${uid}/login><input name=login value="${
        params.login_hint ?? ''}"><input name=password type=password autofocus><button id=next>Next</button></form>`));
    else
      res.send(page('Consent', `<p>${params.scope}<form method=post action=/interaction/${uid}/allow><button id=allow `
        + `autofocus>Allow</button></form><form method=post action=/interaction/${uid}/deny><button id=deny>No</button></form>`));
  });
  application.post('/interaction/:uid/choose', (req, res) =>
    provider.interactionFinished(req, res, { select_account: {} }, { mergeWithLastSubmission: true }));
  application.post('/interaction/:uid/login', async (req, res) => {
    if (req.body.password !== password)
      return res.status(401).send(page('Wrong password', ''));
    await provider.interactionFinished(req, res, { login: { accountId: req.body.login } },
                                       { mergeWithLastSubmission: true });
  });
  application.post('/interaction/:uid/allow', async (req, res) =>
    provider.interactionFinished(req, res, await consent(provider, { req, res }, kind),
                                 { mergeWithLastSubmission: true }));
  application.post('/interaction/:uid/deny', (req, res) =>
    provider.interactionFinished(req, res, { error: 'access_denied' }));
  application.post(flavours[kind].routes.token, express.urlencoded({ extended: false }), async (req, res, next) => {
    counts[kind]++;
    if (orders[kind].error)
      return res.status(orders[kind].status ?? 400).json({ error: orders[kind].error, error_description: orders[kind].description });
    for (const name of ['code_verifier', 'client_secret'])
      if (req.body[name])
        secrets.add(req.body[name]);
    await forgetUse(provider, req.body.refresh_token);
    const refusal = kind === 'microsoft365' ? await refuseAsMicrosoft(provider, req.body, orders[kind].more) : null;
    if (refusal)
      return res.status(400).json(refusal);
    next();
  });
  application.use(provider.callback());
  return application;
}

// Gmail's own service, for what a mailbox may write as: users.settings.sendAs.list of the API's description, with the form
// of Google's errors. Said by a test (/do): senders, and answer: what is said instead, so many times.
const senderScopes = ['https://mail.google.com/', 'https://www.googleapis.com/auth/gmail.modify',
  'https://www.googleapis.com/auth/gmail.readonly', 'https://www.googleapis.com/auth/gmail.settings.basic'];
const systemParameters = ['$.xgafv', 'access_token', 'alt', 'callback', 'fields', 'key', 'oauth_token', 'prettyPrint',
  'quotaUser', 'uploadType', 'upload_protocol'];

function refuseAsGoogle(res, code, status, message, reason, detail) {
  if (code === 401)
    res.set('WWW-Authenticate', 'Bearer realm="https://accounts.google.com/", error="invalid_token"');
  res.status(code).json({ error: { code, message, status, errors: [{ message, domain: 'global', reason }],
    ...(detail ? { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: detail,
                               domain: 'googleapis.com' }] } : {}) } });
}

async function answerSenders(req, res) {
  const [scheme, value] = (req.headers.authorization ?? '').split(' ');
  const token = scheme === 'Bearer' ? await providers.gmail.AccessToken.find(value ?? '') : null;
  const said = orders.gmail.answer;

  counts.senders++;
  if (said && (said.times ?? 1) > 0) {
    said.times = (said.times ?? 1) - 1;
    return res.status(said.status).set(said.headers ?? {}).send(said.body ?? '');
  }
  if (!token || token.isExpired)
    return refuseAsGoogle(res, 401, 'UNAUTHENTICATED', 'Invalid Credentials', 'authError');
  if (!senderScopes.some((scope) => token.scope.split(' ').includes(scope)))
    return refuseAsGoogle(res, 403, 'PERMISSION_DENIED', 'Insufficient Permission', 'insufficientPermissions',
                          'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
  if (!['me', token.accountId].includes(req.params.user))
    return refuseAsGoogle(res, 403, 'PERMISSION_DENIED', `Delegation denied for ${token.accountId}`, 'forbidden');
  if (Object.keys(req.query).some((name) => !systemParameters.includes(name)))
    return refuseAsGoogle(res, 400, 'INVALID_ARGUMENT', 'Invalid JSON payload received.', 'badRequest');
  res.json({ sendAs: orders.gmail.senders ?? [{ sendAsEmail: token.accountId, displayName: '', replyToAddress: '',
    signature: '', isPrimary: true, isDefault: true }] });
}

function makeGmailService() {
  const service = express.Router();

  service.use((req, res, next) => req.hostname === 'gmail.googleapis.com' ? next() : next('router'));
  service.get('/gmail/v1/users/:user/settings/sendAs', answerSenders);
  service.use((req, res) => refuseAsGoogle(res, 404, 'NOT_FOUND', 'Requested entity was not found.', 'notFound'));
  return service;
}

for (const kind of Object.keys(flavours)) {
  providers[kind] = makeProvider(kind);
  const options = { key: fs.readFileSync(`${pki}/platforms.key`), cert: fs.readFileSync(`${pki}/platforms.pem`) };
  https.createServer(options, makeApplication(kind)).listen(443, flavours[kind].address);
}

// For the mail servers, and for the tests.
const inside = express();
inside.use(express.urlencoded({ extended: false }), express.json());
inside.post('/introspect', async (req, res) => {
  for (const provider of Object.values(providers)) {
    const token = await provider.AccessToken.find(req.body.token);

    if (token && !token.isExpired)
      return res.json({ active: true, username: token.accountId, scope: token.scope });
  }
  res.json({ active: false });
});
inside.post('/do', async (req, res) => {
  orders[req.body.kind] = req.body.orders;
  res.json({ n_asked: counts[req.body.kind], n_senders: counts.senders });
});
inside.get('/secrets', (_, res) => res.json([...secrets]));
http.createServer(inside).listen(8099, '127.0.0.1', () => console.log('ready'));
