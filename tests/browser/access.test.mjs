// SPDX-License-Identifier: EUPL-1.2
//
// Who may see what, as people meet it: a provider sees its own records and what was sent to it;
// consent opens the rest, a block closes it, an emergency is seen by the team; the manager reviews
// the log, and the person gets an extract of it.
import { act, assert, choose, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Birgitta Ekholm';
const FOLLOWED_UP = /Nya behov/;

const openSharing = (page) => page.getByText('Vem får se uppgifterna').click();

walkTest('blocks, consent, an emergency, the review of the log and an extract of it', async (chrome, server) => {
    const ward = await visitor(chrome, server);
    await signIn(ward, 'avdelning');
    await openCase(ward, NAME);
    const here = ward.url();
    const told = async (page) => { await page.goto(here); return mainText(page); };
    assert(!FOLLOWED_UP.test(await told(ward)), 'the hospital does not see the municipality’s follow-up');
    assert((await mainText(ward)).includes('Du ser inte allt i ärendet'), 'and is told that there is more');
    await look(ward, 'case with hidden records');

    await act(ward, 'Anteckna en grund');
    await choose(ward, /^Grund/, 'personen samtycker');
    await ward.getByLabel(/Vad har personen sagt/).fill('Säger ja.');
    await send(ward);
    assert((await mainText(ward)).includes('Varför kan uppgifterna antas ha betydelse'), 'consent alone is not enough');
    await ward.getByLabel(/antas ha betydelse/).fill('Ska skrivas in på nytt.');
    await look(ward, 'ground for reading');
    await send(ward);
    await onCase(ward, NAME);
    assert(FOLLOWED_UP.test(await told(ward)), 'with a ground it is seen');

    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await nurse.goto(here);
    await openSharing(nurse);
    await act(nurse, 'Anteckna en spärr');
    await nurse.getByLabel(/Vilken enhets uppgifter/).selectOption({ label: 'Hemsjukvården Norr' });
    await choose(nurse, /Vad ska gälla/, 'yttre spärr: andra vårdgivare och omsorgsgivare får inte se uppgifterna');
    await look(nurse, 'block');
    await send(nurse);
    await onCase(nurse, NAME);
    assert(!FOLLOWED_UP.test(await told(ward)), 'a block goes before consent');
    assert((await mainText(ward)).includes('Personen har spärrat uppgifter'), 'that there is one is told');
    assert(!(await ward.content()).includes('Vilken enhets uppgifter'), 'whose it is, is not');

    await openSharing(ward);
    await act(ward, 'Nödöppna');
    await choose(ward, /Vad är läget/, 'fara för personens liv');
    await ward.getByLabel(/samtycke inte inhämtas/).fill('Är medvetslös.');
    await ward.getByLabel(/oundgängligen behöver/).fill('Behöver veta vilka läkemedel som är givna.');
    await look(ward, 'emergency opening');
    await send(ward);
    await onCase(ward, NAME);
    assert(!FOLLOWED_UP.test(await told(ward)), 'an outer block is lifted by whoever set it, not by an emergency');
    assert((await told(nurse)).includes('Ärendet nödöppnades'), 'the team sees the emergency opening');
    await look(nurse, 'case opened in an emergency');
    await told(ward);
    const strike = await ward.locator('a[href*="/ratta/"]', { hasText: 'Nödöppning' }).first().getAttribute('href');
    await ward.goto(new URL(strike.replace('/ratta/', '/stryk/'), here).href);
    await ward.getByLabel(/Varför/).fill('Ångrade mig.');
    await send(ward);
    assert((await told(nurse)).includes('Ärendet nödöppnades'), 'which does not undo that it was opened');

    await nurse.goto('/forvaltning');
    const manager = await visitor(chrome, server);
    await signIn(manager, 'chef');
    await manager.goto('/loggranskning');
    assert((await mainText(manager)).includes('Nekades: Öppnade förvaltningen'), 'what was refused is named');
    await look(manager, 'review of the log');
    await manager.getByRole('button', { name: 'Spara granskningen' }).click();
    assert((await mainText(manager)).includes('Fyll i') || (await manager.locator('#resultat-fault').count()) === 1, 'a review says what came out');
    assert(await manager.getByLabel('Vad kom fram?').evaluate((one) => one === document.activeElement), 'and the focus is there');
    await manager.getByLabel('Vad kom fram?').fill('Inget att anmärka på.');
    await manager.getByLabel('Vad görs åt det?').fill('å'.repeat(4001));
    await manager.getByRole('button', { name: 'Spara granskningen' }).click();
    assert((await manager.locator('#atgard-fault').innerText()).includes('högst 4000 tecken'), 'a text that is too long is told at its field');
    assert((await manager.getByLabel('Vad görs åt det?').inputValue()).length === 4001 && (await manager.getByLabel('Vad kom fram?').inputValue()) === 'Inget att anmärka på.', 'and nothing is lost');
    await manager.getByLabel('Vad görs åt det?').fill('');
    await manager.getByRole('button', { name: 'Spara granskningen' }).click();
    assert((await mainText(manager)).includes('Granskningen är sparad.'), 'the review is saved');
    assert((await mainText(manager)).includes('Inget att anmärka på.'), 'and stands among the reviews');
    const earlier = await manager.getByRole('region', { name: 'Tidigare granskningar' }).innerText();
    assert(/^[a-zåäö]+dag \d+ [a-z]+( \d{4})? till [a-zåäö]+dag \d+ [a-z]+( \d{4})?\. Poster: \d+$/m.test(earlier), `with its days in words: ${earlier}`);
    await manager.goto('/loggranskning?fran=i%20m%C3%A5ndags%20typ');
    assert((await manager.locator('#fran-fault').count()) === 1, 'a bad date is told at its field');

    await manager.goto(here);
    await openSharing(manager);
    await act(manager, 'Loggutdrag till personen');
    const extract = await mainText(manager);
    assert(extract.includes('Sara Lindgren') && extract.includes('Hemsjukvården Norr'), 'name and unit are told');
    assert(!extract.includes('Maria Sandell'), 'the hospital answers for its own log');
    await look(manager, 'log extract');
    const pdf = await manager.request.get(`${here}/loggutdrag.pdf`);
    assert(pdf.status() === 200 && (await pdf.body()).subarray(0, 5).toString() === '%PDF-', 'the extract is a PDF too');
    assert((await pdf.body()).includes('/StructTreeRoot'), 'a tagged one');
    assert(![ward, nurse, manager].some((page) => page.complaints.length), 'no complaints in the browser');
});

walkTest('what was read again and again is one line of the extract, with each time in it', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, 'Sven Dahlgren');
    const here = new URL(nurse.url()).pathname;
    for (let i = 0; i < 4; i++) await nurse.goto(here);
    const manager = await visitor(chrome, server);
    await signIn(manager, 'chef');
    await manager.goto(`${here}/loggutdrag`);
    const lines = manager.locator('.log > li');
    const line = lines.filter({ hasText: 'Sara Lindgren' }).filter({ hasText: 'gånger, kl.' });
    assert((await line.count()) === 1, `one line: ${await lines.allInnerTexts()}`);
    const [, times] = (await line.innerText()).match(/(\d+) gånger, kl\. \d\d:\d\d/);
    assert(Number(times) >= 5, `${times} times`);
    await line.getByText('Varje gång').click();
    assert((await line.locator('li:visible').count()) === Number(times), 'each is told');
    const told = (await lines.allInnerTexts()).map((text) => Number(text.match(/(\d+) gånger, kl\./)?.[1] ?? 1));
    const [, count] = (await mainText(manager)).match(/(\d+) poster, /);
    assert(told.reduce((sum, n) => sum + n, 0) === Number(count), `nothing is left out of ${count}: ${told}`);
    // Another user's reading within the same minutes is a line of its own.
    await openCase(manager, 'Sven Dahlgren');
    await nurse.goto(here);
    await manager.goto(`${here}/loggutdrag`);
    assert((await lines.filter({ hasText: 'Anders Norling' }).filter({ hasText: 'Sara' }).count()) === 0, 'nobody stands in the line of another');
    assert(Number((await line.innerText()).match(/(\d+) gånger/)[1]) === Number(times) + 1, 'whatever others do between');
    await look(manager, 'extract with repeated readings');
    assert(![nurse, manager].some((page) => page.complaints.length), 'no complaints in the browser');
});
