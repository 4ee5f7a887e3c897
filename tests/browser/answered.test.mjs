// SPDX-License-Identifier: EUPL-1.2
//
// What the planning function decides reaches whoever asked (H-09, H-10): in the day of a sender that
// signs in, and as a telephone call of the planning function's to one that does not (P-01). And whoever
// takes over learns that the person is discharged (H-20).
import { act, addPerson, ARNE as TOLD, assert, choose, decideFor, fillRequest, look, mainText, myDay, noComplaints, openCase, send, sendTo, signIn, toldBy, VERA as ASKED, visitor, walkTest, whole } from './harness.mjs';

async function asks(page, person, informant) {
    await addPerson(page, person);
    await act(page, 'Skicka vårdbegäran');
    await fillRequest(page, { need: 'Sårvård två gånger i veckan, och gångträning.', professions: ['sjuksköterska', 'fysioterapeut'] });
    if (informant) await toldBy(page, informant);
    await sendTo(page, person.name);
}

async function decidesForOneOfTwo(page, person) {
    await openCase(page, person.name);
    await act(page, 'Besluta om anslutning');
    await decideFor(page, 'sjuksköterska', 'Hemsjukvården Norr');
    await decideFor(page, 'fysioterapeut');
    await page.getByLabel('Motivering').fill('Träningen ges på rehabmottagningen.');
    await sendTo(page, person.name);
}

const DUTY = 'Ta del av beslutet: ansluten, men inte för fysioterapeut';

async function wardReads(page) {
    await myDay(page);
    assert((await mainText(page)).includes(DUTY), `the ward's day says what was decided: ${(await mainText(page)).slice(0, 400)}`);
    await look(page, 'answered: the day of the ward');
    await page.getByRole('link', { name: new RegExp(`^Kvittera beslutet.*${ASKED.name}`) }).click();
    assert((await page.getByLabel('Vem har fått veta').count()) === 0, 'the ward has read it itself: it told nobody');
    await look(page, 'answered: the form of the ward');
    await sendTo(page, ASKED.name);
    await look(page, 'answered: the case of the ward');
    await myDay(page);
    assert(!(await mainText(page)).includes(ASKED.name), 'what is read is gone from the day');
}

async function plannerCorrects(page) {
    await openCase(page, ASKED.name);
    await page.getByRole('link', { name: /^Rätta\s*: Beslut om anslutning/ }).first().click();
    await choose(page.getByRole('group', { name: whole('sjuksköterska') }), /Beslut/, 'ej ansluten');
    await page.getByLabel('Varför rättas uppgiften?').fill('Fel person i beslutet.');
    await sendTo(page, ASKED.name);
}

async function wardReadsOnceMore(page) {
    await myDay(page);
    const changed = 'Ta del av det ändrade beslutet: inte ansluten';
    assert((await mainText(page)).includes(changed), `what was read does not hold any more: ${(await mainText(page)).slice(0, 400)}`);
    await look(page, 'answered: the day of the ward once more');
    await page.getByRole('link', { name: new RegExp(`^Kvittera beslutet.*${ASKED.name}`) }).click();
    await look(page, 'answered: the form of the ward once more');
    await sendTo(page, ASKED.name);
    await look(page, 'answered: the case of the ward once more');
    await myDay(page);
    assert(!(await mainText(page)).includes(ASKED.name), 'what is read is gone from the day');
}

async function plannerRings(page) {
    const duty = 'Meddela avsändaren beslutet: ansluten, men inte för fysioterapeut';
    await myDay(page);
    assert((await mainText(page)).includes(duty), 'P-01: whoever does not sign in is rung up');
    await look(page, 'answered: the day of the planner');
    assert(!(await mainText(page)).includes('Kvittera beslutet'), 'P-01: acknowledging it is what a sender does');
    await page.getByRole('link', { name: new RegExp(`^Meddela beslutet per telefon.*${TOLD.name}`) }).click();
    await page.getByRole('heading', { level: 1, name: 'Meddela beslutet per telefon' }).waitFor();
    const told = page.getByLabel('Vem har fått veta', { exact: false });
    assert((await told.inputValue()) === 'Dr Ek, vårdcentralen Åsen', 'P-01: whoever asked by telephone is proposed');
    await look(page, 'answered: the form of the planner');
    await told.fill('');
    await page.getByLabel('Vad händer nu för personen?').fill('Vårdcentralen remitterar till rehab.');
    await send(page);
    assert((await mainText(page)).includes('Skriv vem som har fått veta'), 'P-01: it is asked who was told');
    assert((await page.getByLabel('Vad händer nu för personen?').inputValue()) === 'Vårdcentralen remitterar till rehab.', 'what was typed is kept');
    await look(page, 'answered: held back');
    await told.fill('Syster Lind, vårdcentralen Åsen');
    await sendTo(page, TOLD.name);
    assert((await mainText(page)).includes('Syster Lind, vårdcentralen Åsen'), 'the case says who was told');
    await myDay(page);
    assert(!(await mainText(page)).includes(duty), 'what is told is gone from the day');
}

walkTest('answered: what is decided reaches whoever asked', async (chrome, server) => {
    const ward = await visitor(chrome, server);
    const planner = await visitor(chrome, server);
    await signIn(ward, 'avdelning');
    await asks(ward, ASKED);
    await signIn(planner, 'planerare');
    await asks(planner, TOLD, 'Dr Ek, vårdcentralen Åsen');
    await decidesForOneOfTwo(planner, ASKED);
    await decidesForOneOfTwo(planner, TOLD);
    await wardReads(ward);
    await plannerCorrects(planner);
    await wardReadsOnceMore(ward);
    await plannerRings(planner);
    noComplaints(ward, planner);
});

const LEAVES = 'Sven Dahlgren';
async function nurseAsks(page) {
    await openCase(page, LEAVES);
    await page.getByText('Mer att dokumentera').click();
    await act(page, 'Påbörja utskrivning');
    const contact = page.getByRole('group', { name: whole('fast vårdkontakt') });
    await contact.getByLabel(whole('ska ta över')).check();
    await contact.getByLabel(/^Vem/).fill('Björkens vårdcentral');
    await contact.getByRole('combobox').selectOption({ label: 'Björkens vårdcentral' });
    await page.getByRole('group', { name: whole('rehabmottagning') }).getByLabel(whole('behövs inte')).check();
    await page.getByLabel('Varför skrivs personen ut?').fill('Kan ta sig till vårdcentralen igen.');
    await page.getByLabel(/^Vårdbegäran/).fill('Byte av smärtpump var fjärde dag.');
    await page.getByLabel('Planerad dag för utskrivning').fill('idag');
    await sendTo(page, LEAVES);
    const asked = page.getByRole('region', { name: 'Att göra' }).getByRole('listitem').filter({ hasText: 'Svara om ni tar över' });
    assert((await asked.innerText()).includes('Fast vårdkontakt, Björkens vårdcentral.'), 'it is said whose it is to answer');
    assert((await asked.getByRole('link', { name: /^Skriv svar/ }).count()) === 0, 'the act does not stand beside what another unit is to do');
    assert(!/Björkens vårdcentral, Björkens vårdcentral/.test(await mainText(page)), 'a clinic that is typed and chosen is told once');
    await look(page, 'handed over: the case of the nurse');
    await page.getByText('Mer att dokumentera').click();
    await page.getByRole('link', { name: /^Skriv svar om övertagande/ }).first().waitFor(); // P-01: what is told by telephone can be written down all the same
}

async function nurseDischarges(page) {
    await openCase(page, LEAVES);
    await act(page, 'Skriv vad personen fick veta');
    await choose(page, /Informationen gavs/, 'muntligt');
    await choose(page, /Informationen gavs/, 'skriftligt');
    await page.getByLabel(/^Vem tar över/).fill('Björkens vårdcentral, 010-000 20 00');
    await sendTo(page, LEAVES);
    await act(page, 'Skriv ut');
    await choose(page, /lämnar ansvaret nu/, 'sjuksköterska');
    assert(await page.getByRole('group', { name: /Vem har tagit över/ }).getByLabel(whole('fast vårdkontakt')).isChecked(), 'H-20: whoever said that they take over is proposed');
    assert(!(await page.getByRole('group', { name: /Vem har tagit över/ }).getByLabel(whole('rehabmottagning')).isChecked()), 'H-20: and nobody else');
    await look(page, 'handed over: the form of the nurse');
    await sendTo(page, LEAVES);
}

async function contactReceives(page) {
    await myDay(page);
    const duty = 'Ta emot utskrivningen: ni har tagit över';
    assert((await mainText(page)).includes(duty), `H-20: it stands in the day of whoever takes over: ${(await mainText(page)).slice(0, 400)}`);
    await look(page, 'handed over: the day of the contact');
    await page.getByRole('link', { name: new RegExp(`^Kvittera utskrivningen.*${LEAVES}`) }).click();
    assert(await page.getByRole('group', { name: /Mottagen av/ }).getByLabel(whole('fast vårdkontakt')).isChecked(), 'the own part is proposed');
    await look(page, 'handed over: the form of the contact');
    await sendTo(page, LEAVES);
    const text = await mainText(page);
    assert(text.includes('Utskriven från hemsjukvården') && !text.includes('Första uppföljning'), `H-20: the case says that the person is discharged: ${text.slice(0, 500)}`);
    await look(page, 'handed over: the case of the contact');
    await myDay(page);
    assert(!(await mainText(page)).includes(duty), 'what is received is gone from the day');
}

walkTest('answered: whoever takes over learns that the person is discharged', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    const contact = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await nurseAsks(nurse);
    await signIn(contact, 'vardkontakt');
    await openCase(contact, LEAVES);
    await act(contact, 'Skriv svar om övertagande');
    await choose(contact, /^Besked/, 'tar över');
    await sendTo(contact, LEAVES);
    await nurseDischarges(nurse);
    await contactReceives(contact);
    noComplaints(nurse, contact);
});

async function contactDeclines(page) {
    await openCase(page, LEAVES);
    await act(page, 'Skriv svar om övertagande');
    await choose(page, /^Besked/, 'tar inte över');
    await sendTo(page, LEAVES);
}

walkTest('answered: a care request that is sent once more is filled in with what was sent', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    const contact = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await nurseAsks(nurse);
    await signIn(contact, 'vardkontakt');
    await contactDeclines(contact);
    await openCase(nurse, LEAVES);
    await act(nurse, 'Påbörja utskrivning');
    const group = nurse.getByRole('group', { name: whole('fast vårdkontakt') });
    assert((await nurse.getByLabel('Varför skrivs personen ut?').inputValue()) === 'Kan ta sig till vårdcentralen igen.', 'the reason stands there');
    assert((await nurse.getByLabel(/^Vårdbegäran/).inputValue()) === 'Byte av smärtpump var fjärde dag.', 'so does the care request');
    assert((await group.getByLabel(/^Vem/).inputValue()) === 'Björkens vårdcentral', 'and who was asked');
    assert(await nurse.getByRole('group', { name: whole('rehabmottagning') }).getByLabel(whole('behövs inte')).isChecked(), 'and who was not needed');
    await look(nurse, 'sent once more: the form of the nurse');
    await group.getByLabel(/^Vem/).fill('Åsens vårdcentral');
    await group.getByLabel(/^Telefon/).fill('010-000 30 00');
    await group.getByRole('combobox').selectOption({ index: 0 });
    await sendTo(nurse, LEAVES);
    assert((await mainText(nurse)).includes('Ring fast vårdkontakt och skriv svaret'), 'H-20: somebody else is asked');
});
