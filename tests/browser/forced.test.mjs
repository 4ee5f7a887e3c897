// SPDX-License-Identifier: EUPL-1.2
//
// Every route of the table, asked by every role with its own address bar: for a person whom the unit
// has to do with, for one whom it has not, and for one whom it had to do with once. The answers are those of tests/access/matrix.expected,
// and nothing that is refused tells the person's name.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PASSWORD, assert, root, signIn, visitor, walkTest } from './harness.mjs';

const LOGINS = {
    ward: 'avdelning', planner: 'planerare', nurse: 'sjukskoterska', physiotherapist: 'fysioterapeut', unit_manager: 'chef',
    fixed_care_contact: 'vardkontakt', primary_rehabilitation: 'rehab', medically_responsible: 'mas', needs_assessor: 'bistand',
    care_staff: 'omvardnad', unit_coordinator: 'samordnare', physician: 'lakare', administrator: 'forvaltare',
};
// Not asked for with an assignment, or not a page: signing in and out, live updates, other systems.
const OWN_WAY = new Set(['ACT_SIGN_IN', 'ACT_CHOOSE', 'ACT_CONFIRM', 'ACT_ACCOUNT', 'ACT_SECURE', 'ACT_SEND']);
const KIND = 'interpreter_noted';

function routes() {
    const text = readFileSync(join(root, 'src/web/routes.def'), 'utf8');
    return [...text.matchAll(/^ROUTE\((GET|POST),\s*"([^"]+)",\s*(ACT_\w+)/gm)].map(([, method, path, act]) => ({ method, path, act }));
}

// role → act (and kind) → the verdict without a relation, with one, and with one that is past
function matrix() {
    const table = {};
    for (const line of readFileSync(join(root, 'tests/access/matrix.expected'), 'utf8').split('\n')) {
        if (!line) break; // records follow
        const [role, act, kind, none, relation, , past] = line.split(/\s{2,}/);
        if (!line.startsWith('#')) table[`${role} ${act} ${kind}`] = { none, relation, past };
    }
    return table;
}

function ask(server, sql) {
    const asked = spawnSync('sqlite3', ['-readonly', '-separator', '\t', server.database, sql], { encoding: 'utf8' });
    assert(asked.status === 0, `sqlite3: ${asked.stderr}`);
    return asked.stdout.trim().split('\n').filter(Boolean).map((row) => row.split('\t'));
}

// `relation`: as in the matrix.
function someone(server, login, relation) {
    const unit = `(SELECT a.unit FROM der_assignment a JOIN der_user u ON u.stream = a.stream WHERE u.login = '${login}' LIMIT 1)`;
    const own = `EXISTS (SELECT 1 FROM der_relation r WHERE r.stream = p.stream AND r.unit = ${unit}`;
    const is = { none: `NOT ${own})`, relation: `${own})`, past: `${own} AND r.until < 9223372036854775807)` }[relation];
    const rows = ask(server, `SELECT p.stream, p.given_name, p.family_name FROM der_person p WHERE ${is} LIMIT 1`);
    return rows.length ? { id: rows[0][0].split('/')[1], name: `${rows[0][1]} ${rows[0][2]}`, relation } : null;
}

// The administrator has no day to come to.
async function enter(page, login) {
    if (login !== LOGINS.administrator) return signIn(page, login);
    await page.goto('/logga-in');
    await page.getByLabel('Användarnamn').fill(login);
    await page.getByLabel('Lösenord').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Logga in' }).click();
    await page.locator('.menu-name').waitFor({ state: 'attached' });
}

// Where a reason is stated stands nothing of the person, and it is the same for a person who is none.
const isReason = (path) => path.endsWith('/skal');

const fill = (path, person) => path.replace('/varfor', '/varfor?beslut=x&nummer=1').replace('{id}', person.id).replace('{kind}', KIND).replace(/\{[^}]*:int\}/, '2').replace(/\{\w+\}/, 'x');

async function askAll(chrome, server, relations) {
    const expected = matrix();
    const wrong = [];
    let asked = 0;
    const judge = async (who, route, path, verdict, answer, person) => {
        asked++;
        const status = answer.status();
        const to = answer.headers().location ?? '';
        const said = `${who} ${route.method} ${path}: ${verdict}, but ${status} ${to}`;
        if (verdict === 'allowed') {
            if (status === 401 || (status === 403 && route.method === 'GET')) wrong.push(said);
            return;
        }
        if (isReason(path) && verdict !== 'allowed') {
            if (![200, 303, 401, 403, 422].includes(status)) wrong.push(said);
        } else if (verdict === 'after-reason' ? !(status === 303 && to.includes('/skal')) && status !== 403 : ![303, 401, 403, 404].includes(status)) wrong.push(said);
        if (person && (await answer.text()).includes(person.name)) wrong.push(`${said}, and it tells the name`);
    };
    for (const [role, login] of Object.entries(LOGINS)) {
        const page = await visitor(chrome, server);
        await enter(page, login);
        const csrf = await page.locator('input[name=csrf]').first().inputValue();
        for (const person of relations.map((relation) => someone(server, login, relation)).filter(Boolean))
            for (const route of routes().filter(({ act }) => !OWN_WAY.has(act))) {
                const about = route.path.includes('{id}');
                if (!about && person.relation !== 'relation') continue;
                const act = route.act.slice(4).toLowerCase().replaceAll('_', '-');
                const row = expected[`${role} ${act} ${act === 'record' || act === 'correct' ? KIND : '-'}`];
                assert(row, `the matrix has no ${role} ${act}`);
                // Whether an entry may be corrected or moved depends on whose it is.
                if (act === 'correct' || (act === 'record' && !route.path.includes('{kind}'))) continue;
                const path = fill(route.path, person);
                const options = { maxRedirects: 0, failOnStatusCode: false };
                const answer = route.method === 'GET' ? await page.request.get(path, options) : await page.request.post(path, { ...options, form: { csrf } });
                await judge(`${role} (${person.relation})`, route, path, about ? row[person.relation] : row.none, answer, about && person);
            }
        await page.context().close();
    }
    // Nobody at all.
    const person = someone(server, 'sjukskoterska', 'relation');
    const nobody = await visitor(chrome, server);
    for (const route of routes().filter(({ act }) => !OWN_WAY.has(act))) {
        const path = fill(route.path, person);
        const options = { maxRedirects: 0, failOnStatusCode: false };
        const answer = route.method === 'GET' ? await nobody.request.get(path, options) : await nobody.request.post(path, { ...options, form: { csrf: 'x' } });
        await judge('nobody', route, path, 'denied', answer, person);
    }
    assert(!wrong.length, `${wrong.length} of ${asked}:\n${wrong.join('\n')}`);
    return asked;
}

walkTest('every route, by every role, for persons of the unit and others', async (chrome, server) => {
    const asked = await askAll(chrome, server, ['relation', 'none']);
    assert(asked > 500, `only ${asked} were asked`);
});

walkTest(
    'every route, by every role, for a person whose relation to the unit is past',
    async (chrome, server) => {
        const asked = await askAll(chrome, server, ['past']);
        assert(asked > 100, `only ${asked} were asked`);
    },
    { openingDays: 0 },
);
