// SPDX-License-Identifier: EUPL-1.2
//
// Faults of what is around the server: a byte that flips, a clock that is set back, a second server,
// a disk that is full or read-only, clients by the thousand that say nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ask, assert, assertKept, assertWithoutGaps, copy, demo, finish, folder, hidden, persons, record, routine, serve, signIn, sql, test, vaka, verify } from './server.mjs';

// Flips one bit of the first place where `text` stands in the file after `before`.
function flip(database, before, text) {
    const bytes = readFileSync(database);
    const from = bytes.indexOf(before);
    assert(from >= 0, `${before} is not in the file`);
    const at = bytes.indexOf(text, from);
    assert(at >= 0 && at - from < 4000, `${text} does not follow ${before}`);
    bytes[at] ^= 1;
    writeFileSync(database, bytes);
}

await test('a flipped byte is found, and the event named', () => {
    const database = demo(join(folder, 'flipped.db'));
    const [stream] = sql(database, "SELECT stream FROM der_person WHERE family_name = 'Lindqvist'");
    flip(database, '"family_name":"Lindqvist"', 'Lindqvist');
    const said = vaka('verify', '--database', database);
    assert(said.status === 1, `verify ended with ${said.status}`);
    assert(said.err.includes(`${stream}: innehållet i händelse 1 är ändrat`), said.err);
});

await test('a byte that flips in the envelope is found, and the event named', () => {
    const database = demo(join(folder, 'envelope.db'));
    const [[stream, seq]] = sql(database, "SELECT stream, seq FROM log_event WHERE kind = 'care_request_sent' LIMIT 1").map((line) => line.split('|'));
    flip(database, `${stream}${String.fromCharCode(seq)}care_request_sent`, 'own_system');
    const said = vaka('verify', '--database', database);
    assert(said.status === 1, `verify ended with ${said.status}`);
    assert(said.err.includes(`${stream}: händelse ${seq} är ändrad`), said.err);
});

// What is damaged is said to be, to whoever reads it and to whoever runs the server; the others are served.
async function readDamaged(database, damaged, whole, logged) {
    const server = await serve(database);
    const cookie = await signIn(server);
    for (const path of damaged) {
        const { status, text } = await ask(server.url, path, { cookie });
        assert(status === 500 && text.includes('något i databasen är skadat. Säg till den som sköter systemet.'), `${path}: ${status} ${text.slice(text.indexOf('<main')).slice(0, 500)}`);
    }
    for (const path of whole) {
        const { status } = await ask(server.url, path, { cookie });
        assert(status === 200, `${path}: ${status}`);
    }
    const log = await server.stop();
    assert(log.includes(logged), `${logged} is not in ${log}`);
}

await test('a byte that flips in the text of an event is said to whoever reads the case', async () => {
    const database = demo(join(folder, 'payload.db'));
    const [found] = sql(database, "SELECT e.stream || ' ' || e.seq FROM log_event e WHERE e.kind = 'followed_up' LIMIT 1");
    const [stream, seq] = found.split(' ');
    const [other] = persons(database).filter((person) => stream !== `person/${person}`);
    const [body] = sql(database, `SELECT hex(body) FROM log_payload WHERE stream = '${stream}' AND seq = ${seq}`);
    flip(database, Buffer.from(body, 'hex'), Buffer.from(body, 'hex').subarray(0, 1));
    await readDamaged(database, [`/arende/${stream.split('/')[1]}`], ['/', `/arende/${other}`], `store.event-damaged 0=${stream} 1=${seq}`);
    const said = vaka('rebuild', '--database', database, '--routine', routine);
    assert(said.status === 1 && said.err.includes(`${stream}: händelse ${seq} är skadad och går inte att läsa`), said.err);
});

await test('a byte that flips in what is derived is said, and rebuilding mends it', async () => {
    const database = demo(join(folder, 'derived.db'));
    const bytes = readFileSync(database); // in all of the places, of which some are in use
    for (let at = -1; (at = bytes.indexOf('{"decision":"Första uppföljning"', at + 1)) >= 0; ) bytes[at] ^= 1;
    writeFileSync(database, bytes);
    const [due] = sql(database, "SELECT min(due_order) FROM der_duty WHERE decision = 'Första uppföljning' AND state = 'open'");
    const unread = 'Skälet gick inte att läsa, och felet är noterat åt den som sköter systemet.';
    const ahead = `?fran=${due.slice(0, 10)}&veckor=26`;
    let server = await serve(database);
    const cookie = await signIn(server);
    let last = '';
    for (const path of ['/', `/framat${ahead}`, `/framat.csv${ahead}`, '/']) {
        const { status, text } = await ask(server.url, path, { cookie });
        assert(status === 200 && text.includes(unread), `${path}: ${status} ${text}`);
        last = text;
    }
    // What, for whom and by when is told all the same, why of the others, and of this one in its case.
    const duties = last.split('<li class="duty').slice(1);
    const damaged = duties.find((duty) => duty.includes(unread));
    assert(/class="duty-person"><a[^>]*>\S/.test(damaged), damaged);
    assert(duties.some((duty) => !duty.includes(unread) && />Varför\? H-/.test(duty)), 'the others');
    const why = damaged.match(/href="([^"]*varfor[^"]*)"/)[1].replaceAll('&amp;', '&');
    const told = await ask(server.url, why, { cookie });
    assert(told.status === 200 && told.text.includes('/klausul/H-'), `${why}: ${told.status}`);
    const log = await server.stop();
    const named = log.split('\n').filter((line) => line.includes('derive.bad-json'));
    assert(named.length > 0 && named.length === new Set(named).size, `each once: ${log}`);
    assert(named.every((line) => /table=der_duty stream=person\/\S+ opened_seq=\d+$/.test(line)), log);
    const rebuild = () => vaka('rebuild', '--database', database, '--routine', routine);
    assert(rebuild().out.includes('Det som stod där förut var annorlunda'), 'rebuilt');
    server = await serve(database);
    const day = await ask(server.url, '/', { cookie: await signIn(server) });
    assert(day.status === 200 && !day.text.includes(unread), `the day: ${day.status}`);
    await server.stop();
    verify(database);
});

await test('a byte that flips in the WAL of a server that was killed is not written over', async () => {
    const database = demo(join(folder, 'wal.db'));
    const [person] = persons(database);
    const book = new Set();
    const first = await serve(database);
    const cookie = await signIn(first);
    for (let i = 0; i < 4; i++) assert((await record(first, cookie, person, book)).status === 303, 'recorded');
    await first.kill();
    const whole = copy(database, join(folder, 'whole.db'));
    const flipped = readFileSync(`${database}-wal`);
    flipped[Math.floor(flipped.length / 2)] ^= 1;
    writeFileSync(`${database}-wal`, flipped);
    for (const words of [['verify'], ['serve', '--port', '0', '--routine', routine]]) {
        const said = vaka(...words, '--database', database);
        assert(said.status === 1 && /-wal är skadad: minst \d+ ändringar/.test(said.err), `${words[0]}: ${said.err}`);
        assert(readFileSync(`${database}-wal`).equals(flipped), `${words[0]} touched it`);
    }
    // What it says can be done when there is no backup.
    const [, bytes] = vaka('verify', '--database', database).err.match(/truncate -s (\d+)/);
    assert(spawnSync('truncate', ['-s', bytes, `${database}-wal`]).status === 0, 'cut');
    verify(database);
    // And with the byte as it was, everything is there.
    assertKept(whole, book);
    verify(whole);
});

await test('a clock that is set back an hour', async () => {
    const database = demo(join(folder, 'clock.db'));
    const book = new Set();
    let server = await serve(database);
    const [person] = persons(database);
    const before = await record(server, await signIn(server), person, book);
    assert(before.status === 303, `before: ${before.status}`);
    await server.stop();
    server = await serve(database, ['--clock-shift', '-3600']);
    const cookie = await signIn(server);
    for (let i = 0; i < 2; i++) {
        const after = await record(server, cookie, person, book);
        assert(after.status === 303, `after: ${after.status} ${after.text}`);
    }
    const day = await ask(server.url, '/', { cookie });
    assert(day.status === 200, `the day: ${day.status}`);
    await server.stop();
    server = await serve(database);
    assert((await record(server, await signIn(server), person, book)).status === 303, 'when it is right again');
    await server.stop();
    assert(book.size === 4, `${book.size} acknowledged`);
    assertKept(database, book);
    assertWithoutGaps(database);
    verify(database);
});

await test('a second server on the same file is refused, and the first goes on', async () => {
    const database = demo(join(folder, 'second.db'));
    const first = await serve(database);
    let refusal = '';
    try {
        await (await serve(database)).stop();
    } catch (error) {
        refusal = String(error);
    }
    assert(refusal.includes('ended with 1') && refusal.includes('redan'), `the second said: ${refusal}`);
    const book = new Set();
    assert((await record(first, await signIn(first), persons(database)[0], book)).status === 303, 'the first');
    await first.kill();
    const next = await serve(database); // a killed one is in nobody's way
    await next.stop();
    assertKept(database, book);
    verify(database);
});

// mounted NAME SIZE RUN: a small file system of its own; skipped where mounting is not allowed.
async function mounted(name, size, run) {
    const at = join(folder, name);
    mkdirSync(at);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', at]).status !== 0) return 'skip';
    try {
        return await run(at);
    } finally {
        spawnSync('umount', [at]);
    }
}

// Forms of every sort, opened and filled in: whose, where, what.
async function otherForms(server, database) {
    const [stranger] = sql(database, `SELECT stream FROM der_person WHERE stream NOT IN (SELECT r.stream FROM der_relation r
        JOIN der_unit u ON u.stream = r.unit WHERE u.name = 'Björkens rehabmottagning') LIMIT 1`);
    const [person] = persons(database);
    const [organisation] = sql(database, "SELECT stream FROM der_organisation WHERE name = 'Demokommunen'");
    const forms = [
        ['forvaltare', '/forvaltning/ny/unit_registered', { 'f.name': 'Nya & "gamla" enheten', 'f.kind': 'ward', 'f.organisation': organisation, 'f.telephone': '010-77 77' }],
        ['forvaltare', '/forvaltning/ny/area_registered', { 'f.name': 'Öarna', 'f.postal_codes': '990 81,\n990 82', 'f.organisation': organisation, 'f.from': 'idag' }],
        ['planerare', '/personer/ny', { 'f.number': '194601136098', 'f.given_name': 'Åsa', 'f.family_name': 'Nyström-Ek' }],
        ['rehab', `/arende/${stranger.split('/')[1]}/skal`, { reason: 'Vårdcentralen bad mig läsa,\ninför besöket.' }],
        ['chef', '/loggranskning', { enhet: 'own', fran: '2026-11-01', till: '2026-11-20', resultat: 'Två läsningar utan uppdrag.', atgard: 'Samtal med båda.' }],
        // Its own check refuses it, and on a full disk nothing is shown that nobody would know was shown.
        ['sjukskoterska', `/arende/${person}/ny/person_moved`, { 'f.from': '31/2', 'f.address': 'Fel & rätt väg 3', 'f.dwelling': 'ordinary', date: 'idag', time: '00:01' }],
    ];
    const opened = [];
    for (const [login, path, typed] of forms) {
        const cookie = await signIn(server, login);
        const { status, text } = await ask(server.url, path, { cookie });
        assert(status === 200, `${path}: ${status}`);
        const came = {};
        for (const name of ['csrf', 'key', 'seen']) if (hidden(text, name) !== undefined) came[name] = hidden(text, name);
        if (typed.enhet) typed.enhet = text.match(/<option value="([^"]+)" selected/)?.[1] ?? hidden(text, 'enhet');
        opened.push({ cookie, path, came, typed });
    }
    return opened;
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

async function cameBack(server, says, { cookie, path, came, typed }) {
    const { status, text } = await ask(server.url, path, { method: 'POST', cookie, form: { ...came, ...typed } });
    assert(status === 503 && text.includes(says), `${path} while it says ${says}: ${status} ${text.slice(0, 300)}`);
    assert(text.includes(`action="${path}"`), `${path}: it can be sent again`);
    for (const [name, value] of Object.entries({ ...came, ...typed })) {
        const there = text.includes(`name="${name}" value="${escaped(value)}"`) || (text.includes(`name="${name}"`) && text.includes(`>${escaped(value)}</textarea>`));
        assert(there, `${path}: ${name} ”${value}” is lost in ${text.slice(text.indexOf('<form class="form"'))}`);
    }
}

// Once there is room: recorded, or said what is wrong with it.
async function goesThrough(server, { cookie, path, came, typed }) {
    const { status, text } = await ask(server.url, path, { method: 'POST', cookie, form: { ...came, ...typed } });
    assert(status === 303 || (typed['f.from'] === '31/2' && status === 422), `${path}, once there is room: ${status} ${text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 700)}`);
}

// Forms are opened and filled in; then nothing can be written between begin() and end(). What was typed
// comes back with why, nothing of a case is shown, and the same forms go through afterwards.
async function cannotWrite(server, database, says, begin, end) {
    const book = new Set();
    const cookie = await signIn(server);
    const [person] = persons(database);
    const before = await record(server, cookie, person, book);
    assert(before.status === 303, 'before');
    const [seq] = sql(database, `SELECT seq FROM log_event WHERE idempotency_key = '${before.key}'`);
    const [name] = sql(database, `SELECT family_name FROM der_person WHERE stream = 'person/${person}'`);
    assert(name, 'the person has a name');
    const path = `/arende/${person}`;
    const forms = {};
    for (const way of [`ratta/${seq}`, `stryk/${seq}`, `flytta/${seq}`, 'ny/person_moved']) {
        const { status, text } = await ask(server.url, `${path}/${way}`, { cookie });
        assert(status === 200, `${way}: ${status}`);
        forms[way] = Object.fromEntries(['csrf', 'key', 'seen', 'entry'].map((name) => [name, hidden(text, name)]));
        if (forms[way].entry) forms[way].because = `Skälet till ${way.slice(0, 5)}`;
        else delete forms[way].entry;
    }
    const correction = forms[`ratta/${seq}`];
    for (const form of [correction, forms['ny/person_moved']])
        Object.assign(form, { date: '2026-11-20', time: '08:15', 'f.from': 'idag', 'f.address': 'Rättgatan 77', 'f.dwelling': 'ordinary' });
    const others = await otherForms(server, database);
    forms[`flytta/${seq}`]['f.other'] = '194601136098';
    begin();
    let refused = null;
    for (let i = 0; i < 40 && !refused; i++) {
        const answer = await ask(server.url, path, { cookie });
        if (answer.status >= 500) refused = answer;
    }
    assert(refused && refused.text.includes(says), `reading: ${refused?.status} ${refused?.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')}`);
    assert(!refused.text.includes(name), 'the case is shown, and nobody would know');
    for (const [way, form] of Object.entries(forms)) {
        const { status, text } = await ask(server.url, `${path}/${way}`, { method: 'POST', cookie, form });
        assert(status === 503 && text.includes(says), `${way} while it says ${says}: ${status} ${text.slice(0, 300)}`);
        for (const field of ['because', 'f.address', 'f.other', 'date', 'time'])
            assert(!form[field] || text.includes(form[field]), `${way}: ”${form[field]}” is lost`);
        for (const field of ['csrf', 'key', 'seen', 'entry']) assert(hidden(text, field) === form[field], `${way}: ${field} is lost`);
        assert(!text.includes(name), `${way}: the case is shown, and nobody would know`);
    }
    for (const form of others) await cameBack(server, says, form);
    assert(server.alive(), 'the server lives');
    end();
    for (const form of others) await goesThrough(server, form);
    const sent = await ask(server.url, `${path}/ratta/${seq}`, { method: 'POST', cookie, form: correction });
    assert(sent.status === 303, `the correction, once it can be written: ${sent.status} ${sent.text.slice(0, 500)}`);
    book.add(correction.key);
    const read = await ask(server.url, path, { cookie });
    assert(read.status === 200 && read.text.includes(name), 'the case is read again');
    assert((await record(server, cookie, person, book)).status === 303, 'after');
    await server.stop();
    assertKept(database, book);
    verify(database);
}

await test('a disk that fills up while the server runs, and has room again', () =>
    mounted('full', '24m', async (at) => {
        const database = demo(join(at, 'vaka.db'));
        await cannotWrite(await serve(database), database, 'Disken är full', () => spawnSync('dd', ['if=/dev/zero', `of=${join(at, 'filling')}`, 'bs=4k']),
            () => rmSync(join(at, 'filling')));
    }));

await test('a server does not start on a disk that is full, and does when there is room', () =>
    mounted('small', '6m', async (at) => {
        const database = demo(join(at, 'vaka.db'));
        const filling = join(at, 'filling');
        spawnSync('dd', ['if=/dev/zero', `of=${filling}`, 'bs=4k']);
        for (const words of [['verify'], ['serve', '--port', '0', '--routine', routine]]) {
            const said = vaka(...words, '--database', database);
            assert(said.status === 1 && said.err.includes('Disken är full'), `${words[0]}: ${said.err}`);
        }
        rmSync(filling);
        await (await serve(database)).stop();
        verify(database);
    }));

// What the database says of it is English, and for whoever runs the server.
await test('a disk that fails while the server runs, and is mended', async () => {
    const at = join(folder, 'failing');
    mkdirSync(at);
    const database = demo(join(at, 'vaka.db'));
    const server = await serve(database);
    const bounded = (bytes) => {
        const { status, stderr } = spawnSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`], { encoding: 'utf8' });
        assert(status === 0, stderr);
    };
    await cannotWrite(server, database, 'Det gick inte att läsa eller spara. Försök igen', () => bounded(4096), () => bounded('unlimited'));
});

// A folder that becomes read-only and writable again under a server that runs (readonly.c).
function switchable(name) {
    const at = join(folder, name), toggle = join(folder, `${name}.switch`);
    mkdirSync(at);
    const set = (to) => writeFileSync(toggle, to, { flag: 'r+' });
    writeFileSync(toggle, '0');
    const env = { LD_PRELOAD: process.env.VAKA_READONLY, READONLY_FOLDER: at, READONLY_SWITCH: toggle, ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0` };
    return { at, env, off: () => set('1'), on: () => set('0') };
}

await test('a file system that becomes read-only while the server runs, and can be written to again', async () => {
    const { at, env, off, on } = switchable('readonly');
    const database = demo(join(at, 'vaka.db'));
    const server = await serve(database, [], undefined, env);
    await cannotWrite(server, database, 'Disken går inte att skriva till', off, on);
});

await test('what concerns nobody is served from a read-only file system, and signing in says why not', async () => {
    const { at, env, off, on } = switchable('reading');
    const database = demo(join(at, 'vaka.db'));
    const server = await serve(database, [], undefined, env);
    const cookie = await signIn(server);
    off();
    for (const [path, who] of [['/halsa', ''], ['/logga-in', ''], ['/rutin', cookie]]) {
        const { status } = await ask(server.url, path, { cookie: who });
        assert(status === 200, `${path}: ${status}`);
    }
    let said = '';
    await signIn(server).catch((error) => (said = String(error)));
    assert(said.includes('answered 503'), said);
    const sought = await ask(server.url, '/personer?sok=a', { cookie });
    assert(sought.status === 503 && sought.text.includes('ingens uppgifter kan visas'), `${sought.status} ${sought.text.slice(0, 300)}`);
    assert(/href="\/personer\?sok=a">Försök igen</.test(sought.text), 'the same page can be asked for again');
    on();
    assert(await signIn(server), 'without a restart');
    assert((await ask(server.url, '/personer?sok=a', { cookie })).status === 200, 'persons are found again');
    await server.stop();
    verify(database);
});

await test('a server does not start on a file system that is read-only', async () => {
    const { at, env, off } = switchable('started');
    const database = demo(join(at, 'vaka.db'));
    off();
    let said = '';
    try {
        await (await serve(database, [], undefined, env)).stop();
    } catch (error) {
        said = String(error);
    }
    assert(/ended with 1/.test(said) && said.includes('skrivskyddat'), `serve said: ${said}`);
});

// ---- clients that say nothing ----

const SILENT = Number(process.env.VAKA_SILENT ?? 3000);

function silent(port, from) {
    return new Promise((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', localAddress: from });
        socket.on('error', () => resolve(socket));
        socket.on('connect', () => resolve(socket));
    });
}

await test(`${SILENT} connections that say nothing, from a hundred addresses`, async () => {
    const database = demo(join(folder, 'silent.db'));
    const server = await serve(database);
    const cookie = await signIn(server);
    const port = Number(new URL(server.url).port);
    const sockets = [];
    try {
        for (let i = 0; i < SILENT; i += 100) {
            const some = Array.from({ length: 100 }, (_, k) => silent(port, `127.0.1.${k + 1}`));
            sockets.push(...(await Promise.all(some)));
        }
        // A thousand have room at a time, and lose it a second or two later.
        const patience = 5000 + SILENT * 3;
        const began = Date.now();
        let answer = null;
        while (!answer && Date.now() - began < patience)
            answer = await ask(server.url, '/', { cookie, from: '127.0.2.1', ms: 5000 }).catch(() => null);
        assert(answer?.status === 200, 'nobody else is answered');
        console.log(`        somebody else was answered after ${Date.now() - began} ms`);
        assert(server.alive(), 'the server lives');
    } finally {
        for (const socket of sockets) socket.destroy();
    }
    await server.stop();
    verify(database);
});
finish();
