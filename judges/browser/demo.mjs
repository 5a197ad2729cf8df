// A demo of the bank on free ports, with the walkthrough played, and Debian's Chromium beside it.

import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

import puppeteer from 'puppeteer-core'

import { freePort } from '../custody/anvil.mjs'

/** Starts a demo; gives the address of its pages. It ends with this program at the latest. */
export async function startDemo() {
  const home = mkdtempSync(join(tmpdir(), 'judge-browser-'))
  const names = ['API', 'WEB', 'SANDBOX', 'IDP']
  const ports = await Promise.all(names.map(freePort))
  const listen = names.map((name, at) => [`${name}_LISTEN`, `127.0.0.1:${ports[at]}`])
  const pages = `http://localhost:${ports[1]}`
  const child = spawn(process.env.BANK_CUSTODY, ['demo', '--story', '--data', join(home, 'data')], {
    cwd: home,
    // Nothing of the surroundings: a demo does not start beside settings of real services.
    env: { PATH: process.env.PATH, RUST_LOG: 'error', APP_BASE_URL: pages, ...Object.fromEntries(listen) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => {
    child.kill()
    rmSync(home, { recursive: true, force: true })
  })
  await new Promise((open, ended) => {
    createInterface(child.stdout).on('line', (line) => line.includes('The bank is open') && open())
    child.once('exit', (code) => ended(new Error(`the demo ended with ${code}`)))
  })
  return pages
}

/** A headless browser that ends with this program. */
export async function startBrowser() {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'chromium'))
  const executablePath = places.find(isProgram)
  if (!executablePath) throw new Error('there is no chromium: `apt install chromium`')
  return puppeteer.launch({ executablePath, pipe: true, args: ['--no-sandbox', '--disable-gpu'] })
}

/** A page in a profile of its own. */
export async function newPage(browser) {
  const context = await browser.createBrowserContext()
  return context.newPage()
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
