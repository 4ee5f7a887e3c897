// SPDX-License-Identifier: EUPL-1.2
//
// The ways of a care request beside the straight one: from the fixed care contact with the
// checklist beside, told by telephone, passed on, returned; an offer on moving in; the fees.
import { act, addPerson, assert, choose, dayFromToday, decideFor, fillRequest, look, mainText, onCase, openCase, send, signIn, toldBy, VERA, visitor, walkTest, whole } from './harness.mjs';

const NAME = VERA.name;
const NEED = { need: 'Injektion varje kväll.' };

async function deviate(page, why) {
    const choice = page.getByLabel('Det har redan hänt: spara som avvikelse');
    if (!(await choice.count())) await send(page);
    await choice.check();
    await page.getByLabel('Varför gjordes det ändå?').fill(why);
    await send(page);
}

async function openFromDay(page) {
    await page.goto('/');
    await page.getByRole('main').getByRole('link', { name: NAME }).first().click();
    await onCase(page, NAME);
}

async function contactSends(page) {
    await addPerson(page, VERA);
    await act(page, 'Skicka vårdbegäran');
    const form = await mainText(page);
    assert(form.includes('Checklista: det här behövs') && form.includes('Ordinationer och aktuell läkemedelslista'), `the checklist stands beside the form: ${form.slice(0, 400)}`);
    await look(page, 'care request with checklist');
    const past = page.getByRole('link', { name: 'Gå till formuläret' });
    assert(!(await past.isVisible()), 'where it stands beside the form, nothing leads past it');
    await page.setViewportSize({ width: 375, height: 800 });
    await past.click();
    assert(await page.getByLabel('Skickas till').evaluate((e) => e.getBoundingClientRect().top < 400), 'on a telephone a link leads past it, to the form');
    await page.setViewportSize({ width: 1280, height: 900 });
    await fillRequest(page, NEED);
    await send(page);
    const text = await mainText(page);
    assert(text.includes('Saknas fortfarande') && text.includes('Vem som kan svara på frågor'), `what is lacking is said on the case: ${text.slice(0, 600)}`);
    assert(!text.includes('hör av dig'), 'nothing escalates before its day');
    await look(page, 'case with a checklist');
}

async function plannerReturns(page) {
    await openFromDay(page);
    await act(page, 'Återsänd vårdbegäran');
    await page.getByLabel(/Varför återsänds den/).fill('Personen bor i en annan kommun.');
    await look(page, 'return form');
    await send(page);
    const text = await mainText(page);
    assert(text.includes('Vårdbegäran är återsänd till avsändaren'), `the case says so: ${text.slice(0, 300)}`);
}

async function contactAcknowledges(page) {
    await page.goto('/');
    const row = page.getByRole('listitem').filter({ hasText: NAME });
    assert((await row.innerText()).includes('Ta emot återsändningen'), 'the sender is told');
    await openFromDay(page);
    await act(page, 'Ta emot återsändningen');
    assert((await mainText(page)).includes('Personen bor i en annan kommun'), 'the reason stands beside');
    await page.getByLabel('Vad händer nu för personen?').fill('Vi skickar den till hemkommunen.');
    await send(page);
    assert(!(await mainText(page)).includes('Ta emot återsändningen kan'), 'and is done with it');
}

walkTest('a care request from the fixed care contact is returned and acknowledged', async (chrome, server) => {
    const contact = await visitor(chrome, server);
    const planner = await visitor(chrome, server);
    await signIn(contact, 'vardkontakt');
    await contactSends(contact);
    await signIn(planner, 'planerare');
    await plannerReturns(planner);
    await contactAcknowledges(contact);
    assert(contact.complaints.length + planner.complaints.length === 0, [...contact.complaints, ...planner.complaints].join('; '));
});

async function plannerIsTold(planner) {
    await signIn(planner, 'planerare');
    await addPerson(planner, VERA);
    await act(planner, 'Skicka vårdbegäran');
    await fillRequest(planner, NEED);
    await toldBy(planner, 'Doktor Ek, vårdcentralen');
    await send(planner);
}

walkTest('what was told by telephone is written in by the planning function, and passed on', async (chrome, server) => {
    const planner = await visitor(chrome, server);
    await plannerIsTold(planner);
    const text = await mainText(planner);
    assert(text.includes('Doktor Ek, vårdcentralen') && text.includes('telefon'), `who told, and how: ${text}`);
    await act(planner, 'Begär komplettering');
    await planner.getByLabel('Vad behöver kompletteras?').fill('Aktuell läkemedelslista?');
    await send(planner);
    assert((await mainText(planner)).includes('Kontakta avsändaren och skriv in kompletteringen'), 'the duty is to contact the sender');
    await act(planner, 'Skicka vidare');
    await planner.getByLabel('Skickas vidare till').selectOption({ index: 1 });
    await planner.getByLabel('Varför skickas den vidare?').fill('Personen har flyttat.');
    await look(planner, 'pass on form');
    await send(planner);
    assert((await mainText(planner)).includes('Vårdbegäran skickad vidare'), 'it is passed on');
});

// P-02: care began before the request came, and two senders did not know of one another.
walkTest('a decision before its request, and a second request, are taken in as deviations; a year typed wrong is not', async (chrome, server) => {
    const planner = await visitor(chrome, server);
    await plannerIsTold(planner);
    await act(planner, 'Har det redan hänt\\? Anteckna det\\s*: Skicka vårdbegäran');
    await fillRequest(planner, { need: 'Omläggning varje dag.' });
    await toldBy(planner, 'Avdelning 4');
    await deviate(planner, 'Avdelningen visste inte om vårdcentralens.');
    assert((await mainText(planner)).includes('Avvikelse'), 'the second request stands as a deviation');
    await planner.getByRole('main').getByRole('link', { name: /^Besluta om anslutning/ }).first().click();
    await decideFor(planner, 'sjuksköterska', 'Hemsjukvården Norr');
    const from = planner.getByRole('group', { name: whole('sjuksköterska') }).getByLabel(/Ansvaret tas över/);
    await from.fill('2046-11-05');
    await send(planner);
    assert((await mainText(planner)).includes('mer än 12 månader efter beslutet. Kontrollera året.'), 'a year that was typed wrong is told');
    await look(planner, 'takeover in twenty years');
    await from.fill(dayFromToday(-2));
    await planner.getByLabel('Dag', { exact: true }).fill(dayFromToday(-2));
    await send(planner);
    assert((await mainText(planner)).includes('hade ingen vårdbegäran som det gäller kommit'), 'what was missing is told');
    await look(planner, 'decision before its request');
    await deviate(planner, 'Avdelningen ringde i förväg.');
    await onCase(planner, NAME);
    const text = await mainText(planner);
    assert(text.includes('Ansluten till hemsjukvård'), `it holds: ${text.slice(0, 500)}`);
    await look(planner, 'case with a decision before its request');
    assert(planner.complaints.length === 0, planner.complaints.join('; '));
});

walkTest('an offer on moving in leads to enrolment, a fee level and the list of fees', async (chrome, server) => {
    const planner = await visitor(chrome, server);
    await signIn(planner, 'planerare');
    await addPerson(planner, VERA);
    await act(planner, 'Anteckna inflyttning');
    await choose(planner, /^Boende/, 'bostad med särskild service enligt LSS');
    await planner.getByLabel('Flyttar in den').fill('idag');
    await planner.getByLabel('Vilket boende?').fill('Kullens gruppbostad');
    await planner.getByLabel('Planeringsfunktion som får veta').selectOption({ label: 'Planeringsfunktionen' });
    await send(planner);
    assert((await mainText(planner)).includes('Erbjud hemsjukvård'), 'the offer is a duty');
    await act(planner, 'Erbjud hemsjukvård');
    await choose(planner, /Vill personen ha hemsjukvård/, 'ja');
    await look(planner, 'offer form');
    await send(planner);
    assert((await mainText(planner)).includes('Anslut den som har tackat ja'), 'a yes leads to enrolment');
    await act(planner, 'Anslut utan vårdbegäran');
    await choose(planner, /Varför behövs ingen vårdbegäran/, 'inflyttning i bostad med särskild service');
    const nurse = planner.getByRole('group', { name: /^sjuksköterska$/i });
    await nurse.getByLabel(whole('ansluten')).check();
    await nurse.getByLabel(/Ansvaret tas över/).fill('idag');
    await nurse.getByLabel(/Utförande enhet/).selectOption({ index: 1 });
    for (const other of [/^fysioterapeut$/i, /^arbetsterapeut$/i]) {
        await planner.getByRole('group', { name: other }).getByLabel(whole('ej ansluten')).check();
    }
    await look(planner, 'enrolment without a request');
    await send(planner);
    let text = await mainText(planner);
    assert(text.includes('Ansluten till hemsjukvård') && text.includes('Inte fastställd'), `enrolled, and the fee is not determined: ${text.slice(0, 700)}`);
    await act(planner, 'Bedöm omfattningen');
    await choose(planner, /Behövs insatser i hemmet/, 'ja');
    await choose(planner, /dygnet runt/, 'ja');
    await planner.getByLabel('Gäller från och med').fill('idag');
    await send(planner);
    text = await mainText(planner);
    assert(text.includes('Nivå 2') && text.includes('H-13'), `the level and its ground: ${text.slice(0, 700)}`);
    await look(planner, 'case with a fee');
    await planner.goto('/avgifter');
    text = await mainText(planner);
    assert(text.includes(NAME) && text.includes('Nivå 2') && text.includes('tidigare inte fastställd'), `the list of changes: ${text}`);
    await look(planner, 'fees');
    const [file] = await Promise.all([planner.waitForEvent('download'), planner.getByRole('link', { name: 'Hämta som CSV' }).click()]);
    assert(/^avgifter-\d{4}-\d\d-\d\d\.csv$/.test(file.suggestedFilename()), file.suggestedFilename());
    // Whoever has fetched the list up to yesterday is told today of what began before.
    await openCase(planner, 'Gösta Lundmark');
    await act(planner, 'Bedöm omfattningen');
    await choose(planner, /Behövs insatser i hemmet/, 'ja');
    await choose(planner, /dygnet runt/, 'ja');
    await planner.getByLabel('Gäller från och med').fill(dayFromToday(-20));
    await send(planner);
    await onCase(planner, 'Gösta Lundmark');
    await planner.goto(`/avgifter?fran=${dayFromToday(0)}&till=${dayFromToday(0)}`);
    text = await mainText(planner);
    assert(/Ändrat i efterhand[^]*Gösta Lundmark[^]*Nivå 2 från [^]*\(tidigare meddelat: inte fastställd\)[^]*Ändringar i perioden[^]*Vera Provstad/.test(text), `what began before is told: ${text}`);
    assert(text.includes('Perioden är inte slut'), 'and that more may come');
    await look(planner, 'fees changed afterwards');
    const late = await (await planner.request.get(new URL(`/avgifter.csv?fran=${dayFromToday(0)}&till=${dayFromToday(0)}`, planner.url()).href)).text();
    assert(new RegExp(`Gösta Lundmark;inte fastställd;nivå 2;${dayFromToday(-20)};.*;H-13;;;inte fastställd`).test(late), `the file too: ${late}`);
    await planner.goto(`/avgifter?fran=${dayFromToday(-30)}&till=${dayFromToday(-1)}`);
    text = await mainText(planner);
    assert(!text.includes('Gösta Lundmark') && !text.includes('Perioden är inte slut'), `the list of before is what it was: ${text}`);
    await planner.goto('/avgifter?fran=struntprat');
    assert((await planner.getByLabel('Från och med').inputValue()) === 'struntprat', 'what was typed stands');
    assert((await planner.getByLabel('Från och med').getAttribute('aria-invalid')) === 'true', 'and is marked');
    await look(planner, 'fees with a date that is no date');
});
