// SPDX-License-Identifier: EUPL-1.2
//
// Home health care, clause by clause, where a walk through the program found something to mend: the
// sender adds to the request unasked (H-11), responsibility that is still to come (H-23), the text for
// the journal (H-19, P-08), and a routine that cannot answer (P-04).
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { act, addPerson, ARNE, assert, browser, choose, dayFromToday, fillRequest, find, look, mainText, onCase, openCase, PASSWORD, root, send, sendTo, serve, signIn, test, VERA, visitor, walkTest, whole } from './harness.mjs';

const NAME = VERA.name;

async function wardAsks(page) {
    await addPerson(page, VERA);
    await act(page, 'Skicka vårdbegäran');
    await fillRequest(page, { need: 'Sårvård två gånger i veckan.', extent: 'gick inte att bedöma' });
    await sendTo(page, NAME);
}

async function wardAddsUnasked(page) {
    const lacking = 'Ta reda på om omfattningen motiverar vård hemma.';
    assert((await mainText(page)).includes(lacking), 'H-01: what the criteria hang on is lacking');
    await act(page, 'Komplettera vårdbegäran');
    await send(page);
    assert((await mainText(page)).includes('Skriv kompletteringen, eller fyll i något av fälten.'), 'H-11: it has to say something');
    await look(page, 'supplement that says nothing');
    await choose(page, /så många eller täta/, 'ja');
    await send(page);
    await onCase(page, NAME);
    const text = await mainText(page);
    assert(text.includes('Sparat: Komplettering') && !text.includes(lacking), `H-11: nobody had to ask for it: ${text.slice(0, 500)}`);
}

async function plannerDecidesAhead(page) {
    await openCase(page, NAME);
    await act(page, 'Besluta om anslutning');
    const nurse = page.getByRole('group', { name: whole('sjuksköterska') });
    await nurse.getByLabel(/Ansvaret tas över/).fill(dayFromToday(4));
    await nurse.getByLabel(/Utförande enhet/).selectOption({ label: 'Hemsjukvården Norr' });
    await send(page);
    await onCase(page, NAME);
    const text = await mainText(page);
    assert(/Ansluten till hemsjukvård från /.test(text), `H-23: enrolled from a day that is ahead, not since: ${text.slice(0, 300)}`);
    assert(text.includes('Till dess ligger ansvaret kvar där det är'), 'H-23: until then somebody else answers');
    assert(text.includes('Erbjud hemsjukvård går inte nu'), 'H-04: whoever is enrolled is not offered it');
    await look(page, 'case before responsibility passes');
}

async function plannerCarriesOver(page) {
    await page.getByRole('link', { name: /^Text till journalen/ }).first().click();
    for (const clause of ['H-19', 'P-08']) assert(await page.getByRole('link', { name: clause }).count(), `the page says why: ${clause}`);
    assert((await page.getByLabel('Sökord').inputValue()) === 'Vårdplanering', 'H-19: under its keyword');
    await look(page, 'text for the journal');
    await page.getByRole('button', { name: 'Överförd till journalen' }).click();
    await onCase(page, NAME);
    await page.getByRole('link', { name: /^Text till journalen|^Överförd till journalen/ }).first().click();
    assert((await page.getByRole('main').getByRole('button').count()) === 0, 'P-08: carried over once');
}

walkTest('home health care: a request is added to unasked, and responsibility passes on its own day', async (chrome, server) => {
    const ward = await visitor(chrome, server);
    const planner = await visitor(chrome, server);
    await signIn(ward, 'avdelning');
    await wardAsks(ward);
    await wardAddsUnasked(ward);
    await signIn(planner, 'planerare');
    await plannerDecidesAhead(planner);
    await plannerCarriesOver(planner);
    assert(ward.complaints.length + planner.complaints.length === 0, [...ward.complaints, ...planner.complaints].join('; '));
});

walkTest('home health care: a follow-up of yesterday is not held back for the day that the form offered', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, 'Sven Dahlgren');
    await act(nurse, 'Dokumentera uppföljning');
    const next = nurse.getByLabel(/^Nästa uppföljning/);
    const offered = await next.inputValue();
    await choose(nurse, /Personens delaktighet/, 'deltog');
    await choose(nurse, /Målen är/, 'delvis uppnådda');
    await nurse.getByLabel('Dag', { exact: true }).fill(dayFromToday(-40));
    await send(nurse);
    const moved = await next.inputValue();
    assert(moved < offered, `H-18: what the form offered follows the day: ${offered}, ${moved}`);
    await next.fill(dayFromToday(300));
    await send(nurse);
    assert((await next.inputValue()) === dayFromToday(300), 'what somebody wrote stays');
    await look(nurse, 'follow-up of another day held back');
    await next.fill(moved);
    await send(nurse);
    await onCase(nurse, 'Sven Dahlgren');
    const duties = await nurse.getByRole('region', { name: 'Att göra' }).innerText();
    assert(duties.includes('Uppföljning') && !duties.includes('Första uppföljning'), `H-16: the next one is due: ${duties}`);
});

walkTest('home health care: whoever moves in is enrolled from that day, on the ground that is known', async (chrome, server) => {
    const planner = await visitor(chrome, server);
    await signIn(planner, 'planerare');
    await addPerson(planner, VERA);
    await movesIn(planner, NAME);
    await act(planner, 'Anslut utan vårdbegäran');
    const nurse = planner.getByRole('group', { name: whole('sjuksköterska') });
    assert((await nurse.getByLabel(/Ansvaret tas över/).inputValue()) === dayFromToday(3), 'H-03: from the day of moving in');
    await choose(planner, /Varför behövs ingen/, 'inflyttning i bostad med särskild service');
    await nurse.getByLabel(whole('ansluten')).check();
    await nurse.getByLabel(/Utförande enhet/).selectOption({ label: 'Hemsjukvården Norr' });
    for (const other of ['fysioterapeut', 'arbetsterapeut']) await planner.getByRole('group', { name: whole(other) }).getByLabel(whole('ej ansluten')).check();
    await send(planner);
    const text = await mainText(planner);
    assert(text.includes('Ingen inflyttning i bostad med särskild service är känd'), `H-04: another ground is none: ${text.slice(0, 300)}`);
    await look(planner, 'enrolment on a ground that is not known');
    await choose(planner, /Varför behövs ingen/, 'inflyttning på vård- och omsorgsboende');
    await send(planner);
    await onCase(planner, NAME);
    assert((await mainText(planner)).includes('Ansluten till hemsjukvård från'), 'H-03: and enrolled');
});

async function movesIn(page, name) {
    await act(page, 'Anteckna inflyttning');
    await choose(page, /^Boende/, 'vård- och omsorgsboende');
    await page.getByLabel('Flyttar in den').fill(dayFromToday(3));
    await page.getByLabel('Vilket boende?').fill('Solgården');
    await page.getByLabel('Planeringsfunktion som får veta').selectOption({ label: 'Planeringsfunktionen' });
    await send(page);
    await onCase(page, name);
}

walkTest('home health care: the needs assessor tells that somebody moves in whom the unit did not know', async (chrome, server) => {
    const ward = await visitor(chrome, server);
    await signIn(ward, 'avdelning');
    await wardAsks(ward);
    const assessor = await visitor(chrome, server);
    await signIn(assessor, 'bistand');
    await find(assessor, 'Provstad');
    assert((await assessor.getByRole('link', { name: /Provstad/ }).count()) === 0, 'nobody is found by name whom the unit has nothing to do with');
    await find(assessor, VERA.number);
    await look(assessor, 'moving in: the reason');
    await assessor.getByLabel('Skäl', { exact: true }).fill('Har fått plats på Solgården.');
    await send(assessor);
    await onCase(assessor, NAME);
    let text = await mainText(assessor);
    assert(!text.includes('Sårvård'), `what health care has written stays with health care: ${text}`);
    await look(assessor, 'moving in: the case before');
    await movesIn(assessor, NAME);
    text = await mainText(assessor);
    assert(text.includes('Solgården') && !text.includes('Sårvård'), `H-03: it is told: ${text.slice(0, 400)}`);
    await look(assessor, 'moving in: the case after');

    await addPerson(assessor, ARNE);
    await movesIn(assessor, ARNE.name);

    const planner = await visitor(chrome, server);
    await signIn(planner, 'planerare');
    await planner.goto('/');
    const day = await mainText(planner);
    for (const { name } of [{ name: NAME }, ARNE]) assert(day.includes(name), `H-03: the planning function learns of ${name}: ${day.slice(0, 600)}`);
    for (const page of [ward, assessor, planner]) assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
});

walkTest('home health care: whoever takes over is chosen among those who can, and silence comes back', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, 'Sven Dahlgren');
    await nurse.getByText('Mer att dokumentera').click();
    await act(nurse, 'Påbörja utskrivning');
    const contact = nurse.getByRole('group', { name: whole('fast vårdkontakt') });
    const clinic = nurse.getByRole('group', { name: whole('rehabmottagning') });
    await contact.getByLabel(whole('ska ta över')).check();
    const offered = await contact.getByRole('combobox').locator('option').allInnerTexts();
    assert(offered.includes('Björkens vårdcentral') && offered.length === 2, `H-20: care centres, and nobody else: ${offered}`);
    await contact.getByLabel(/^Vem/).fill('Björkens vårdcentral');
    await contact.getByRole('combobox').selectOption({ label: 'Björkens vårdcentral' });
    await clinic.getByLabel(whole('behövs inte')).check();
    await nurse.getByLabel('Varför skrivs personen ut?').fill('Kan ta sig till vårdcentralen igen.');
    await nurse.getByLabel(/^Vårdbegäran/).fill('Byte av smärtpump var fjärde dag.');
    await nurse.getByLabel('Planerad dag för utskrivning').fill('idag');
    await nurse.getByLabel('Dag', { exact: true }).fill(dayFromToday(-5));
    await send(nurse);
    await onCase(nurse, 'Sven Dahlgren');
    const text = await mainText(nurse);
    assert(text.includes('Svaret dröjer: ring fast vårdkontakt och skriv svaret'), `P-03: nobody has answered for five days: ${text.slice(0, 900)}`);
    await look(nurse, 'handover that nobody answers');
    const contactPage = await visitor(chrome, server);
    await signIn(contactPage, 'vardkontakt');
    await contactPage.goto('/');
    const asked = contactPage.getByRole('listitem').filter({ hasText: 'Svara om ni tar över' });
    assert(await asked.filter({ hasText: 'Sven Dahlgren' }).count(), 'H-20: the fixed care contact has it on their day');
});

// The routines with a number of days that is no number of days: the decision cannot be dated.
function routinesThatCannotAnswer() {
    const folder = mkdtempSync(join(tmpdir(), 'vaka-routines-'));
    cpSync(join(root, 'routines'), folder, { recursive: true });
    const file = join(folder, 'hemsjukvard', 'parameters.json');
    const parameters = JSON.parse(readFileSync(file, 'utf8'));
    parameters.parameters.find((one) => one.name === 'Dagar till beslut').values[0].value = 7.5;
    writeFileSync(file, JSON.stringify(parameters));
    return folder;
}

test('where the routine cannot answer, the municipal nurse and the reason stand together (P-04)', async () => {
    const folder = routinesThatCannotAnswer();
    const server = await serve(['--routine', folder]);
    const chrome = await browser();
    try {
        const page = await visitor(chrome, server);
        await signIn(page, 'sjukskoterska');
        await openCase(page, 'Sven Dahlgren');
        const text = await mainText(page);
        assert(text.includes('Rutinen kan inte svara. Det är ingen tidslängd'), `what is missing: ${text.slice(0, 400)}`);
        assert(/Ring kommunens sjuksköterska, som finns dygnet runt: Hemsjukvården Norr, 010-/.test(text), `whom to ring: ${text.slice(0, 400)}`);
        assert(text.includes('Första uppföljning'), 'the duties that can be answered for stand');
        await look(page, 'case that the routine cannot answer');
        const owner = await visitor(chrome, server);
        await owner.goto('/logga-in');
        await owner.getByLabel('Användarnamn').fill('forvaltare');
        await owner.getByLabel('Lösenord').fill(PASSWORD);
        await owner.getByRole('button', { name: 'Logga in' }).click();
        await owner.waitForURL('**/forvaltning');
        const told = await mainText(owner);
        assert(/Rutinen ”Hemsjukvård: från vårdbegäran till utskrivning” kan inte ge svar överallt\. Ärenden utan svar: \d+\./.test(told), `whoever answers for it is told: ${told.slice(0, 500)}`);
        await look(owner, 'administration, a routine that cannot answer');
    } finally {
        await chrome.close();
        await server.stop();
        rmSync(folder, { recursive: true });
    }
});
