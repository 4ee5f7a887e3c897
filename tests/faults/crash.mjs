// SPDX-License-Identifier: EUPL-1.2
//
// The server is killed (SIGKILL) under write load, again and again. A book of what was acknowledged
// is kept here, outside of it; after each kill all of it must be there, and the log must verify.
//   node tests/faults/crash.mjs [ROUNDS]
import { join } from 'node:path';
import { assert, assertKept, assertWithoutGaps, copy, demo, finish, folder, persons, record, routine, send, serve, signIn, sql, test, vaka, verify } from './server.mjs';

const rounds = Number(process.argv[2] ?? process.env.VAKA_CRASHES ?? 4);
const RENEW = 50; // rounds until the database is made anew, so that rounds stay short
const WRITERS = 6;

let acknowledged = 0;
let cutShort = 0;

const inAMonth = new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10);
const move = { channel: 'telephone', 'f.from': 'idag', 'f.dwelling': 'ordinary' };
// What each writer records in turn: what changes no duty and what does, what takes the place of the entry
// before it or strikes it, and what stands in two cases at once.
const turns = [
    ['ny/person_moved', (key) => ({ ...move, 'f.address': `Provgatan ${key}` })],
    ['ratta', (key) => ({ ...move, 'f.address': `Rättgatan ${key}`, because: 'Fel gata' })],
    ['ny/followed_up', (key) => ({ 'f.professions': 'nurse', 'f.participation': 'took_part', 'f.goals': 'partly', 'f.next': inAMonth, 'f.new_needs': key })],
    ['stryk', () => ({ because: 'Fel besök' })],
    ['ny/function_noted', (key) => ({ 'f.mobility': 'with_aid', 'f.description': key })],
    ['flytta', () => ({ because: 'Fel journal' })],
];

// Nobody else writes in the case: what is corrected, struck or moved is the entry that the writer made before.
async function recordNext(server, cookie, writer, book) {
    const [way, typed] = turns[writer.turn];
    const path = `/arende/${writer.person}/${way.startsWith('ny/') ? way : `${way}/${writer.last}`}`;
    const answer = await send(server, cookie, path, (key) => ({ ...typed(key), 'f.other': writer.other }), book);
    assert(answer.status === 303, `${path} was answered ${answer.status}: ${answer.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 2000)}`);
    writer.last = answer.seen + 1;
    writer.turn = (writer.turn + 1) % turns.length;
}

async function writeUntilKilled(server, cookie, people, book) {
    let running = true;
    let killed = false;
    const write = async (writer) => {
        while (running) {
            try {
                await recordNext(server, cookie, writer, book);
            } catch (error) {
                if (!killed || !error.code) throw error;
                cutShort++; // broken by the kill: nothing was promised
                return;
            }
        }
    };
    // Two and two begin alike, with a turn that needs no entry before it.
    const writers = people.slice(0, WRITERS).map((person, i) => ({ person: person.id, other: people[WRITERS + i].number, turn: (i * 2) % turns.length }));
    const all = Promise.all(writers.map(write));
    all.catch(() => {}); // heard when it is awaited
    const least = book.size + 3; // at work before it is killed
    const began = Date.now();
    while (book.size < least && Date.now() - began < 20000) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, Math.random() * 150));
    killed = true;
    await server.kill();
    running = false;
    await all;
}

// Who is to be followed up by the nurse.
const enrolled = (database) =>
    sql(
        database,
        `SELECT DISTINCT p.stream, p.number FROM der_duty d JOIN der_person p ON p.stream = d.stream JOIN der_unit u ON u.stream = d.unit
         WHERE d.state = 'open' AND d.role = 'nurse' AND d.decision IN ('Första uppföljning', 'Uppföljning') AND u.name = 'Hemsjukvården Norr' ORDER BY p.stream`,
    ).map((line) => {
        const [stream, number] = line.split('|');
        return { id: stream.split('/')[1], number };
    });

// Looked at in a copy, so that it is the next server that first opens what was left, and its WAL grows until
// it is moved. What stands in two cases at once stands in both, and what was derived is what the log says.
function check(database, book) {
    const left = copy(database, join(folder, 'left.db'));
    verify(left);
    assertKept(left, book);
    assertWithoutGaps(left);
    const count = (kind) => sql(left, `SELECT count(*) FROM log_event WHERE kind = '${kind}'`)[0];
    assert(count('entry_moved') === count('entry_moved_here'), 'an entry was moved from one case and not into the other');
    const said = vaka('rebuild', '--database', left, '--routine', routine);
    assert(said.status === 0 && said.out.includes('byte för byte detsamma'), `rebuild: ${said.out}${said.err}`);
}

await test(`killed ${rounds} times under write load`, async () => {
    let database;
    let book;
    let cookie;
    for (let round = 0; round < rounds; round++) {
        if (round % RENEW === 0) {
            database = demo(join(folder, 'crash.db'));
            book = new Set();
            cookie = null;
        }
        const server = await serve(database);
        cookie ??= await signIn(server);
        const before = book.size;
        try {
            await writeUntilKilled(server, cookie, enrolled(database), book);
        } finally {
            if (server.alive()) await server.kill();
        }
        assert(book.size > before, 'nothing was acknowledged in this round');
        acknowledged += book.size - before;
        if (round % 100 === 99) console.log(`        ${round + 1} kills, ${acknowledged} acknowledged`);
        check(database, book);
    }
    console.log(`        ${acknowledged} acknowledged in ${rounds} rounds, none lost; ${cutShort} cut short by a kill`);
});

// Proves that the book can tell: what was never recorded is missed.
await test('a loss would be seen', async () => {
    const database = demo(join(folder, 'loss.db'));
    const server = await serve(database);
    const book = new Set();
    const answer = await record(server, await signIn(server), persons(database)[0], book);
    assert(answer.status === 303 && book.size === 1, `recording was answered ${answer.status}`);
    await server.kill();
    assertKept(database, book);
    assert(sql(database, `SELECT count(*) FROM log_event WHERE idempotency_key = '${answer.key}'`)[0] === '1', 'recorded once');
    let seen = false;
    try {
        assertKept(demo(join(folder, 'lost.db')), book);
    } catch {
        seen = true;
    }
    assert(seen, 'a database without the record passed');
});
finish();
