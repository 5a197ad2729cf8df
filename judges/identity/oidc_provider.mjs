// Judge: npm `oidc-provider` signs people in to the bank's API, misbehaves, and changes its keys.

import { createSecretKey } from 'node:crypto'

import { Judge, eventually } from '../custody/judge.mjs'
import { AUDIENCE, startBank } from './bank.mjs'
import { CLIENT, ForeignProvider, newKey } from './provider.mjs'
import { RelyingParty, read } from './relying_party.mjs'

const judge = new Judge('oidc-provider')
const [first, second, third] = ['first', 'second', 'third'].map((kid) => newKey(kid))
const others = [newKey('curve', 'ES256'), newKey('edwards', 'EdDSA'), newKey('padded', 'PS256')]
const provider = await ForeignProvider.start([first, ...others])
const party = await RelyingParty.discover(provider.issuer, CLIENT)
const bank = await startBank(provider.issuer)

const signIn = async (login) => (await party.signIn(login, AUDIENCE)).access_token

await people()
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
  await provider.hide()
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
