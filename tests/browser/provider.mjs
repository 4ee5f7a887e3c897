// SPDX-License-Identifier: EUPL-1.2
//
// Providers to sign in at: a real one (oidc-provider), and one that says whatever a test wants it to
// say, for tokens that no honest provider makes.
import { createHmac, createPublicKey, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

export async function freePort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

const encode = (thing) => Buffer.from(typeof thing === 'string' || Buffer.isBuffer(thing) ? thing : JSON.stringify(thing)).toString('base64url');

function listen(handle, port) {
    const server = createServer(handle);
    return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

async function bodyOf(request) {
    let text = '';
    for await (const chunk of request) text += chunk;
    return new URLSearchParams(text);
}

// Whoever signs in types "<subject> <level>". `people`: claims by subject.
export async function realProvider(people, callback) {
    const { default: Provider } = await import('oidc-provider');
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const provider = new Provider(issuer, {
        clients: [{ client_id: 'vaka', client_secret: 'hemlighet-i-provet', redirect_uris: [callback], grant_types: ['authorization_code'], response_types: ['code'] }],
        claims: { openid: ['sub', 'employeeHsaId', 'commissionHsaId', 'commissionPurpose'] },
        conformIdTokenClaims: false,
        acrValues: ['loa2', 'loa3'],
        features: { devInteractions: { enabled: false } },
        pkce: { required: () => true },
        cookies: { keys: [randomBytes(16).toString('hex')] },
        interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
        findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
        async loadExistingGrant(context) {
            const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
            grant.addOIDCScope('openid');
            await grant.save();
            return grant;
        },
    });
    provider.on('server_error', (context, error) => console.error(error));
    const answer = provider.callback();
    const server = await listen(async (request, response) => {
        if (!request.url.startsWith('/interaction/')) return answer(request, response);
        if (request.method === 'GET') {
            response.setHeader('Content-Type', 'text/html; charset=utf-8');
            return response.end('<!doctype html><title>Provider</title><form method="post"><label>Who <input name="who"></label><button>Go on</button></form>');
        }
        const [accountId, acr] = (await bodyOf(request)).get('who').split(' ');
        return provider.interactionFinished(request, response, { login: { accountId, acr } }, { mergeWithLastSubmission: false });
    }, port);
    return { issuer, stop: () => new Promise((resolve) => { server.closeAllConnections?.(); server.close(resolve); }) };
}

export function newKey(kid) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
}

export function signed(header, claims, key) {
    const text = `${encode(header)}.${encode(claims)}`;
    if (header.alg === 'none') return `${text}.`;
    if (header.alg === 'HS256') {
        const pem = createPublicKey({ key: key.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
        return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
    }
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key.privateKey).toString('base64url')}`;
}

// Lets everybody in at once. `provider.make(claims)` answers the token; the claims are honest.
export async function hostileProvider(callback, port) {
    port ??= await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const provider = { issuer, key: newKey('one'), keys: undefined, asked: 0 };
    provider.make = (claims) => signed({ alg: 'RS256', kid: provider.key.jwk.kid }, claims, provider.key);
    const begun = new Map();
    const json = (response, thing) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(thing));
    };
    const server = await listen(async (request, response) => {
        const url = new URL(request.url, issuer);
        if (url.pathname === '/.well-known/openid-configuration') return json(response, { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` });
        if (url.pathname === '/keys') {
            provider.asked++;
            return json(response, { keys: provider.keys ?? [provider.key.jwk] });
        }
        if (url.pathname === '/auth') {
            const code = randomBytes(8).toString('hex');
            begun.set(code, Object.fromEntries(url.searchParams));
            const back = new URL(url.searchParams.get('redirect_uri'));
            back.searchParams.set('code', code);
            back.searchParams.set('state', url.searchParams.get('state'));
            provider.lastCallback = back.href;
            response.statusCode = 303;
            response.setHeader('Location', provider.hold ? `${issuer}/held` : back.href);
            return response.end();
        }
        if (url.pathname === '/token') {
            const form = await bodyOf(request);
            const asked = begun.get(form.get('code'));
            begun.delete(form.get('code'));
            if (!asked) {
                response.statusCode = 400;
                return json(response, { error: 'invalid_grant' });
            }
            const now = Math.floor(Date.now() / 1000);
            const claims = {
                iss: issuer, sub: 'sara', aud: asked.client_id, nonce: asked.nonce, iat: now, exp: now + 300, auth_time: now, acr: 'loa3',
                employeeHsaId: 'SE2321000131-P000000000001', commissionHsaId: 'SE2321000131-U000000000001', commissionPurpose: 'Vård och behandling',
            };
            provider.lastClaims = claims;
            return json(response, { access_token: 'x', token_type: 'Bearer', id_token: provider.make(claims) });
        }
        response.end('held');
    }, port);
    provider.stop = () => new Promise((resolve) => { server.closeAllConnections?.(); server.close(resolve); });
    return provider;
}
