// Signs people in as a front does: authorization code with PKCE, by plain HTTP and forms. And a
// browser that the bank's own pages sign people in with.

import { createHash, randomBytes } from 'node:crypto'

import { PAGES } from './bank.mjs'

const random = () => randomBytes(32).toString('base64url')

/** A confidential client of an OpenID provider. */
export class RelyingParty {
  static async discover(issuer, client) {
    const party = new RelyingParty()
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
    party.provider = await answer.json()
    party.client = client
    return party
  }

  /** All tokens of a person who signs in with a fresh browser and agrees to everything asked. */
  async signIn(login, resource) {
    const [state, nonce, verifier] = [random(), random(), random()]
    const start = new URL(this.provider.authorization_endpoint)
    const parameters = {
      client_id: this.client.client_id,
      redirect_uri: this.client.redirect_uris[0],
      response_type: 'code',
      scope: 'openid profile email offline_access',
      // Without it the provider leaves `offline_access` out (OpenID Connect Core, section 11).
      prompt: 'consent',
      state,
      nonce,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...(resource ? { resource } : {}),
    }
    for (const [name, value] of Object.entries(parameters)) start.searchParams.set(name, value)
    const back = await new Browser(login).follow(start, this.client.redirect_uris[0])
    const answer = Object.fromEntries(back.searchParams)
    if (answer.state !== state || answer.iss !== this.provider.issuer || !answer.code) {
      throw new Error(`the provider led to ${back}`)
    }
    return this.token({
      grant_type: 'authorization_code',
      code: answer.code,
      code_verifier: verifier,
      redirect_uri: this.client.redirect_uris[0],
      ...(resource ? { resource } : {}),
    })
  }

  /** New tokens for a refresh token. */
  refresh(refresh_token, resource) {
    return this.token({ grant_type: 'refresh_token', refresh_token, resource })
  }

  async token(parameters) {
    const { client_id, client_secret } = this.client
    const basic = `${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`
    const answer = await fetch(this.provider.token_endpoint, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
      body: new URLSearchParams(parameters),
    })
    const tokens = await answer.json()
    if (!answer.ok) throw new Error(`token endpoint: ${answer.status} ${JSON.stringify(tokens)}`)
    return tokens
  }
}

/** As much of a browser as the provider's pages need. Cookies do not look at ports, nor does it. */
class Browser {
  cookies = new Map()

  constructor(login) {
    this.fields = { login, password: 'any', logout: 'yes' }
  }

  /** Follows redirects and submits forms until the address begins with `end`. */
  async follow(url, end) {
    let request = { url, method: 'GET' }
    for (let steps = 0; steps < 20; steps += 1) {
      const answer = await this.send(request)
      const location = answer.headers.get('location')
      if (location?.startsWith(end)) return new URL(location)
      const page = await answer.text()
      request = location
        ? { url: new URL(location, request.url), method: 'GET' }
        : this.submission(page, request.url, answer.status)
    }
    throw new Error(`the provider never led to ${end}`)
  }

  async send({ url, method, body }) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const origin = method === 'POST' ? { origin: new URL(url).origin } : {}
    const answer = await fetch(url, { method, body, headers: { cookie, ...origin }, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/)
      if (value) this.cookies.set(name, value)
      else this.cookies.delete(name)
    }
    return answer
  }

  /** The form of a page, filled in. */
  submission(page, base, status) {
    const form = page.match(/<form[^>]*>/)?.[0]
    const action = form?.match(/action="([^"]+)"/)
    if (!action) throw new Error(`no form at ${base}: ${status} ${page.slice(0, 500)}`)
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const body = new URLSearchParams(hidden.map(([, name, value]) => [name, value]))
    for (const [name, value] of Object.entries(this.fields)) {
      if (page.includes(`name="${name}"`)) body.set(name, value)
    }
    return { url: new URL(action[1], base), method: 'POST', body }
  }
}

/** Somebody at the bank's pages, who agrees to everything that the provider asks. */
export class Visitor extends Browser {
  /** The page of the bank to which a path leads: its path, status and text. */
  open(path) {
    return this.arrive({ url: new URL(path, PAGES), method: 'GET' })
  }

  /** Sends a form of a page of the bank. */
  post(page, path) {
    const [, form_token] = page.text.match(/name="form_token" value="([^"]+)"/)
    const body = new URLSearchParams({ form_token })
    return this.arrive({ url: new URL(path, PAGES), method: 'POST', body })
  }

  /** A sign-in from its beginning; the page that follows it. */
  signIn(to = '/accounts') {
    return this.open(`/auth/login?to=${encodeURIComponent(to)}`)
  }

  async arrive(first) {
    let request = first
    for (let steps = 0; steps < 20; steps += 1) {
      const answer = await this.send(request)
      const [text, { origin, pathname }] = [await answer.text(), new URL(request.url)]
      const refresh = answer.headers.get('refresh')?.replace(/^\d+;\s*url=/, '')
      const onward = answer.headers.get('location') ?? refresh
      if (onward) request = { url: new URL(onward, request.url), method: 'GET' }
      else if (origin !== PAGES) request = this.atProvider(text, request.url, answer.status)
      else return pageOf(pathname, answer.status, text)
    }
    throw new Error(`no page after ${first.url}`)
  }

  /** What a page of the provider is answered. */
  atProvider(text, url, status) {
    return this.submission(text, url, status)
  }
}

/** Somebody who turns back at the provider's first page. */
export class Hesitant extends Visitor {
  atProvider(text, url) {
    const [, abort] = text.match(/href="([^"]*\/abort)"/)
    return { url: new URL(abort, url), method: 'GET' }
  }
}

function pageOf(path, status, text) {
  if (/dfns/i.test(text)) throw new Error(`${path} names the custody vendor`)
  return { path, status, text }
}

/** Header and claims of a JWT, unchecked. */
export function read(jwt) {
  const [header, claims] = jwt.split('.').slice(0, 2)
  const parse = (part) => JSON.parse(Buffer.from(part, 'base64url'))
  return { header: parse(header), claims: parse(claims) }
}
