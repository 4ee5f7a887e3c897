// SPDX-License-Identifier: EUPL-1.2
//
// A walk over every page that links lead to, as each of the users: each answers, each is wholly in
// the language that was chosen, and each kind of page is held against axe-core.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assert, checkAxe, look, mainText, openCase, root, signIn, visitor, walkTest } from './harness.mjs';

const PAGES = 60; // for each user
const LOGINS = ['avdelning', 'planerare', 'sjukskoterska', 'fysioterapeut', 'arbetsterapeut', 'chef'];

// Words that no Swedish sentence of the program has.
const ENGLISH = [
    'the', 'and', 'of', 'with', 'your', 'this', 'save', 'saved', 'cancel', 'search', 'follow-up', 'request', 'decision',
    'error', 'sign', 'password', 'username', 'today', 'yesterday', 'tomorrow', 'days', 'nurse', 'person has',
    'correct', 'choose', 'optional', 'why', 'monday', 'october', 'undefined', 'null', 'NaN',
];
// And none of these stands in an English one, outside what is marked as Swedish.
const SWEDISH = ['och', 'att', 'är', 'inte', 'spara', 'avbryt', 'sök', 'uppföljning', 'logga', 'lösenord', 'meny', 'frivilligt', 'varför'];

// One link of each kind of page stands for the others when axe looks.
const kindOf = (path) =>
    path
        .replace(/\?.*/, (query) => query.replace(/=[^&]*/g, ''))
        .replace(/[0-9a-z]{20,}/gi, '*')
        .replace(/\/(rutin|klausul|ratta|stryk|journal)\/[^/?]+/, '/$1/*');

// What is written for readers on the page: neither what is marked to be in another language nor the
// expressions of the rules, which have a language of their own.
const words = (page, other) =>
    page.evaluate((mark) => {
        const copy = document.documentElement.cloneNode(true);
        for (const e of copy.querySelectorAll(`[lang="${mark}"], script, style, code, pre, .rules td`)) e.remove();
        const attributes = [...copy.querySelectorAll('[title], [placeholder], [aria-label], [alt]')].flatMap((e) =>
            ['title', 'placeholder', 'aria-label', 'alt'].map((name) => e.getAttribute(name) ?? ''),
        );
        // Elements side by side are words side by side.
        const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode.data);
        return [...texts, ...attributes].join(' ').replace(/\s+/g, ' ');
    }, other);

const hasWord = (text, word) => new RegExp(`(?<![\\p{L}-])${word}(?![\\p{L}-])`, 'iu').exec(text);

function checkWords(text, where, remnants) {
    for (const word of remnants) {
        const at = hasWord(text, word);
        assert(!at, `${where} says ”${word}”: …${text.slice(Math.max(0, (at?.index ?? 0) - 50), (at?.index ?? 0) + 50)}…`);
    }
    const placeholder = /\{\d\}|\{\{/.exec(text);
    assert(!placeholder, `${where} has a placeholder without its words: ${placeholder}`);
    assert(!/Ã|â€|\uFFFD/.test(text), `${where} has letters from a wrong encoding`);
}

// Follows links breadth first, a new kind of page before one more of a kind; look(path).
async function crawl(page, look, pages = PAGES) {
    const waiting = ['/'];
    const met = new Set(waiting);
    const kinds = new Set();
    let visited = 0;
    while (waiting.length && visited < pages) {
        const fresh = waiting.findIndex((path) => !kinds.has(kindOf(path)));
        const [path] = waiting.splice(Math.max(fresh, 0), 1);
        const answer = await page.goto(path, { waitUntil: 'domcontentloaded' });
        assert(answer.status() === 200, `${path} answers ${answer.status()}`);
        visited++;
        kinds.add(kindOf(path));
        await look(path);
        const links = await page.evaluate(() =>
            [...document.querySelectorAll('a[href]')]
                .map((a) => new URL(a.href))
                .filter((url) => url.origin === location.origin)
                .map((url) => url.pathname + url.search),
        );
        for (const link of links) {
            if (met.has(link) || /(\.(xlsx|csv|ics|pdf|json)|\/vils-kort)(\?|$)/.test(link)) continue; // a file, no page
            met.add(link);
            waiting.push(link);
        }
    }
    return { visited, kinds };
}

async function chooseLanguage(page, name) {
    await page.locator('details.menu summary').click();
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()]);
}

walkTest('every page answers and is in Swedish', async (chrome, server) => {
    const looked = new Set(); // kinds of page that axe has seen
    for (const login of LOGINS) {
        const page = await visitor(chrome, server);
        page.setDefaultTimeout(60000);
        await signIn(page, login);
        const { visited, kinds } = await crawl(page, async (path) => {
            const where = `${path} (${login})`;
            assert((await page.locator('html').getAttribute('lang')) === 'sv', `${where} says that it is in Swedish`);
            checkWords(await words(page, 'en'), where, ENGLISH);
            if (looked.has(kindOf(path))) return;
            looked.add(kindOf(path));
            await checkAxe(page, where);
        });
        assert(visited >= 5 && [...kinds].some((kind) => kind.startsWith('/rutin/*')), `the walk of ${login} came somewhere: ${[...kinds]}`);
        assert(page.complaints.length === 0, `the console complains (${login}): ${page.complaints.join('; ')}`);
        await page.context().close();
    }
    for (const kind of ['/', '/personer', '/arende/*', '/rutin', '/klausul/*']) {
        assert(looked.has(kind), `the walk met ${kind}: ${[...looked]}`);
    }
});

walkTest('English and back to Swedish', async (chrome, server) => {
    const page = await visitor(chrome, server);
    page.setDefaultTimeout(60000);
    await page.goto('/logga-in');
    await chooseLanguage(page, 'English');
    assert((await page.locator('html').getAttribute('lang')) === 'en', 'the sign-in page turns to English');
    checkWords(await words(page, 'sv'), 'the sign-in page', SWEDISH);
    await chooseLanguage(page, 'Svenska');
    assert((await page.locator('html').getAttribute('lang')) === 'sv', 'and back');
    await signIn(page, 'sjukskoterska');
    await chooseLanguage(page, 'English');
    // The routine, names and what people wrote are in Swedish; the program's own words are not.
    for (const path of ['/', '/personer']) {
        await page.goto(path);
        assert((await page.locator('html').getAttribute('lang')) === 'en', `${path} stays in English`);
        const frame = await page.evaluate(() =>
            [...document.querySelectorAll('header form, header summary, nav, main h1, main > form label, footer')]
                .filter((e) => !e.closest('[lang="sv"]'))
                .map((e) => e.innerText)
                .join(' '),
        );
        checkWords(frame.replaceAll('Svenska', ''), `${path} in English`, SWEDISH);
        await checkAxe(page, `${path} in English`);
    }
    await page.goto('/personer');
    await chooseLanguage(page, 'Svenska');
    assert(new URL(page.url()).pathname === '/personer', `the language changes where one stands: ${page.url()}`);
    assert((await page.getByRole('heading', { level: 1 }).innerText()) === 'Personer', 'the page is in Swedish again');
    checkWords(await words(page, 'en'), '/personer', ENGLISH);
});

// What the routines say: the texts of their tables, descriptions and clauses, long enough to be known again.
function routineTexts() {
    const unescaped = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
    const texts = new Set();
    for (const folder of ['hemsjukvard', 'vils'].map((name) => join(root, 'routines', name)))
        for (const file of readdirSync(folder)) {
            const [model, rules] = [file.endsWith('.dmn'), file === 'routine.json'];
            const source = model || rules ? readFileSync(join(folder, file), 'utf8') : '';
            for (const [, text] of source.matchAll(/"text": "([^"]*)"/g)) texts.add(text);
            for (const [, text] of source.matchAll(/<description>([^]*?)<\/description>/g)) texts.add(unescaped(text).trim());
            for (const [, written] of source.matchAll(/<text>([^]*?)<\/text>/g))
                for (const [, text] of unescaped(written).matchAll(/"((?:[^"\\]|\\.)*)"/g)) texts.add(text.trim());
        }
    return [...texts].filter((text) => text.length >= 12 && /\p{Ll} /u.test(text));
}

// Where one of the texts stands without being marked as Swedish: WCAG 3.1.2, language of parts.
const unmarked = (page, texts) =>
    page.evaluate((known) => {
        const found = [];
        const look = (text, element) => {
            const said = text.replace(/\s+/g, ' ');
            const own = element.closest('option, .rules td'); // names of units, and expressions of rules
            const one = !own && element.closest('[lang]').lang === 'en' && known.find((each) => said.includes(each));
            if (one) found.push(`”${one}” in <${element.tagName.toLowerCase()} class="${element.className}">`);
        };
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) look(walker.currentNode.data, walker.currentNode.parentElement);
        for (const e of document.querySelectorAll('[title], [aria-label]')) look(`${e.title} ${e.ariaLabel ?? ''}`, e);
        return [...new Set(found)];
    }, texts);

walkTest('what the routines say is marked as Swedish on English pages', async (chrome, server) => {
    const texts = routineTexts();
    assert(texts.length > 300, `${texts.length} texts of routines`);
    const wrong = new Map();
    let met = 0;
    for (const login of ['avdelning', 'planerare', 'sjukskoterska', 'chef', 'omvardnad', 'mas']) {
        const page = await visitor(chrome, server);
        page.setDefaultTimeout(60000);
        await signIn(page, login);
        await chooseLanguage(page, 'English');
        await crawl(page, async (path) => {
            for (const one of await unmarked(page, texts)) wrong.set(`${kindOf(path)}: ${one}`, `${path} (${login})`);
            met += await page.evaluate((known) => known.filter((each) => document.body.innerText.includes(each)).length, texts);
        }, 30);
        await page.context().close();
    }
    assert(met > 100, `the walk met ${met} of them`);
    assert(!wrong.size, [...wrong].map(([what, where]) => `${what} at ${where}`).join('\n'));
});

walkTest('English pages: what a routine was told, days and shares are in English forms', async (chrome, server) => {
    const ward = await visitor(chrome, server);
    await signIn(ward, 'avdelning');
    await ward.getByRole('link', { name: /^Varför\? H-09/ }).first().click();
    const values = () => ward.locator('dl.facts[lang=sv] dd').evaluateAll((all) => all.map((one) => [one.innerText, one.closest('[lang]').lang]));
    const swedish = await values();
    assert(swedish.every(([, lang]) => lang === 'sv') && swedish.some(([text]) => /^\p{L}+dag \d+ \p{L}+/u.test(text)) && swedish.some(([text]) => /^(ja|nej)$/.test(text)), `in Swedish, with days in words: ${JSON.stringify(swedish)}`);
    await look(ward, 'why the decision is read, in Swedish');
    await chooseLanguage(ward, 'English');
    const english = await values();
    assert(english.length === swedish.length && !english.some(([text]) => /^\d{4}-\d\d-\d\d$|^(ja|nej)$/.test(text)), `no ISO dates and no "ja": ${JSON.stringify(english)}`);
    assert(english.some(([text, lang]) => /^(yes|no)$/.test(text) && lang === 'en'), `and marked as English: ${JSON.stringify(english)}`);
    assert(english.some(([text]) => /^\w+day \d+ \w+/i.test(text)), `days in words: ${JSON.stringify(english)}`);
    await look(ward, 'why the decision is read, in English');
    const manager = await visitor(chrome, server);
    await signIn(manager, 'chef');
    const share = async () => (await mainText(manager)).match(/\d+\s?%/)?.[0];
    await manager.goto('/i-tid');
    assert(/^\d+\s%$/.test(await share()), `80 % in Swedish: ${await share()}`);
    await chooseLanguage(manager, 'English');
    assert(/^\d+%$/.test(await share()), `80% in English: ${await share()}`);
    await look(manager, 'done in time, in English');
});

walkTest('a date that has been is asked for with an example that has been', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, 'Sven Dahlgren');
    const address = nurse.url().split('?')[0];
    await nurse.goto(`${address}/ny/limits_noted`);
    const hint = await nurse.getByText('Till exempel 24/12 eller i morgon').count();
    assert(hint === 0, 'a decision has not been made tomorrow');
    await look(nurse, 'a date that has been');
    await nurse.goto(`${address}/ny/discharge_started`);
    assert(await nurse.getByText('Till exempel 24/12 eller i morgon').count(), 'a discharge is planned');
});
