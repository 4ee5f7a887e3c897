// SPDX-License-Identifier: EUPL-1.2
//
// The enrolled side of home health care: a discharge that is acknowledged by telephone, a deviation
// that comes to the manager, a death that is read back and struck, a text for the journal, and what
// others at the bedside need. With and without JavaScript.
import { act, assert, choose, look, mainText, onCase, openCase, send, signIn, visitor, walkTest, whole } from './harness.mjs';

const duties = (page) => page.getByRole('region', { name: 'Att göra' }).innerText();

async function actAmongMore(page, words) {
    await page.getByText('Mer att dokumentera').click();
    await act(page, words);
}

async function discharge(page) {
    const name = 'Sven Dahlgren';
    await openCase(page, name);
    await actAmongMore(page, 'Påbörja utskrivning');
    await page.getByLabel('Varför skrivs personen ut?').fill('Kan ta sig till vårdcentralen igen.');
    await page.getByLabel(/^Vårdbegäran/).fill('Byte av smärtpump var fjärde dag.');
    const contact = page.getByRole('group', { name: whole('fast vårdkontakt') });
    const clinic = page.getByRole('group', { name: whole('rehabmottagning') });
    await contact.getByLabel(whole('ska ta över')).check();
    await clinic.getByLabel(whole('behövs inte')).check();
    await page.getByLabel('Planerad dag för utskrivning').fill('idag');
    await look(page, 'discharge form');
    await send(page);
    assert((await mainText(page)).includes('Skriv vem som ska ta över: fast vårdkontakt'), 'whoever takes over has a name');
    await look(page, 'discharge held back');
    await contact.getByLabel(/^Vem/).fill('Norra vårdcentralen');
    await contact.getByLabel(/^Telefon/).fill('010-000 20 00');
    await send(page);
    await onCase(page, name);
    let text = await mainText(page);
    assert(text.includes('har inte bekräftat att de tar över'), `the case says that nobody has taken over: ${text.slice(0, 400)}`);
    assert((await duties(page)).includes('Ring fast vårdkontakt och skriv svaret'), 'somebody is to ring');
    await look(page, 'case under discharge');

    await act(page, 'Skriv svar om övertagande');
    await choose(page, /Svaret kommer från/, 'fast vårdkontakt');
    await choose(page, /^Besked/, 'tar över');
    await page.getByText(/Någon annan/).first().click();
    await page.getByLabel(/^Vem berättade/).fill('Ida på vårdcentralen');
    await choose(page, /På vilket sätt/, 'telefon');
    await look(page, 'answer by telephone');
    await send(page);
    await onCase(page, name);
    text = await mainText(page);
    assert(text.includes('övertagandet är bekräftat') && text.includes('Ida på vårdcentralen'), `the answer by telephone counts: ${text.slice(0, 400)}`);

    await act(page, 'Skriv ut');
    await choose(page, /lämnar ansvaret nu/, 'sjuksköterska');
    await send(page);
    assert((await mainText(page)).includes('har inte fått informationsbladet'), 'the person is to know who takes over first');
    await openCase(page, name);
    await act(page, 'Skriv vad personen fick veta');
    await choose(page, /Informationen gavs/, 'muntligt');
    await choose(page, /Informationen gavs/, 'skriftligt');
    await page.getByLabel(/^Vem tar över/).fill('Norra vårdcentralen, 010-000 20 00');
    await send(page);
    await onCase(page, name);
    await act(page, 'Skriv ut');
    await choose(page, /lämnar ansvaret nu/, 'sjuksköterska');
    await send(page);
    await onCase(page, name);
    text = await mainText(page);
    assert(text.includes('Utskriven från hemsjukvården') && text.includes('Norra vårdcentralen'), `the case says who answers now: ${text.slice(0, 600)}`);
    await page.getByText('Det som är klart eller har fallit bort').click();
    await page.locator('.ended li').first().waitFor();
    const ended = (await page.locator('.ended').innerText()).replace(/\s+/g, ' ');
    assert(/Ring fast vårdkontakt och skriv svaret Fullgjord i tid: Svar om övertagande/.test(ended), `duties that are over say what ended them: ${ended}`);
    assert(/Första uppföljning Bortfallen: Utskriven/.test(ended), 'a duty that fell away says so too');
    await look(page, 'case after the discharge');
}

async function deviation(page, manager) {
    const name = 'Birgitta Ekholm';
    await openCase(page, name);
    await act(page, 'Dokumentera uppföljning');
    await choose(page, /Uppföljningen omfattar/, 'arbetsterapeut');
    await choose(page, /Personens delaktighet/, 'deltog');
    await choose(page, /Målen är/, 'uppnådda');
    await send(page);
    await page.getByLabel(/spara som avvikelse/).check();
    await page.getByLabel(/^Varför/).last().fill('Arbetsterapeuten var med innan beslutet kom.');
    await look(page, 'deviation form');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('Det finns inget pågående åtagande för arbetsterapeut'), 'the entry says what the routine missed');

    await manager.goto('/');
    const row = manager.getByRole('listitem').filter({ hasText: 'Granska avvikelse: uppföljning' }).first();
    await look(manager, 'the day of the manager');
    await row.getByRole('link', { name: /^Granska avvikelse/ }).last().click();
    assert((await mainText(manager)).includes('Arbetsterapeuten var med'), 'what deviated stands beside the form');
    await manager.getByLabel(/^Bedömning/).fill('Ingen risk. Planeringen påmind om beslutet.');
    await look(manager, 'review form');
    await send(manager);
    await onCase(manager, name);
    assert(!(await duties(manager)).includes('Granska avvikelse'), 'the deviation is reviewed');
}

async function death(page) {
    const name = 'Åke Wallin';
    await openCase(page, name);
    await actAmongMore(page, 'Dokumentera dödsfall');
    await choose(page, /Var dödsfallet väntat/, 'väntat');
    await page.getByLabel(/^Vem har fastställt/).fill('Läkare på Norra vårdcentralen');
    await choose(page, /Har närstående/, 'ja');
    await send(page);
    let text = await mainText(page);
    assert(text.includes('Läs upp och kontrollera') && /När hände det\? I dag kl\./.test(text) && text.includes('Åke Wallin, 19400127-9050'), `a death is read back with name and number: ${text.slice(0, 400)}`);
    await look(page, 'death read back');
    // What is changed is read back again.
    await choose(page, /Var dödsfallet väntat/, 'oväntat');
    await send(page);
    text = await mainText(page);
    assert(text.includes('Läs upp och kontrollera') && /väntat\? oväntat/i.test(text), `what was changed is read back again: ${text.slice(0, 400)}`);
    await send(page);
    await onCase(page, name);
    text = await mainText(page);
    assert(text.includes('Avliden') && !(await duties(page)).includes('Uppföljning'), `a death ends what was to be done: ${text.slice(0, 400)}`);
    await look(page, 'case after a death');

    await page.getByRole('link', { name: /^Rätta\s*: Dödsfall/ }).first().click();
    await page.getByRole('link', { name: /Stryk/ }).first().click();
    await page.getByLabel(/^Varför/).fill('Fel person.');
    await send(page);
    await onCase(page, name);
    text = await mainText(page);
    assert(text.includes('Uppgiften är struken.'), 'a strike is said in plain words');
    assert(text.includes('Ring och berätta att dödsfallet var fel') && text.includes('Planeringsfunktionen') && text.includes('Närstående, som har underrättats'), `whoever must be told is named: ${text.slice(0, 500)}`);
    assert((await duties(page)).includes('Uppföljning'), 'what the death stopped holds again');
    await look(page, 'case after a struck death');
}

async function journal(page) {
    const name = 'Birgitta Ekholm';
    await openCase(page, name);
    await page.getByRole('link', { name: /^Text till journalen\s*: Uppföljning/ }).last().click();
    const copied = await page.getByLabel('Text att kopiera').inputValue();
    assert(/^Uppföljning [a-zåäö]+dag \d+ [a-z]+ 20\d\d\n/.test(copied) && copied.includes('Behöver stöd vid förflyttning på natten.'), `the text is ready to copy: ${copied}`);
    const dates = copied.match(/\d (januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december).{0,5}/g) ?? [];
    assert(dates.length > 0 && dates.every((date) => / 20\d\d$/.test(date)), `dates have their year: ${copied}`);
    assert((await page.getByLabel('Sökord').inputValue()) === 'Vårdplanering', 'under its keyword');
    await look(page, 'text for the journal');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('Överförd till journalen'), 'the entry is marked');
    // What is corrected is another text: it is carried over once more.
    await page.getByRole('link', { name: /^Rätta\s*: Uppföljning/ }).last().click();
    await page.getByLabel(/^Nya behov/).fill('Behöver stöd vid förflyttning på kvällen.');
    await page.getByLabel(/^Varför/).fill('Fel tid på dygnet.');
    await send(page);
    await onCase(page, name);
    assert((await mainText(page)).includes('och rättad sedan dess'), 'the entry says that the journal has an older text');
    await page.getByRole('link', { name: /^Text till journalen\s*: (Rättad )?[Uu]ppföljning/ }).last().click();
    assert((await page.getByLabel('Text att kopiera').inputValue()).includes('på kvällen'), 'the text is the corrected one');
    assert((await mainText(page)).includes('och rättad sedan dess'), 'and so does the text');
    await look(page, 'text for the journal, corrected since');
    await send(page);
    await onCase(page, name);
    assert(!(await mainText(page)).includes('och rättad sedan dess'), 'carried over anew');
}

async function bedside(page) {
    const name = 'Aina Björk';
    await openCase(page, name);
    const panel = page.locator('.core-panel');
    await panel.getByText('Det som andra behöver veta').click();
    await look(page, 'nothing known at the bedside');
    await panel.getByRole('link', { name: /^Fyll i\s*: Behandlingsbegränsningar/ }).click();
    await choose(page, /Finns det beslut/, 'ja');
    await send(page);
    assert((await mainText(page)).includes('vem som beslutade, varför och vilka som har fått veta'), 'a limit needs its reason');
    await choose(page, /Beslutet gäller/, 'ej hjärt-lungräddning \\(HLR\\)');
    await page.getByLabel(/^Vem beslutade/).fill('Läkare på Norra vårdcentralen');
    await page.getByLabel(/^Varför\?/).first().fill('Svår hjärtsvikt.');
    await choose(page, /Vilka har fått veta/, 'personen');
    await send(page);
    await onCase(page, name);
    await panel.getByRole('link', { name: /^Fyll i\s*: Tillträde till hemmet/ }).click();
    await choose(page, /Kan personalen/, 'vill inte svara');
    await send(page);
    await onCase(page, name);
    const text = await panel.innerText();
    assert(text.includes('ej hjärt-lungräddning (HLR)') && text.includes('Svår hjärtsvikt.') && /I\sdag/.test(text), `the panel says what, why and when: ${text}`);
    assert(/Vill inte svara/.test(text), 'a refusal to answer is an answer');
    await look(page, 'known at the bedside');
}

const walk = (options) => async (chrome, server) => {
    const nurse = await visitor(chrome, server, options), manager = await visitor(chrome, server, options);
    nurse.scriptless = manager.scriptless = options.javaScriptEnabled === false;
    await signIn(nurse, 'sjukskoterska');
    await signIn(manager, 'chef');
    await discharge(nurse);
    await deviation(nurse, manager);
    await death(nurse);
    await journal(nurse);
    await bedside(nurse);
    for (const page of [nurse, manager]) assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
};

walkTest('discharge, deviation, death, journal and bedside', walk({}));
walkTest('the same without JavaScript: discharge, deviation, death', walk({ javaScriptEnabled: false, reducedMotion: 'reduce' }));
