// SPDX-License-Identifier: EUPL-1.2
//
// What can be asked of the site, read out of its own tables (routes.def, forms.def, the vocabulary),
// so that a route that is added is tried from outside without anybody remembering it. Each place of
// a path is filled with all that a database really holds for it; a place that is not known here is
// an error, not left out.
//   node tests/security/table.mjs DATABASE ADDRESS
// For tools that try each of them thousands of times: an address of every route, with who is answered
// there by the server; lines of login, cookie, method, address and body, parted by tabs.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, assert, hidden, signIn, sql, vaka } from '../faults/server.mjs';

const source = process.env.VAKA_SOURCE ?? '.';
export const everyRoutine = join(source, 'routines');
const read = (path) => readFileSync(join(source, path), 'utf8');

const lines = [...read('src/web/routes.def').matchAll(/^ROUTE\(/gm)].length;
export const routes = [...read('src/web/routes.def').matchAll(/^ROUTE\((GET|POST),\s*"([^"]+)",\s*(\w+),\s*FORM_(\w+),\s*(\w+),\s*\w+\)$/gm)].map(
    ([, method, path, act, form, speed]) => ({ method, path, act, form, speed }),
);
if (!lines || routes.length !== lines) throw new Error(`${routes.length} of ${lines} routes were read`);

// form → its fields
export const forms = Object.fromEntries(
    [...read('src/web/forms.def').matchAll(/^FORM\((\w+),[^;]*?\)\n(?=\n|$)/gm)].map(([whole, id]) => [
        id,
        [...whole.matchAll(/INPUT\("(\w+)", (\w+), (\w+)\)/g)].map(([, name, type, need]) => ({ name, type, need })),
    ]),
);
for (const { path, form } of routes) if (!forms[form]) throw new Error(`${path}: the form ${form} was not read`);

// kind of event → what it is recorded of
const vocabulary = readdirSync(join(source, 'src/care')).filter((name) => /^vocabulary\w*\.def$/.test(name)).map((name) => read(`src/care/${name}`)).join('\n');
const kinds = Object.fromEntries([...vocabulary.matchAll(/^EVENT\((\w+), (\w+),/gm)].map(([, id, stream]) => [id, stream]));
const about = (stream) => Object.keys(kinds).filter((id) => kinds[id] === stream);
const SUBJECTS = ['organisation', 'unit', 'area', 'user'];

const idOf = (stream) => stream.split('/')[1];

// What the places of the paths can be in a database, of one person; files as pages link to them.
export function placesOf(database, person, files = ['app.css']) {
    const ids = (subject) => sql(database, `SELECT stream FROM der_${subject} ORDER BY stream`).map(idOf);
    const seqs = sql(database, `SELECT seq FROM log_event WHERE stream = 'person/${person}' ORDER BY seq`);
    const messages = sql(database, 'SELECT number FROM op_message ORDER BY number');
    const routines = ['hemsjukvard', 'vils'].map((name) => `routines/${name}`);
    const clauses = routines.flatMap((folder) => JSON.parse(read(`${folder}/routine.json`)).clauses.map(({ id }) => id));
    const decisions = routines.flatMap((folder) =>
        readdirSync(join(source, folder))
            .filter((name) => name.endsWith('.dmn'))
            .flatMap((name) => [...read(`${folder}/${name}`).matchAll(/<decision id="[^"]*" name="([^"]+)"/g)])
            .map(([, name]) => name),
    );
    const changed = SUBJECTS.flatMap((subject) => ids(subject).slice(0, 2).flatMap((id) => about(subject).map((kind) => ({ subject, id, kind }))));
    return {
        '/forvaltning/anvandare/{id}': ids('user').map((id) => ({ id })),
        '/forvaltning/ny/{kind}': SUBJECTS.map((subject) => ({ kind: about(subject)[0] })),
        '/forvaltning/andra/{subject}/{id}/{kind}': changed,
        '/delegeringar/{subject}/{id}/{kind}': changed.filter(({ kind }) => kind.startsWith('delegation_')),
        '/arende/{id}/ny/{kind}': about('person').map((kind) => ({ id: person, kind })),
        '/arende/{id}/{seq:int}': seqs.map((seq) => ({ id: person, 'seq:int': seq })),
        '/arende/{id}': [{ id: person }],
        '/rutin/{decision}': decisions.map((decision) => ({ decision })),
        '/klausul/{clause}': clauses.map((clause) => ({ clause })),
        '/meddelanden/{message:int}': messages.map((message) => ({ 'message:int': message })),
        '/assets/{file}': files.map((file) => ({ file })),
    };
}

// The line of placesOf() that speaks of a path: the longest that all its places stand in.
function linesOf(places, path) {
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    if (!names.length) return [{}];
    const found = Object.keys(places)
        .filter((known) => path.startsWith(known.slice(0, known.indexOf('{'))) && [...known.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name).join() === names.join())
        .sort((a, b) => b.length - a.length)[0];
    if (!found) throw new Error(`what may stand in ${path} is not known to tests/security/table.mjs`);
    if (!places[found].length) throw new Error(`the database holds nothing for ${path}`);
    return places[found];
}

// Every path of a route in a database.
export function pathsOf(route, places) {
    return linesOf(places, route.path).map((values) => route.path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(values[name])));
}

// What the fields of a form hold, so that the page behind it is reached: `given` before what the type
// allows, and in a line `line`.
export function fieldsOf(route, given = {}, line = '') {
    const sample = { INPUT_INT: '1', INPUT_FLAG: '1', INPUT_PATH: '/framat', INPUT_TYPED: '', INPUT_SECRET: 'fel-fel-fel-fel', INPUT_FILE: 'a;b', INPUT_TEXT: 'text' };
    const fields = {};
    for (const { name, type } of forms[route.form]) fields[name] = given[name] ?? sample[type] ?? line;
    return fields;
}

// With values that the pages take, of another's unit and case.
export function givenOf(database, person) {
    const [unit] = sql(database, 'SELECT stream FROM der_unit ORDER BY stream DESC LIMIT 1').map(idOf);
    const [assignment] = sql(database, 'SELECT id FROM der_assignment LIMIT 1');
    const [number] = sql(database, `SELECT number FROM der_person WHERE stream = 'person/${person}'`);
    const day = sql(database, "SELECT date('now')")[0];
    const [duty, thing] = sql(database, `SELECT decision, thing FROM der_duty WHERE stream = 'person/${person}' LIMIT 1`)[0]?.split('|') ?? ['Läge', ''];
    return { enhet: unit, sok: number, fran: day, till: day, arende: person, beslut: duty, sak: thing, assignment, veckor: '4', sett: '0', date: day, time: '12:00' };
}

// A message from another system that waits to be mended.
export function makeWaiting(database) {
    const unit = (name) => sql(database, `SELECT stream FROM der_unit WHERE name = '${name}'`)[0];
    const words = ['--database', database, '--routine', everyRoutine];
    const made = vaka('sender', ...words, '--login', 'samsa', '--receiver', unit('Planeringsfunktionen'), '--unit', unit('Demosjukhuset, avdelning 4'));
    assert(made.status === 0, `vaka sender: ${made.err}`);
    const folder = mkdtempSync(join(tmpdir(), 'vaka-message-'));
    writeFileSync(join(folder, 'bad.json'), '{"format": "vaka-meddelande/1"');
    vaka('intake', ...words, '--as', 'samsa', join(folder, 'bad.json'));
    rmSync(folder, { recursive: true });
    assert(sql(database, "SELECT 1 FROM op_message WHERE state = 'waiting'").length === 1, 'no message waits');
}

// Somebody with several assignments takes the first.
export async function choose(server, cookie) {
    const page = await ask(server.url, '/uppdrag', { cookie });
    const [, csrf] = page.text.match(/name="csrf" value="([^"]*)"/);
    const [, assignment] = page.text.match(/name="assignment"[^>]*value="([^"]*)"/) ?? page.text.match(/value="([^"]*)"[^>]*name="assignment"/);
    const answer = await ask(server.url, '/uppdrag', { method: 'POST', cookie, form: { csrf, assignment } });
    assert(answer.status === 303, `choosing was answered ${answer.status}`);
}

// The files that a page links to; their names hold what they hold.
export async function filesOf(server) {
    const page = await ask(server.url, '/logga-in');
    return [...new Set([...page.text.matchAll(/"\/assets\/([^"]+)"/g)].map(([, name]) => name))];
}

async function everybody(server) {
    const users = [];
    for (const login of ['sjukskoterska', 'omvardnad', 'planerare', 'chef', 'mas', 'forvaltare']) {
        const cookie = await signIn(server, login);
        await choose(server, cookie);
        users.push({ login, cookie, csrf: hidden((await ask(server.url, '/konto', { cookie })).text, 'csrf') });
    }
    return users;
}

async function main(database, url) {
    makeWaiting(database);
    const [person] = sql(database, 'SELECT stream FROM der_vils ORDER BY stream LIMIT 1').map(idOf);
    const places = placesOf(database, person, await filesOf({ url }));
    const given = givenOf(database, person);
    const users = await everybody({ url });
    for (const route of routes.filter(({ speed, path }) => speed !== 'STREAM' && path !== '/logga-ut')) {
        const [path] = pathsOf(route, places);
        const query = new URLSearchParams(fieldsOf(route, given, '1')).toString();
        let who = users[0];
        for (const user of users.toReversed()) if ((await ask(url, path, { cookie: user.cookie })).status === 200) who = user;
        const get = route.method === 'GET';
        console.log([who.login, who.cookie, route.method, `${url}${path}${get && query ? `?${query}` : ''}`, get ? '' : `csrf=${who.csrf}&${query}`].join('\t'));
    }
    process.exit(0);
}
if (process.argv[1]?.endsWith('table.mjs')) await main(process.argv[2], process.argv[3]);
