// SPDX-License-Identifier: EUPL-1.2
//
// The keyboard alone: nothing here clicks or fills in. The one who works knows the page by what has
// the focus, so every stop must be seen and must come in the order of the page.
import { act, assert, browser, choose, dayFromToday, mainText, onCase, openCase, PASSWORD, send, serve, signIn, test, visitor, whole } from './harness.mjs';

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

// Into a field, whatever stands in it.
async function write(page, field, words) {
    await tabTo(page, field);
    await page.keyboard.press('Control+A');
    await type(page, words);
}

async function tick(page, field) {
    await tabTo(page, field);
    if (!(await page.evaluate(() => document.activeElement.checked))) await page.keyboard.press('Space');
    assert(await page.evaluate(() => document.activeElement.checked), `Space ticks ${field}`);
}

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

// ---- the main path, as everybody who walks it ----

async function enter(page, login) {
    await page.goto('/logga-in');
    await skip(page);
    await type(page, login);
    await write(page, /^Lösenord$/, PASSWORD);
    await go(page, 'Enter');
    if (new URL(page.url()).pathname === '/uppdrag') {
        await skip(page);
        await go(page, 'Enter');
    }
    await page.getByRole('link', { name: 'Min dag' }).first().waitFor();
}

const PERSON = 'Elsa Prövare';

// A link of the page, from its top.
async function follow(page, words) {
    await skip(page);
    await tabTo(page, words);
    await go(page, 'Enter');
    await skip(page);
}

// From the last field to the button that sends, and on to the case.
async function sendForm(page) {
    await tabTo(page, /^(Skicka|Spara|Lägg in|Skriv ut|Kontrollera|Bekräfta|Rapportera|Avsluta)/);
    await go(page, 'Enter');
    const text = await mainText(page);
    assert(text.includes('Sparat:'), `the form is sent: ${text.slice(0, 400)}`);
}

async function wardByKeys(page) {
    await enter(page, 'avdelning');
    await page.goto('/personer');
    await skip(page);
    await type(page, '194601136098'); // a test number of Skatteverket
    await go(page, 'Enter');
    await follow(page, /^Lägg in en ny person$/);
    await write(page, /^Förnamn$/, 'Elsa');
    await write(page, /^Efternamn$/, 'Prövare');
    await sendForm(page);
    await follow(page, /^Skicka vårdbegäran$/);
    let before = await stop(page);
    if (!/^Skickas till/.test(before.name)) before = await tabTo(page, /^Skickas till/);
    await type(page, 'Planeringsfunktionen');
    await tick(page, /^Insatser behövs av: sjuksköterska$/i);
    await write(page, /^Vad behöver personen hjälp med/, 'Såromläggning varje dag.');
    await chooseOne(page, /^Boende.*: /, 'ordinärt boende');
    await chooseOne(page, /^Vill personen själv.*: /, 'ja');
    await chooseOne(page, /stora svårigheter.*: /, 'ja');
    await chooseOne(page, /så många eller täta.*: /, 'ja');
    await chooseOne(page, /varaktigt.*: /, 'nej');
    await sendForm(page);
}

async function plannerByKeys(page) {
    await enter(page, 'planerare');
    await follow(page, new RegExp(`^Besluta om anslutning.*${PERSON}`));
    await chooseOne(page, /^Beslut.*: /, 'ansluten');
    await tabTo(page, /^Utförande enhet/);
    const chosen = () => page.evaluate(() => document.activeElement.selectedOptions[0].innerText);
    for (let i = 0; i < 20 && (await chosen()) !== 'Hemsjukvården Norr'; i++) await page.keyboard.press('ArrowDown');
    await sendForm(page);
}

async function nurseByKeys(page) {
    await enter(page, 'sjukskoterska');
    await follow(page, new RegExp(`^Dokumentera information.*${PERSON}`));
    const first = await stop(page);
    if (!/^muntligt$/i.test(first.name)) await tabTo(page, /^Informationen gavs.*: muntligt$/i);
    await page.keyboard.press('Space');
    await tick(page, /^Informationen gavs.*: skriftligt$/i);
    await write(page, /^Mål med/, 'Sår som läker.');
    await write(page, /^Plan för uppföljning/, 'Varje vecka.');
    await sendForm(page);
    await follow(page, /^Dokumentera uppföljning/);
    await chooseOne(page, /^Personens delaktighet.*: /, 'deltog');
    await chooseOne(page, /^Målen är.*: /, 'uppnådda');
    await sendForm(page);
}

async function openMore(page) {
    await skip(page);
    await tabTo(page, /^Mer att dokumentera$/);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Påbörja utskrivning' }).waitFor();
}

async function dischargeByKeys(page) {
    await openMore(page);
    await tabTo(page, /^Påbörja utskrivning$/);
    await go(page, 'Enter');
    await skip(page);
    await write(page, /^Varför skrivs personen ut/, 'Såret är läkt.');
    await write(page, /^Vårdbegäran/, 'Inget mer behövs.');
    await chooseOne(page, /^Ska de ta över.*: /, 'ska ta över');
    await write(page, /^Vem: mottagning/, 'Norra vårdcentralen');
    await write(page, /^Telefon/, '010-000 20 00');
    await tabTo(page, /^Ska de ta över.*: /); // of the clinic
    await page.keyboard.press('ArrowDown');
    await write(page, /^Planerad dag/, 'idag');
    await sendForm(page);
    await follow(page, /^Skriv svar om övertagande/);
    await chooseOne(page, /^Besked.*: /, 'tar över');
    await sendForm(page);
    await follow(page, /^Skriv vad personen fick veta/);
    await tick(page, /^Informationen gavs.*: skriftligt$/i);
    await write(page, /^Vem tar över/, 'Norra vårdcentralen, 010-000 20 00');
    await sendForm(page);
    await follow(page, /^Skriv ut/);
    const first = await stop(page);
    if (!/^sjuksköterska$/i.test(first.name)) await tabTo(page, /: sjuksköterska$/i);
    if (!(await page.evaluate(() => document.activeElement.checked))) await page.keyboard.press('Space');
    await sendForm(page);
    const text = await mainText(page);
    assert(text.includes('Utskriven från hemsjukvården'), `the path is walked to its end: ${text.slice(0, 400)}`);
}

// Each walk as a visitor of its own to the same server, in turn.
async function walkAll(walks) {
    const server = await serve();
    const chrome = await browser();
    try {
        for (const [walk, viewport] of walks) {
            const page = await visitor(chrome, server, { viewport });
            page.setDefaultTimeout(60000);
            await walk(page);
            assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
            await page.context().close();
        }
    } finally {
        await chrome.close();
        await server.stop();
    }
}

const mainPath = (viewport) => () =>
    walkAll([
        [wardByKeys, viewport],
        [plannerByKeys, viewport],
        [async (page) => (await nurseByKeys(page), await dischargeByKeys(page)), viewport],
    ]);

test('from request to discharge with the keyboard alone', mainPath({ width: 1280, height: 900 }));
test('from request to discharge with the keyboard alone, 375 px', mainPath({ width: 375, height: 800 }));

// ---- what others than ward, planner and nurse do most ----

// Both are asked to take over, and answer here.
async function nurseAsksBoth(page) {
    await signIn(page, 'sjukskoterska');
    await openCase(page, 'Sven Dahlgren');
    await page.getByText('Mer att dokumentera').click();
    await act(page, 'Påbörja utskrivning');
    for (const [group, unit] of [['fast vårdkontakt', 'Björkens vårdcentral'], ['rehabmottagning', 'Björkens rehabmottagning']]) {
        const asked = page.getByRole('group', { name: whole(group) });
        await asked.getByLabel(whole('ska ta över')).check();
        await asked.getByLabel(/^Vem/).fill(unit);
        await asked.getByRole('combobox').selectOption({ label: unit });
    }
    await page.getByLabel('Varför skrivs personen ut?').fill('Kan ta sig till vårdcentralen igen.');
    await page.getByLabel(/^Vårdbegäran/).fill('Gångträning varje vecka.');
    await page.getByLabel('Planerad dag för utskrivning').fill(dayFromToday(5));
    await send(page);
    await onCase(page, 'Sven Dahlgren');
}

const answerByKeys = (login, own, other, answer) => async (page) => {
    await enter(page, login);
    const day = await mainText(page);
    assert(day.includes('Hemsjukvården vill skriva ut personen och frågar er'), `H-20: who asks, and why: ${day.slice(0, 300)}`);
    await follow(page, /^Skriv svar om övertagande.*Sven Dahlgren/);
    const text = await mainText(page);
    assert(text.includes('Gångträning varje vecka.'), `H-20: what they are asked stands beside the answer: ${text.slice(0, 400)}`);
    const ticked = await page.locator('main input:checked').evaluateAll((all) => all.map((one) => one.labels[0].innerText.trim()).filter(Boolean));
    assert(ticked.join() === own, `H-20: each answers for their own unit: ${ticked}`);
    const first = await stop(page); // the answer of the other unit is not theirs to give
    if (first.name !== other) await tabTo(page, new RegExp(`: ${other}$`));
    await page.keyboard.press('Space');
    await chooseOne(page, /^Besked.*: /, answer);
    await tabTo(page, /^Spara svaret$/);
    await go(page, 'Enter');
    assert((await mainText(page)).includes('Den enheten svarar själv'), 'H-20: and is held back');
    await tabTo(page, new RegExp(`: ${other}$`));
    await page.keyboard.press('Space');
    await sendForm(page);
    await page.goto('/');
    assert(!(await mainText(page)).includes('Sven Dahlgren'), 'the duty is gone when it is answered');
};

async function requestByKeys(page) {
    await enter(page, 'rehab');
    await page.goto('/personer');
    await skip(page);
    await type(page, '194601136098');
    await go(page, 'Enter');
    await follow(page, /^Lägg in en ny person$/);
    await write(page, /^Förnamn$/, 'Elsa');
    await write(page, /^Efternamn$/, 'Prövare');
    await sendForm(page);
    await follow(page, /^Skicka vårdbegäran$/);
    const before = await stop(page);
    if (!/^Skickas till/.test(before.name)) await tabTo(page, /^Skickas till/);
    await type(page, 'Planeringsfunktionen');
    await tick(page, /^Insatser behövs av: fysioterapeut$/i);
    await write(page, /^Vad behöver personen hjälp med/, 'Träning hemma efter höftfraktur.');
    await chooseOne(page, /^Boende.*: /, 'ordinärt boende');
    await chooseOne(page, /^Vill personen själv.*: /, 'ja');
    await chooseOne(page, /stora svårigheter.*: /, 'ja');
    await chooseOne(page, /så många eller täta.*: /, 'ja');
    await chooseOne(page, /varaktigt.*: /, 'nej');
    await sendForm(page);
}

async function therapistByKeys(page) {
    await enter(page, 'arbetsterapeut');
    await follow(page, /^Dokumentera uppföljning.*Åke Wallin/);
    const own = await page.locator('main input:checked').evaluateAll((all) => all.map((one) => one.labels[0].innerText.trim()).filter(Boolean));
    assert(own.join() === 'Arbetsterapeut', `H-16: the own profession is proposed: ${own}`);
    await tick(page, /^Uppföljningen omfattar.*: fysioterapeut$/i); // in the team
    await chooseOne(page, /^Personens delaktighet.*: /, 'genom närstående');
    await chooseOne(page, /^Målen är.*: /, 'delvis uppnådda');
    await sendForm(page);
    const text = await page.getByRole('region', { name: 'Att göra' }).innerText();
    assert(/I\sdag[^]*Sjuksköterska, /.test(text) && !/I\sdag[^]*Fysioterapeut, .*[^]*I\sdag/.test(text), `H-16: who is not covered stays due: ${text}`);
    await follow(page, /^Text till journalen/);
    await tabTo(page, /^Markera som överförd till journalen$/);
    await go(page, 'Enter');
    assert((await mainText(page)).includes('Överförd till journalen'), 'P-08: carried over');
}

async function assessorByKeys(page) {
    await enter(page, 'bistand');
    await page.goto('/personer');
    await skip(page);
    await type(page, 'Hedberg');
    await go(page, 'Enter');
    await skip(page);
    await tabTo(page, /^Hedberg, Rune/);
    await go(page, 'Enter');
    await follow(page, /^Anteckna en vistelse$/);
    const first = await stop(page);
    if (!/^Form/.test(first.group)) await tabTo(page, /^Form: /);
    for (let i = 0; i < 5 && (await stop(page)).name !== 'Avlastning'; i++) await page.keyboard.press('ArrowDown');
    await write(page, /^Var\?/, 'Lindgården');
    await write(page, /^Från och med/, 'i morgon');
    await chooseOne(page, /^Behövs hemsjukvårdens insatser.*: /, 'ja');
    await tabTo(page, /^Planeringsfunktion som får veta/);
    await type(page, 'Planeringsfunktionen');
    await sendForm(page);
    assert((await mainText(page)).includes('Vistelse'), 'H-12: the stay stands on the case');
}

const theirPaths = (viewport) => () =>
    walkAll([
        [nurseAsksBoth, { width: 1280, height: 900 }],
        [answerByKeys('vardkontakt', 'Fast vårdkontakt', 'Rehabmottagning', 'tar över'), viewport],
        [answerByKeys('rehab', 'Rehabmottagning', 'Fast vårdkontakt', 'tar inte över'), viewport],
        [requestByKeys, viewport],
        [therapistByKeys, viewport],
        [assessorByKeys, viewport],
    ]);

test('taking over, asking, following up and a stay with the keyboard alone', theirPaths({ width: 1280, height: 900 }));
test('taking over, asking, following up and a stay with the keyboard alone, 375 px', theirPaths({ width: 375, height: 800 }));

// ---- what care staff, physicians and managers do most ----

async function staffByKeys(page) {
    await enter(page, 'omvardnad');
    await skip(page);
    await tabTo(page, /iakttagelse för Maj-Britt Sandström$/i);
    await page.keyboard.press('Enter'); // unfolds the field where one stands
    await tabTo(page, /^Vad har du lagt märke till/);
    await type(page, 'Åt halva frukosten.');
    await tabTo(page, /^Spara$/);
    await go(page, 'Enter');
    assert((await mainText(page)).includes('Sparat: Iakttagelse'), 'V-17: written where one stands');
    await page.goto('/');
    await skip(page);
    if ((await stop(page)).name !== 'Gå till listan') await tabTo(page, /^Gå till listan$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#lista');
    await page.keyboard.press('Tab');
    assert((await stop(page)).name === 'Maj-Britt Sandström', `the list follows, past the buttons of each person: ${(await stop(page)).name}`);
    await tabTo(page, /^Bekräfta att önskemålen är lästa.*Maj-Britt Sandström/);
    await go(page, 'Enter');
    await skip(page);
    await sendForm(page);
}

async function physicianByKeys(page) {
    await enter(page, 'lakare');
    await follow(page, /^Dokumentera helhetsbedömning.*Elsa Renström/);
    await chooseOne(page, /^Är brytpunkten.*: /, 'inte ännu');
    await write(page, /^Bedömning, och/, 'Lindring, och en bedömning till.');
    await write(page, /^Ny bedömning senast/, 'i morgon');
    await sendForm(page);
    const text = await page.getByRole('region', { name: 'Vad vill du göra?' }).innerText();
    assert(text.includes('Dokumentera brytpunktssamtal'), `what may be done has a heading: ${text}`);
}

async function managerByKeys(page) {
    await enter(page, 'hemtjanstchef');
    await follow(page, /^Rapportera VILS till arbetslaget.*Rune Hedberg/);
    await sendForm(page);
    await page.goto('/');
    assert(!(await mainText(page)).includes('Rapportera VILS'), 'V-11: the duty is gone');
    if (page.viewportSize().width > 375) return;
    // What has no room in the line stands in the menu, in the order of the page.
    await page.keyboard.press('Tab');
    await tabTo(page, /^Meny/);
    await page.keyboard.press('Enter');
    await tabTo(page, /^Avgifter$/);
    await tabTo(page, /^Rutiner$/);
    await go(page, 'Enter');
    await page.getByRole('heading', { level: 1, name: 'Rutiner' }).waitFor();
}

async function assessorEndsByKeys(page) {
    await enter(page, 'bistand');
    await follow(page, /^Avsluta avgiften.*Astrid Wikberg/);
    if (!/^Sista dag/.test((await stop(page)).name)) await tabTo(page, /^Sista dag/);
    await type(page, dayFromToday(-3));
    await sendForm(page);
}

const careByKeys = (viewport) => () =>
    walkAll([
        [staffByKeys, viewport],
        [physicianByKeys, viewport],
        [managerByKeys, viewport],
        [assessorEndsByKeys, viewport],
    ]);

test('care staff, physician and managers with the keyboard alone', careByKeys({ width: 1280, height: 900 }));
test('care staff, physician and managers with the keyboard alone, 375 px', careByKeys({ width: 375, height: 800 }));

// ---- what is to be read: a decision by whoever asked, a discharge by whoever takes over ----

async function wardReadsByKeys(page) {
    await enter(page, 'avdelning');
    await follow(page, new RegExp(`^Kvittera beslutet.*${PERSON}`));
    const text = await mainText(page);
    assert(text.includes('ansluten, från') && !text.includes('Vem har fått veta'), `H-10: what was decided stands beside, and nothing is asked that the ward need not say: ${text.slice(0, 400)}`);
    await write(page, /^Vad händer nu för personen/, 'Åker hem i dag.');
    await sendForm(page);
    await page.goto('/');
    assert(!(await mainText(page)).includes(PERSON), 'what is read is gone from the day');
}

const HANDED = 'Folke Granlund'; // whose discharge has begun in the demo

async function nurseHandsOver(page) {
    await signIn(page, 'sjukskoterska');
    await openCase(page, HANDED);
    for (const who of ['fast vårdkontakt', 'rehabmottagning']) {
        await page.getByText('Mer att dokumentera').click();
        await act(page, 'Skriv svar om övertagande');
        for (const one of ['fast vårdkontakt', 'rehabmottagning'])
            await page.getByRole('group', { name: /Svaret kommer från/ }).getByLabel(whole(one)).setChecked(one === who);
        await page.getByRole('group', { name: /^Besked/ }).getByLabel(whole('tar över')).check();
        await send(page);
        await onCase(page, HANDED);
    }
    await act(page, 'Skriv vad personen fick veta');
    await choose(page, /Informationen gavs/, 'skriftligt');
    await page.getByLabel(/^Vem tar över/).fill('Björkens vårdcentral och rehabmottagning');
    await send(page);
    await onCase(page, HANDED);
    await act(page, 'Skriv ut');
    for (const one of ['sjuksköterska', 'fysioterapeut']) await choose(page, /lämnar ansvaret nu/, one);
    await send(page);
    await onCase(page, HANDED);
}

const receiveByKeys = (login, own) => async (page) => {
    await enter(page, login);
    await follow(page, new RegExp(`^Kvittera utskrivningen.*${HANDED}`));
    const ticked = await page.locator('main input:checked').evaluateAll((all) => all.map((one) => one.labels[0].innerText.trim()).filter(Boolean));
    assert(ticked.join() === own, `H-20: the own part is proposed: ${ticked}`);
    await write(page, /^Mer att veta/, 'Vi ses på måndag.');
    await sendForm(page);
    await page.goto('/');
    assert(!(await mainText(page)).includes(HANDED), 'what is received is gone from the day');
};

const readingPaths = (viewport) => () =>
    walkAll([
        [wardByKeys, viewport],
        [plannerByKeys, viewport],
        [wardReadsByKeys, viewport],
        [nurseHandsOver, { width: 1280, height: 900 }],
        [receiveByKeys('vardkontakt', 'Fast vårdkontakt'), viewport],
        [receiveByKeys('rehab', 'Rehabmottagning'), viewport],
    ]);

test('a decision and a discharge are acknowledged with the keyboard alone', readingPaths({ width: 1280, height: 900 }));
test('a decision and a discharge are acknowledged with the keyboard alone, 375 px', readingPaths({ width: 375, height: 800 }));
