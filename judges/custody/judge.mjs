// What a judge in JavaScript needs: counted checks, the sandbox's controls, a receiver of webhooks,
// a client of a JSON-RPC node.

import { isDeepStrictEqual } from 'node:util'
import { createServer } from 'node:http'

/** Counts checks, prints each as it passes, and ends the program at the first that does not. */
export class Judge {
  constructor(name) {
    this.name = name
    this.count = 0
  }

  check(what, holds, seen) {
    if (!holds) {
      console.log(`FAILED: ${what}; seen: ${text(seen)}`)
      process.exit(1)
    }
    this.count += 1
    console.log(`ok ${this.count}: ${what}`)
  }

  equal(what, seen, expected) {
    const same = isDeepStrictEqual(seen, expected)
    this.check(what, same, same ? seen : difference(seen, expected))
  }

  /** `call` must throw an error of the SDK with this status, and a message. */
  async refused(what, kind, status, call) {
    let answer
    try {
      answer = await call()
    } catch (error) {
      const held = error instanceof kind && error.httpStatus === status && Boolean(error.message)
      this.check(`${what}: ${status}`, held, `${error} ${error.httpStatus}`)
      return error
    }
    this.check(`${what}: ${status}`, false, answer)
  }

  close() {
    console.log(`judge ${this.name}: ${this.count} checks`)
  }
}

/** Where two values differ: of two objects only the fields that do. */
function difference(seen, expected) {
  const objects = [seen, expected].every((it) => it && typeof it === 'object' && !Array.isArray(it))
  if (!objects) return `${text(seen)}, expected ${text(expected)}`
  const names = [...new Set([...Object.keys(seen), ...Object.keys(expected)])]
  const apart = names.filter((name) => !isDeepStrictEqual(seen[name], expected[name]))
  return apart.map((name) => `${name}: ${text(seen[name])}, expected ${text(expected[name])}`).join('; ')
}

function text(value) {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part))
}

/** Where the sandbox is, its service account, and its controls under `/_sandbox`. */
export class Sandbox {
  constructor(environment = process.env) {
    this.url = environment.DFNS_API_URL
    this.token = environment.DFNS_AUTH_TOKEN
    this.credId = environment.DFNS_CRED_ID
    this.privateKey = environment.DFNS_PRIVATE_KEY?.replaceAll('\\n', '\n')
  }

  /** Address of the JSON-RPC read-out of a network. */
  rpcUrl(network) {
    return `${this.url}/_sandbox/rpc/${network}`
  }

  async control(method, path, body) {
    const answer = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (answer.status !== 200) {
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    }
    return answer.json()
  }

  fund(network, address, amount, contract) {
    return this.control('POST', '/faucet', { network, address, amount: String(amount), contract })
  }

  mode(network, answer) {
    return this.control('PUT', `/networks/${network}/mode`, answer)
  }
}

/** One call of a JSON-RPC node. */
export async function rpc(url, method, params = []) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { result, error } = await answer.json()
  if (error) throw new Error(`${method}: ${error.message}`)
  return result
}

/** A web server on a free port that keeps what is posted to it and answers with one status. */
export class Receiver {
  static async start(status = 200) {
    const receiver = new Receiver()
    receiver.deliveries = []
    receiver.server = createServer((request, response) => {
      const parts = []
      request.on('data', (part) => parts.push(part))
      request.on('end', () => {
        receiver.deliveries.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
        response.writeHead(status).end()
      })
    })
    await new Promise((listening) => receiver.server.listen(0, '127.0.0.1', listening))
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}`
    return receiver
  }

  close() {
    this.server.closeAllConnections()
    this.server.close()
  }
}

/** Asks until the answer is neither undefined nor null. */
export async function eventually(what, ask, seconds = 15) {
  const end = Date.now() + seconds * 1000
  while (Date.now() < end) {
    const answer = await ask()
    if (answer !== undefined && answer !== null) return answer
    await new Promise((later) => setTimeout(later, 20))
  }
  throw new Error(`never seen: ${what}`)
}
