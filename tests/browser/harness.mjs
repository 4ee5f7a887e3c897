// SPDX-License-Identifier: EUPL-1.2
//
// What the browser tests stand on: a server with a demo database of its own, a browser, and the
// few things that every test does. A test is a function with a name; it fails by throwing.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const binary = process.env.VAKA_BINARY ?? join(root, 'build-test', 'vaka');
const routine = join(root, 'routines');
export const axeSource = require.resolve('axe-core/axe.min.js');
export const PASSWORD = process.env.VAKA_DEMO_PASSWORD ?? 'vaka-hela-natten';

const folder = mkdtempSync(join(tmpdir(), 'vaka-browser-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let template;
// The demo database is made once and copied for each server.
function demoDatabase() {
    if (!template) {
        template = join(folder, 'demo.db');
        const made = spawnSync(binary, ['demo', '--small', '--database', template, '--routine', routine], {
            encoding: 'utf8',
        });
        if (made.status !== 0) throw new Error(`vaka demo: ${made.stdout}${made.stderr}`);
    }
    return template;
}

let served = 0;
// The people of the demo go back a year; what is tested is what is done in their cases. That a relation
// ends is tested in tests/security/outside.mjs.
const LAW = { openingDays: 3660 };
// Starts a server on a free port; resolves to {url, database, stop, alive, log}. `prepare` is called
// with the path of the database before.
export async function serve(options = [], law = LAW, prepare = () => {}) {
    const database = join(folder, `served-${++served}.db`);
    const from = demoDatabase();
    copyFileSync(from, database);
    for (const tail of ['-wal', '-shm', '.sign-in']) if (existsSync(from + tail)) copyFileSync(from + tail, database + tail);
    if (existsSync(`${from}.checkpoints`)) cpSync(`${from}.checkpoints`, `${database}.checkpoints`, { recursive: true });
    writeFileSync(`${database}.law`, JSON.stringify(law));
    prepare(database);
    const child = spawn(
        binary,
        ['serve', '--database', database, '--port', '0', '--requests', '0', '--routine', routine, ...options],
        { stdio: ['ignore', 'pipe', 'pipe'] },
    );
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
    const ended = new Promise((resolve) => child.on('exit', resolve));
    return {
        url,
        database,
        alive: () => child.exitCode === null,
        log: () => log,
        async stop() {
            child.kill('SIGTERM');
            const code = await ended;
            // Sanitizers report at the end: whatever they say fails the run.
            if (code !== 0) throw new Error(`vaka serve ended with ${code}:\n${log}`);
        },
    };
}

export async function browser() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

// A page of a new visitor; collects what the console complains about.
export async function visitor(chrome, server, options = {}) {
    const context = await chrome.newContext({ baseURL: server.url, locale: 'sv-SE', ...options });
    const page = await context.newPage();
    page.complaints = [];
    page.on('console', (message) => {
        const status = /the server responded with a status of (4|5)\d\d/; // asked for by the test
        const left = /htmx:error: Failed to fetch/; // a search under way when the page was left
        if (message.type() === 'error' && !status.test(message.text()) && !left.test(message.text())) page.complaints.push(message.text());
    });
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    return page;
}

export async function signIn(page, login) {
    await page.goto('/logga-in');
    await page.getByLabel('Användarnamn').fill(login);
    await page.getByLabel('Lösenord').fill(PASSWORD);
    await page.getByRole('button', { name: 'Logga in' }).click();
    if (new URL(page.url()).pathname.startsWith('/uppdrag')) {
        await page.getByRole('main').getByRole('button').first().click();
    }
    await page.getByRole('link', { name: 'Min dag' }).first().waitFor();
}

// axe-core: WCAG 2.1 AA and good practice, without exception.
export async function checkAxe(page, where) {
    // The page's own policy forbids foreign script, so axe runs in a world of its own.
    const client = await page.context().newCDPSession(page);
    const { frameTree } = await client.send('Page.getFrameTree');
    const { executionContextId } = await client.send('Page.createIsolatedWorld', {
        frameId: frameTree.frame.id,
        worldName: 'axe',
    });
    const { readFileSync } = await import('node:fs');
    const run = `${readFileSync(axeSource, 'utf8')};
        axe.run(document, { resultTypes: ['violations'] }).then(r => JSON.stringify(r.violations.map(v =>
            v.id + ': ' + v.help + ' — ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | '))))`;
    const { result, exceptionDetails } = await client.send('Runtime.evaluate', {
        expression: run,
        contextId: executionContextId,
        awaitPromise: true,
        returnByValue: true,
    });
    await client.detach();
    if (exceptionDetails) throw new Error(`axe on ${where}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    const violations = JSON.parse(result.value);
    if (violations.length) throw new Error(`axe on ${where}:\n  ${violations.join('\n  ')}`);
}

// Nothing is wider than the window: no sideways scrolling at 375 px.
export async function checkWidth(page, where) {
    const wide = await page.evaluate(() => {
        const limit = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= limit) return [];
        return [...document.querySelectorAll('body *')]
            .filter((e) => e.getBoundingClientRect().right > limit + 1)
            .slice(0, 5)
            .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`);
    });
    if (wide.length) throw new Error(`${where} is wider than the window: ${wide.join(', ')}`);
}

// The date that many days from today in Sweden, as 2026-11-25. Counted in days of the calendar: where
// the clock is put back in between, days of 24 hours end on another one late in the evening.
export function dayFromToday(days) {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date());
    return new Date(Date.parse(`${today}T12:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
}

export function assert(truth, message) {
    if (!truth) throw new Error(message);
}

// Of the whole page: its head can be there while the rest is still being read in.
export async function mainText(page) {
    await page.waitForLoadState('domcontentloaded');
    return (await page.getByRole('main').innerText()).replace(/\s+/g, ' ');
}

// ---- walking ----

const pictures = process.env.VAKA_PICTURES; // a folder for pictures for the eye, when somebody asks

// The page as it stands, at both widths.
export async function look(page, where) {
    if (page.scriptless) return; // axe is a script too; the same pages are looked at with JavaScript
    const picture = async (rest) => {
        if (pictures) await page.screenshot({ path: join(pictures, `${where.replace(/\W+/g, '-')}${rest}.png`), fullPage: true });
    };
    await checkAxe(page, where);
    await picture('');
    await page.setViewportSize({ width: 375, height: 800 });
    await checkWidth(page, `${where}, 375 px`);
    await checkAxe(page, `${where}, 375 px`);
    await picture('-375');
    await page.setViewportSize({ width: 1280, height: 900 });
}

// The one button that sends the form of the page.
export const send = (page) => page.locator('main form.form button[type=submit], main form.find-form button[type=submit]').first().click();
export const whole = (words) => new RegExp(`^${words}$`, 'i');

export async function choose(page, group, answer) {
    await page.getByRole('group', { name: group }).getByLabel(whole(answer)).check();
}

export async function find(page, typed) {
    await page.goto('/personer');
    await page.getByRole('main').getByLabel('Sök på personnummer eller namn').fill(typed);
    await send(page);
}

export const onCase = (page, name) => page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();

export async function openCase(page, name) {
    await find(page, name);
    // The list is in order of family names.
    await page.getByRole('main').getByRole('link', { name: new RegExp(name.split(' ').reverse().join(', ')) }).click();
    await onCase(page, name);
}

export async function act(page, words) {
    await page.getByRole('main').getByRole('link', { name: new RegExp(`^${words}`) }).first().click();
}

// ---- steps that several walks take ----

// Test numbers of Skatteverket.
export const VERA = { name: 'Vera Provstad', given: 'Vera', family: 'Provstad', number: '194601136098' };
export const ARNE = { name: 'Arne Provlund', given: 'Arne', family: 'Provlund', number: '194707223196' };

export async function addPerson(page, person) {
    await find(page, person.number);
    await page.getByRole('main').getByRole('button', { name: 'Lägg in en ny person', exact: true }).click();
    await page.getByLabel('Förnamn').fill(person.given);
    await page.getByLabel('Efternamn').fill(person.family);
    await send(page);
    await onCase(page, person.name);
}

// The form of a care request, from which the routine follows that the criteria are met, but for what
// is answered otherwise.
export async function fillRequest(page, { need, professions = ['sjuksköterska'], extent = 'ja' }) {
    await page.getByLabel('Skickas till').selectOption({ label: 'Planeringsfunktionen' });
    for (const profession of professions) await choose(page, /Insatser behövs av/, profession);
    await page.getByLabel('Vad behöver personen hjälp med?').fill(need);
    await choose(page, /^Boende/, 'ordinärt boende');
    await choose(page, /Vill personen själv/, 'ja');
    await choose(page, /stora svårigheter/, 'ja');
    await choose(page, /så många eller täta/, extent);
    await choose(page, /varaktigt, och kan/, 'nej');
}

// P-01: somebody told it by telephone.
export async function toldBy(page, who) {
    await page.getByText('Någon annan gjorde det eller berättade').first().click();
    await page.getByLabel('Vem berättade?', { exact: false }).fill(who);
    await choose(page, /På vilket sätt/, 'telefon');
}

export async function decideFor(page, profession, unit) {
    const group = page.getByRole('group', { name: whole(profession) });
    await choose(group, /Beslut/, unit ? 'ansluten' : 'ej ansluten');
    if (!unit) return;
    await group.getByLabel(/Ansvaret tas över/).fill(dayFromToday(0));
    await group.getByLabel(/Utförande enhet/).selectOption({ label: unit });
}

export async function sendTo(page, name) {
    await send(page);
    await onCase(page, name);
}

export const myDay = (page) => page.getByRole('link', { name: 'Min dag' }).first().click();

export function noComplaints(...pages) {
    for (const page of pages) assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
}

// A test with a server and a browser of its own, which end whatever happens.
export function walkTest(name, walk, law = LAW) {
    test(name, async () => {
        const server = await serve([], law);
        const chrome = await browser();
        try {
            await walk(chrome, server);
        } finally {
            await chrome.close();
            await server.stop();
        }
    });
}

// ---- running ----

const tests = [];
export function test(name, run) {
    tests.push({ name, run });
}

export async function runAll(filter) {
    let passed = 0;
    let failed = 0;
    for (const { name, run } of tests) {
        if (filter && !name.includes(filter)) continue;
        const started = Date.now();
        try {
            await run();
            passed++;
            console.log(`ok      ${name} (${Date.now() - started} ms)`);
        } catch (error) {
            failed++;
            console.log(`FAILED  ${name}\n${String(error.stack ?? error).replace(/^/gm, '        ')}`);
        }
    }
    return { passed, failed };
}
