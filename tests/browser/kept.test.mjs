// SPDX-License-Identifier: EUPL-1.2
//
// A form is kept when the language is changed in the middle of it, and is not recorded twice when it
// is gone back to. Forms of other sites, and pages inside other sites, are refused.
import { createServer } from 'node:http';
import { act, assert, browser, look, mainText, openCase, PASSWORD, serve, signIn, test, visitor, walkTest } from './harness.mjs';

const NEED = 'Behöver hjälp att vända sig om natten.';
const field = (page, name) => page.locator(`main [name="${name}"]`).first();
const openFollowUp = async (page) => {
    await openCase(page, 'Sven Dahlgren');
    await act(page, 'Dokumentera uppföljning');
};

async function changeLanguage(page, name) {
    await page.getByRole('banner').locator('details.menu summary').click();
    await page.getByRole('banner').getByRole('button', { name }).click();
}

for (const javaScriptEnabled of [true, false]) {
    walkTest(`kept: the language is changed in the middle of a form, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async (chrome, server) => {
        const page = await visitor(chrome, server, { javaScriptEnabled });
        page.scriptless = !javaScriptEnabled;
        await signIn(page, 'sjukskoterska');
        await openFollowUp(page);
        await field(page, 'f.new_needs').fill(NEED);
        await field(page, 'f.next').fill('31/2');
        const key = await field(page, 'key').inputValue();
        await changeLanguage(page, 'English');
        await page.getByRole('main').getByRole('button', { name: 'Save follow-up' }).or(page.getByRole('main').locator('form.form button[type=submit]')).first().waitFor();
        assert((await page.locator('html').getAttribute('lang')) === 'en', 'the page is in English');
        assert((await field(page, 'f.new_needs').inputValue()) === NEED, 'a text is kept');
        assert((await field(page, 'f.next').inputValue()) === '31/2', 'what was wrong is kept too');
        assert((await field(page, 'key').inputValue()) === key, 'it is the same form');
        await look(page, `kept in English ${javaScriptEnabled}`);
        // The Enter key sends the form, not the choice of a language.
        await field(page, 'f.next').press('Enter');
        assert((await page.locator('html').getAttribute('lang')) === 'en', 'the language stays');
        await page.getByRole('alert').waitFor();
        assert(!page.complaints.length, page.complaints.join('\n'));
    });
}

walkTest('kept: a form that is gone back to is not recorded twice', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    await openCase(page, 'Sven Dahlgren');
    const form = `${page.url()}/ny/access_noted`;
    await page.goto(form);
    const write = async () => {
        await page.locator('main [name="f.present"][value=yes]').check();
        await field(page, 'f.how').fill('Nyckelgömman sitter till vänster om dörren.');
    };
    await write();
    const save = () => page.locator('main form.form button[type=submit]').first().click();
    await save();
    await page.waitForURL(/sparat/);
    const count = async () => {
        await page.goto(form.replace(/\/ny\/.*/, ''));
        return (await page.content()).split('Nyckelgömman sitter').length;
    };
    await page.goBack();
    await write();
    await save();
    assert((await mainText(page)).includes('Du sparade samma uppgift nyss.'), await mainText(page));
    await look(page, 'kept again');
    const before = await count();
    await page.goto(form);
    await write();
    await save();
    await page.getByRole('button', { name: 'Spara en gång till' }).click();
    await page.waitForURL(/sparat/);
    assert((await count()) > before, 'recorded once more when that is meant');
});

test('kept: forms of other sites and pages inside other sites are refused', async () => {
    const server = await serve();
    const chrome = await browser();
    const other = createServer((request, response) => {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(
            request.url === '/frame'
                ? `<!doctype html><title>x</title><iframe src="${server.url}/konto" width="800" height="600"></iframe>`
                : `<!doctype html><title>x</title><form method="post" action="${server.url}/konto/sessioner"><input name="csrf" value="x"><button>Vinn en resa</button></form>`,
        );
    });
    await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
    const site = `http://localhost:${other.address().port}`; // another site than 127.0.0.1
    try {
        const page = await visitor(chrome, server);
        await signIn(page, 'sjukskoterska');
        await page.goto(`${site}/frame`);
        await page.waitForTimeout(1000);
        const inside = page.frames().find((frame) => frame !== page.mainFrame());
        assert(!(await inside.content()).includes('Mitt konto'), 'nothing is shown inside another site');
        await page.goto(site);
        await page.getByRole('button', { name: 'Vinn en resa' }).click();
        await page.getByRole('heading', { level: 1 }).waitFor();
        assert((await mainText(page)).includes('annan webbplats') || (await mainText(page)).includes('Logga in'), await mainText(page));
        await page.goto(`${server.url}/konto`);
        assert((await mainText(page)).includes('Mitt konto'), 'the session was not touched');
        // A token of somebody else's session is none.
        const answer = await page.context().request.post(`${server.url}/konto/sessioner`, { form: { csrf: 'a'.repeat(64) }, headers: { Origin: server.url } });
        assert(answer.status() === 403, `a foreign token: ${answer.status()}`);
    } finally {
        await chrome.close();
        await server.stop();
        await new Promise((resolve) => other.close(resolve));
    }
});

// Who asks too often, and whoever meets a full disk or a busy server, gets back what they sent.
for (const javaScriptEnabled of [true, false])
    test(`kept: what cannot be taken just now comes back to be sent again, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
        const server = await serve(['--requests', '60']);
        const chrome = await browser();
        try {
            const page = await visitor(chrome, server, { javaScriptEnabled });
            page.scriptless = !javaScriptEnabled;
            await page.goto('/logga-in');
            await page.getByLabel('Användarnamn').fill('forvaltare');
            await page.getByLabel('Lösenord').fill(PASSWORD);
            await page.getByRole('button', { name: 'Logga in' }).click();
            await page.goto('/forvaltning/ny/area_registered');
            await page.getByLabel('Namn').fill('Öarna & "holmarna"');
            await page.getByLabel('Organisation').selectOption('Demokommunen');
            await page.getByLabel(/^Postnummer/).fill('990 81,\n990 82');
            let answer;
            for (let i = 0; i < 90 && answer?.status() !== 429; i++) answer = await page.context().request.get('/forvaltning');
            assert(answer.status() === 429, 'asked too often');
            await page.getByRole('button', { name: 'Spara' }).click();
            await page.getByRole('heading', { level: 1, name: 'Vänta en liten stund' }).waitFor();
            const main = page.getByRole('main');
            assert((await main.getByLabel('Namn').inputValue()) === 'Öarna & "holmarna"', 'a line is there');
            assert((await main.getByLabel(/^Postnummer/).inputValue()) === '990 81,\n990 82', 'several lines too');
            await look(page, 'kept to be sent again');
            assert(!(await main.innerText()).includes('organisation/'), 'nothing is shown that people did not type');
            await page.waitForTimeout(3500); // one request a second
            await main.getByLabel('Namn').fill('Öarna');
            await main.getByRole('button', { name: 'Skicka igen' }).click();
            await page.getByRole('link', { name: 'Öarna', exact: true }).waitFor();
            assert((await mainText(page)).includes('990 81, 990 82'), 'recorded with all of it');
            assert(!page.complaints.length, page.complaints.join('\n'));
        } finally {
            await chrome.close();
            await server.stop();
        }
    });
