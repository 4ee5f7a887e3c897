// SPDX-License-Identifier: EUPL-1.2
//
// What goes wrong in a working day: mistyped numbers and dates, two who write at once, a form that is
// sent twice, a session that ends in the middle of a sentence. Nothing typed is lost, nothing is
// stored twice, and the server says what is wrong.
import { spawnSync } from 'node:child_process';
import { request as send } from 'node:http';
import { assert, browser, dayFromToday, mainText, PASSWORD, serve, signIn, test, visitor } from './harness.mjs';

const submit = (page) => page.locator('main form.form button[type=submit], main form.find-form button[type=submit]').first().click();

async function withServer(logins, run) {
    const server = await serve();
    const chrome = await browser();
    try {
        const pages = [];
        for (const login of logins) {
            const page = await visitor(chrome, server);
            page.setDefaultTimeout(60000);
            await signIn(page, login);
            pages.push(page);
        }
        await run(server, ...pages);
        assert(server.alive(), 'the server runs');
        for (const page of pages) assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
    } finally {
        await chrome.close();
        await server.stop();
    }
}

async function find(page, typed) {
    await page.goto('/personer');
    await page.locator('#sok').fill(typed);
    await submit(page);
}

async function openCase(page, name) {
    await page.goto('/personer');
    await page.getByRole('main').getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await page.locator('#hant').waitFor();
}

async function openFollowUp(page, name) {
    await openCase(page, name);
    await page.getByRole('main').getByRole('link', { name: /^Dokumentera uppföljning/ }).first().click();
    await page.getByLabel(/^Nästa uppföljning/).waitFor();
}

async function fillFollowUp(page, next) {
    const group = (name) => page.getByRole('group', { name });
    await group(/Uppföljningen omfattar/).getByLabel(/^sjuksköterska$/i).check();
    await group(/Personens delaktighet/).getByLabel(/^deltog$/i).check();
    await group(/Målen är/).getByLabel(/^delvis uppnådda$/i).check();
    await page.getByLabel(/^Nästa uppföljning/).fill(next);
}

const followUps = (page) => page.locator('.timeline > li > h3').filter({ hasText: /^Uppföljning\b/ }).count();
const wasSaved = (page) => page.waitForURL(/\/arende\/[^/]+\?sparat=\d+/);

test('a mistyped number is told apart from a person who is not here', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        for (const [typed, says] of [
            ['19460113-6099', 'sista siffran stämmer inte'],
            ['19460231-6098', 'datum som inte finns'],
            ['460113', '10 eller 12 siffror'],
        ]) {
            await find(page, typed);
            const text = await mainText(page);
            assert(text.includes(says), `${typed}: the page says ”${says}”: ${text.slice(0, 300)}`);
            assert((await page.locator('#sok').inputValue()) === typed, `${typed} is kept`);
            assert(!text.includes('Personen finns inte'), `${typed} is nobody's number`);
        }
        await find(page, '19460113-6098');
        assert((await mainText(page)).includes('Personen finns inte i Vaka än'), 'a good number is looked up');
    }));

test('an impossible day, and a follow-up before the enrolment', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        await openFollowUp(page, 'Dahlgren, Sven');
        await fillFollowUp(page, dayFromToday(60));
        await page.getByLabel('Dag', { exact: true }).fill('31/2');
        await submit(page);
        let text = await mainText(page);
        assert(text.includes('Något behöver rättas') && /31\/2.*finns inte/.test(text), `31/2 is no day: ${text.slice(0, 400)}`);
        assert((await page.getByLabel('Dag', { exact: true }).inputValue()) === '31/2', 'what was typed is kept');

        await page.getByLabel('Dag', { exact: true }).fill(dayFromToday(-75)); // enrolled 74 days ago
        await page.getByLabel(/^Nästa uppföljning/).fill(dayFromToday(-20));
        await submit(page);
        text = await mainText(page);
        assert(text.includes('Rutinen tillåter det inte så här'), `the routine objects: ${text.slice(0, 500)}`);
        assert((await page.getByLabel('Dag', { exact: true }).inputValue()) === dayFromToday(-75), 'the day is kept');
        await page.getByLabel(/spara som avvikelse/).check();
        await submit(page);
        text = await mainText(page);
        assert(text.includes('Något behöver rättas') || text.includes('Rutinen tillåter det inte'), `a deviation needs its reason: ${text.slice(0, 300)}`);
        assert(!/\?sparat=/.test(page.url()), 'nothing is stored without the reason');
        await page.getByLabel(/^Varför gjordes det ändå/).fill('Hembesök innan beslutet kom.');
        if (!(await page.getByLabel(/spara som avvikelse/).isChecked())) throw new Error('the tick is kept');
        await submit(page);
        await wasSaved(page);
        text = await mainText(page);
        assert(text.includes('Avvikelse från rutinen') && text.includes('Hembesök innan beslutet kom.'), `the case shows the deviation and its reason: ${text.slice(0, 900)}`);
    }));

test('two who write at once', () =>
    withServer(['sjukskoterska', 'sjukskoterska2'], async (server, first, second) => {
        await openFollowUp(first, 'Björk, Aina');
        await openFollowUp(second, 'Björk, Aina');
        await fillFollowUp(first, dayFromToday(90));
        await submit(first);
        await wasSaved(first);
        await fillFollowUp(second, dayFromToday(80));
        await submit(second);
        const text = await mainText(second);
        assert(text.includes('Någon annan hann före') && text.includes('Sara Lindgren'), `the second is told what the first did: ${text.slice(0, 600)}`);
        assert((await second.getByLabel(/^Nästa uppföljning/).inputValue()) === dayFromToday(80), 'what the second typed is kept');
        await second.getByRole('button', { name: 'Spara ändå' }).click();
        await wasSaved(second);
        assert((await followUps(second)) === 3, `both are there, and the earlier one: ${await followUps(second)}`);
    }));

// The form in the window, three times at once.
async function sendThrice(page) {
    const [path, body] = await page.evaluate(() => {
        const form = document.querySelector('main form.form');
        return [form.getAttribute('action'), new URLSearchParams(new FormData(form)).toString()];
    });
    const statuses = await page.evaluate(
        ([to, text]) =>
            Promise.all(
                [1, 2, 3].map(() =>
                    fetch(to, {
                        method: 'POST',
                        body: text,
                        headers: { 'content-type': 'application/x-www-form-urlencoded' },
                    }).then((answer) => `${answer.status} ${new URL(answer.url).search}`),
                ),
            ),
        [path, body],
    );
    assert(new Set(statuses).size === 1 && /^200 \?sparat=\d+$/.test(statuses[0]), `each is led to the same entry: ${statuses}`);
}

test('the same form sent twice', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        await openFollowUp(page, 'Wallin, Åke');
        await fillFollowUp(page, dayFromToday(100));
        await sendThrice(page);
        await submit(page); // the form in the window is the same one
        await wasSaved(page);
        assert((await followUps(page)) === 2, `one entry was made: ${await followUps(page)}`);
        await page.goBack();
        await page.getByLabel(/^Nästa uppföljning/).waitFor();
    }));

test('the same correction and the same strike sent twice', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        await openCase(page, 'Wallin, Åke');
        await page.getByRole('link', { name: /^Rätta\s*: Uppföljning/ }).first().click();
        await page.getByLabel(/^Varför/).fill('Fel målnivå.');
        await sendThrice(page);
        await submit(page);
        await wasSaved(page);
        await page.getByRole('link', { name: /^Rätta\s*: Uppföljning/ }).first().click();
        await page.getByRole('link', { name: /^Stryk/ }).first().click();
        await page.getByLabel(/^Varför/).fill('Gällde någon annan.');
        await sendThrice(page);
        await submit(page);
        await wasSaved(page);
        assert((await mainText(page)).includes('Uppgiften är struken.'), 'it is said once more that it is struck');
    }));

test('a session that ends while somebody writes', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        await openFollowUp(page, 'Ekholm, Birgitta');
        await fillFollowUp(page, dayFromToday(70));
        const needs = page.getByLabel(/^Nya behov|behov/i).first();
        await needs.fill('Åter yrsel på morgonen — ”svårt” att stå.');
        const other = await page.context().newPage();
        await other.goto('/');
        await other.locator('details.menu summary').click();
        await other.getByRole('button', { name: 'Logga ut' }).click();
        await other.getByLabel('Användarnamn').waitFor();
        await submit(page);
        let text = await mainText(page);
        assert(text.includes('Det du skrev finns kvar'), `the sign-in page says that nothing is lost: ${text.slice(0, 300)}`);
        await page.getByLabel('Användarnamn').fill('sjukskoterska');
        await page.getByLabel('Lösenord').fill(PASSWORD);
        await page.getByRole('button', { name: 'Logga in' }).click();
        if (await page.locator('form.choices').count()) await page.locator('form.choices button').first().click();
        await page.getByLabel(/^Nästa uppföljning/).waitFor();
        assert((await page.getByLabel(/^Nästa uppföljning/).inputValue()) === dayFromToday(70), 'the date is there');
        assert((await needs.inputValue()) === 'Åter yrsel på morgonen — ”svårt” att stå.', 'the text is there');
        assert(await page.getByRole('group', { name: /Målen är/ }).getByLabel(/^delvis uppnådda$/i).isChecked(), 'the choice is there');
        const before = await mainText(page);
        assert(!before.includes('är sparad'), 'nothing is stored before it is sent again');
        await submit(page);
        await wasSaved(page);
        text = await mainText(page);
        assert(text.includes('Åter yrsel på morgonen — ”svårt” att stå.'), 'it is stored as it was typed');
    }));

// One request over a socket of its own; resolves to {status, text}.
function post(server, path, chunks, headers) {
    return new Promise((resolve, reject) => {
        let answered = false;
        const request = send(`${server.url}${path}`, { method: 'POST', headers, agent: false }, (answer) => {
            answered = true;
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (chunk) => (text += chunk));
            answer.on('error', () => resolve({ status: answer.statusCode, text }));
            answer.on('end', () => resolve({ status: answer.statusCode, text }));
        });
        // A server that has answered need not read the rest.
        request.on('error', (error) => answered || reject(error));
        for (const chunk of chunks) request.write(chunk);
        request.end();
    });
}

test('ten megabytes, and broken UTF-8', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        const cookies = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
        const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: cookies, 'accept-language': 'sv' };
        await page.goto('/personer');
        const csrf = await page.locator('main input[name=csrf]').first().inputValue();
        const length = 10 * 1024 * 1024;
        const large = await post(server, '/personer', [`csrf=${csrf}&sok=`, 'x'.repeat(length)], {
            ...headers,
            'content-length': `csrf=${csrf}&sok=`.length + length,
        });
        assert(large.status === 413 && large.text.includes('för stort'), `ten megabytes: ${large.status} ${large.text.slice(0, 200)}`);
        for (const broken of [`csrf=${csrf}&sok=%C3%28`, Buffer.concat([Buffer.from(`csrf=${csrf}&sok=`), Buffer.from([0xff, 0xfe])])]) {
            const said = await post(server, '/personer', [broken], { ...headers, 'content-length': broken.length });
            assert(said.status === 400 && said.text.includes('<html lang="sv"'), `broken UTF-8: ${said.status} ${said.text.slice(0, 200)}`);
        }
        await find(page, 'Dahlgren');
        assert((await mainText(page)).includes('Dahlgren, Sven'), 'the server answers as before');
    }));

test('a person whom the unit has nothing to do with', () =>
    withServer(['sjukskoterska'], async (server, page) => {
        await find(page, '19330212-9220'); // registered by the ward, not yet asked for
        await page.getByRole('heading', { level: 1, name: 'Varför behöver du uppgifterna?' }).waitFor();
        const text = await mainText(page);
        assert(!/Åkesson|Greta/.test(text), `nothing is told before the reason: ${text}`);
        await submit(page);
        assert((await mainText(page)).includes('Skriv varför du behöver'), 'an empty reason is no reason');
        const reason = 'Jourbesök i kväll, ringd av avdelningen.';
        await page.getByLabel('Skäl', { exact: true }).fill(reason);
        await submit(page);
        await page.getByRole('heading', { level: 1, name: /Greta Åkesson/ }).waitFor();
        const asked = `SELECT count(*) FROM log_access WHERE reason = '${reason}' AND stream <> ''`;
        const said = spawnSync('sqlite3', ['-readonly', server.database, asked], { encoding: 'utf8' });
        if (said.error) return; // no such command here
        assert(Number(said.stdout) >= 1, `the reason stands in the log of accesses: ${said.stdout}${said.stderr}`);
    }));
