// Judge: people sign in to the bank's pages in Chromium, at npm `oidc-provider`, and out again.

import { Judge } from '../custody/judge.mjs'
import { PAGES, startBank } from '../identity/bank.mjs'
import { ForeignProvider, newKey } from '../identity/provider.mjs'
import { newPage, startBrowser } from './demo.mjs'

const judge = new Judge('foreign-sign-in')
const provider = await ForeignProvider.start([newKey('first')])
await startBank(provider.issuer)
const browser = await startBrowser()

const alice = await newPage(browser)
await alice.goto(`${PAGES}/transfers?status=pending`)
await signsInAt(alice, 'alice')
judge.equal('after the sign-in she is where she wanted to be', await place(alice), '/transfers?status=pending')
await alice.goto(`${PAGES}/accounts`)
judge.check('the pages know her', (await alice.content()).includes('Signed in as alice@example.com'), await text(alice))
judge.check('tokens never reach a script', !(await alice.evaluate(() => document.cookie)))
judge.check('no cookie can be read', (await alice.cookies()).every(({ value }) => !/alice|eyJ/.test(value)))

await click(alice, 'details.me > summary')
await clickAndGo(alice, 'button ::-p-text(Sign out)')
await clickAndGo(alice, 'button[name=logout]')
judge.equal('after the sign-out she is on the start page', await place(alice), '/')
await alice.goto(`${PAGES}/accounts`)
await alice.waitForSelector('input[name=login]')
judge.equal('and the provider asks who she is', new URL(alice.url()).origin, provider.issuer)

const claire = await newPage(browser)
await claire.goto(PAGES)
await clickAndGo(claire, 'a ::-p-text(Sign in)')
await signsInAt(claire, 'claire')
judge.equal('an employee begins in the bank’s rooms', await place(claire), '/bank')

const nobody = await newPage(browser)
await nobody.goto(`${PAGES}/accounts`)
await signsInAt(nobody, 'nobody')
judge.check('without an email the operator is told what to mend', (await text(nobody)).includes('bank-custody.example.com/email'), await text(nobody))

for (const page of [alice, claire, nobody]) judge.check('no page names the supplier', !/dfns/i.test(await page.content()))

await browser.close()
judge.close()
process.exit(0)

/** The provider's own pages: who it is, and that the bank may know. */
async function signsInAt(page, login) {
  await page.waitForSelector('input[name=login]')
  await page.type('input[name=login]', login)
  await page.type('input[name=password]', 'any will do')
  await clickAndGo(page, 'button[type=submit]')
  const consent = () => page.url().startsWith(provider.issuer)
  if (consent()) await clickAndGo(page, 'button[type=submit]')
  await page.waitForFunction((pages) => location.href.startsWith(pages) && !location.pathname.startsWith('/auth/login'), {}, PAGES)
}

async function place(page) {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}

function text(page) {
  return page.evaluate(() => document.body.innerText)
}

async function click(page, selector) {
  const found = await page.waitForSelector(selector)
  await found.click()
}

async function clickAndGo(page, selector) {
  await page.waitForSelector(selector)
  await Promise.all([page.waitForNavigation(), click(page, selector)])
}
