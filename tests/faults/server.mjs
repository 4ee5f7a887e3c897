// SPDX-License-Identifier: EUPL-1.2
//
// What the tests of faults stand on: a server as a process of its own, users who record facts through
// its forms, and a book of what they were told was recorded, kept outside of it.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const binary = process.env.VAKA_BINARY ?? join(root, 'build-test', 'vaka');
export const routine = join(root, 'routines', 'hemsjukvard');
export const folder = mkdtempSync(join(tmpdir(), 'vaka-faults-'));
const children = [];
process.on('exit', () => {
    for (const child of children) child.kill('SIGKILL'); // of a test that failed
    rmSync(folder, { recursive: true, force: true });
});

export function assert(truth, message) {
    if (!truth) throw new Error(message);
}

export function vaka(...words) {
    const ran = spawnSync(binary, words, { encoding: 'utf8', env: { ...process.env, LANG: 'C.UTF-8' } });
    return { status: ran.status, out: ran.stdout, err: ran.stderr };
}

export function sql(database, text) {
    const ran = spawnSync('sqlite3', ['-readonly', database, text], { encoding: 'utf8', maxBuffer: 1 << 28 });
    assert(ran.status === 0, `sqlite3: ${ran.stderr}`);
    return ran.stdout.split('\n').filter((line) => line);
}

// A database with what lies beside it.
export function copy(from, to) {
    for (const tail of ['', '-wal', '-shm', '.sign-in', '.checkpoints']) {
        rmSync(to + tail, { recursive: true, force: true });
        if (existsSync(from + tail)) cpSync(from + tail, to + tail, { recursive: true });
    }
    return to;
}

const templates = {};
// A copy of the small demo, made once by the routine, or the folder of routines.
export function demo(to, by = routine) {
    if (!templates[by]) {
        templates[by] = join(folder, `template${Object.keys(templates).length}.db`);
        const made = vaka('demo', '--small', '--database', templates[by], '--routine', by);
        assert(made.status === 0, `vaka demo: ${made.err}`);
    }
    return copy(templates[by], to);
}

export function verify(database) {
    const said = vaka('verify', '--database', database);
    assert(said.status === 0, `verify: ${said.out}${said.err}`);
}

// Starts a server; resolves to {url, pid, kill, stop, alive}.
export async function serve(database, options = [], by = routine, env = {}) {
    const words = ['serve', '--database', database, '--port', '0', '--requests', '0', '--routine', by, ...options];
    const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    children.push(child);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    let log = '';
    const url = await new Promise((resolve, reject) => {
        const look = (chunk) => {
            log += chunk;
            const found = log.match(/http:\/\/127\.0\.0\.1:\d+/);
            if (found) resolve(found[0]);
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        child.on('exit', (code) => reject(new Error(`vaka serve ended with ${code}: ${log}`)));
    });
    return {
        url,
        pid: child.pid,
        alive: () => child.exitCode === null && child.signalCode === null,
        async kill() {
            child.kill('SIGKILL');
            await ended;
        },
        async stop() {
            child.kill('SIGTERM');
            const code = await ended;
            assert(code === 0, `vaka serve ended with ${code}:\n${log}`);
            return log;
        },
    };
}

export const agent = new Agent({ keepAlive: true, maxSockets: 64 });
// {status, headers, text}; rejects when the connection breaks or `ms` pass.
export function ask(url, path, { method = 'GET', cookie = '', form = null, from = undefined, ms = 30000 } = {}) {
    return new Promise((resolve, reject) => {
        const body = form ? new URLSearchParams(form).toString() : null;
        const headers = { cookie };
        if (process.env.VAKA_AGENT) headers['user-agent'] = process.env.VAKA_AGENT; // as which a session is taken on
        if (body !== null) {
            headers['content-type'] = 'application/x-www-form-urlencoded';
            headers['content-length'] = Buffer.byteLength(body);
        }
        const options = { method, headers, timeout: ms, agent: from ? undefined : agent, localAddress: from };
        const asked = httpRequest(url + path, options, (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (chunk) => (text += chunk));
            answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
            answer.on('error', reject);
        });
        asked.on('timeout', () => asked.destroy(new Error(`no answer in ${ms} ms`)));
        asked.on('error', reject);
        asked.end(body ?? undefined);
    });
}

export const hidden = (text, name) => text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

export async function signIn(server, login = 'sjukskoterska', password = 'vaka-hela-natten') {
    const page = await ask(server.url, '/logga-in');
    const cookie = page.headers['set-cookie'][0].split(';')[0];
    const form = { csrf: hidden(page.text, 'csrf'), login, password };
    const answer = await ask(server.url, '/logga-in', { method: 'POST', cookie, form });
    assert(answer.status === 303, `signing in was answered ${answer.status}`);
    return answer.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
}

// Persons with a relation to the nurse's unit.
export function persons(database) {
    return sql(
        database,
        `SELECT r.stream FROM der_relation r JOIN der_unit u ON u.stream = r.unit
         WHERE u.name = 'Hemsjukvården Norr' ORDER BY r.stream`,
    ).map((stream) => stream.split('/')[1]);
}

// Opens a form, fills it in with what typed(key) says and sends it, once more where it is read back first.
// Resolves to {status, key, seen, text}, `seen` being the last entry of the case when it was opened; a key is in
// the book only when the answer was that it is recorded.
export async function send(server, cookie, path, typed, book) {
    const page = await ask(server.url, path, { cookie });
    assert(page.status === 200, `the form ${path} was answered ${page.status}`);
    const came = {};
    for (const name of ['csrf', 'key', 'seen', 'entry', 'date', 'time'])
        if (hidden(page.text, name) !== undefined) came[name] = hidden(page.text, name);
    const post = (more) => ask(server.url, path, { method: 'POST', cookie, form: { ...came, ...typed(came.key), ...more } });
    let answer = await post({});
    const read = answer.status === 200 && hidden(answer.text, 'read_back');
    if (read) answer = await post({ read_back: read });
    if (answer.status === 303) book?.add(came.key);
    return { status: answer.status, key: came.key, seen: Number(came.seen), text: answer.text };
}

// Records a move of the person.
export const record = (server, cookie, person, book) =>
    send(server, cookie, `/arende/${person}/ny/person_moved`, (key) => ({ channel: 'telephone', 'f.from': 'idag', 'f.address': `Provgatan ${key}`, 'f.dwelling': 'ordinary' }), book);

// Everything in the book stands in the log.
export function assertKept(database, book) {
    const there = new Set(sql(database, `SELECT idempotency_key FROM log_event WHERE idempotency_key <> ''`));
    const lost = [...book].filter((key) => !there.has(key));
    assert(lost.length === 0, `acknowledged and lost: ${lost.join(', ')}`);
}

// No gaps in any stream.
export function assertWithoutGaps(database) {
    const gaps = sql(database, 'SELECT stream FROM log_event GROUP BY stream HAVING max(seq) <> count(*) OR min(seq) <> 1');
    assert(gaps.length === 0, `streams with gaps: ${gaps.join(', ')}`);
}

let passed = 0;
let failed = 0;
let skipped = 0;
export async function test(name, run) {
    const began = Date.now();
    try {
        const said = await run();
        if (said === 'skip') skipped++;
        else passed++;
        console.log(`${said === 'skip' ? 'skipped' : 'ok     '} ${name} (${Date.now() - began} ms)`);
    } catch (error) {
        failed++;
        console.log(`FAILED  ${name}\n        ${String(error.stack ?? error).replace(/\n/g, '\n        ')}`);
    }
}
export function finish() {
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    process.exit(failed || !(passed + skipped) ? 1 : 0);
}
