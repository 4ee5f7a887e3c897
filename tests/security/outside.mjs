// SPDX-License-Identifier: EUPL-1.2
//
// Forced browsing: every route of the table, asked without a session and as every role, with the
// ids of a person that nobody's unit has to do with. Whatever is answered is no fault of the server,
// carries its headers, and shows nothing of that person; nothing is changed without a token. With one,
// for persons whom the unit has to do with, has not, and had once: what tests/access/matrix.expected says.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, assert, demo, finish, folder, hidden, serve, signIn, sql, test, vaka, verify } from '../faults/server.mjs';

const database = demo(join(folder, 'outside.db'));
const routes = [...readFileSync(join(process.env.VAKA_SOURCE, 'src/web/routes.def'), 'utf8').matchAll(/^ROUTE\((GET|POST),\s*"([^"]+)",\s*(\w+),\s*\w+,\s*(\w+),/gm)].map(
    ([, method, path, act, speed]) => ({ method, path, act, speed }),
);
const logins = vaka('demo', '--users')
    .out.split('\n')
    .map((line) => line.match(/^ {2}(\S+) /)?.[1])
    .filter(Boolean);

// The person whom fewest units have a relation to, and those units.
const [[stream, family, number]] = sql(
    database,
    `SELECT p.stream, p.family_name, p.number FROM der_person p
     WHERE length(p.number) = 12 AND NOT EXISTS (SELECT 1 FROM der_person q WHERE q.family_name = p.family_name AND q.stream <> p.stream)
     ORDER BY (SELECT count(*) FROM der_relation r WHERE r.stream = p.stream), p.stream LIMIT 1`,
).map((line) => line.split('|'));
const units = sql(database, `SELECT unit FROM der_relation WHERE stream = '${stream}'`);
const outsiders = logins.filter((login) => !belongs(login));

function belongs(login) {
    return (
        sql(
            database,
            `SELECT 1 FROM op_account a JOIN der_assignment s ON s.stream = a.user_stream
             WHERE a.login = '${login}' AND s.unit IN (${units.map((unit) => `'${unit}'`).join(',') || "''"})`,
        ).length > 0
    );
}

const values = { id: stream.split('/')[1], seq: '1', kind: 'person_moved', decision: 'x', clause: '1', message: '1', file: 'x', subject: 'user', day: '2026-01-01' };
const fill = (path) => path.replace(/\{(\w+)(:int)?\}/g, (_, name, int) => values[name] ?? (int ? '1' : values.id));
const needed = {
    'content-security-policy': /^default-src 'none'; .*frame-ancestors 'none'; base-uri 'none'$/,
    'x-content-type-options': /^nosniff$/,
    'referrer-policy': /^same-origin$/,
    'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/,
    'permissions-policy': /camera=\(\)/,
};

function look(route, who, answer) {
    const what = `${route.method} ${route.path} as ${who}`;
    assert(answer.status < 500, `${what}: ${answer.status}`);
    for (const [name, form] of Object.entries(needed)) assert(form.test(answer.headers[name] ?? ''), `${what}: ${name} is ${answer.headers[name]}`);
    if (!route.path.startsWith('/assets')) assert(answer.headers['cache-control'] === 'no-store', `${what}: Cache-Control`);
    return what;
}
// Somebody with several assignments takes the first.
async function choose(server, cookie) {
    const page = await ask(server.url, '/uppdrag', { cookie });
    const [, csrf] = page.text.match(/name="csrf" value="([^"]*)"/);
    const [, assignment] = page.text.match(/name="assignment"[^>]*value="([^"]*)"/) ?? page.text.match(/value="([^"]*)"[^>]*name="assignment"/);
    const answer = await ask(server.url, '/uppdrag', { method: 'POST', cookie, form: { csrf, assignment } });
    assert(answer.status === 303, `choosing was answered ${answer.status}`);
}
const seen = new Set();
let shown = 0;
const asked = routes.filter(({ speed }) => speed !== 'STREAM');

await test(`${asked.length} routes without a session`, async () => {
    assert(routes.length > 40, 'the table was not read');
    const server = await serve(database);
    for (const route of asked) {
        const answer = await ask(server.url, fill(route.path), { method: route.method, form: route.method === 'POST' ? { csrf: 'x' } : null });
        const what = look(route, 'nobody', answer);
        if (route.act !== 'ACT_SIGN_IN') assert([303, 401, 403, 404, 415, 400].includes(answer.status), `${what}: ${answer.status}`);
        assert(!answer.text.includes(number) && !answer.text.includes(family), `${what}: shows the person`);
    }
    await server.stop();
});

await test(`${asked.length} routes as each of ${logins.length} users, with another's ids and no token`, async () => {
    const server = await serve(database);
    const before = sql(database, 'SELECT count(*) FROM log_event')[0];
    assert(outsiders.length > 3, `only ${outsiders.length} have nothing to do with the person`);
    for (const login of logins) {
        const cookie = await signIn(server, login);
        await choose(server, cookie);
        for (const route of asked) {
            if (route.path === '/logga-ut') continue;
            const post = route.method === 'POST';
            const answer = await ask(server.url, fill(route.path), { method: route.method, cookie, form: post ? { csrf: '0'.repeat(64) } : null });
            const what = look(route, login, answer);
            seen.add(answer.status);
            // A step that comes first is shown instead: an assignment, or who one is once more.
            const first = answer.status === 303 && /^\/(uppdrag|bekrafta|logga-in)/.test(answer.headers.location);
            if (post && route.act !== 'ACT_SEND') assert(first || (answer.status >= 400 && answer.status < 500), `${what}: ${answer.status} without a token`);
            if (!outsiders.includes(login) && answer.text.includes(family)) shown++;
            if (outsiders.includes(login) && /\{id\}/.test(route.path) && !route.path.startsWith('/forvaltning'))
                assert(!answer.text.includes(number) && !answer.text.includes(family), `${what}: ${answer.status} shows the person`);
        }
    }
    assert(sql(database, 'SELECT count(*) FROM log_event')[0] === before, 'something was recorded');
    assert(shown > 0, 'nobody sees the person, so nothing was tried');
    assert(seen.has(200) && seen.has(403), `only ${[...seen].join(', ')} were answered`);
    await server.stop();
    verify(database);
});

// ---- what the matrix of access says ----

const LOGINS = {
    ward: 'avdelning', planner: 'planerare', nurse: 'sjukskoterska', physiotherapist: 'fysioterapeut', unit_manager: 'chef',
    fixed_care_contact: 'vardkontakt', primary_rehabilitation: 'rehab', medically_responsible: 'mas', needs_assessor: 'bistand',
    care_staff: 'omvardnad', unit_coordinator: 'samordnare', physician: 'lakare', administrator: 'forvaltare',
};
// Not asked for with an assignment, or not a page: signing in and out, live updates, other systems.
const OWN_WAY = new Set(['ACT_SIGN_IN', 'ACT_CHOOSE', 'ACT_CONFIRM', 'ACT_ACCOUNT', 'ACT_SECURE', 'ACT_SEND']);
const KIND = 'interpreter_noted';

// role → act (and kind) → the verdict without a relation, with one, and with one that is past
function matrix() {
    const table = {};
    for (const line of readFileSync(join(process.env.VAKA_SOURCE, 'tests/access/matrix.expected'), 'utf8').split('\n')) {
        if (!line) break; // records follow
        const [role, act, kind, none, relation, , past] = line.split(/\s{2,}/);
        if (!line.startsWith('#')) table[`${role} ${act} ${kind}`] = { none, relation, past };
    }
    return table;
}

// `relation`: as in the matrix.
function someone(login, relation) {
    const unit = `(SELECT a.unit FROM der_assignment a JOIN der_user u ON u.stream = a.stream WHERE u.login = '${login}' LIMIT 1)`;
    const own = `EXISTS (SELECT 1 FROM der_relation r WHERE r.stream = p.stream AND r.unit = ${unit}`;
    const is = { none: `NOT ${own})`, relation: `${own})`, past: `${own} AND r.until < 9223372036854775807)` }[relation];
    const [row] = sql(database, `SELECT p.stream, p.given_name || ' ' || p.family_name FROM der_person p WHERE ${is} LIMIT 1`);
    return row && { id: row.split('|')[0].split('/')[1], name: row.split('|')[1], relation };
}

const about = (path, person) => fill(path.replace('/varfor', '/varfor?beslut=x&nummer=1').replace('{id}', person.id).replace('{kind}', KIND));

// What is wrong with an answer, or nothing.
function faultOf(route, path, verdict, answer, person) {
    const { status } = answer, to = answer.headers.location ?? '';
    if (verdict === 'allowed') return status === 401 || (status === 403 && route.method === 'GET') ? 'refused' : '';
    if (person && answer.text.includes(person.name)) return 'tells the name';
    // Where a reason is stated stands nothing of the person, and it is the same for a person who is none.
    if (path.endsWith('/skal')) return [200, 303, 401, 403, 422].includes(status) ? '' : 'neither asked nor refused';
    if (verdict === 'after-reason') return (status === 303 && to.includes('/skal')) || status === 403 ? '' : 'asks for no reason';
    return [303, 401, 403, 404].includes(status) ? '' : 'not refused';
}

async function askByMatrix(relations) {
    const server = await serve(database);
    const expected = matrix();
    const wrong = [];
    let count = 0;
    for (const [role, login] of Object.entries(LOGINS)) {
        const cookie = await signIn(server, login);
        await choose(server, cookie);
        const csrf = hidden((await ask(server.url, '/konto', { cookie })).text, 'csrf');
        assert(csrf, `${login} has no token`);
        for (const person of relations.map((relation) => someone(login, relation)).filter(Boolean))
            for (const route of asked.filter(({ act }) => !OWN_WAY.has(act))) {
                const one = route.path.includes('{id}');
                if (!one && person.relation !== 'relation') continue;
                const act = route.act.slice(4).toLowerCase().replaceAll('_', '-');
                const row = expected[`${role} ${act} ${act === 'record' || act === 'correct' ? KIND : '-'}`];
                assert(row, `the matrix has no ${role} ${act}`);
                // Whether an entry may be corrected or moved depends on whose it is.
                if (act === 'correct' || (act === 'record' && !route.path.includes('{kind}'))) continue;
                const path = about(route.path, person);
                const verdict = one ? row[person.relation] : row.none;
                const answer = await ask(server.url, path, { method: route.method, cookie, form: route.method === 'POST' ? { csrf } : null });
                const fault = faultOf(route, path, verdict, answer, one && person);
                if (fault) wrong.push(`${role} (${person.relation}) ${route.method} ${path}: ${verdict}, but ${answer.status}, ${fault}`);
                count++;
            }
    }
    await server.stop();
    assert(!wrong.length, `${wrong.length} of ${count}:\n${wrong.join('\n')}`);
    return count;
}

// The people of the demo go back a year: openingDays says whether their relations hold.
async function underLaw(openingDays, work) {
    writeFileSync(`${database}.law`, JSON.stringify({ openingDays }));
    try {
        return await work();
    } finally {
        rmSync(`${database}.law`);
    }
}

await test('every route, by every role, for persons of the unit and others', () =>
    underLaw(3660, async () => {
        const count = await askByMatrix(['relation', 'none']);
        assert(count > 500, `only ${count} were asked`);
    }));

await test('every route, by every role, for a person whose relation to the unit is past', () =>
    underLaw(0, async () => {
        const count = await askByMatrix(['past']);
        assert(count > 100, `only ${count} were asked`);
    }));

// What the ward sent and others have decided on is no part of its own any more.
await test('a relation that is over finds nobody, and opens the case with a reason only', async () => {
    const [[stream, family, number]] = sql(
        database,
        `SELECT r.stream, p.family_name, p.number FROM der_relation r JOIN der_person p ON p.stream = r.stream
         JOIN der_assignment s ON s.unit = r.unit JOIN op_account a ON a.user_stream = s.stream
         WHERE a.login = 'avdelning' AND length(p.number) = 12 AND r.until < 9223372036854775807
         AND NOT EXISTS (SELECT 1 FROM der_person q WHERE q.family_name = p.family_name AND q.stream <> p.stream)
         ORDER BY r.until LIMIT 1`,
    ).map((line) => line.split('|'));
    const address = `/arende/${stream.split('/')[1]}`;
    const law = (days) => writeFileSync(`${database}.law`, JSON.stringify({ openingDays: days }));
    const shows = (text) => text.includes(family) || text.includes(number) || text.includes(number.slice(-4));
    const ward = async (work) => {
        const server = await serve(database);
        const cookie = await signIn(server, 'avdelning');
        await choose(server, cookie);
        const get = (path) => ask(server.url, path, { cookie });
        const post = async (path, form) => {
            const [, csrf] = (await get('/personer')).text.match(/name="csrf" value="([^"]*)"/);
            return ask(server.url, path, { method: 'POST', cookie, form: { csrf, ...form } });
        };
        // The page of what was searched for shows the word that was typed.
        const finds = async () => (await post('/personer', { sok: family })).text.includes(address);
        await work(get, post, finds);
        await server.stop();
    };
    law(3660);
    await ward(async (get, post, finds) => {
        assert(await finds(), 'a relation that holds finds nobody');
        assert(shows((await get(address)).text), 'a relation that holds opens nothing');
    });
    law(0);
    await ward(async (get, post, finds) => {
        assert(!(await finds()), 'the search finds the person');
        assert(!shows((await get('/personer')).text), 'the list shows the person');
        for (const path of ['', '/vils-kort', '/varfor?beslut=x&sak=&nummer=1', '/ny/interpreter_noted']) {
            const answer = await get(address + path);
            assert([303, 403].includes(answer.status), `${path}: ${answer.status}`);
            assert(!shows(answer.text), `${path} shows the person`);
        }
        const stated = await post(`${address}/skal`, { reason: 'Ringde och frågade om sitt sår' });
        assert(stated.status === 303, `the reason was answered ${stated.status}`);
        assert(shows((await get(address)).text), 'a reason opens nothing');
        assert(!(await finds()), 'a reason is no relation');
    });
    rmSync(`${database}.law`);
});

await test('a user who is faster than anybody is told to wait', async () => {
    const server = await serve(database, ['--requests', '60']);
    const cookie = await signIn(server);
    let answer;
    for (let i = 0; i < 80 && answer?.status !== 429; i++) answer = await ask(server.url, '/rutin', { cookie });
    assert(answer.status === 429 && Number(answer.headers['retry-after']) >= 1, `${answer.status}, Retry-After ${answer.headers['retry-after']}`);
    assert(answer.text.includes('Vänta en liten stund'), answer.text);
    const other = await signIn(server, 'lakare');
    assert((await ask(server.url, '/rutin', { cookie: other })).status === 200, 'another user waits too');
    await server.stop();
});
finish();
