// Judge: npm `oidc-provider` signs people in to the bank's API and to its pages, misbehaves, and
// changes its keys.

import { createSecretKey } from 'node:crypto'

import { Judge, eventually } from '../custody/judge.mjs'
import { AUDIENCE, CLIENT, checked, startBank } from './bank.mjs'
import { ForeignProvider, UNKNOWN, newKey } from './provider.mjs'
import { Hesitant, RelyingParty, Visitor, read } from './relying_party.mjs'

const judge = new Judge('oidc-provider')
const [first, second, third] = ['first', 'second', 'third'].map((kid) => newKey(kid))
const others = [newKey('curve', 'ES256'), newKey('edwards', 'EdDSA'), newKey('padded', 'PS256')]
const provider = await ForeignProvider.start([first, ...others])
const party = await RelyingParty.discover(provider.issuer, CLIENT)
const bank = await startBank(provider.issuer)

const signIn = async (login) => (await party.signIn(login, AUDIENCE)).access_token

await people()
await pages()
await settings()
await tokensForOthers()
await clocks()
await algorithms()
await rotation()
await outage()

judge.close()
process.exit(0)

async function people() {
  const alice = await party.signIn('alice', AUDIENCE)
  const { header, claims } = read(alice.access_token)
  judge.equal('the access token is one as RFC 9068 has it', header, { alg: 'RS256', typ: 'at+jwt', kid: 'first' })
  judge.equal('for the API alone', claims.aud, AUDIENCE)

  const me = await bank.call(alice.access_token, 'GET', '/me')
  judge.equal('the bank knows who it is', [me.status, me.body.name, me.body.email, me.body.roles, me.body.is_employee], [
    200, 'Alice Martin', 'alice@example.com', [], false,
  ])
  const overview = await bank.call(alice.access_token, 'GET', '/wallets')
  judge.equal('the first sign-in opens two accounts', overview.body.fiat_accounts.map(({ kind }) => kind), [
    'checking', 'savings',
  ])
  const opened = await bank.call(alice.access_token, 'POST', '/wallets', { name: 'Alice’s Wallet' })
  judge.equal('she opens a wallet', [opened.status, opened.body.name], [201, 'Alice’s Wallet'])

  const grant = { wallet_id: opened.body.id, grantee_email: 'bob@example.com', permission: 'view' }
  const share = (more) => bank.outcome(alice.access_token, 'POST', '/delegations', { ...grant, ...more })
  judge.equal('nobody can be granted anything before the first sign-in', await share(), '422 grantee_unknown')
  const bob = await signIn('bob')
  judge.equal('Bob may not see her wallet', await bank.outcome(bob, 'GET', `/wallets/${opened.body.id}`), '404 not_found')
  judge.equal('she shares it with Bob, whatever the case of the letters', await share(), '201')
  const shared = await bank.call(bob, 'GET', '/wallets')
  judge.equal('Bob sees it', shared.body.delegated_wallets.map(({ id, owner_name }) => [id, owner_name]), [
    [opened.body.id, 'Alice Martin'],
  ])

  const claire = await signIn('claire')
  judge.equal('a role in any case of letters makes an employee', (await bank.call(claire, 'GET', '/me')).body.is_employee, true)
  judge.equal('who sees the bank’s side', await bank.outcome(claire, 'GET', '/admin/overview'), '200')
  judge.equal('which a customer does not', await bank.outcome(alice.access_token, 'GET', '/admin/overview'), '403 forbidden')
  const mallory = await signIn('mallory')
  judge.equal('a text instead of a list gives no role', await bank.outcome(mallory, 'GET', '/admin/overview'), '403 forbidden')
  judge.equal('an email that is not verified is granted nothing', await share({ grantee_email: 'mallory@example.com' }), '422 grantee_unknown')
  judge.equal('a person without email cannot bank', await bank.me(await signIn('nobody')), '403 identity_incomplete')

  const fresh = await party.refresh(alice.refresh_token, AUDIENCE)
  judge.check('a refresh gives another token', fresh.access_token !== alice.access_token)
  const again = await bank.call(fresh.access_token, 'GET', '/wallets')
  judge.equal('of the same person', again.body.wallets.map(({ id }) => id), [opened.body.id])
}

/** The same people by the bank's own pages, which are a relying party of the provider's. */
async function pages() {
  const alice = new Visitor('alice')
  const shows = (page, ...texts) => [page.path, page.status, ...texts.map((text) => page.text.includes(text))]
  const home = await alice.signIn()
  judge.equal('pages: Alice signs in and sees her wallet', shows(home, 'alice@example.com', 'Alice’s Wallet'), ['/accounts', 200, true, true])
  const claire = new Visitor('claire')
  judge.equal('pages: Claire arrives at the bank’s side', shows(await claire.signIn('/bank')), ['/bank', 200])
  judge.equal('pages: which is no page for Alice', (await alice.open('/bank')).status, 404)

  const nobody = await new Visitor('nobody').signIn()
  judge.equal('pages: who has no address is told which claim is missing', [nobody.status, /example\.com\/email/.test(nobody.text)], [403, true])
  const hesitant = new Hesitant('bob')
  judge.equal('pages: who turns back at the provider can try again', shows(await hesitant.signIn(), '/auth/login'), ['/auth/callback', 400, true])
  judge.equal('pages: and is not signed in', (await hesitant.open('/auth/callback?state=made-up&code=made-up')).status, 400)

  await renewals()

  const out = await alice.post(home, '/auth/sign-out')
  judge.equal('pages: signing out leads over the provider to the start', shows(out, 'alice@example.com'), ['/', 200, false])
  const gate = await new Hesitant('alice').signIn()
  judge.equal('pages: a fresh browser is asked who it is', gate.status, 400)
  alice.atProvider = (text) => { throw new Error(`asked: ${/name="login"/.test(text)}`) }
  const asked = await alice.signIn().catch((error) => error.message)
  judge.equal('pages: and so is she, for the provider’s session ended too', asked, 'asked: true')
}

/** Sessions whose tokens live for seconds. The refresh token stays the same: this provider does not
 * exchange those of confidential clients. */
async function renewals() {
  const alice = new Visitor('alice')
  await provider.signing({ ttl: 4 }, async () => {
    await alice.signIn()
    for (const what of ['a session renews itself, once for five that ask', 'and again']) {
      const before = provider.grants.length
      const statuses = new Set()
      await eventually(what, async () => {
        const pages = await Promise.all(Array.from({ length: 5 }, () => alice.open('/accounts')))
        pages.forEach(({ status }) => statuses.add(status))
        return provider.grants.length > before ? true : undefined
      })
      judge.equal(`pages: ${what}`, [[...statuses], provider.grants.slice(before)], [[200], ['refresh_token']])
    }
  })
}

/** `bank-custody check` against a provider that nobody here wrote. */
async function settings() {
  const good = await checked(provider.issuer)
  for (const check of ['issuer.discovery', 'issuer.keys', 'issuer.logout', 'issuer.clock', 'sign_in.request', 'sign_in.application']) {
    judge.equal(`check: ${check} of good settings`, good(check), 'passed')
  }
  const secret = await checked(provider.issuer, { AUTH0_CLIENT_SECRET: 'another' })
  judge.check('check: a wrong secret is named', /^failed AUTH0_CLIENT_SECRET: .*invalid_client/.test(secret('sign_in.application')), secret('sign_in.application'))
  judge.equal('check: and told from a wrong application', secret('sign_in.request'), 'passed')
  const application = await checked(provider.issuer, { AUTH0_CLIENT_ID: 'somebody-else' })
  judge.check('check: a wrong application is named', /^failed AUTH0_CLIENT_ID: .*status 400/.test(application('sign_in.request')), application('sign_in.request'))
  const callback = await checked(provider.issuer, { APP_BASE_URL: 'https://bank.example.com' })
  judge.check('check: a way back that is not registered is named', /^failed AUTH0_CLIENT_ID: .*status 400/.test(callback('sign_in.request')), callback('sign_in.request'))
  const audience = await checked(provider.issuer, { AUTH0_AUDIENCE: UNKNOWN })
  judge.check('check: an API that is not there is named', /^failed AUTH0_AUDIENCE: .*invalid_target/.test(audience('sign_in.request')), audience('sign_in.request'))
}

async function tokensForOthers() {
  const alice = await party.signIn('alice', AUDIENCE)
  judge.equal('the id token opens nothing', await bank.me(alice.id_token), '401 token_invalid')
  judge.equal('nor does the refresh token', await bank.me(alice.refresh_token), '401 token_invalid')
  const opaque = await party.signIn('alice')
  judge.equal('nor a token without any audience', await bank.me(opaque.access_token), '401 token_invalid')
  const elsewhere = await party.signIn('alice', 'https://another-api.example')
  judge.equal('nor one for another API', await bank.me(elsewhere.access_token), '401 token_invalid')
  const near = await party.signIn('alice', `${AUDIENCE}/`)
  judge.equal('nor one for nearly the same audience', await bank.me(near.access_token), '401 token_invalid')

  const impostor = await ForeignProvider.start([first])
  const its = await RelyingParty.discover(impostor.issuer, CLIENT)
  const foreign = await its.signIn('alice', AUDIENCE)
  judge.equal('nor one of another issuer with the same key', await bank.me(foreign.access_token), '401 token_invalid')
  await impostor.hide()

  const [header, , signature] = alice.access_token.split('.')
  const claims = { ...read(alice.access_token).claims, sub: 'claire' }
  const forged = Buffer.from(JSON.stringify(claims)).toString('base64url')
  judge.equal('nor one whose claims were changed', await bank.me(`${header}.${forged}.${signature}`), '401 token_invalid')
  judge.equal('nor two tokens in one', await bank.me(`${alice.access_token} ${alice.access_token}`), '401 token_invalid')
  judge.equal('nor nothing', await bank.me(undefined), '401 token_missing')
  judge.equal('the token itself is good', await bank.me(alice.access_token), '200')
}

async function clocks() {
  const at = (seconds, login = 'alice') => provider.atOffset(seconds, () => signIn(login))
  judge.equal('a token that has expired is refused', await bank.me(await at(-1000)), '401 token_expired')
  judge.equal('seconds after its end it still counts', await bank.me(await at(-310)), '200')
  judge.equal('a token of a clock that runs a little ahead counts', await bank.me(await at(20)), '200')
  judge.equal('a token from the future does not', await bank.me(await at(600)), '401 token_not_yet_valid')

  await provider.signing({ ttl: 3 * 3600 }, async () => {
    const claire = await at(-2 * 3600, 'claire')
    judge.equal('an employee’s old token is not believed', await bank.outcome(claire, 'GET', '/admin/overview'), '401 token_too_old')
    judge.equal('a customer’s is', await bank.me(await at(-2 * 3600)), '200')
  })
}

async function algorithms() {
  const signed = (token) => provider.signing(token, () => signIn('alice'))
  judge.equal('ES256 is believed', await bank.me(await signed({ sign: { alg: 'ES256' } })), '200')
  judge.equal('EdDSA is believed', await bank.me(await signed({ sign: { alg: 'EdDSA' } })), '200')
  judge.equal('PS256 is not', await bank.me(await signed({ sign: { alg: 'PS256' } })), '401 token_invalid')
  const shared = createSecretKey(Buffer.alloc(32, 7))
  const hmac = await signed({ sign: { alg: 'HS256', key: shared, kid: 'first' } })
  judge.equal('a shared secret is not', await bank.me(hmac), '401 token_invalid')
  const encrypt = { alg: 'dir', enc: 'A256GCM', key: shared }
  judge.equal('an encrypted token is not', await bank.me(await signed({ sign: undefined, encrypt })), '401 token_invalid')
}

async function rotation() {
  const crowd = workOn(await signIn('bob'))
  const old = await signIn('alice')
  judge.equal('before: the first key signs', read(old).header.kid, 'first')

  provider.publish([second, first])
  const later = await signIn('alice')
  judge.equal('the second key signs', read(later).header.kid, 'second')
  await eventually('the new key is believed', async () => ((await bank.me(later)) === '200' ? true : undefined))
  judge.equal('an unknown key id leads to the new key', await bank.me(later), '200')
  judge.equal('the first key counts while it is published', await bank.me(old), '200')
  const page = await new Visitor('bob').signIn()
  judge.equal('the pages believe its id tokens, too', [page.path, page.status], ['/accounts', 200])

  const unknown = later.split('.').with(0, Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'x' })).toString('base64url'))
  const before = provider.keyFetches
  const answers = await Promise.all(Array.from({ length: 30 }, () => bank.me(unknown.join('.'))))
  judge.equal('made-up key ids are refused', [...new Set(answers)], ['401 token_invalid'])
  judge.check('and hardly bother the provider', provider.keyFetches - before <= 1, provider.keyFetches - before)
  judge.equal('nobody was sent away meanwhile', await crowd.ended(), ['200'])

  provider.publish([third, second])
  const newest = await signIn('alice')
  judge.equal('the third key signs', read(newest).header.kid, 'third')
  await eventually('the newest key is believed', async () => ((await bank.me(newest)) === '200' ? true : undefined))
  judge.equal('the key that was retired counts no more', await bank.me(old), '401 token_invalid')
  judge.equal('the one still published does', await bank.me(later), '200')
}

async function outage() {
  const token = await signIn('alice')
  const visitor = new Visitor('bob')
  await visitor.signIn()
  await provider.hide()
  judge.equal('without the provider who is signed in at the pages stays so', (await visitor.open('/accounts')).status, 200)
  judge.equal('without the provider its tokens still count', await bank.me(token), '200')
  judge.equal('and the bank is ready', (await bank.ready()).ok, true)
  await provider.listen(provider.port)
  judge.equal('afterwards people sign in again', await bank.me(await signIn('bob')), '200')
}

/** Somebody who works on all the time; `ended` stops that and tells what was answered. */
function workOn(token) {
  const seen = new Set()
  let ending = false
  const work = (async () => {
    while (!ending) seen.add(await bank.me(token))
  })()
  const ended = async () => {
    ending = true
    await work
    return [...seen]
  }
  return { ended }
}
