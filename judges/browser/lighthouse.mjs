// Judge: npm `lighthouse` looks at four pages of a demo, on a phone as it sees one. Accessibility and
// best practices must be 100, the first load small, and nothing may move once it is shown. With
// LONG=1 it also times each page three times, and prints the median.

import lighthouse, { desktopConfig } from 'lighthouse'

import { Judge } from '../custody/judge.mjs'
import { newPage, startBrowser, startDemo } from './demo.mjs'

/** What a first visit may cost, everything included. */
const REQUESTS_MAX = 8
const BYTES_MAX = 120_000
/** Milliseconds. */
const LOAD_MAX = 10_000
const TRIES = 3
/** Timings differ from run to run; the middle one of so many is told. */
const RUNS = 3

const PAGES = [
  { name: 'landing', path: '/' },
  { name: 'accounts', path: '/accounts', person: 'Alice' },
  { name: 'send', path: '/send', person: 'Alice' },
  { name: 'approvals', path: '/bank/approvals', person: 'Claire' },
]

const judge = new Judge('lighthouse')
const site = await startDemo()
const browser = await startBrowser()

for (const { name, path, person } of PAGES) {
  const page = await newPage(browser)
  if (person) await signsIn(page, person)
  await isGood(page, name, `${site}${path}`)
  if (process.env.LONG) await isFast(page, name, `${site}${path}`)
  await page.browserContext().close()
}

await browser.close()
judge.close()
process.exit(0)

async function signsIn(page, person) {
  await page.goto(site)
  const button = await page.waitForSelector(`button ::-p-text(${person})`)
  await button.click()
  await page.waitForFunction(() => /^\/(accounts|bank)$/.test(location.pathname))
}

async function isGood(page, name, url) {
  const audits = ['cumulative-layout-shift', 'network-requests']
  const report = await look(page, url, {
    onlyCategories: ['accessibility', 'best-practices'],
    onlyAudits: audits,
    throttlingMethod: 'provided',
  })
  for (const category of ['accessibility', 'best-practices']) {
    const { title, score, auditRefs } = report.categories[category]
    const short = auditRefs.filter(({ id, weight }) => weight > 0 && report.audits[id].score < 1)
    const why = short.map(({ id }) => `${id}: ${JSON.stringify(report.audits[id].details?.items)}`)
    judge.check(`${name}: ${title} is 100`, score === 1, `${score * 100}: ${why.join('; ')}`)
  }
  const shift = report.audits['cumulative-layout-shift'].numericValue
  judge.check(`${name}: nothing moves`, shift === 0, shift)
  const requests = report.audits['network-requests'].details.items
  const bytes = requests.reduce((sum, { transferSize }) => sum + transferSize, 0)
  const seen = requests.map(({ url, transferSize }) => `${url} ${transferSize}`).join(', ')
  judge.check(`${name}: ${requests.length} requests, at most ${REQUESTS_MAX}`, requests.length <= REQUESTS_MAX, seen)
  judge.check(`${name}: ${bytes} bytes, less than ${BYTES_MAX}`, bytes < BYTES_MAX, seen)
}

/** Told, not judged: it depends on the machine and on what else runs on it. */
async function isFast(page, name, url) {
  for (const [device, config] of [['phone', undefined], ['desktop', desktopConfig]]) {
    const scores = []
    for (let run = 0; run < RUNS; run += 1) {
      const report = await look(page, url, { onlyCategories: ['performance'] }, config)
      scores.push(Math.round(report.categories.performance.score * 100))
    }
    const median = scores.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)]
    console.log(`figure lighthouse performance of ${name} on a ${device}: ${median} (${scores.join(', ')})`)
  }
}

/** What lighthouse says of a page. On a busy machine the browser's record of a load may be lost. */
async function look(page, url, flags, config) {
  // The stream of notices stays open, so the page is never quiet and the wait for that ends by time.
  const options = { logLevel: 'error', maxWaitForLoad: LOAD_MAX, ...flags }
  for (let tries = 1; ; tries += 1) {
    const { lhr } = await lighthouse(url, options, config, page)
    if (!lhr.runtimeError) return lhr
    const { code, message } = lhr.runtimeError
    if (code !== 'NO_NAVSTART' || tries === TRIES) throw new Error(`${url}: ${message}`)
  }
}
