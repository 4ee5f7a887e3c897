// SPDX-License-Identifier: EUPL-1.2
//
// The programs of bench/ do what the scripts there ask of them, on databases so small that nothing is measured.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, assert, copy, finish, folder, hidden, routine, serve, signIn, sql, test, vaka, verify } from '../faults/server.mjs';

const DAY_PERSONS = 2;
const CASES = 12;
const SECONDS = 1;
const RATE = 10; // so that each case is recorded once
const PASSWORD = 'bench-password';

function run(name, ...words) {
    const ran = spawnSync(join(process.env.VAKA_BENCH, name), words.map(String), { encoding: 'utf8' });
    return { status: ran.status, out: ran.stdout, err: ran.stderr };
}
function must(name, ...words) {
    const ran = run(name, ...words);
    assert(ran.status === 0, `${name} ended with ${ran.status}: ${ran.out}${ran.err}`);
    return ran.out;
}
// Of a line "name value name value".
const value = (line, name) => Number(line.match(new RegExp(`\\b${name} ([0-9.]+)`))?.[1]);

const base = join(folder, 'base.db');
let writer; // {cookie, csrf} of whoever records
let cases; // [{id, seq}]

await test('fill makes a database that is opened, with what falls due in the day', async () => {
    cases = must('fill', base, routine, DAY_PERSONS, CASES).trim().split('\n').map((line) => line.split(' ')).map(([stream, seq]) => ({ id: stream.split('/')[1], seq }));
    assert(cases.length === CASES, `${cases.length} cases`);
    verify(base);
    const server = await serve(base);
    const day = await ask(server.url, '/', { cookie: await signIn(server, 'dag', PASSWORD) });
    const duties = day.text.match(/href="\/arende\/[^"]*\/varfor/g)?.length;
    assert(day.status === 200 && duties === 2 * DAY_PERSONS, `${day.status}, ${duties} duties`);
    const cookie = await signIn(server, 'skriv', PASSWORD);
    writer = { cookie, csrf: hidden((await ask(server.url, '/', { cookie })).text, 'csrf') };
    await server.stop();
});

// The form as bench/run fills it in, in which load makes the key and the last entry seen anew each time.
function request(port, { id, seq }) {
    const next = new Date(Date.now() + 60 * 86400000).toISOString().slice(0, 10);
    const body =
        `csrf=${writer.csrf}&key=0000000000000000&seen=${seq.padStart(8, '0')}&channel=in_person&date=i+dag&f.professions=nurse` +
        `&f.participation=took_part&f.goals=partly&f.next=${next}`;
    const head = [`POST /arende/${id}/ny/followed_up HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Cookie: ${writer.cookie}`];
    head.push('Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`);
    return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const before = join(folder, 'before.db');
const after = join(folder, 'after.db');

await test('load records, and the yardstick writes the same rows', async () => {
    copy(base, before);
    copy(base, after);
    const server = await serve(after, [], undefined, { LD_PRELOAD: join(process.env.VAKA_BENCH, 'syncs.so'), ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0` });
    const { port } = new URL(server.url);
    const forms = join(folder, 'forms');
    mkdirSync(forms);
    const files = cases.map((one, i) => {
        writeFileSync(join(forms, String(i)), request(port, one));
        return join(forms, String(i));
    });
    const line = must('load', port, 2, SECONDS, RATE, ...files);
    const syncs = value(await server.stop(), 'syncs');
    assert(value(line, 'failures') === 0 && value(line, 'answers') > 0, line);
    assert(syncs > 0, `${syncs} syncs`);
    const [recorded] = sql(after, "SELECT count(*) FROM log_event WHERE kind = 'followed_up'");
    const written = must('bare_writer', before, after, 2);
    assert(value(written, 'events') === Number(recorded), `${recorded} recorded, but ${written}`);
    assert(value(written, 'rows') > 4 * Number(recorded), written);
});

await test('a yardstick that leaves out rows says so', () => {
    copy(base, before);
    const ran = spawnSync('sqlite3', [after, "UPDATE der_person SET address = 'En annan'"], { encoding: 'utf8' });
    assert(ran.status === 0, ran.stderr);
    const { status, err } = run('bare_writer', before, after, 1);
    assert(status === 1 && err.includes('der_person'), `${status}: ${err}`);
});

await test('the page to compare with has as many bytes as it is told', async () => {
    const port = 20000 + Math.floor(Math.random() * 20000);
    const plain = spawn(join(process.env.VAKA_BENCH, 'plain_page'), [port, 2, 1234].map(String));
    try {
        let answer;
        for (let i = 0; i < 100 && !answer; i++) {
            answer = await ask(`http://127.0.0.1:${port}`, '/').catch(() => null);
            if (!answer) await new Promise((done) => setTimeout(done, 50));
        }
        assert(answer?.status === 200 && Buffer.byteLength(answer.text) === 1234, `${answer?.status}: ${answer?.text.length} bytes`);
    } finally {
        plain.kill();
    }
});

await test('what it costs to ask who may see what can be counted', () => {
    const said = must('sight', base, routine, 'skriv', PASSWORD, 'Lind', 2, 'case');
    assert(said.startsWith('3 seen'), said);
    must('sight', base, routine, 'dag', PASSWORD, 'Lind', 2, 'day');
});

await test('what depends on how much there is can be counted', () => {
    const database = join(folder, 'size.db');
    const made = vaka('generate', '--database', database, '--routine', join(routine, '..'), '--cases', '20', '--vils', '3', '--seed', '1');
    assert(made.status === 0, made.err);
    const said = must('size', database, join(routine, '..'));
    assert(value(said, 'worklist_rows') > 0 && value(said, 'record_us') > 0, said);
});

await test('the engine evaluates an expression, parsed each time or prepared', () => {
    const [parsed, prepared] = ['parsed', 'prepared'].map((how) => must('bench_engine', 0.1, how));
    for (const said of [parsed, prepared]) assert(value(said, 'rate') > 0, said.slice(-200));
    const results = (said) => said.split('\n').filter((line) => line.startsWith('result "'));
    assert(results(parsed).length > 20 && results(parsed).join() === results(prepared).join(), `${parsed}\n${prepared}`);
});
finish();
