// SPDX-License-Identifier: EUPL-1.2
//
// The keyboard alone: nothing here clicks or fills in. The one who works knows the page by what has
// the focus, so every stop must be seen and must come in the order of the page.
import { assert, browser, dayFromToday, mainText, PASSWORD, serve, test, visitor } from './harness.mjs';

// What has the focus: {name, tag, type, visible, inMain, place: order in the document, y}.
const stop = (page) =>
    page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const drawn = (element) => {
            const style = getComputedStyle(element);
            const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
            return outline || style.boxShadow !== 'none';
        };
        const box = e.getBoundingClientRect();
        const label = e.labels?.[0]?.innerText ?? e.getAttribute('aria-label') ?? e.innerText ?? '';
        const all = [...document.querySelectorAll('*')];
        return {
            name: label.replace(/\s+/g, ' ').trim(),
            tag: e.tagName.toLowerCase(),
            type: e.type ?? '',
            group: e.closest('fieldset')?.querySelector('legend')?.innerText.trim() ?? '',
            ring: e.matches(':focus-visible') && drawn(e),
            onScreen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
            inMain: !!e.closest('main'),
            place: all.indexOf(e),
        };
    });

// Tabs until the stop answers to the wish; every stop on the way is seen, and comes after the one before.
async function tabTo(page, wish, key = 'Tab') {
    let before = await stop(page);
    for (let i = 0; i < 150; i++) {
        await page.keyboard.press(key);
        const now = await stop(page);
        assert(now, `the focus left the page before ${wish}; it last stood on ${before?.tag} ”${before?.name}”`);
        assert(now.ring, `the focus shows on ${now.tag} ”${now.name}”`);
        assert(now.onScreen, `${now.tag} ”${now.name}” has the focus and is out of sight`);
        if (before) {
            const onward = key === 'Tab' ? now.place > before.place : now.place < before.place;
            assert(onward, `${now.tag} ”${now.name}” follows ”${before.name}” against the order of the page`);
        }
        if (wish.test(now.name) || wish.test(`${now.group}: ${now.name}`)) return now;
        before = now;
    }
    throw new Error(`no stop is called ${wish}`);
}

const type = (page, words) => page.keyboard.type(words);

// A key that leads to another page.
async function go(page, key) {
    const arrived = page.waitForEvent('load', { timeout: 60000 });
    await page.keyboard.press(key);
    await arrived;
}

// The link to the content is the first stop, and leads past the head of the page.
async function skip(page) {
    await page.keyboard.press('Tab');
    const first = await stop(page);
    assert(first?.name === 'Till innehållet', `the first stop leads to the content: ${first?.name}`);
    assert(first.ring && first.onScreen, 'the link to the content is seen when it has the focus');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#innehall');
    await page.keyboard.press('Tab');
    const next = await stop(page);
    assert(next?.inMain, `the stop after the jump stands in the content: ${next?.name}`);
    assert(next.ring, `the focus shows on ”${next.name}”`);
    return next;
}

async function signInByKeys(page) {
    await page.goto('/logga-in');
    const next = await skip(page);
    assert(next.name === 'Användarnamn', `the sign-in begins with the name: ${next.name}`);
    await type(page, 'sjukskoterska');
    await tabTo(page, /^Lösenord$/);
    await type(page, 'fel lösenord');
    await go(page, 'Enter');
    await onSummary(page);
    await tabTo(page, /stämmer inte/);
    await page.keyboard.press('Enter');
    assert((await stop(page)).name === 'Användarnamn', 'the fault leads to its field');
    await tabTo(page, /^Lösenord$/);
    await type(page, PASSWORD);
    await go(page, 'Enter');
    if (new URL(page.url()).pathname === '/uppdrag') {
        await skip(page);
        await go(page, 'Enter');
    }
    await page.getByRole('link', { name: 'Min dag' }).first().waitFor();
}

async function onSummary(page) {
    const on = await page.evaluate(() => ({
        role: document.activeElement.getAttribute('role'),
        text: document.activeElement.innerText,
    }));
    assert(on.role === 'alert' && on.text.includes('Något behöver rättas'), `the focus stands on what is wrong: ${on.role} ${on.text}`);
}

// To a radio button: into its group by Tab, along it by the arrows.
async function chooseOne(page, group, answer) {
    await tabTo(page, group);
    for (let i = 0; i < 10; i++) {
        const now = await stop(page);
        assert(group.test(`${now.group}: `), `the arrows stay in the group: ${now.group}`);
        if (now.name.toLowerCase() === answer) {
            await page.keyboard.press('Space');
            return;
        }
        await page.keyboard.press('ArrowDown');
    }
    throw new Error(`${group} has no answer ${answer}`);
}

async function recordByKeys(page) {
    await skip(page);
    await tabTo(page, /^Dokumentera uppföljning/);
    await go(page, 'Enter');
    const person = await page.locator('main').innerText();
    await skip(page);
    // An empty form first: Shift+Tab comes back from the button, too.
    await tabTo(page, /^Avbryt$/);
    const send = await tabTo(page, /./, 'Shift+Tab');
    assert(send.type === 'submit', `the button to send stands before the way out: ${send.name}`);
    await go(page, 'Enter');
    await onSummary(page);
    const fault = await tabTo(page, /–/);
    await page.keyboard.press('Enter');
    const led = await stop(page);
    assert(['input', 'select', 'textarea'].includes(led?.tag), `”${fault.name}” leads to its field: ${led?.tag} ${led?.name}`);
    await page.goto(page.url().replace(/#.*/, '')); // a new form, from its top
    await skip(page);
    await tabTo(page, /^Uppföljningen omfattar.*: sjuksköterska$/i);
    if (!(await page.evaluate(() => document.activeElement.checked))) await page.keyboard.press('Space');
    assert(await page.evaluate(() => document.activeElement.checked), 'Space ticks the box');
    await chooseOne(page, /^Personens delaktighet.*: /, 'deltog');
    await chooseOne(page, /^Målen är.*: /, 'delvis uppnådda');
    await tabTo(page, /^Nästa uppföljning/);
    await page.keyboard.press('Control+A');
    await type(page, dayFromToday(100));
    await go(page, 'Enter');
    const text = await mainText(page);
    assert(/sparad/.test(text), `the follow-up is saved: ${text.slice(0, 300)} — of ${person.slice(0, 60)}`);
    assert(text.includes('Uppföljning'), 'the follow-up stands on the case');
}

async function withNurse(options, run) {
    const server = await serve();
    const chrome = await browser();
    try {
        const page = await visitor(chrome, server, options);
        page.setDefaultTimeout(60000);
        await signInByKeys(page);
        await run(page);
        assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
    } finally {
        await chrome.close();
        await server.stop();
    }
}

test('a follow-up with the keyboard alone', () => withNurse({}, recordByKeys));

test('the menu and the search with the keyboard alone, 375 px', () =>
    withNurse({ viewport: { width: 375, height: 800 } }, async (page) => {
        await tabTo(page, /^Vaka$/);
        await tabTo(page, /^Sök$/);
        await go(page, 'Enter');
        assert(new URL(page.url()).pathname === '/personer', `the search opens: ${page.url()}`);
        const field = await skip(page);
        assert(field.name === 'Sök på personnummer eller namn', `the search begins with its field: ${field.name}`);
        await type(page, 'Dahlgren');
        await go(page, 'Enter');
        await skip(page);
        await tabTo(page, /^Dahlgren, Sven/);
        await go(page, 'Enter');
        await page.getByRole('heading', { level: 1, name: /Sven Dahlgren/ }).waitFor();
        await tabTo(page, /Meny/);
        await page.keyboard.press('Enter');
        await tabTo(page, /^English$/);
        await tabTo(page, /^Logga ut$/);
        await go(page, 'Enter');
        assert(new URL(page.url()).pathname === '/logga-in', 'the menu signs out');
    }));
