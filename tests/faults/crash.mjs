// SPDX-License-Identifier: EUPL-1.2
//
// The server is killed (SIGKILL) under write load, again and again. A book of what was acknowledged
// is kept here, outside of it; after each kill all of it must be there, and the log must verify.
//   node tests/faults/crash.mjs [ROUNDS]
import { join } from 'node:path';
import { assert, assertKept, assertWithoutGaps, demo, finish, folder, persons, record, serve, signIn, sql, test, verify } from './server.mjs';

const rounds = Number(process.argv[2] ?? process.env.VAKA_CRASHES ?? 4);
const RENEW = 50; // rounds until the database is made anew, so that rounds stay short

let acknowledged = 0;
let cutShort = 0;

async function writeUntilKilled(server, cookie, people, book) {
    let running = true;
    let killed = false;
    const write = async (person) => {
        while (running) {
            try {
                const answer = await record(server, cookie, person, book);
                assert(answer.status === 303, `recording was answered ${answer.status}: ${answer.text.slice(0, 2000)}`);
            } catch (error) {
                if (!killed || !error.code) throw error;
                cutShort++; // broken by the kill: nothing was promised
                return;
            }
        }
    };
    const writers = people.map(write);
    const all = Promise.all(writers);
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
            await writeUntilKilled(server, cookie, persons(database).slice(0, 6), book);
        } finally {
            if (server.alive()) await server.kill();
        }
        assert(book.size > before, 'nothing was acknowledged in this round');
        acknowledged += book.size - before;
        verify(database);
        assertKept(database, book);
        assertWithoutGaps(database);
        if (round % 100 === 99) console.log(`        ${round + 1} kills, ${acknowledged} acknowledged`);
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
