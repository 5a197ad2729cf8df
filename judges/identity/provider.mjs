// npm `oidc-provider` on a loopback port: resource indicators with JWT access tokens, claims about
// the person in them, keys that can be changed while it runs.

import { createServer } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'

import Provider, { errors } from 'oidc-provider'

import { CLIENT, NAMESPACE } from './bank.mjs'

/** A resource that this provider has no tokens for. */
export const UNKNOWN = 'https://no-such-api.example'

/** What the provider knows of people; the name they sign in with is their subject. */
const PEOPLE = {
  alice: { name: 'Alice Martin', email: 'alice@example.com', email_verified: true, roles: [] },
  bob: { name: 'Bob Müller', email: 'Bob@Example.com', email_verified: true, roles: [] },
  claire: { name: 'Claire Petit', email: 'claire@example.com', email_verified: true, roles: ['Employee'] },
  mallory: { name: 'Mallory', email: 'mallory@example.com', email_verified: false, roles: 'employee' },
  nobody: { name: 'Nobody', roles: [] },
}

const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
  ES256: ['ec', { namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}],
}

/** A new private key as a JWK. */
export function newKey(kid, alg = 'RS256') {
  const { privateKey } = generateKeyPairSync(...KINDS[alg])
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }
}

/** A provider that runs. */
export class ForeignProvider {
  /** Access tokens for the API: how they are signed, how long they live. */
  token = { sign: { alg: 'RS256' }, ttl: 300 }
  /** How often somebody has fetched the keys. */
  keyFetches = 0
  /** For what tokens were given: names of grants. */
  grants = []

  static async start(keys) {
    const foreign = new ForeignProvider()
    foreign.server = createServer((request, response) => {
      if (request.url === '/jwks') foreign.keyFetches += 1
      foreign.answer(request, response)
    })
    await foreign.listen(0)
    foreign.issuer = `http://127.0.0.1:${foreign.port}`
    foreign.publish(keys)
    return foreign
  }

  async listen(port) {
    await new Promise((listening) => this.server.listen(port, '127.0.0.1', listening))
    this.port = this.server.address().port
  }

  /** Nobody reaches it until `listen(port)`. */
  async hide() {
    this.server.closeAllConnections()
    await new Promise((closed) => this.server.close(closed))
  }

  /** Publishes these keys alone; of those for one algorithm the first signs. Sessions, codes and
   * refresh tokens stay: they are kept outside of the provider object. */
  publish(keys) {
    const provider = new Provider(this.issuer, this.configuration(keys))
    provider.on('grant.success', ({ oidc }) => this.grants.push(oidc.params.grant_type))
    this.answer = provider.callback()
  }

  configuration(keys) {
    return {
      jwks: { keys },
      clients: [
        { ...CLIENT, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
      ],
      // Without asking for consent each time, as a bank's own front would be registered.
      issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
      cookies: { keys: ['signs the cookies of this judge'] },
      pkce: { required: () => true },
      scopes: ['openid', 'offline_access', 'profile', 'email'],
      claims: { profile: ['name'], email: ['email', 'email_verified'] },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...PEOPLE[sub] }) }),
      extraTokenClaims: (_, token) => claimsOf(token.accountId),
      ttl: { Session: 3600, Grant: 3600, Interaction: 600, RefreshToken: 3600, IdToken: 300 },
      features: {
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: (_, resource) => {
            if (resource === UNKNOWN) throw new errors.InvalidTarget()
            return {
              scope: '',
              audience: resource,
              accessTokenFormat: 'jwt',
              accessTokenTTL: this.token.ttl,
              jwt: { sign: this.token.sign, encrypt: this.token.encrypt },
            }
          },
        },
      },
    }
  }

  /** Runs `act` while the provider's clock is so many seconds off. */
  async atOffset(seconds, act) {
    const now = Date.now
    Date.now = () => now() + seconds * 1000
    try {
      return await act()
    } finally {
      Date.now = now
    }
  }

  /** Runs `act` while access tokens are made differently. */
  async signing(token, act) {
    const before = this.token
    this.token = { ...before, ...token }
    try {
      return await act()
    } finally {
      this.token = before
    }
  }
}

function claimsOf(subject) {
  const claims = Object.entries(PEOPLE[subject] ?? {})
  return Object.fromEntries(claims.map(([name, value]) => [NAMESPACE + name, value]))
}
