// The bank as `bank-custody serve` runs it, pages included, with a foreign provider as its issuer and
// the sandbox of the environment as its custody.

import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { freePort } from '../custody/anvil.mjs'
import { eventually } from '../custody/judge.mjs'

/** The audience that the bank's API has unless it is told another. */
export const AUDIENCE = 'https://bank-custody-api'
/** What stands before the bank's claims unless it is told otherwise. */
export const NAMESPACE = 'https://bank-custody.example.com/'

/** Where people find the bank's pages. */
export const PAGES = `http://127.0.0.1:${await freePort()}`
/** The bank's web front as a provider knows it. */
export const CLIENT = {
  client_id: 'bank-front',
  client_secret: 'a secret of this judge and of nobody else',
  redirect_uris: [`${PAGES}/auth/callback`],
  post_logout_redirect_uris: [PAGES],
}

/** What the bank is told; nothing else of the surroundings. */
function settings(issuer, more) {
  const custody = Object.entries(process.env).filter(([name]) => /^(DFNS_|FX_RATES_URL$)/.test(name))
  return {
    ...Object.fromEntries(custody),
    PATH: process.env.PATH,
    RUST_LOG: 'warn',
    OIDC_ISSUER: issuer,
    API_LISTEN: '127.0.0.1:0',
    WEB_LISTEN: '127.0.0.1:0',
    APP_BASE_URL: PAGES,
    AUTH0_CLIENT_ID: CLIENT.client_id,
    AUTH0_CLIENT_SECRET: CLIENT.client_secret,
    AUTH0_SECRET: '0123456789abcdef0123456789abcdef',
    DATABASE_URL: 'sqlite:bank.db',
    ...more,
  }
}

/** What `bank-custody check` says to these settings: `passed`, or `failed VARIABLE` and the words. */
export async function checked(issuer, more = {}) {
  const home = mkdtempSync(join(tmpdir(), 'judge-identity-check-'))
  const options = { cwd: home, env: settings(issuer, more) }
  const stdout = await new Promise((said) => {
    // Findings end it with a status that counts as an error.
    execFile(process.env.BANK_CUSTODY, ['check', '--json'], options, (_, text) => said(text))
  })
  rmSync(home, { recursive: true, force: true })
  const { findings } = JSON.parse(stdout)
  return (check) => {
    const { outcome, variable, says } = findings.find((finding) => finding.check === check)
    return outcome === 'failed' ? `failed ${variable}: ${says}` : outcome
  }
}

/** Starts a bank that believes this issuer. It ends with this program at the latest. */
export async function startBank(issuer) {
  const home = mkdtempSync(join(tmpdir(), 'judge-identity-'))
  const child = spawn(process.env.BANK_CUSTODY, ['serve'], {
    cwd: home,
    env: settings(issuer, { WEB_LISTEN: new URL(PAGES).host }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.on('exit', () => {
    child.kill()
    rmSync(home, { recursive: true, force: true })
  })
  const [line] = await new Promise((said, ended) => {
    createInterface(child.stdout).once('line', (text) => said([text]))
    child.once('exit', (code) => ended(new Error(`the bank ended with ${code}`)))
  })
  const bank = new Bank(line.replace('listening on ', ''))
  await eventually('the bank is ready', async () => ((await bank.ready()).ok ? true : undefined), 60)
  return bank
}

/** The bank's REST API. */
export class Bank {
  constructor(url) {
    this.url = url
  }

  /** A call with this token: status, headers, JSON. No answer may name the custody vendor. */
  async call(token, method, path, body) {
    const answer = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    const all = text + [...answer.headers].flat().join()
    if (/dfns/i.test(all)) throw new Error(`${method} ${path} names the vendor: ${all}`)
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined }
  }

  /** Status and, of a refusal, its code: `200`, or `401 token_expired`. */
  async outcome(token, method, path, body) {
    const { status, headers, body: answer } = await this.call(token, method, path, body)
    if (status < 400) return String(status)
    const kind = headers.get('content-type') === 'application/problem+json' ? '' : ' without a problem'
    const challenged = status !== 401 || headers.get('www-authenticate')?.startsWith('Bearer')
    return `${status} ${answer.code}${kind}${challenged ? '' : ' without a challenge'}`
  }

  /** Whether the token is believed, in the words of `outcome`. */
  me(token) {
    return this.outcome(token, 'GET', '/me')
  }

  async ready() {
    const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
    const checks = answer ? (await answer.json()).checks : []
    const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name)
    return { ok: answer?.ok ?? false, failed }
  }
}
