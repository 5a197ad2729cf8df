// The bank as `bank-custody serve` runs it, with a foreign provider as its issuer and the sandbox
// of the environment as its custody.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { eventually } from '../custody/judge.mjs'

/** The audience that the bank's API has unless it is told another. */
export const AUDIENCE = 'https://bank-custody-api'
/** What stands before the bank's claims unless it is told otherwise. */
export const NAMESPACE = 'https://bank-custody.example.com/'

/** Starts a bank that believes this issuer. It ends with this program at the latest. */
export async function startBank(issuer) {
  const home = mkdtempSync(join(tmpdir(), 'judge-identity-'))
  const custody = Object.entries(process.env).filter(([name]) => /^(DFNS_|FX_RATES_URL$)/.test(name))
  const child = spawn(process.env.BANK_CUSTODY, ['serve'], {
    cwd: home,
    // Nothing else of the surroundings.
    env: {
      ...Object.fromEntries(custody),
      PATH: process.env.PATH,
      RUST_LOG: 'warn',
      OIDC_ISSUER: issuer,
      API_LISTEN: '127.0.0.1:0',
      WEB_LISTEN: '127.0.0.1:0',
      AUTH0_CLIENT_ID: 'web',
      AUTH0_CLIENT_SECRET: 'a-secret-of-the-application',
      AUTH0_SECRET: '0123456789abcdef0123456789abcdef',
      DATABASE_URL: 'sqlite:bank.db',
    },
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
