// SPDX-License-Identifier: EUPL-1.2
//
// The first routine from beginning to end, as the people who use it: the ward, the planning
// function, the nurse. Every page on the way is held against axe-core and the width of a telephone.
// Proves of the clauses for all routines: one case page, each role its own day, a fact
// that is corrected and not changed.
import { act, assert, choose, dayFromToday, find, look, mainText, openCase, send, signIn, visitor, walkTest, whole } from './harness.mjs';

const NUMBER = '194601136098'; // a test number of Skatteverket
const NAME = 'Elsa Prövare';

const press = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true }).click();

async function wardWritesRequest(page) {
    await find(page, NUMBER);
    assert((await mainText(page)).includes('Personen finns inte i Vaka än'), 'an unknown number is said to be unknown');
    await look(page, 'unknown person');
    await press(page, 'Lägg in en ny person');
    await page.getByLabel('Förnamn').fill('Elsa');
    await page.getByLabel('Efternamn').fill('Prövare');
    await page.getByLabel(/^Adress/).fill('Provgatan 1');
    await look(page, 'new person');
    await send(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(NAME) }).waitFor();
    await look(page, 'new case');

    await act(page, 'Skicka vårdbegäran');
    await look(page, 'care request form');
    await page.getByLabel('Skickas till').selectOption({ index: 1 });
    await choose(page, /Insatser behövs av/, 'sjuksköterska');
    await choose(page, /Insatser behövs av/, 'fysioterapeut');
    await page.getByLabel('Vad behöver personen hjälp med?').fill('Såromläggning varje dag. Åsa på avdelningen kan svara på frågor.');
    await choose(page, /^Boende/, 'ordinärt boende');
    await choose(page, /Vill personen själv/, 'ja');
    await choose(page, /stora svårigheter/, 'ja');
    await choose(page, /så många eller täta/, 'inte bedömt');
    await choose(page, /varaktigt, och kan/, 'gick inte att bedöma');
    await send(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(NAME) }).waitFor();
    const text = await mainText(page);
    assert(text.includes('Vårdbegäran väntar på beslut'), `the ward sees where the request stands: ${text.slice(0, 300)}`);
    assert(text.includes('Åsa på avdelningen'), 'å stands as it was written');
    await look(page, 'case with a request');
}

async function plannerAsksForMore(page) {
    const day = await mainText(page);
    assert(day.includes('Besluta om anslutning') && day.includes(NAME), 'X-02: the request stands in the day of the planning function');
    await look(page, 'the day of the planning function');
    await openCase(page, NAME);
    await act(page, 'Begär komplettering');
    await page.getByLabel('Vad behöver kompletteras?').fill('Är behovet varaktigt?');
    await look(page, 'supplement form');
    await send(page);
    const text = await mainText(page);
    assert(text.includes('Vårdbegäran väntar på komplettering'), 'the request waits');
    assert(text.includes('Den begärda kompletteringen har inte kommit'), `a decision is held back, and the page says what is missing: ${text.slice(0, 900)}`);
    await look(page, 'case waiting for a supplement');
}

async function wardAnswers(page) {
    await page.goto('/');
    const row = page.getByRole('listitem').filter({ hasText: NAME });
    assert((await row.innerText()).includes('Komplettera vårdbegäran'), 'the ward has a duty to answer');
    await row.getByRole('link', { name: /^Komplettera vårdbegäran/ }).click();
    await page.getByLabel(/^Komplettering/).fill('Ja, minst tre månader, och det går bra hemma.');
    await choose(page, /varaktigt, och kan/, 'ja');
    await look(page, 'supplement answer form');
    await send(page);
    assert((await mainText(page)).includes('Vårdbegäran väntar på beslut'), 'the answer brings the request back');
}

async function plannerDecides(page) {
    await openCase(page, NAME);
    await act(page, 'Besluta om anslutning');
    const form = await mainText(page);
    assert(form.includes('Rutinens förslag') && form.includes('Behovet är varaktigt') && form.includes('H-01'), `the proposal stands beside, with its clauses: ${form}`);
    await look(page, 'decision form');
    for (const profession of ['sjuksköterska', 'fysioterapeut']) {
        const group = page.getByRole('group', { name: new RegExp(`^${profession}$`, 'i') });
        await group.getByLabel(whole(profession === 'sjuksköterska' ? 'ansluten' : 'ej ansluten')).check();
    }
    const nurse = page.getByRole('group', { name: /^sjuksköterska$/i });
    await nurse.getByLabel(/Ansvaret tas över/).fill('idag');
    await nurse.getByLabel(/Utförande enhet/).selectOption({ label: 'Hemsjukvården Norr' });
    await send(page);
    let text = await mainText(page);
    assert(text.includes('Skriv en motivering'), `deciding against the proposal needs a reason: ${text.slice(0, 400)}`);
    assert(await nurse.getByLabel(whole('ansluten')).isChecked(), 'what was chosen is kept');
    await look(page, 'decision held back');
    await page.getByLabel(/^Motivering/).fill('Träningen ges på dagverksamheten.');
    await send(page);
    text = await mainText(page);
    assert(text.includes('Ansluten till hemsjukvård'), `the case says that the person is enrolled: ${text.slice(0, 300)}`);
    await look(page, 'case after the decision');
}

async function nurseInforms(page) {
    const row = page.getByRole('listitem').filter({ hasText: NAME });
    assert((await row.count()) === 2, 'X-02: the nurse has two duties');
    await look(page, 'the day of the nurse');
    const why = row.filter({ hasText: 'Första uppföljning' }).getByRole('link', { name: /^Varför\?/ });
    await why.click();
    const text = await mainText(page);
    for (const word of ['H-16', 'inom två månader', '2026-11', 'Beslut om anslutning']) {
        assert(text.includes(word), `the page of why says ${word}: ${text.slice(0, 600)}`);
    }
    await look(page, 'why');
    await page.goto('/');
    await row.filter({ hasText: 'Informera' }).getByRole('link', { name: /^Dokumentera information/ }).click();
    await choose(page, /Informationen gavs/, 'muntligt');
    await page.getByLabel('Mål med hemsjukvården').fill('Sår som läker.');
    await page.getByLabel('Plan för uppföljning').fill('Varje vecka.');
    await look(page, 'information form');
    await send(page);
    assert((await mainText(page)).includes('Informera skriftligt'), 'what remains is the written information');
    await act(page, 'Dokumentera information');
    await choose(page, /Informationen gavs/, 'skriftligt');
    await page.getByLabel('Mål med hemsjukvården').fill('Sår som läker.');
    await page.getByLabel('Plan för uppföljning').fill('Varje vecka.');
    await send(page);
    assert(!/Informera (muntligt|skriftligt)/.test(await page.getByRole('region', { name: 'Att göra' }).innerText()), 'the duty to inform is done');
}

async function nurseFollowsUp(page) {
    await act(page, 'Dokumentera uppföljning');
    await choose(page, /Uppföljningen omfattar/, 'sjuksköterska');
    await choose(page, /Personens delaktighet/, 'deltog');
    await choose(page, /Målen är/, 'delvis uppnådda');
    await page.getByLabel(/^Nästa uppföljning/).fill(dayFromToday(300));
    await send(page);
    const text = await mainText(page);
    assert(/Nästa uppföljning får vara senast [a-zåäö]+dag \d+ [a-z]+/.test(text), `a next date later than the routine allows is not accepted: ${text.slice(0, 400)}`);
    assert(await page.getByLabel(whole('delvis uppnådda')).isChecked(), 'what was chosen is kept');
    assert((await page.getByLabel(/spara som avvikelse/).count()) === 0, 'a plan that the routine forbids is no deviation');
    await look(page, 'follow-up held back');
    await page.getByLabel(/^Nästa uppföljning/).fill(dayFromToday(150));
    await send(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(NAME) }).waitFor();
    const duties = await page.getByRole('region', { name: 'Att göra' }).innerText();
    assert(duties.includes('Uppföljning') && !duties.includes('Första uppföljning'), 'the next follow-up is the duty now');
    await look(page, 'case after the follow-up');
}

async function nurseCorrects(page) {
    await page.getByRole('link', { name: /^Rätta\s*: Uppföljning/ }).first().click();
    await look(page, 'correction form');
    await page.getByLabel(/^Nästa uppföljning/).fill(dayFromToday(30));
    await send(page);
    assert((await mainText(page)).includes('Något behöver rättas'), 'X-03: a correction needs its reason');
    await page.getByLabel('Varför rättas uppgiften?').fill('Fel datum inskrivet.');
    await send(page);
    await page.getByRole('heading', { level: 1, name: new RegExp(NAME) }).waitFor();
    const text = await mainText(page);
    assert(text.includes('Fel datum inskrivet') && text.includes('Ersätter en tidigare uppgift'), 'X-03: the correction says what it replaces and why');
    assert((await page.locator('del').count()) >= 1, 'X-03: the earlier entry is still there, struck');
    const duty = page.getByRole('region', { name: 'Att göra' }).getByRole('listitem').filter({ hasText: 'Uppföljning' });
    assert(/om 30 dagar/i.test(await duty.innerText()), `the duty follows the correction: ${await duty.innerText()}`);
    await look(page, 'case after the correction');
}

const walk = (options) => async (chrome, server) => {
    const as = {};
    for (const login of ['avdelning', 'planerare', 'sjukskoterska']) {
        as[login] = await visitor(chrome, server, options);
        as[login].scriptless = options.javaScriptEnabled === false;
    }
    await as.avdelning.goto('/logga-in');
    await look(as.avdelning, 'sign-in');
    await signIn(as.avdelning, 'avdelning');
    await look(as.avdelning, 'the day of the ward');
    await wardWritesRequest(as.avdelning);
    await signIn(as.planerare, 'planerare');
    await plannerAsksForMore(as.planerare);
    await wardAnswers(as.avdelning);
    await plannerDecides(as.planerare);
    await signIn(as.sjukskoterska, 'sjukskoterska');
    await nurseInforms(as.sjukskoterska);
    await nurseFollowsUp(as.sjukskoterska);
    await nurseCorrects(as.sjukskoterska);
    for (const page of Object.values(as)) assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
    await as.avdelning.goto('/');
    await openCase(as.avdelning, NAME);
    const text = await mainText(as.avdelning);
    assert(text.includes('Ansluten till hemsjukvård'), 'the ward sees what became of its request');
    const stands = ['Det som andra behöver veta', 'Att göra', 'Vem ansvarar', 'Avgift', 'Det som är klart eller har fallit bort', 'Vad har hänt'];
    for (const part of stands) assert(text.includes(part), `X-01: ${part} stands on the page of the case`);
    await as.avdelning.goto('/');
    assert((await mainText(as.avdelning)).includes('Ta del av beslutet'), 'H-10: what was decided stands in the day of whoever asked');
    await as.avdelning.getByRole('link', { name: new RegExp(`^Kvittera beslutet.*${NAME}`) }).click();
    await send(as.avdelning);
    await as.avdelning.goto('/');
    assert(!(await mainText(as.avdelning)).includes(NAME), 'X-02: what others are to do is not in the day of the ward');
};

walkTest('the story from care request to corrected follow-up', walk({}));
walkTest('the same story in dark mode', walk({ colorScheme: 'dark' }));
walkTest('the same story without JavaScript', walk({ javaScriptEnabled: false }));
