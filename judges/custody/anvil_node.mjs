// The other way round: Anvil is the chain behind the sandbox, and a family banks on it through the
// bank's own REST API. What arrived is read from Anvil alone.

import { encodeAbiParameters, encodeFunctionData, erc20Abi, formatEther, keccak256, numberToHex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { sepolia } from 'viem/chains'

import { startAnvil } from './anvil.mjs'
import { startBank } from './bank.mjs'
import { Judge, eventually, rpc } from './judge.mjs'

const NETWORK = 'EthereumSepolia'
const USDC = '0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238'
/** A network that stays inside the sandbox, and its token: the same code. */
const OTHER = { network: 'BaseSepolia', usdc: '0x036CbD53842c5426634e7929541eC2318f3dCF7e' }

const judge = new Judge('anvil-node')
const anvil = await startAnvil('--chain-id', String(sepolia.id), '--accounts', '1')
const bank = await startBank({ SANDBOX_NODES: `${NETWORK}=${anvil.url}` })
const chain = (method, ...params) => rpc(anvil.url, method, params)

const someone = () => privateKeyToAddress(generatePrivateKey())
const balanceOf = async (address) => BigInt(await chain('eth_getBalance', address, 'latest'))
const tokensOf = async (owner) => {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [owner] })
  return BigInt(await chain('eth_call', { to: USDC, data }, 'latest'))
}
const fund = (address, ether) => chain('anvil_setBalance', address, numberToHex(parseEther(ether)))

/** Puts the sandbox's token onto Anvil and gives `owner` some, where Solidity keeps a balance. */
async function giveTokens(owner, amount) {
  const code = await rpc(bank.sandbox.rpcUrl(OTHER.network), 'eth_getCode', [OTHER.usdc, 'latest'])
  await chain('anvil_setCode', USDC, code)
  const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [owner, 0n]))
  await chain('anvil_setStorageAt', USDC, slot, numberToHex(amount, { size: 32 }))
}

/** How many transactions to this address Anvil has mined. */
async function payments(to) {
  const head = Number(await chain('eth_blockNumber'))
  let count = 0
  for (let number = 0; number <= head; number += 1) {
    const block = await chain('eth_getBlockByNumber', numberToHex(number), true)
    count += block.transactions.filter((tx) => tx.to?.toLowerCase() === to.toLowerCase()).length
  }
  return count
}

/** A transfer that is confirmed: the chain has it once, with the amount and the fee reported. */
async function judgeArrival(what, person, transfer, to, amount) {
  const done = await person.transferOnce(transfer.id, 'confirmed')
  judge.equal(`${what}: the receiver has exactly that`, await balanceOf(to), parseEther(amount))
  judge.equal(`${what}: by one transaction`, await payments(to), 1)
  const receipt = await chain('eth_getTransactionReceipt', done.tx_hash)
  judge.equal(`${what}: the reported hash succeeded`, receipt.status, '0x1')
  const fee = BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice)
  judge.equal(`${what}: the reported fee is the chain’s`, done.fee, formatEther(fee))
  const ledger = await bank.sandbox.control('GET', `/executions?to=${to}`)
  judge.equal(`${what}: custody’s ledger agrees`, ledger.items.map((row) => row.txHash), [done.tx_hash])
}

const [alice, bob, charlie, claire, dana] = await Promise.all(['alice', 'bob', 'charlie', 'claire', 'dana'].map(bank.person))
const first = await alice.openWallet('Alice’s Wallet', NETWORK)
const second = await alice.openWallet('Charlie’s Wallet', NETWORK)
judge.check('two wallets with addresses of their own', first.address !== second.address, [first, second])
const faucet = await alice.call('POST', `/wallets/${first.id}/test-funds`)
judge.equal('test funds are the node’s own', [faucet.status, faucet.body.errors[0].code], [422, 'no_test_funds'])
await fund(first.address, '2')
await fund(second.address, '1')
// One refresh of a wallet in ten seconds: the first may have been before the funds came.
const amount = await eventually('the funds at the bank', async () => {
  const { balance } = await alice.must('GET', `/wallets/${first.id}?refresh=true`)
  return balance.amount === '0' ? undefined : balance.amount
})
judge.equal('the bank reads the balance from Anvil', amount, '2')

await alice.share(first, 'bob', 'transfer')
await alice.share(second, 'bob', 'transfer')
const grant = await alice.share(second, 'charlie', 'transfer', '0.01')
const overview = await bob.must('GET', '/wallets')
judge.equal('Bob sees what is shared with him', overview.delegated_wallets.map((wallet) => wallet.id).sort(), [first.id, second.id].sort())
const bobs = await bob.openWallet('Bob’s Wallet', NETWORK)
await bob.share(bobs, 'alice', 'view')

const shop = someone()
const small = await charlie.send(second, shop, '0.001')
judge.equal('a small amount goes at once', small.decided_by_rule !== undefined && small.status !== 'pending', true)
await judgeArrival('Charlie’s small transfer', charlie, small, shop, '0.001')

const garage = someone()
const large = await charlie.send(second, garage, '0.02')
judge.equal('above his limit it waits', [large.status, await balanceOf(garage)], ['pending', 0n])
const queue = await claire.must('GET', '/admin/transfers')
judge.check('Claire sees it in the queue', queue.transfers.some((row) => row.id === large.id), queue)
await claire.must('POST', `/admin/transfers/${large.id}/approve`, { comment: 'known shop' })
await judgeArrival('approved', charlie, large, garage, '0.02')
const twice = await dana.call('POST', `/admin/transfers/${large.id}/approve`)
judge.equal('it cannot be approved twice', [twice.status, twice.body.code], [409, 'already_decided'])

const exact = someone()
const atLimit = await charlie.send(second, exact, '0.01')
judge.equal('exactly at the limit it waits', atLimit.status, 'pending')
await dana.must('POST', `/admin/transfers/${atLimit.id}/reject`, { comment: 'no' })
const rejected = await charlie.must('GET', `/transfers/${atLimit.id}`)
judge.equal('rejected, nothing moves', [rejected.status, await payments(exact)], ['rejected', 0])

// Custody that answers first and broadcasts later.
await bank.sandbox.mode(NETWORK, { mode: 'pending', delay_ms: 30 })
const friend = someone()
const later = await bob.send(first, friend, '0.03')
await judgeArrival('broadcast later', bob, later, friend, '0.03')
await bank.sandbox.mode(NETWORK, { mode: 'immediate' })

await giveTokens(first.address, 5_000_000n)
const merchant = someone()
const tokens = await alice.send(first, merchant, '1.5', 'USDC')
judge.equal('a token without a threshold waits', tokens.status, 'pending')
await claire.must('POST', `/admin/transfers/${tokens.id}/approve`)
await alice.transferOnce(tokens.id, 'confirmed')
judge.equal('tokens arrive on Anvil', [await tokensOf(merchant), await tokensOf(first.address)], [1_500_000n, 3_500_000n])

const inside = await alice.send(first, bobs.address, '0.04')
await judgeArrival('to Bob’s own wallet', alice, inside, bobs.address, '0.04')
const activity = await bob.must('GET', `/wallets/${bobs.id}/activity`)
judge.check('Bob’s activity shows what came in', JSON.stringify(activity).includes('0.04'), activity)

// A chain that takes its time: two payments of one wallet wait together and land in one block.
await chain('evm_setAutomine', false)
const waiting = []
for (const amount of ['0.011', '0.012']) {
  const to = someone()
  const { id } = await bob.send(first, to, amount)
  const { tx_hash } = await bob.transferOnce(id, 'broadcasted')
  judge.equal(`${amount} is broadcast and in no block`, [await chain('eth_getTransactionReceipt', tx_hash), await balanceOf(to)], [null, 0n])
  waiting.push({ id, to, amount, tx_hash })
}
await chain('evm_mine')
const mined = await Promise.all(waiting.map(({ tx_hash }) => chain('eth_getTransactionReceipt', tx_hash)))
judge.equal('both are in the same block', mined[0].blockHash, mined[1].blockHash)
await chain('evm_setAutomine', true)
for (const { id, to, amount } of waiting) await judgeArrival(`${amount} after a while`, bob, { id }, to, amount)

const poor = await alice.call('POST', '/transfers', { wallet_id: first.id, to_address: shop, amount: '50' })
judge.equal('more than there is', [poor.status, poor.body.code], [422, 'insufficient_funds'])

// Alice may look at Bob's wallet and no more.
const looking = await alice.call('POST', '/transfers', { wallet_id: bobs.id, to_address: shop, amount: '0.001' })
judge.equal('who may only look sends nothing', [looking.status, await payments(shop)], [403, 1])

const waits = await charlie.send(second, garage, '0.02')
await alice.must('DELETE', `/delegations/${grant.id}`)
const ended = await alice.must('GET', `/transfers/${waits.id}`)
judge.equal('what waited under a grant ends with it', [ended.status, await payments(garage)], ['cancelled', 1])
judge.equal('after the grant is revoked Charlie sees no wallet', (await charlie.call('GET', `/wallets/${second.id}`)).status, 404)
const refused = await charlie.call('POST', '/transfers', { wallet_id: second.id, to_address: shop, amount: '0.001' })
judge.equal('and sends nothing', [refused.status, await payments(shop)], [404, 1])

await bank.stop()
anvil.stop()
judge.close()
process.exit(0)
