// SPDX-License-Identifier: EUPL-1.2
//
// Notices of urgent duties, against a mail server and a web hook of our own: sent once when all is
// well, again when the other side refuses, is slow, is gone, or when the server dies in between;
// never lost, and without a word of whom or what it is about.
import { execFile, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createTcp } from 'node:net';
import { dirname, join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { ask, assert, binary, finish, folder, persons, serve, signIn, sql, test, vaka, verify } from './server.mjs';

const urgent = join(dirname(fileURLToPath(import.meta.url)), 'urgent');
const SECRET = 'en hemlighet som delas';
const SITE = 'https://vaka.kommun.test';

const key = join(folder, 'mail.key');
const certificate = join(folder, 'mail.crt');
spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate]);

const until = async (holds, what, ms = 30000) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
        if (await holds()) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`did not happen: ${what}`);
};

// A mail server with STARTTLS and a password. `mode`: ok, refuse, mute (says nothing at all).
class Mail {
    mode = 'ok';
    letters = [];
    open = new Set();
    async start(port = 0) {
        this.server = createTcp((socket) => this.serve(socket));
        await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
        this.port = this.server.address().port;
        return this;
    }
    async stop() {
        for (const socket of this.open) socket.destroy();
        await new Promise((resolve) => this.server.close(resolve));
    }
    serve(plain) {
        this.open.add(plain);
        plain.on('close', () => this.open.delete(plain));
        plain.on('error', () => {});
        if (this.mode === 'mute') return;
        let secure = false;
        let signed = false;
        let asked = false;
        let to = null;
        let data = null;
        let text = '';
        const talk = (socket) => {
            const say = (line) => socket.write(`${line}\r\n`);
            const hear = (line) => {
                if (data !== null) {
                    if (line !== '.') return void data.push(line);
                    this.letters.push({ to, text: data.join('\n'), secure, signed });
                    data = null;
                    return say('250 taken');
                }
                const word = line.slice(0, 4).toUpperCase();
                if (word === 'EHLO') {
                    say('250-localhost');
                    return say(secure ? '250 AUTH PLAIN' : '250 STARTTLS');
                }
                if (word === 'STAR') {
                    say('220 go on');
                    socket.removeAllListeners('data');
                    const inner = new TLSSocket(socket, { isServer: true, key: readFileSync(key), cert: readFileSync(certificate) });
                    inner.on('error', () => {});
                    secure = true;
                    return talk(inner);
                }
                if (line === 'AUTH PLAIN') {
                    asked = true;
                    return say('334 ');
                }
                if (asked) {
                    asked = false;
                    const [, user, password] = Buffer.from(line, 'base64').toString().split('\0');
                    signed = user === 'vaka' && password === 'lösen åäö';
                    return say(signed ? '235 welcome' : '535 no');
                }
                if (word === 'RCPT') {
                    to = line.match(/<(.*)>/)[1];
                    return say(this.mode === 'refuse' ? '550 no such box' : '250 ok');
                }
                if (word === 'DATA') {
                    data = [];
                    return say('354 go on');
                }
                if (word === 'QUIT') {
                    say('221 bye');
                    return socket.end();
                }
                return say('250 ok');
            };
            socket.on('data', (chunk) => {
                text += chunk;
                for (let end; (end = text.indexOf('\r\n')) >= 0; ) {
                    const line = text.slice(0, end);
                    text = text.slice(end + 2);
                    hear(line);
                }
            });
        };
        talk(plain);
        plain.write('220 localhost\r\n');
    }
}

// A web hook. `status` is what it answers; 0: it never does.
class Hook {
    status = 200;
    calls = [];
    async start(port = 0) {
        this.server = createHttp((request, answer) => {
            let body = '';
            request.on('data', (chunk) => (body += chunk));
            request.on('end', () => {
                if (!this.status) return;
                this.calls.push({ headers: request.headers, body, status: this.status });
                answer.writeHead(this.status).end();
            });
        });
        await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
        this.port = this.server.address().port;
        return this;
    }
    stop() {
        this.server.closeAllConnections();
        return new Promise((resolve) => this.server.close(resolve));
    }
    taken = () => this.calls.filter((one) => one.status === 200);
}

function destinations(database, mail, hook, more = {}) {
    const path = `${database}.notify`;
    const config = {
        site: SITE,
        retry_s: 1,
        mail: { server: `smtp://localhost:${mail.port}`, user: 'vaka', password: 'lösen åäö', from: 'vaka@kommun.test', ca: certificate },
        to: [
            { unit: 'Hemsjukvården Norr', role: 'nurse', mail: ['natt@kommun.test'], hook: { url: `http://127.0.0.1:${hook.port}/larm`, secret: SECRET } },
            { role: 'enhetschef', mail: ['chef@kommun.test'] },
        ],
        ...more,
    };
    writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
    return path;
}

let made = 0;
function demo() {
    const database = join(folder, `notify-${++made}.db`);
    const done = vaka('demo', '--small', '--database', database, '--routine', urgent);
    assert(done.status === 0, `vaka demo: ${done.err}`);
    spawnSync('sqlite3', [database, 'DELETE FROM op_notice']); // what the demo's own people set off
    return database;
}

const run = (database, options = []) => serve(database, [...options], urgent);
const hidden = (text, name) => text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

async function write(server, cookie, person, kind, fields) {
    const path = `/arende/${person}/ny/${kind}`;
    const page = await ask(server.url, path, { cookie });
    assert(page.status === 200, `the form was answered ${page.status}`);
    const form = { channel: 'telephone', ...fields };
    for (const name of ['csrf', 'key', 'seen', 'date', 'time', 'about']) form[name] = hidden(page.text, name) ?? '';
    const answer = await ask(server.url, path, { method: 'POST', cookie, form });
    assert(answer.status === 303, `${kind} was answered ${answer.status}: ${answer.text.slice(0, 2000)}`);
}
const WORDS = 'Andas tungt och är grå i ansiktet';
const notice = (server, cookie, person) =>
    write(server, cookie, person, 'change_noticed', { 'f.what': WORDS, 'f.noticed_by': 'staff' });

async function withAll(walk, more) {
    const database = demo();
    const mail = await new Mail().start();
    const hook = await new Hook().start();
    destinations(database, mail, hook, more);
    const server = await run(database);
    const known = persons(database);
    try {
        await walk({ database, mail, hook, server, known, cookie: await signIn(server) });
    } finally {
        await mail.stop().catch(() => {});
        await hook.stop().catch(() => {});
        if (server.alive()) await server.stop();
    }
    verify(database);
}

const states = (database) => sql(database, `SELECT state || ' ' || role || ' ' || count(*) FROM op_notice GROUP BY state, role ORDER BY 1`).join(', ');

await test('an urgent duty is told by mail and hook, once, without a word of whom or what', () =>
    withAll(async ({ database, mail, hook, server, known, cookie }) => {
        const before = Date.now();
        await notice(server, cookie, known[0]);
        await until(() => mail.letters.length && hook.calls.length, 'both are told');
        console.log(`        told after ${Date.now() - before} ms`);
        const letter = mail.letters[0];
        assert(letter.secure && letter.signed, 'over TLS and signed in');
        assert(letter.to === 'natt@kommun.test', `to the box of the unit: ${letter.to}`);
        const [head, body] = letter.text.split('\n\n');
        const subject = [...head.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)].map((word) => Buffer.from(word[1], 'base64')).reduce((a, b) => Buffer.concat([a, b])).toString();
        const text = Buffer.from(body, 'base64').toString();
        assert(subject === 'En brådskande uppgift i Vaka på Hemsjukvården Norr', `the subject: ${subject}`);
        assert(text.includes(SITE) && text.includes('kan inte besvaras'), `the text: ${text}`);
        const call = hook.calls[0];
        const [, at, mark] = call.headers['vaka-signature'].match(/^t=(\d+),v1=([0-9a-f]{64})$/);
        assert(createHmac('sha256', SECRET).update(`${at}.${call.body}`).digest('hex') === mark, 'the signature holds');
        assert(call.headers['idempotency-key'] === JSON.parse(call.body).id, 'one that is sent again can be told');
        const [name] = sql(database, `SELECT given_name || ' ' || family_name || ' ' || number FROM der_person WHERE stream = 'person/${known[0]}'`);
        for (const told of [subject, head, text, call.body])
            for (const word of [...name.split(' '), known[0], 'Andas', 'förändring'])
                assert(!told.includes(word), `nothing of the person is told: ${word}`);
        await until(() => states(database).includes('sent nurse 1'), 'it is settled');
        await new Promise((resolve) => setTimeout(resolve, 3000));
        assert(mail.letters.length === 1 && hook.calls.length === 1, 'each is told once');
        // The manager's duty is shown in four hours.
        await until(() => states(database) === 'sent nurse 1, waiting unit_manager 1', 'the nurse is told, the manager later');
    }));

await test('whoever reads English is told in English', () =>
    withAll(
        async ({ mail, server, known, cookie }) => {
            await notice(server, cookie, known[0]);
            await until(() => mail.letters.length === 2, 'both are told');
            const told = Object.fromEntries(mail.letters.map((letter) => [letter.to, Buffer.from(letter.text.split('\n\n')[1], 'base64').toString()]));
            assert(told['night@kommun.test'].startsWith('An urgent duty in Vaka at Hemsjukvården Norr.\n\nSign in'), `in English: ${told['night@kommun.test']}`);
            assert(told['natt@kommun.test'].startsWith('En brådskande uppgift i Vaka på Hemsjukvården Norr.\n\nLogga in'), `in Swedish: ${told['natt@kommun.test']}`);
        },
        {
            to: [
                { role: 'nurse', mail: ['natt@kommun.test'] },
                { role: 'nurse', language: 'en', mail: ['night@kommun.test'] },
            ],
        },
    ));

// The password by the command: what the account's user is told of needs no page.
await test('a changed account is told at the address of its user, with no link, and again until it is taken', () =>
    withAll(async ({ database, mail, server }) => {
        const cookie = await signIn(server, 'forvaltare');
        const user = sql(database, "SELECT stream FROM der_user WHERE login = 'sjukskoterska'")[0].split('/')[1];
        const path = `/forvaltning/andra/user/${user}/user_registered`;
        const change = async (address) => {
            const page = await ask(server.url, path, { cookie });
            const form = { 'f.login': 'sjukskoterska', 'f.name': 'Sara Lindgren', 'f.hsa': '', 'f.mail': address };
            for (const name of ['csrf', 'key', 'seen']) form[name] = hidden(page.text, name) ?? '';
            const answer = await ask(server.url, path, { method: 'POST', cookie, form });
            assert(answer.status === 303, `the address was answered ${answer.status}`);
        };
        mail.mode = 'refuse';
        await change('sara@kommun.test');
        await until(() => sql(database, "SELECT 1 FROM op_account_notice WHERE state = 'waiting' AND tries >= 2").length, 'it is tried again');
        mail.mode = 'ok';
        await until(() => mail.letters.length === 1, 'the address is told');
        await change('sara.lindgren@kommun.test');
        await until(() => mail.letters.length === 3, 'the new and the old address are told');
        assert(mail.letters.map((letter) => letter.to).sort().join(' ') === 'sara.lindgren@kommun.test sara@kommun.test sara@kommun.test', `to whom: ${mail.letters.map((letter) => letter.to)}`);
        const text = Buffer.from(mail.letters[2].text.split('\n\n')[1], 'base64').toString();
        assert(/^Din e-postadress ändrades \S+\s\d+\s\S+\s\d{4}\skl\.\s\d\d:\d\d av /.test(text), `the text: ${text}`);
        assert(text.includes('Var det inte du'), `in Swedish, as the user signs in: ${text}`);
        assert(!/https?:|Lindgren/.test(text), `neither link nor more than is needed: ${text}`);
        await until(() => !sql(database, "SELECT 1 FROM op_account_notice WHERE state = 'waiting'").length, 'all is settled');
        // The user chooses English, and is written to in English from then on.
        const own = await signIn(server, 'sjukskoterska');
        const account = await ask(server.url, '/konto', { cookie: own });
        const chosen = await ask(server.url, '/sprak', { method: 'POST', cookie: own, form: { csrf: hidden(account.text, 'csrf'), sedan: '/konto', language: 'en' } });
        assert(chosen.status === 303, `the language was answered ${chosen.status}`);
        await change('sara@kommun.test');
        await until(() => mail.letters.length === 5, 'both addresses are told');
        const english = Buffer.from(mail.letters[3].text.split('\n\n')[1], 'base64').toString();
        assert(/^Your e-mail address was changed \S+\s\d+\s\S+\s\d{4}\sat\s\d\d:\d\d by .*\.\n\nWas it not you/.test(english), `in English: ${english}`);
    }));

await test('who refuses is asked again, the other is told once; each attempt is logged', () =>
    withAll(async ({ database, mail, hook, server, known, cookie }) => {
        mail.mode = 'refuse';
        hook.status = 500;
        await notice(server, cookie, known[0]);
        await until(() => hook.calls.length >= 2, 'the hook is asked again');
        hook.status = 200;
        await until(() => hook.taken().length, 'the hook takes it');
        await until(() => sql(database, `SELECT 1 FROM op_notice_try WHERE destination LIKE 'mail:%' AND taken = 0 AND answer LIKE '550%'`).length >= 2, 'the refusals are logged');
        const said = vaka('notify', '--database', database);
        assert(said.status === 0 && /misslyckade minst en gång: 1\./.test(said.out), `the command says so: ${said.out}${said.err}`);
        mail.mode = 'ok';
        await until(() => mail.letters.length, 'the mail is taken');
        await until(() => states(database).includes('sent nurse 1'), 'it is settled');
        assert(hook.taken().length === 1 && mail.letters.length === 1, 'whoever took it is not told again');
    }));

await test('a server that says nothing keeps nobody else waiting, and one that is gone is found again', () =>
    withAll(async ({ mail, hook, server, known, cookie }) => {
        mail.mode = 'mute';
        const began = Date.now();
        await notice(server, cookie, known[0]);
        assert(Date.now() - began < 5000, 'recording does not wait');
        await until(() => hook.taken().length, 'the hook is told meanwhile', 5000);
        const port = mail.port;
        await mail.stop();
        await until(() => true, '', 2000);
        mail.mode = 'ok';
        await mail.start(port);
        await until(() => mail.letters.length, 'the mail gets there when the server is back');
        assert(hook.taken().length === 1, 'and the hook is not told again');
    }));

await test('a server that dies before anything was taken sends after it has started anew', async () => {
    const database = demo();
    const mail = await new Mail().start();
    const hook = await new Hook().start();
    mail.mode = 'mute';
    hook.status = 0;
    destinations(database, mail, hook);
    let server = await run(database);
    await notice(server, await signIn(server), persons(database)[0]);
    await until(() => mail.open.size, 'it is under way');
    await server.kill();
    mail.mode = 'ok';
    hook.status = 200;
    server = await run(database);
    await until(() => mail.letters.length && hook.taken().length, 'both are told after all');
    await server.stop();
    await mail.stop();
    await hook.stop();
    verify(database);
});

await test('what has ended needs no telling; what escalates is told at the moment it shows itself', async () => {
    const database = demo();
    const mail = await new Mail().start();
    const hook = await new Hook().start();
    mail.mode = 'refuse';
    hook.status = 503;
    destinations(database, mail, hook);
    let server = await run(database);
    const [first, second] = persons(database);
    let cookie = await signIn(server);
    await notice(server, cookie, first);
    await until(() => hook.calls.length, 'it is tried');
    await write(server, cookie, first, 'physician_contacted', { 'f.reached': 'answered', 'f.who': 'Jourläkaren' });
    await until(() => states(database).includes('needless nurse 1'), 'whoever acts ends the telling');
    hook.status = 200;
    mail.mode = 'ok';
    await notice(server, cookie, second);
    await until(() => mail.letters.length === 1, 'the other one is told');
    await server.stop();
    const [shown] = sql(database, `SELECT shown_from FROM der_duty WHERE state = 'open' AND shown_from <> '' AND stream = 'person/${second}'`);
    const before = Math.floor((Date.parse(shown) - Date.now()) / 1000) - 8;
    assert(before > 3 * 3600, `it is hours away: ${shown}`);
    server = await run(database, ['--clock-shift', String(before)]);
    const told = () => mail.letters.some((one) => one.to === 'chef@kommun.test');
    await new Promise((resolve) => setTimeout(resolve, 4000));
    assert(!told(), 'nobody is told before its moment');
    await until(told, 'the manager is told four hours after the change', 15000);
    // The letter is there before it is written down that it was taken.
    const rest = 'needless nurse 1, needless unit_manager 1, sent nurse 1, sent unit_manager 1';
    await until(() => states(database) === rest, `what was told, and what needed no telling: ${rest}`);
    await server.stop();
    await mail.stop();
    await hook.stop();
    verify(database);
});

await test('many at once are one message', () =>
    withAll(async ({ mail, hook, server, known, cookie }) => {
        hook.status = 500;
        mail.mode = 'refuse';
        for (const person of known.slice(0, 3)) await notice(server, cookie, person);
        hook.status = 200;
        mail.mode = 'ok';
        const count = () => hook.taken().reduce((sum, one) => sum + JSON.parse(one.body).count, 0);
        await until(() => count() === 3 && mail.letters.length, 'all three are told');
        assert(hook.taken().length < 3, 'in fewer messages');
    }));

await test('a file of destinations that is open to others or broken is not used; a trial tells how each took it', async () => {
    const database = demo();
    const mail = await new Mail().start();
    const hook = await new Hook().start();
    const path = destinations(database, mail, hook);
    spawnSync('chmod', ['644', path]);
    let tried = vaka('notify', '--trial', '--database', database);
    assert(tried.status === 1 && /0600/.test(tried.err), `open to others: ${tried.err}`);
    for (const [broken, where] of [
        [{ site: 'http://vaka.kommun.test' }, 'site'],
        [{ mail: { server: `smtp://mail.kommun.test`, from: 'vaka@kommun.test', tls: 'none' } }, 'tls'],
        [{ mail: { server: `smtp://localhost`, from: 'vaka@kommun.test>\r\nBcc: x' } }, 'from'],
        [{ to: [{ hook: { url: 'http://annan.test/', secret: SECRET } }] }, 'url'],
        [{ to: [{ hook: { url: 'https://annan.test/', secret: 'kort' } }] }, 'secret'],
        [{ to: [{ role: 'rymdfarare', mail: [] }] }, 'role'],
        [{ to: 'alla' }, 'to'],
    ]) {
        rmSync(path);
        destinations(database, mail, hook, broken);
        tried = vaka('notify', '--trial', '--database', database);
        assert(tried.status === 1 && tried.err.includes(`”${where}”`), `broken at ${where}: ${tried.err}`);
    }
    rmSync(path);
    destinations(database, mail, hook);
    const child = await new Promise((resolve) => {
        execFile(binary, ['notify', '--trial', '--database', database], { env: { ...process.env, LANG: 'C.UTF-8' } }, (error, out, err) => resolve({ error, out, err }));
    });
    assert(!child.error && (child.out.match(/: mottagen/g) ?? []).length === 3, `every destination took it: ${child.error}${child.out}${child.err}`);
    assert(mail.letters.length === 2 && hook.taken().length === 1, 'and got it');
    // Somebody else's certificate: neither the message nor the password goes there.
    rmSync(path);
    const from = { server: `smtp://localhost:${mail.port}`, user: 'vaka', password: 'lösen åäö', from: 'vaka@kommun.test' };
    destinations(database, mail, hook, { mail: from });
    const refused = await new Promise((resolve) => {
        execFile(binary, ['notify', '--trial', '--database', database], { env: { ...process.env, LANG: 'C.UTF-8' } }, (error, out, err) => resolve({ error, out, err }));
    });
    assert(refused.error && /certificate/i.test(refused.out + refused.err), `a certificate that nobody vouches for: ${refused.out}${refused.err}`);
    assert(mail.letters.length === 2, 'and the message went there all the same');
    await mail.stop();
    await hook.stop();
});

finish();
