// The bank itself, as `bank-custody demo` runs it, and the people who bank with it.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from './anvil.mjs'
import { Sandbox, eventually } from './judge.mjs'

/** Starts a demo with variables of its own; `stop` ends it and removes its files. */
export async function startBank(variables) {
  const data = mkdtempSync(join(tmpdir(), 'judge-bank-'))
  const [api, custody, signIn] = [await freePort(), await freePort(), await freePort()]
  const child = spawn(process.env.BANK_CUSTODY, ['demo', '--data', data], {
    cwd: data,
    // Nothing of the surroundings: a demo does not start beside settings of real services.
    env: {
      PATH: process.env.PATH,
      RUST_LOG: 'warn',
      API_LISTEN: `127.0.0.1:${api}`,
      WEB_LISTEN: '127.0.0.1:0',
      SANDBOX_LISTEN: `127.0.0.1:${custody}`,
      IDP_LISTEN: `127.0.0.1:${signIn}`,
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((end) => child.once('exit', end))
  process.on('exit', () => {
    child.kill()
    rmSync(data, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${api}`
  const ready = () => fetch(`${url}/readyz`).then((answer) => (answer.ok ? true : undefined)).catch(() => undefined)
  await eventually('the bank is ready', ready, 60)
  return {
    sandbox: new Sandbox({ DFNS_API_URL: `http://127.0.0.1:${custody}` }),
    person: (name) => Person.signIn(`http://127.0.0.1:${signIn}`, url, name),
    stop: () => (child.kill('SIGINT'), ended),
  }
}

/** A demo person with an access token. */
class Person {
  static async signIn(provider, api, name) {
    const answer = await fetch(`${provider}/_idp/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${name}@example.com` }),
    })
    const person = new Person()
    person.api = api
    person.token = (await answer.json()).access_token
    return person
  }

  /** A call of the REST API: status and JSON. */
  async call(method, path, body) {
    const answer = await fetch(`${this.api}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    return { status: answer.status, body: text ? JSON.parse(text) : undefined }
  }

  /** A call that must succeed: its JSON. */
  async must(method, path, body) {
    const { status, body: answer } = await this.call(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }

  /** A new wallet that has its address. */
  async openWallet(name, network) {
    const { id } = await this.must('POST', '/wallets', { name, network })
    return eventually('the wallet’s address', async () => {
      const wallet = await this.must('GET', `/wallets/${id}?refresh=true`)
      return wallet.address ? wallet : undefined
    })
  }

  share(wallet, name, permission, transfer_limit) {
    const grantee_email = `${name}@example.com`
    return this.must('POST', '/delegations', { wallet_id: wallet.id, grantee_email, permission, transfer_limit })
  }

  async send(wallet, to_address, amount, asset) {
    const { transfer } = await this.must('POST', '/transfers', { wallet_id: wallet.id, to_address, amount, asset })
    return transfer
  }

  /** The transfer once it has this status. */
  transferOnce(id, status) {
    return eventually(`a transfer that is ${status}`, async () => {
      const transfer = await this.must('GET', `/transfers/${id}`)
      return transfer.status === status ? transfer : undefined
    })
  }
}
