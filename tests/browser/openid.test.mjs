// SPDX-License-Identifier: EUPL-1.2
//
// Signing in at a provider: at a real one, and at one that forges. Whatever does not hold is refused,
// logged, and told without helping whoever tried.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, binary, browser, look, mainText, PASSWORD, serve, test, visitor } from './harness.mjs';
import { freePort, hostileProvider, newKey, realProvider, signed } from './provider.mjs';

const fill = (page, label, text) => page.getByRole('main').getByLabel(label).first().fill(text);
const press = (page, name) => page.getByRole('main').getByRole('button', { name }).first().click();
const follow = (page, name) => page.getByRole('main').getByRole('link', { name }).first().click();

async function withProvider(make, walk, more = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'vaka-openid-'));
    const port = await freePort();
    const callback = `http://127.0.0.1:${port}/logga-in/svar`;
    const provider = await make(callback);
    writeFileSync(join(folder, 'secret'), 'hemlighet-i-provet\n');
    writeFileSync(
        join(folder, 'rules'),
        JSON.stringify({
            secondFactor: 'optional',
            proofSeconds: 8,
            openid: { issuer: provider.issuer, clientId: 'vaka', clientSecretFile: join(folder, 'secret'), callback, acr: ['loa3'], name: { sv: 'Logga in med tjänstekort', en: 'Sign in with a staff card' }, allowHttp: true, ...more },
        }),
    );
    const server = await serve(['--port', String(port), '--sign-in', join(folder, 'rules')]);
    const chrome = await browser();
    try {
        const administrator = await visitor(chrome, server);
        await registerHsa(administrator);
        await walk(chrome, server, provider, administrator);
    } finally {
        await chrome.close();
        await server.stop();
        await provider.stop();
        rmSync(folder, { recursive: true });
    }
}

async function typePassword(page, login) {
    await page.goto('/logga-in');
    await fill(page, 'Användarnamn', login);
    await fill(page, 'Lösenord', PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Logga in', exact: true }).click();
}

async function openUser(page, login) {
    await page.goto(`/forvaltning/anvandare?sok=${login}`);
    await page.locator('.people a').first().click();
}

// The nurse and one assignment of hers get their HSA-ids.
async function registerHsa(page) {
    await typePassword(page, 'forvaltare');
    await openUser(page, 'sjukskoterska ');
    await follow(page, 'Ändra uppgifter');
    await fill(page, 'HSA-id', 'SE2321000131-P000000000001');
    await press(page, 'Spara');
    await follow(page, 'Nytt uppdrag');
    await page.getByLabel('Enhet', { exact: true }).selectOption({ label: 'Hemsjukvården Norr' });
    await page.getByLabel('Roll').selectOption({ label: 'Sjuksköterska' });
    await page.getByLabel('Vård och behandling').check();
    await fill(page, 'Uppdragets HSA-id', 'SE2321000131-U000000000001');
    await press(page, 'Spara');
    await page.getByText('SE2321000131-U000000000001').waitFor();
}

async function atProvider(page, who) {
    await page.getByLabel('Who').fill(who);
    await page.getByRole('button', { name: 'Go on' }).click();
}

test('openid: a real provider, the level it must have, and a proof anew', () =>
    withProvider(
        (callback) =>
            realProvider(
                {
                    sara: { employeeHsaId: 'SE2321000131-P000000000001', commissionHsaId: 'SE2321000131-U000000000001', commissionPurpose: 'Vård och behandling' },
                    okand: { employeeHsaId: 'SE2321000131-P000000000099' },
                },
                callback,
            ),
        async (chrome, server) => {
            const page = await visitor(chrome, server);
            await page.goto('/personer');
            await look(page, 'sign-in with a provider');
            await press(page, 'Logga in med tjänstekort');
            await atProvider(page, 'sara loa3');
            await page.waitForURL('**/personer');
            assert((await page.getByRole('banner').innerText()).includes('Sjuksköterska'), 'the assignment of the provider is chosen');
            // Changing how one signs in asks who one is, at the provider, and comes back.
            await page.waitForTimeout(8500);
            await page.goto('/konto/losenord');
            assert((await mainText(page)).includes('Bekräfta att det är du'), 'asked once more');
            await look(page, 'prove at the provider');
            await press(page, 'Logga in med tjänstekort');
            await atProvider(page, 'sara loa3');
            await page.waitForURL('**/konto/losenord');
            assert(!page.complaints.length, page.complaints.join('\n'));

            for (const [who, words] of [
                ['sara loa2', 'för låg tillitsnivå'],
                ['okand loa3', 'inget konto i Vaka'],
            ]) {
                const other = await visitor(chrome, server);
                await other.goto('/logga-in');
                await press(other, 'Logga in med tjänstekort');
                await atProvider(other, who);
                await other.waitForURL('**/logga-in/svar**');
                assert((await mainText(other)).includes(words), `${who}: ${await mainText(other)}`);
                await other.getByRole('alert').getByRole('heading', { name: 'Det gick inte att logga in' }).waitFor();
                assert((await other.locator('[aria-invalid], .ds-error-summary a').count()) === 0, 'no field of the password is wrong');
                await look(other, `refused by the provider, ${who}`);
                await other.goto('/personer');
                assert(new URL(other.url()).pathname === '/logga-in', `${who} is not let in`);
            }
        },
    ));

const second = () => Math.floor(Date.now() / 1000);

// What is said, and what the user is told of it.
const forgeries = {
    'algorithm none': (p) => (claims) => signed({ alg: 'none' }, claims),
    'the public key as a secret': (p) => (claims) => signed({ alg: 'HS256', kid: 'one' }, claims, p.key),
    'another key under the same name': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, claims, newKey('one')),
    'a key that nobody knows': (p) => (claims) => signed({ alg: 'RS256', kid: 'two' }, claims, newKey('two')),
    'a header with extensions': (p) => (claims) => signed({ alg: 'RS256', kid: 'one', crit: ['b64'], b64: false }, claims, p.key),
    'another audience': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, aud: 'another' }, p.key),
    'several audiences': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, aud: ['vaka', 'another'] }, p.key),
    'another issuer': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, iss: 'https://elsewhere.test' }, p.key),
    'another nonce': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, nonce: 'x' }, p.key),
    'no nonce': (p) => ({ nonce, ...claims }) => signed({ alg: 'RS256', kid: 'one' }, claims, p.key),
    'expired': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, exp: second() - 200 }, p.key),
    'stale': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, iat: second() - 4000 }, p.key),
    'from the future': (p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, iat: second() + 4000 }, p.key),
    'claims changed after the signature': (p) => (claims) => {
        const [header, , signature] = signed({ alg: 'RS256', kid: 'one' }, claims, p.key).split('.');
        return `${header}.${Buffer.from(JSON.stringify({ ...claims, employeeHsaId: 'SE2321000131-P000000000002' })).toString('base64url')}.${signature}`;
    },
    'no token at all': (p) => () => 'inget',
};
const told = {
    'too low a level': [(p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, acr: 'loa2' }, p.key), 'för låg tillitsnivå'],
    'nobody here': [(p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, employeeHsaId: 'SE2321000131-P000000000009' }, p.key), 'inget konto i Vaka'],
    'an assignment not held': [(p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, commissionHsaId: 'SE2321000131-U000000000009' }, p.key), 'gäller inte här i dag'],
    'another purpose': [(p) => (claims) => signed({ alg: 'RS256', kid: 'one' }, { ...claims, commissionPurpose: 'Forskning' }, p.key), 'gäller inte här i dag'],
};

async function tryIn(chrome, server) {
    const page = await visitor(chrome, server);
    await page.goto('/logga-in');
    await press(page, 'Logga in med tjänstekort');
    await page.waitForURL(/svar|\/$/);
    return page;
}

async function assertOut(page, where) {
    const cookies = await page.context().cookies();
    assert(!cookies.some((cookie) => cookie.name === 'vaka' && cookie.value), `${where}: a session was given`);
    await page.goto('/personer');
    assert(new URL(page.url()).pathname === '/logga-in', `${where}: let in`);
}

test('openid: forged and stale tokens, replayed and borrowed states', () =>
    withProvider(hostileProvider, async (chrome, server, provider) => {
        const honest = provider.make;
        const good = await tryIn(chrome, server);
        await good.getByRole('link', { name: 'Min dag' }).first().waitFor();
        await (await tryIn(chrome, server)).getByRole('link', { name: 'Min dag' }).first().waitFor();
        await good.goto('/');
        assert((await mainText(good)).includes('från en ny telefon eller dator'), 'another device is told of');

        for (const [name, make] of Object.entries(forgeries)) {
            provider.make = make(provider);
            const page = await tryIn(chrome, server);
            assert((await mainText(page)).includes('gick inte att kontrollera'), `${name}: ${await mainText(page)}`);
            await assertOut(page, name);
            await page.context().close();
        }
        for (const [name, [make, words]] of Object.entries(told)) {
            provider.make = make(provider);
            const page = await tryIn(chrome, server);
            assert((await mainText(page)).includes(words), `${name}: ${await mainText(page)}`);
            await assertOut(page, name);
            await page.context().close();
        }

        // A token that was good once: its nonce belongs to another sign-in.
        const old = honest(provider.lastClaims);
        provider.make = () => old;
        await assertOut(await tryIn(chrome, server), 'a replayed token');
        provider.make = honest;

        // The same answer twice.
        const again = await tryIn(chrome, server);
        await again.getByRole('link', { name: 'Min dag' }).first().waitFor();
        const callback = provider.lastCallback;
        await again.goto(callback);
        assert((await mainText(again)).includes('gick inte att kontrollera'), 'a state serves once');

        // An answer that somebody else's browser began.
        provider.hold = true;
        const attacker = await visitor(chrome, server);
        await attacker.goto('/logga-in');
        await press(attacker, 'Logga in med tjänstekort');
        await attacker.waitForURL('**/held');
        const victim = await visitor(chrome, server);
        await victim.goto('/logga-in');
        await victim.goto(provider.lastCallback);
        assert((await mainText(victim)).includes('gick inte att kontrollera'), 'a borrowed state is refused');
        await assertOut(victim, 'a borrowed state');
        provider.hold = false;

        // The provider changes its key; the old one is no longer believed.
        const before = provider.key;
        provider.key = newKey('next');
        await new Promise((resolve) => setTimeout(resolve, 31000)); // keys are asked for anew after half a minute
        const rotated = await tryIn(chrome, server);
        await rotated.getByRole('link', { name: 'Min dag' }).first().waitFor();
        provider.make = (claims) => signed({ alg: 'RS256', kid: 'one' }, claims, before);
        await assertOut(await tryIn(chrome, server), 'the key of before');
        assert(!server.log().includes('SE2321000131'), 'no identifier in the log of the server');
    }));

// Where the provider is away the browser would show a page of its own, without a word of what to do.
test('openid: a provider that does not answer is told by the program, and what comes after is kept', () =>
    withProvider(hostileProvider, async (chrome, server, provider) => {
        const page = await visitor(chrome, server);
        await page.goto('/personer');
        await press(page, 'Logga in med tjänstekort');
        await page.waitForURL('**/personer');
        const other = await visitor(chrome, server);
        await other.goto('/personer');
        await provider.stop();
        await page.waitForTimeout(10500); // for so long it is taken to answer

        const told = async (where, from) => {
            const alert = from.getByRole('alert');
            await alert.getByRole('heading', { name: 'Det gick inte att logga in' }).waitFor();
            assert((await alert.innerText()).includes('Inloggningstjänsten svarar inte just nu. Försök igen om en stund.'), await alert.innerText());
            assert((await from.locator('[aria-invalid], .ds-error-summary a').count()) === 0, `${where}: no field is wrong`);
            await look(from, `the provider is away, ${where}`);
        };
        // Those who come right after do not wait for it, nor ask it again.
        const asked = () => server.log().split('not-now').length - 1;
        await press(other, 'Logga in med tjänstekort');
        await other.getByRole('alert').waitFor();
        const began = Date.now();
        const before = asked();
        await press(other, 'Logga in med tjänstekort');
        await other.getByRole('alert').waitFor();
        assert(before > 0 && (asked() === before || Date.now() - began > 4000), `asked once for several: ${server.log()}`);
        await told('signing in', other);
        await page.goto('/konto/losenord');
        await press(page, 'Logga in med tjänstekort');
        await page.getByRole('heading', { level: 1, name: 'Bekräfta att det är du' }).waitFor();
        await told('once more', page);

        // It is there again: the same pages lead where they were to.
        const again = await hostileProvider(undefined, Number(new URL(provider.issuer).port));
        again.key = provider.key;
        try {
            await page.waitForTimeout(5500); // for so long it is taken to be away
            await press(other, 'Logga in med tjänstekort');
            await other.waitForURL('**/personer');
            await press(page, 'Logga in med tjänstekort');
            await page.waitForURL('**/konto/losenord');
        } finally {
            await again.stop();
        }
    }));
